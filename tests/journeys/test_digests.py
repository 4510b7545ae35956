"""简报 by themselves: a morning for the staff, a week for the groups, a month in rates."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection

from actions.discretion import hush
from domain.digests import DigestKind
from sandbox.driver import Message, Place
from storage import cases, communities, digests
from storage.communities import Community
from tests.bot.pictures import scene, telling_photo, written
from tests.street import Street

pytestmark = pytest.mark.journey

ZONE = ZoneInfo("Asia/Shanghai")
MENDED = written(scene(200, 200))
QUARREL = "5号楼402夫妻打架"


async def community_of(street: Street) -> Community:
    [community] = await street.read(communities.list_communities)
    return community


async def until(street: Street, then: datetime) -> None:
    """A little after this; what it makes due is done."""
    await street.settled()
    await street.wait(seconds=(then - street.clock.now()).total_seconds() + 5)


async def at_work(street: Street) -> datetime:
    """Ten o'clock of the first Tuesday of a month, in a year without holidays."""

    def no_holidays(tx: Connection, home: int, year: int) -> None:
        years = [year, year + 1, year + 2]
        days_off = {"holidays": [], "workdays": [], "years": years}
        communities.change_community(tx, home, days_off=days_off)

    home, now = await community_of(street), street.clock.now().astimezone(ZONE)
    await street.program.db.do(no_holidays, home.id, now.year)
    first = (now.replace(day=1) + timedelta(days=32)).replace(day=1)
    tuesday = first + timedelta(days=(1 - first.weekday()) % 7)
    await until(street, tuesday.replace(hour=10, minute=0, second=0, microsecond=0))
    return street.clock.now().astimezone(ZONE)


def posts(place: Place, words: str) -> list[Message]:
    return [one for one in place.messages if one.from_bot and words in one.text]


async def mends(street: Street, number: int, words: str, *, who: str, asked: Place) -> None:
    """Reported with a picture, mended with one, and found good by whoever reported it."""
    chen, reporter = street.person("陈书记"), street.person(who)
    await reporter.sends_photo(f"随手拍 {words}", to=street.group, data=telling_photo())
    await street.wait(seconds=5)
    await chen.says(f"/accept {number}", to=street.staff)
    await chen.sends_photo(f"/resolve {number} 修好了", to=street.staff, data=MENDED)
    await street.wait(seconds=5)
    [question] = [one for one in posts(asked, f"#C{number}") if "满意" in one.buttons]
    await reporter.presses("满意", on=question)
    await street.wait(seconds=5)


async def a_busy_tuesday(street: Street) -> None:
    """Two are mended, one in confidence, one waits for a word, one is left lying."""
    xiaoli, zhao = street.person("小李"), street.person("赵师傅")
    await xiaoli.starts()
    await mends(street, 1001, "东门井盖松动", who="王阿姨", asked=street.group)
    await mends(street, 1002, "3号楼路灯不亮", who="周爷爷", asked=street.group)
    await mends(street, 1003, QUARREL, who="小李", asked=xiaoli.private)
    await street.person("王阿姨").says("随手拍 2号楼楼道堆物", to=street.group)
    await street.person("刘老板").says("随手拍 小花园长椅坏了", to=street.group)
    await street.wait(seconds=5)
    await zhao.says("/accept 1004", to=street.staff)
    await zhao.says("/resolve 1004 清走了", to=street.staff)
    await street.settled()


async def endings(street: Street, kind: DigestKind) -> tuple[str, str]:
    home = await community_of(street)
    plan = await street.read(digests.get_plan, community_id=home.id, kind=kind)
    last = await street.read(digests.find_last, plan)
    assert last is not None
    return last.key, last.reason or last.state


def the_week_is_told_with_its_pictures(place: Place) -> None:
    [week] = posts(place, "上周办好的事")
    assert "新报 5 件，发现人点头办好的 3 件" in week.text
    assert "#C1001 东门井盖松动" in week.text
    assert "谢谢发现问题的 周爷爷、王阿姨！" in week.text
    assert "1003" not in week.text
    assert "402" not in week.text
    first = place.messages.index(week)
    album = place.messages[first : first + 4]
    assert all(one.photo for one in album)
    assert len({one.data["media_group_id"] for one in album}) == 1
    assert len([one for one in place.messages if one.data.get("media_group_id")]) == 4


def the_month_is_told_in_rates(place: Place) -> None:
    [month] = posts(place, "月报")
    assert month.text.split("\n")[1:] == [
        "响应率 80%（4/5，样本少）",
        "解决率 75%（3/4，样本少）",
        "满意率 100%（3/3，样本少）",
        "按时率 80%（4/5，样本少）",
        "另有 1 件没有评价，不算进满意率",
    ]


async def test_a_morning_a_week_and_a_month_are_told_once_each(street: Street) -> None:
    tuesday = await at_work(street)
    await a_busy_tuesday(street)

    await until(street, tuesday.replace(hour=7, minute=59) + timedelta(days=1))
    assert posts(street.staff, "早报") == []
    await until(street, tuesday.replace(hour=8, minute=0) + timedelta(days=1))
    await street.restart()
    await street.wait(hours=1)
    [morning] = posts(street.staff, "早报")
    assert morning.text.split("\n")[1] == "超时 1 · 待受理 1 · 待确认 1"
    assert morning.buttons == ["打开工作台"]
    assert posts(street.group, "早报") == []

    monday = tuesday + timedelta(days=6)
    await until(street, monday.replace(hour=9, minute=0))
    await street.restart()
    for place in (street.group, street.riders):
        the_week_is_told_with_its_pictures(place)
    assert posts(street.staff, "上周办好的事") == []

    await until(street, monday.replace(hour=9, minute=0) + timedelta(days=7))
    assert len(posts(street.group, "上周办好的事")) == 1
    assert (await endings(street, DigestKind.WEEKLY))[1] == "nothing"
    next_month = tuesday.replace(day=1) + timedelta(days=32)
    await until(street, next_month.replace(day=1, hour=10, minute=0))
    for place in (street.group, street.riders, street.staff):
        the_month_is_told_in_rates(place)
    assert await endings(street, DigestKind.MONTHLY) == (f"{tuesday:%Y-%m}", "said")


async def test_what_turns_out_to_be_confidential_leaves_the_week_again(street: Street) -> None:
    tuesday = await at_work(street)
    await mends(street, 1001, "东门井盖松动", who="王阿姨", asked=street.group)
    await until(street, tuesday.replace(hour=9, minute=0) + timedelta(days=6))
    assert posts(street.group, "#C1001 东门井盖松动")

    def hide(tx: Connection) -> None:
        case = cases.change_case(tx, cases.get_case(tx, 1), is_confidential=True)
        assert case is not None
        hush(tx, case, now=street.clock.now())

    await street.program.db.do(hide)
    await street.settled()
    for place in (street.group, street.riders):
        assert not posts(place, "上周办好的事")
        assert not [one for one in place.messages if one.data.get("media_group_id")]


async def the_week_is_stopped_and_moved_to_friday(street: Street, shown: Message) -> None:
    """On the card as it was ``shown``; a second press on it, out of date, changes nothing."""
    chen, staff = street.person("陈书记"), street.staff
    await chen.presses("关周报", on=shown)
    await street.settled()
    off = await staff.shows("周报（居民群、小哥群）：已关闭")
    assert await chen.presses("关周报", on=shown, as_seen=True) is not None
    await street.settled()
    await staff.shows("陈书记关掉了周报")
    assert "已关闭" in (await staff.shows("周报（居民群")).text
    await chen.presses("周报改时间", on=off)
    await street.settled()
    asked = await staff.shows("周报星期几、几点发")
    wrong = await chen.says("5号", to=staff, reply_to=asked)
    await street.settled()
    await staff.shows("请这样写：周五 17:00", after=wrong)
    await chen.says("周五下午5点", to=staff, reply_to=asked)
    await street.settled()
    await staff.shows("陈书记把周报改成：每周五 17:00")
    await staff.shows("周报（居民群、小哥群）：每周五 17:00")


async def the_next_week_is_cancelled_once(street: Street) -> None:
    chen = street.person("陈书记")
    await chen.says("/jobs", to=street.staff)
    await street.settled()
    planned = await chen.private.shows("接下来会说的")
    [line] = [one for one in planned.text.split("\n") if "简报：周报" in one]
    assert "周五 17:00" in line
    number = line.split(".")[0]
    await chen.presses(number, on=planned)
    await street.settled()
    again = await chen.presses(number, on=planned, as_seen=True)
    assert again is not None
    assert again.text == "这一条已经说过或取消了。"
    assert (await endings(street, DigestKind.WEEKLY))[1] == "cancelled"
    anew = await chen.private.shows("接下来会说的")
    assert "简报：周报" in anew.text  # a week later
    assert line not in anew.text


async def test_a_secretary_moves_them_and_nobody_else_does(street: Street) -> None:
    chen, outsider, staff = street.person("陈书记"), street.person("外人"), street.staff
    await chen.starts()
    await chen.says("/settings", to=staff)
    await street.settled()
    card = await staff.shows("设置 · 幸福里")
    assert "简报：开着 3 种" in card.text
    await chen.presses("简报", on=card)
    await street.settled()
    shown = await staff.shows("周报（居民群、小哥群）：每周一 09:00")
    assert "早报（工作群）：工作日 08:00" in shown.text
    assert "月报（各群）：每月1日 10:00" in shown.text
    for label in ("早报改时间", "关周报"):
        refused = await outsider.presses(label, on=shown)
        assert refused is not None
        assert "书记" in (refused.text or "")

    await the_week_is_stopped_and_moved_to_friday(street, shown)

    assert "书记" in (await answer_to(street, "外人", "/jobs"))
    await the_next_week_is_cancelled_once(street)


async def answer_to(street: Street, who: str, words: str) -> str:
    said = await street.person(who).says(words, to=street.group)
    await street.settled()
    return (await street.group.shows("", from_bot=True, after=said)).text
