"""Words after which people are told whom to call first, and words that only sound like them."""

import timeit

import pytest

from domain.emergencies import Emergency, find_emergency
from locales.catalogue import LOCALES, speaker

ALARMS = """
fire: 3号楼着火了 / 昨天着火的 / 着 火 了 / 垃圾桶冒烟了 / 楼道里冒着浓烟 / 电瓶车充电起火
fire: 好像着火了 / 是不是着火了 / 怕是着火了，快来 / 楼上爆炸了 / there is a fire in block 3
fire: 烟雾报警器一直响 / 不知道是谁家着火了 / 没有人管，着火了 / 着火了！消防演练？不是，真的
fire: 3号楼发生火灾 / 电影院着火了 / 培训班冒烟 / 充电引发火灾快来人
gas: 闻到一股煤气味 / 燃气泄漏！ / 厨房煤气漏了 / smell of gas in the stairs
collapsed: 有人晕倒在菜场门口 / 王大爷没有呼吸了 / 老人倒地不起 / 周爷爷心脏病发了 / 骑手中暑了
collapsed: 奶奶摔倒了起不来 / 外卖小哥摔倒流血了 / 老人晕过去了
crime: 有人打架 / 有人持刀 / 抢劫啊
lift: 电梯困人 / 有人被困在电梯里 / stuck in the lift / 电梯里困了两个人
lift: 电梯卡在5楼，里面有人出不来 / 电梯停在半空，里面有个老人
drowning: 孩子掉河里了 / 有人溺水
power: 电线断了掉在路上 / 电线杆倒了 / 配电箱漏电
despair: 有人要跳楼
buried: 小孩掉进井里了 / 围墙倒了压住人 / 有人被压在下面
accident: 骑手被车撞了 / 撞倒了一个老人 / 骑手被撞倒了
missing: 老太太走丢了
"""

HARMLESS = """
灭火器过期了
着火点在哪里
周三消防演练
消防演练，模拟着火疏散
楼道里都是烟头
电线老化容易着火
担心起火
万一着火怎么办
没有着火，虚惊一场
电动车充电有火灾隐患
发起火来谁都怕
坐着火车回来
油烟太大
吃着火锅唱着歌
燃气表不走了
燃气费怎么交
电梯卡坏了
电梯停了
电梯坏了，老人上下楼困难
停水困扰我们三天
落水管破了
防溺水宣传牌掉了
充电线断了
网线掉下来了
狗打架太吵
抢占车位
偷倒垃圾
夫妻吵架
跳楼价大甩卖的广告
井盖松动，阿郎批发部下方
广告牌要掉下来了
路灯不亮
气得吐血
心脏病讲座什么时候
煤气公司电话多少
树倒了挡路
饭店烟囱冒黑烟
电梯门关不上
打人工电话没人接
灭火器箱空了
消防栓漏水
垃圾烧烤味
路灯断电
手机掉了
希望增加防火门
撞倒了栏杆
共享单车倒了
快递被压坏了
路面被压坏
箱子掉到水沟里了
打起来电话没人接
没有人打扫
没有电梯老人出不来
这样会引起火灾
窗户被打开了
有人把垃圾倒在路边
栏杆被车撞坏了
树被砍了
进入室内要脱鞋
老人的钥匙掉进下水道了
人行道陷下去一个坑
奶奶家猫走丢了
小孩的滑板不见了
路滑，老人容易摔骨折
电动自行车上楼充电会着火的
捅了马蜂窝
楼道禁止使用明火
电梯坏了老人下不来
井盖被车压坏了
"""

SPOKEN = [
    (words.strip(), code.strip())
    for line in ALARMS.strip().splitlines()
    for code, _, all_words in [line.partition(":")]
    for words in all_words.split(" / ")
]


@pytest.mark.parametrize(("words", "code"), SPOKEN)
def test_an_emergency_is_heard(words: str, code: str) -> None:
    assert find_emergency(words) is Emergency(code)


def test_every_emergency_is_among_the_sentences() -> None:
    assert {code for _, code in SPOKEN} == set(Emergency)


@pytest.mark.parametrize("words", HARMLESS.strip().splitlines())
def test_what_only_sounds_like_one_raises_no_alarm(words: str) -> None:
    assert find_emergency(words) is None


def test_one_harmless_word_does_not_silence_the_rest() -> None:
    assert find_emergency("灭火器过期了，三楼着火了没法救") is Emergency.FIRE
    assert find_emergency("昨天才消防演练，今天真的着火了") is Emergency.FIRE
    assert find_emergency("没有着火。但是有人晕倒了") is Emergency.COLLAPSED


def test_the_worst_is_named_first() -> None:
    assert find_emergency("有人晕倒，楼里还着火了") is Emergency.FIRE
    assert find_emergency("电梯里有人晕倒了") is Emergency.COLLAPSED
    assert find_emergency("电梯着火了") is Emergency.FIRE


def test_letters_nobody_sees_do_not_hide_a_fire() -> None:
    assert find_emergency("着\u200b火 了") is Emergency.FIRE
    assert find_emergency("ＦＩＲＥ IN Block 3") is Emergency.FIRE


@pytest.mark.parametrize("locale", LOCALES)
def test_every_emergency_has_its_short_sentence_with_a_number(locale: str) -> None:
    say = speaker(locale)
    numbers = {
        Emergency.FIRE: "119",
        Emergency.GAS: "119",
        Emergency.POWER: "95598",
        Emergency.LIFT: "96333",
        Emergency.DROWNING: "119",
        Emergency.BURIED: "119",
        Emergency.DESPAIR: "110",
        Emergency.CRIME: "110",
        Emergency.ACCIDENT: "122",
        Emergency.COLLAPSED: "120",
        Emergency.MISSING: "110",
    }
    assert numbers.keys() == set(Emergency)
    for emergency, number in numbers.items():
        sentence = say(emergency.key)
        assert number in sentence
        assert len(sentence) <= 100


def test_hostile_words_do_not_hold_the_bot_up() -> None:
    hostile = ["煤气" * 2000, "冒" + "着" * 4000, "怕着火" * 1300, "没" * 4000, "老人" * 2000]
    assert min(timeit.repeat(lambda: list(map(find_emergency, hostile)), number=1)) < 0.5
