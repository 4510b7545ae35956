"""Ballots 表决: opened by a secretary, voted on by those on the roll, counted on their hour."""

import pytest

from sandbox.driver import Message, Place
from tests.all_rows import all_rows
from tests.journeys.at_the_ballot import is_open, view_of
from tests.journeys.posting import day_ahead, last, morning, pressed, starts
from tests.street import Street

pytestmark = pytest.mark.journey

CHARGERS = "是否安装充电桩"


async def says(street: Street, who: str, words: str, to: Place | None = None) -> None:
    person = street.person(who)
    await person.says(words, to=to or person.private)
    await street.settled()


async def calls_a_vote(street: Street) -> None:
    """Who may not is told; 陈书记 is shown what she said, and opens it."""
    group, staff = street.group, street.staff
    for who in ("外人", "王阿姨", "赵师傅"):
        await says(street, who, f"/ballot {CHARGERS} 明天20点", group)
        assert "书记" in last(group).text, who
    line = f"/ballot {CHARGERS} 赞成/反对/弃权 过半参加 三分之二通过 {day_ahead(street, 3)}20点前"
    await says(street, "陈书记", line, staff)
    assert last(staff).buttons == ["打开私聊"]
    secretary = street.person("陈书记")
    await secretary.starts("ballot")
    await street.settled()
    preview = await secretary.private.shows("看一下，没问题就开始表决")
    for words in (CHARGERS, "赞成 / 反对 / 弃权", "全体成员（9 票）", "记名", "20:00", "三分之二"):
        assert words in preview.text
    assert not [one for one in group.messages if "🗳" in one.text]  # nothing is open yet

    assert await pressed(street, "陈书记", "开始表决", preview) == f"已开始表决：{CHARGERS}（9 票）"
    await street.wait(seconds=4)


async def test_a_ballot_from_its_line_to_its_count(street: Street) -> None:
    await morning(street)
    await calls_a_vote(street)
    group = street.group
    card = await group.shows(f"🗳 {CHARGERS}")
    assert card.buttons == ["赞成(0)", "反对(0)", "弃权(0)", "详情"]
    rider_card = await street.riders.shows(f"🗳 {CHARGERS}")
    assert "已记下：反对" in await pressed(street, "王阿姨", "反对", card)
    assert "20:00 前可改" in await pressed(street, "王阿姨", "赞成", card)
    assert "已记下：赞成" in await pressed(street, "小李", "赞成", rider_card)
    for who in ("赵师傅", "陈书记", "外人"):
        assert "已记下" in await pressed(street, who, "赞成", card), who
    assert "已记下" in await pressed(street, "孙姐", "反对", card)
    await street.restart()
    await street.wait(seconds=4)
    card = await group.shows("已投 6/9")
    assert card.buttons[:3] == ["赞成(5)", "反对(1)", "弃权(0)"]
    assert "王阿姨" not in card.text

    view = await view_of(street, "王阿姨")
    assert "您投了：赞成" in view.text
    assert "赞成：" in view.text
    assert "小李" in view.text
    assert "提前结束" not in view.buttons
    assert await pressed(street, "王阿姨", "结果告诉我", view) == "结果出来会私信您。"

    await street.wait(days=3, hours=10)
    card = await group.shows(f"🗳 {CHARGERS}（已结束）")
    assert "应投 9 · 已投 6（66%，须满 5）✅" in card.text
    assert "赞成 5 / 反对 1 / 弃权 0" in card.text
    assert "赞成 5 票，占有效票 6 票的 83%，须三分之二（4 票）✅" in card.text
    assert "→ 通过" in card.text
    assert "表决结束" in (await group.shows("🗳 表决结束：")).text
    assert "→ 通过" in (await street.person("王阿姨").private.shows("表决结束")).text
    await street.riders.shows("→ 通过")


async def walks(street: Street, *talk: tuple[str, str]) -> None:
    """陈书记 is asked this, and says or presses that."""
    secretary = street.person("陈书记")
    for asked, does in talk:
        question = await secretary.private.shows(asked)
        verb, _, words = does.partition(" ")
        if verb == "says":
            await says(street, "陈书记", words)
        else:
            await pressed(street, "陈书记", does, question)


async def makes_a_secret_one(street: Street) -> None:
    """Step by step, with a time that is too soon and a correction at the end."""
    secretary = street.person("陈书记")
    await says(street, "陈书记", "/ballot")
    await walks(
        street,
        ("① 表决什么", "says 换不换物业"),
        ("② 有哪些选项", "says 换/不换/弃权"),
        ("③ 谁来投票", "小哥"),
        ("③ 谁来投票", "✅ 小哥"),
        ("③ 谁来投票", "下一步"),
        ("④ 怎么算一票", "✅ 一人一票"),
        ("⑤ 记名还是无记名", "无记名"),
        ("⑥ 要写理由吗", "可以写"),
        ("⑧ 多少人投票", "✅ 不限"),
        ("⑨ 多少票算通过", "✅ 有效票过半"),
        ("⑩ 什么时候截止", "says 半小时后"),
        ("看一下", "开始表决"),
        ("看一下", f"says {day_ahead(street, 2)}20点 得票最多"),
    )
    preview = await secretary.private.shows("得票最多的当选")
    assert "全体成员（9 票）" in preview.text
    assert "随时公布" not in preview.text
    assert "已开始表决" in await pressed(street, "陈书记", "开始表决", preview)
    await street.wait(seconds=4)


async def test_a_secret_ballot_is_cast_in_private_and_leaves_no_trace(street: Street) -> None:
    await morning(street)
    group, aunt = street.group, street.person("王阿姨")
    await starts(street, "陈书记", "王阿姨")
    await makes_a_secret_one(street)
    card = await group.shows("🗳 换不换物业")
    assert card.buttons == ["去投票(0/9)"]

    view = await view_of(street, "王阿姨")
    assert view.buttons[:3] == ["换", "不换", "弃权"]
    assert (
        await pressed(street, "王阿姨", "换", view)
        == "已记下您的票（" + _until(card) + " 前可改）。"
    )
    view = await aunt.private.shows("您的票已记下")
    assert "✅ 换" not in view.buttons
    await pressed(street, "王阿姨", "写理由", view)
    asked = await aunt.private.shows("您为什么这样选")
    await aunt.says("电梯常坏", to=aunt.private, reply_to=asked)
    await street.settled()
    for who, label in (("赵师傅", "换"), ("孙姐", "不换"), ("外人", "不换"), ("外人", "换")):
        assert "已记下您的票" in await pressed(street, who, label, await view_of(street, who))
    await street.wait(seconds=4)
    card = await group.shows("已投 4/9")
    assert card.buttons == ["去投票(4/9)"]

    await street.wait(days=2, hours=10)
    card = await group.shows("换不换物业（已结束）")
    assert "换 3 / 不换 1 / 弃权 0" in card.text
    assert "→ 选定：换" in card.text
    view = await view_of(street, "孙姐")
    assert "· 电梯常坏" in view.text
    for name in ("王", "赵", "孙", "外人"):
        assert name not in view.text
    await nothing_links(street, "王阿姨", "赵师傅", "孙姐", "外人")
    late = await pressed(street, "王阿姨", "写理由", await aunt.private.shows("您的票已记下"))
    assert "截止" in late


async def nothing_links(street: Street, *names: str) -> None:
    """In no row of any table does a person stand beside a choice, or anybody beside a reason: our
    own numbers of persons are no less theirs than Telegram's.
    """
    rows = await street.read(all_rows)
    for person in map(street.person, names):
        about = [row for row in rows if str(person.id) in row or person.name in row]
        assert about
        assert not [row for row in about if "换" in row.replace("换不换物业", "")], person.name
    assert not [row for row in rows if "reply_markup" in row]
    assert {row.partition(" ")[0] for row in rows if "电梯常坏" in row} == {"ballots"}


def _until(card: Message) -> str:
    """11月24日 20:00, as the card says it with its weekday."""
    line = next(line for line in card.text.splitlines() if line.startswith("截止："))
    day, _, rest = line.removeprefix("截止：").partition("（")
    return f"{day} {rest.partition('）')[2]}"


async def test_who_may_not_a_reason_that_must_be_and_an_end_before_its_time(
    street: Street,
) -> None:
    await morning(street)
    await starts(street, "陈书记", "王阿姨")
    rider, riders = street.person("小李"), street.riders
    await is_open(street, "夏天几点送货 6点/7点 小哥 理由必填 截止后公布")
    assert not [one for one in street.group.messages if "🗳" in one.text]
    card = await riders.shows("🗳 夏天几点送货")
    assert card.buttons == ["去投票(0/1)"]  # a reason given in the group would tell the choice

    view = await view_of(street, "小李")
    assert "请回复我刚发的问题" in await pressed(street, "小李", "6点", view)
    asked = await rider.private.shows("您为什么这样选")
    assert "已投 0/1" in (await riders.shows("🗳 夏天几点送货")).text
    await rider.says("凉快", to=rider.private, reply_to=asked)
    await street.wait(seconds=4)
    assert "已记下：6点" in last(rider.private).text
    assert "已投 1/1" in (await riders.shows("🗳 夏天几点送货")).text
    assert not [one for one in riders.messages if one.from_bot and "6点" in one.text]
    stranger = await view_of(street, "外人")
    assert stranger.buttons == []
    assert "凉快" not in stranger.text

    await is_ended_with_a_reason(street)
    assert "6点：小李" in (await view_of(street, "小李")).text
    await is_annulled_and_listed(street)


async def is_ended_with_a_reason(street: Street) -> None:
    riders, secretary = street.riders, street.person("陈书记")
    office = await view_of(street, "陈书记")
    assert office.buttons[-2:] == ["提前结束", "作废"]
    assert "6点：" not in office.text  # hidden from everybody
    await pressed(street, "陈书记", "提前结束", office)
    asked = await secretary.private.shows("为什么提前结束")
    await secretary.says("都投完了", to=secretary.private, reply_to=asked)
    await street.wait(seconds=4)
    assert "已结束" in last(secretary.private).text
    closed = await riders.shows("夏天几点送货（已结束）")
    assert "→ 选定：6点" in closed.text
    assert "提前结束，原因：都投完了" in closed.text


async def is_annulled_and_listed(street: Street) -> None:
    """In private what waits for one's own vote comes first; a group hears nothing of that."""
    secretary = street.person("陈书记")
    await is_open(street, "再议一次")
    await pressed(street, "陈书记", "作废", await view_of(street, "陈书记", 2))
    asked = await secretary.private.shows("为什么作废")
    await secretary.says("题目写错了", to=secretary.private, reply_to=asked)
    await street.wait(seconds=4)
    assert "作废原因：题目写错了" in (await street.group.shows("再议一次（已作废）")).text
    await says(street, "王阿姨", "/ballots")
    listed = last(street.person("王阿姨").private)
    assert "夏天几点送货 → 选定：6点" in listed.text
    assert "再议一次 → 已作废" in listed.text
    await is_open(street, "要不要装路灯")
    await says(street, "王阿姨", "表决")
    listed = last(street.person("王阿姨").private)
    assert "1. 🔴 要不要装路灯，您还没投" in listed.text
    await says(street, "王阿姨", "/ballots", street.group)
    in_group = last(street.group)
    assert "您还没投" not in in_group.text
    await pressed(street, "王阿姨", "1", in_group)
    assert "您还没投" in last(street.person("王阿姨").private).text
    assert "您还没投" not in last(street.group).text
