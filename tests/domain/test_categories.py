"""Which kind of case somebody's words speak of."""

import timeit
from dataclasses import replace

import pytest

from domain.catalogue import parse_catalogue
from domain.categories import Category, Priority, Starter, suggest
from domain.permissions import Role
from locales.starter import read_starter

ZH, EN = (parse_catalogue(read_starter(locale)) for locale in ("zh_CN", "en"))

SENTENCES = """
lift.trapped: 电梯困人了，在5楼 / 有人被困在三号楼电梯里 / 奶奶关在电梯里出不来
gas.leak: 闻到一股煤气味 / 一楼厨房燃气漏了 / 管道漏气
fire.burning: 垃圾桶着火了 / 楼道里冒烟 / 有人在河边烧垃圾 / 电瓶车自燃
power.line: 电线掉在人行道上 / 路灯杆漏电 / 配电箱门开着，小孩会碰到
high.falling: 饭店的广告牌松了，快掉下来 / 外墙瓷砖掉了一块 / 6楼空调外机摇摇欲坠
high.throwing: 有人高空抛物 / 楼上老是往下扔东西
road.cover: 井盖松动，阿郎批发部下方 / 3号楼门口井盖没了 / 雨水篦子断了
road.collapse: 东门口路面塌陷 / 停车场地面下沉了
road.surface: 人行道地砖翘起来 / 路面坑坑洼洼 / 减速带坏了 / 门口台阶松了
road.block: 红绿灯不亮 / 护栏倒了 / 有人占道堆木头
light.street: 路灯不亮 / 小区东侧路灯坏了好几天 / 路上没有灯，晚上太黑
light.stairs: 楼道灯坏了 / 4号楼楼道里的灯又不亮了 / 车库里灯不亮
power.cut: 2号楼停电了 / 我家又跳闸了
water.leak: 楼上漏水到我家 / 水管爆了 / 屋顶漏雨
water.cut: 今天又停水 / 5楼没水了 / 自来水发黄
water.drain: 下水道堵了 / 地下车库积水 / 化粪池满了往外溢 / 厕所管道堵了
gas.other: 燃气表不走了 / 天然气什么时候通
lift.fault: 电梯坏了 / 电梯有异响，老人上下楼不方便 / 电梯按钮按不了
fire.passage: 消防通道停满了车 / 3号楼楼道堆满纸箱 / 楼梯间堆杂物
fire.equipment: 灭火器过期了 / 消防栓没有水 / 应急灯不亮
ebike.charging: 有人飞线充电 / 电动车推上楼充电 / 电瓶车进电梯 / 楼道里停电动车
ebike.parking: 共享单车乱停在门口 / 充电桩坏了，扫码没反应 / 电动车没地方停
parking.car: 私家车违停挡住单元门 / 有人占车位 / 东门停车太乱
waste.bin: 垃圾桶满了 / 垃圾没人收，好臭 / 垃圾分类没人管
waste.bulky: 装修垃圾堆在楼下 / 有人把旧沙发扔在路边 / 大件垃圾没人拉
waste.clean: 楼道没人打扫 / 小区里老鼠很多 / 公厕太脏 / 楼道里都是烟头
noise.building: 夜间施工吵得睡不着 / 楼上装修中午也在吵 / 半夜工地还在施工
noise.life: 广场舞太吵 / 邻居半夜唱歌 / 狗叫了一晚上
green.tree: 大风把树吹倒了，树倒在路上 / 枯枝要断了 / 树枝打到窗户
green.lawn: 草坪被踩秃了 / 有人在绿化带种菜
estate.service: 物业费太贵 / 保安不在岗 / 监控坏了
estate.door: 单元门关不上 / 门禁刷不开 / 健身器材坏了，怕伤到孩子
estate.illegal: 顶楼有人违章搭建 / 楼下群租住了二十个人
dispute.neighbour: 和邻居有纠纷想调解 / 楼下两家吵架
dispute.family: 隔壁家暴，孩子一直哭 / 想离婚不知道找谁
dispute.wage: 老板拖欠工资 / 平台乱扣钱，想申诉
care.elder: 独居老人好几天没见出门 / 老年食堂几点开
care.medical: 能帮王阿姨配药吗 / 社区什么时候体检
rider.station: 驿站饮水机坏了 / 小哥没地方休息
rider.access: 保安不让骑手进门 / 找不到7号楼
public.safety: 电瓶被偷了 / 有个可疑的人在转
public.dog: 有人遛狗不拴绳 / 树上有马蜂窝
shop.trade: 门口摆摊的太多 / 饭店油烟排到楼上
shop.quality: 超市卖过期食品 / 健身卡不退钱
conduct.report: 举报有人随地吐痰 / 有人在电梯里抽烟
staff.conduct: 网格员态度差 / 找了三次都推诿
request.advice: 建议增设一个晾衣架 / 希望能装个休息亭
request.question: 请问居住证怎么办理 / 咨询公租房
request.thanks: 感谢网格员帮忙 / 表扬一下保洁阿姨
"""

SPOKEN = [
    (words.strip(), code.strip())
    for line in SENTENCES.strip().splitlines()
    for code, _, all_words in [line.partition(":")]
    for words in all_words.split("/")
]


@pytest.mark.parametrize(("words", "code"), SPOKEN)
def test_what_people_say_is_understood(words: str, code: str) -> None:
    assert [one.code for one in suggest(words, ZH)][:1] == [code]


def test_every_kind_is_among_the_sentences_but_the_nameless_one() -> None:
    assert {code for _, code in SPOKEN} == {one.code for one in ZH} - {"other"}


@pytest.mark.parametrize(
    "words",
    [
        "",
        "。。。",
        "😀",
        "你好",
        "在吗",
        "看看这个",
        "东门口，3号楼旁边",
        "收到垃圾短信",
        "垃圾电话太多",
        "这是着火点",
        "一起吃着火锅",
        "今天天气真好",
        "点燃气球",
        "来电显示",
        "不是路灯",
        "并非井盖",
        "abc",
        "lifting",
        "treehouse",
    ],
)
def test_where_nothing_is_named_nothing_is_suggested(words: str) -> None:
    assert suggest(words, ZH) == []
    assert suggest(words, EN) == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("the street light at the gate is out", "light.street"),
        ("Street Lights are broken", "light.street"),
        ("A manhole cover is missing", "road.cover"),
        ("the LIFT is broken again", "lift.fault"),
        ("somebody is stuck in the lift", "lift.trapped"),
        ("fire extinguisher is out of date", "fire.equipment"),
        ("there is a smell of gas", "gas.leak"),
        ("no water since this morning", "water.cut"),
        ("the smoke detector beeps", "fire.equipment"),
        ("电梯坏了", "lift.fault"),
    ],
)
def test_english_is_understood_too(words: str, code: str) -> None:
    assert [one.code for one in suggest(words, EN)][:1] == [code]


@pytest.mark.parametrize("words", ["lifting weights", "grassroots", "a treehouse", "my sister"])
def test_latin_words_are_not_torn_out_of_longer_ones(words: str) -> None:
    assert suggest(words, EN) == []


def codes(words: str) -> list[str]:
    return [one.code for one in suggest(words, ZH)]


def test_a_word_inside_a_longer_one_does_not_count() -> None:
    assert "water.drain" in codes("下水道堵了")
    assert "road.cover" in codes("下水道盖没了")
    assert "water.drain" not in codes("下水道盖没了")
    assert "lift.fault" not in codes("没电梯")[1:]
    assert "waste.bin" not in codes("装修垃圾")


def test_what_is_denied_does_not_count_but_a_question_is_no_denial() -> None:
    assert codes("不是路灯，是井盖松了") == ["road.cover"]
    assert codes("是不是路灯坏了") == ["light.street"]


def test_both_parts_of_a_word_with_a_gap_stand_in_one_breath() -> None:
    assert "light.stairs" in codes("楼道那边的灯")
    assert codes("我在楼道。灯") == []
    assert codes("我在楼道里等了你们一个早上也没人来换灯") == []


def test_letters_nobody_sees_and_wide_ones_change_nothing() -> None:
    assert codes("路\u200b灯") == codes("路 灯") == codes("路　灯") == ["light.street"]
    assert [one.code for one in suggest("Ｌｉｆｔ", EN)] == ["lift.fault"]


def test_at_most_three_are_suggested_the_best_first() -> None:
    found = codes("井盖松了，路灯也不亮，垃圾没人收，狗叫，还停电")
    assert len(found) == 3
    assert len(set(found)) == 3


@pytest.mark.parametrize("catalogue", [ZH, EN], ids=["zh_CN", "en"])
def test_every_kind_is_suggested_by_each_of_its_own_words(catalogue: tuple[Starter, ...]) -> None:
    for one in catalogue:
        for word in one.words:
            said = word.removeprefix("-").replace("…", " the " if word.isascii() else "那")
            first = [found.code for found in suggest(said, catalogue)][:1]
            assert (first == [one.code]) is not word.startswith("-"), (one.code, word, first)


@pytest.mark.parametrize("catalogue", [ZH, EN], ids=["zh_CN", "en"])
def test_no_word_suggests_two_kinds(catalogue: tuple[Starter, ...]) -> None:
    words = [word for one in catalogue for word in one.words]
    assert len(words) == len(set(words))


def test_the_starter_is_the_same_in_both_languages_but_for_its_words() -> None:
    def bare(one: Starter) -> Starter:
        return replace(one, head="", name="", words=(), questions=())

    assert list(map(bare, ZH)) == list(map(bare, EN))
    for zh, en in zip(ZH, EN, strict=True):
        assert [len(q.answers) for q in zh.questions] == [len(q.answers) for q in en.questions]


def test_the_starter_is_what_a_secretary_expects() -> None:
    kinds = {one.code: one for one in ZH}

    assert len({one.head for one in ZH}) == len({one.head for one in EN}) == 18
    assert {one.code for one in ZH if one.priority is Priority.URGENT} == {
        "lift.trapped",
        "gas.leak",
        "fire.burning",
        "power.line",
    }
    assert all(one.is_confidential for one in ZH if one.code.startswith(("dispute", "conduct")))
    assert not kinds["road.cover"].is_confidential
    assert (kinds["road.cover"].response, kinds["road.cover"].solution) == ("2h", "1d")
    assert kinds["dispute.family"].grid_role is Role.SECRETARY
    assert kinds["water.leak"].questions[0].text == "还在漏吗？"
    assert kinds["water.leak"].questions[0].answers == ("还在漏", "已经停了")


def test_a_kind_that_is_switched_off_is_not_suggested() -> None:
    off = [replace(one, is_active=one.code != "light.street") for one in ZH]
    assert "light.street" not in [one.code for one in suggest("路灯不亮", off)]


def test_a_community_gets_its_own_categories_back() -> None:
    mine = Category(id=7, community_id=3, **vars(ZH[0]))
    assert suggest("电梯困人", [mine]) == [mine]


def test_a_suggestion_takes_less_than_a_millisecond() -> None:
    words = "昨天晚上3号楼楼道里的灯又不亮了，电梯也有异响，老人上下楼很不方便，请尽快派人来看看"
    suggest(words, ZH)
    best = min(timeit.repeat(lambda: suggest(words, ZH), number=20, repeat=5)) / 20
    assert best < 0.001


def test_hostile_words_take_no_longer_than_long_ones() -> None:
    hostile = ["电梯" * 2000, "楼道" * 2000, "垃圾…" * 1300, "不是" * 2000]
    assert min(timeit.repeat(lambda: [suggest(one, ZH) for one in hostile], number=1)) < 0.1
