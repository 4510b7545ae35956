"""代投: somebody votes for another who asked them to, or whose word the office has on paper."""

import pytest

from sandbox.driver import Message
from tests.journeys.at_home import answers, made_up, says_home, waiting_at
from tests.journeys.at_the_ballot import is_open, told, view_of
from tests.journeys.posting import last, morning, pressed, starts
from tests.street import Street

pytestmark = pytest.mark.journey

CHARGERS = "是否安装充电桩"


async def gives(street: Street, who: str, to: str) -> str:
    """What somebody reads who names a proxy."""
    view = await view_of(street, who)
    await pressed(street, who, "委托他人", view)
    return await answers(street, who, to, last(street.person(who).private))


def behind(message: Message, label: str) -> str:
    """What the button of this label says when it is pressed."""
    button = message.find_button(label)
    assert button is not None
    return str(button["callback_data"])


async def counts(street: Street, *labels: str) -> None:
    """The buttons under the question in the group begin with these."""
    await street.wait(seconds=4)
    card = await street.group.shows(CHARGERS)
    assert tuple(card.buttons[: len(labels)]) == labels


async def test_a_proxy_is_given_accepted_voted_with_taken_back_and_beaten_by_ones_own_vote(
    street: Street,
) -> None:
    await morning(street)
    await starts(street, "陈书记", "王阿姨", "周爷爷", "外人")
    await is_open(street, CHARGERS)

    assert "等回复" in await gives(street, "周爷爷", "@wangayi")
    asked = await told(street, "王阿姨", "代投")
    assert "周爷爷 想请您替他们投票" in asked.text
    theirs = await view_of(street, "外人")
    assert "过时" in await made_up(street, "外人", behind(asked, "接受"), theirs)
    assert "按对方的意思" in await pressed(street, "王阿姨", "接受", asked)

    held = await told(street, "王阿姨", "代投")
    vote = behind(held, "赞成")
    assert "过时" in await made_up(street, "外人", vote, theirs)
    assert "已记下：赞成" in await pressed(street, "王阿姨", "赞成", held)
    assert "已经代投：赞成" in (await told(street, "周爷爷", "委托投票")).text
    await counts(street, "赞成(1)")

    mine = await told(street, "周爷爷", "委托投票")
    assert "过时" in await made_up(street, "外人", behind(mine, "收回委托"), theirs)
    assert "已收回" in await pressed(street, "周爷爷", "收回委托", mine)
    assert "收回了委托" in (await told(street, "王阿姨", "代投")).text
    assert "有变化" in await made_up(street, "王阿姨", vote, held)
    await counts(street, "赞成(0)")

    assert "等回复" in await gives(street, "周爷爷", "王阿姨")
    await pressed(street, "王阿姨", "接受", await told(street, "王阿姨", "代投"))
    again = await told(street, "王阿姨", "代投")
    await pressed(street, "王阿姨", "赞成", again)
    assert "已记下：反对" in await pressed(
        street, "周爷爷", "反对", await view_of(street, "周爷爷")
    )
    assert "以本人为准" in await made_up(street, "王阿姨", behind(again, "赞成"), again)
    await counts(street, "赞成(0)", "反对(1)")


async def log_of(street: Street, who: str, view: Message) -> Message:
    """What the office sees of the proxies of this ballot."""
    await pressed(street, who, "代投记录", view)
    return await told(street, who, "代投记录")


async def records(street: Street, who: str, words: str, log: Message) -> str:
    """What somebody of the office reads who votes for another in these words."""
    await pressed(street, who, "替人投一票", log)
    return await answers(street, who, words, last(street.person(who).private))


async def test_the_office_records_a_vote_on_somebodys_word_and_is_corrected_by_them(
    street: Street,
) -> None:
    await morning(street)
    await starts(street, "陈书记", "赵师傅", "周爷爷", "王阿姨")
    await is_open(street, CHARGERS)

    view = await view_of(street, "赵师傅")
    log = await log_of(street, "赵师傅", view)
    plain = await view_of(street, "王阿姨")
    assert "代投记录" not in plain.buttons
    for press in ("proxy.record", "proxy.log"):
        data = behind(log, "替人投一票").replace("proxy.record", press)
        assert "网格员或书记" in await made_up(street, "王阿姨", data, plain)

    for words, told_back in (
        ("周爷爷 赞成", "凭什么代投"),
        ("周爷爷 随便", "没看懂"),
        ("赵师傅 赞成 电话委托", "直接投"),
        ("钱大妈 赞成 电话委托", "没找到"),
        ("周爷爷 反对 电话委托，11月22日", "已代 周爷爷 投：反对"),
    ):
        assert told_back in await records(street, "赵师傅", words, log), words
    await records(street, "赵师傅", "周爷爷 赞成 电话又说了一遍，11月22日", log)

    mine = await told(street, "周爷爷", "委托投票")
    assert "赵师傅 替您投了一票，依据：电话又说了一遍" in mine.text
    log = await log_of(street, "赵师傅", view)
    assert "周爷爷 ← 赵师傅：已代投" in log.text
    assert "周爷爷 ← 赵师傅：已收回" in log.text
    await counts(street, "赞成(1)", "反对(0)")

    assert "已记下：反对" in await pressed(street, "王阿姨", "反对", plain)
    await street.wait(days=3, hours=11)
    await street.wait(seconds=4)
    assert "其中代投 1" in (await street.group.shows("已结束")).text
    assert "已经截止" in await pressed(street, "周爷爷", "收回委托", mine)


@pytest.mark.sqlite
async def test_nobody_holds_more_than_three_and_a_secret_is_warned_of(street: Street) -> None:
    await morning(street)
    givers = ("周爷爷", "孙姐", "刘老板", "赵师傅")
    await starts(street, "陈书记", "王阿姨", *givers)
    await is_open(street, f"{CHARGERS} 无记名")

    view = await view_of(street, "周爷爷")
    await pressed(street, "周爷爷", "委托他人", view)
    question = last(street.person("周爷爷").private)
    assert "受托人会知道您的选择" in question.text
    for words, told_back in (
        ("@zhouyeye", "不能委托自己"),
        ("@xiaoli", "还不能私聊"),
        ("@nobody_here", "没找到"),
    ):
        assert told_back in await gives(street, "周爷爷", words), words
    for who in givers[:3]:
        assert "等回复" in await gives(street, who, "@wangayi"), who
    for _ in range(3):
        [asked, *_] = [
            one for one in street.person("王阿姨").private.messages if "接受" in one.buttons
        ]
        await pressed(street, "王阿姨", "接受", asked)
        await street.settled()
    assert "最多替 3 个人" in await gives(street, "赵师傅", "@wangayi")
    assert "已经委托过" in await pressed(street, "周爷爷", "委托他人", view)

    await pressed(street, "王阿姨", "赞成", await told(street, "王阿姨", "代投"))
    assert "已经代投。" in (await told(street, "王阿姨", "代投")).text
    mine = await told(street, "刘老板", "委托投票")
    assert "已经代投。" in mine.text
    assert "赞成" not in mine.text
    log = await log_of(street, "陈书记", await view_of(street, "陈书记"))
    assert "不能由社区代投" in log.text
    assert "替人投一票" not in log.buttons


async def test_one_of_a_household_names_a_proxy_for_its_one_vote(street: Street) -> None:
    await morning(street)
    await starts(street, "陈书记", "赵师傅", "周爷爷", "王阿姨", "刘老板", "外人")
    secretary = street.person("陈书记")
    for who, door in (("周爷爷", "3-2-501"), ("王阿姨", "3-2-501"), ("刘老板", "3-2-502")):
        await says_home(street, who, door)
        await pressed(street, "陈书记", "通过", waiting_at(secretary.private))
    await is_open(street, f"{CHARGERS} 每户一票")

    assert "同一户" in await gives(street, "周爷爷", "@wangayi")
    assert "等回复" in await gives(street, "周爷爷", "@wairen")
    await pressed(street, "外人", "接受", await told(street, "外人", "代投"))
    await pressed(street, "外人", "赞成", await told(street, "外人", "代投"))
    assert "已经投过" in await gives_too(street, "王阿姨")
    await pressed(street, "王阿姨", "反对", await view_of(street, "王阿姨"))
    assert "以自己投的为准" in (await told(street, "外人", "代投")).text

    log = await log_of(street, "赵师傅", await view_of(street, "赵师傅"))
    for words, told_back in (
        ("3号楼2单元501 赞成 电话委托，11月22日", "本人已经投过"),
        ("3号楼2单元503 赞成 电话委托，11月22日", "不在这次的投票名单"),
        ("3号楼2单元502 赞成 电话委托，11月22日", "已代 3号楼2单元502 投：赞成"),
    ):
        assert told_back in await records(street, "赵师傅", words, log), words

    await says_home(street, "刘老板", "")
    await pressed(street, "刘老板", "搬走了", last(street.person("刘老板").private))
    await pressed(street, "刘老板", "确定搬走了", last(street.person("刘老板").private))
    mine = await told(street, "刘老板", "委托投票")
    assert "已收回" in await pressed(street, "刘老板", "收回委托", mine)
    view = await view_of(street, "刘老板")
    assert "已记下：反对" in await pressed(street, "刘老板", "反对", view)
    await street.wait(days=3, hours=11)
    await street.wait(seconds=4)
    assert "应投 2 · 已投 2" in (await street.group.shows("已结束")).text


async def gives_too(street: Street, who: str) -> str:
    """Somebody whose household's vote is in asks for a proxy by a button of before."""
    view = await view_of(street, who)
    return await made_up(street, who, "p1:proxy.give:1:0:", view)
