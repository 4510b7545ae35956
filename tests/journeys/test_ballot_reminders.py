"""Reminders of a ballot: in private, to those who have not voted, each once and never at night."""

import pytest

from sandbox.driver import Message
from tests.journeys.at_home import made_up, says_home, waiting_at
from tests.journeys.at_the_ballot import is_open, told, view_of
from tests.journeys.posting import morning, pressed, starts
from tests.street import Street

pytestmark = pytest.mark.journey

CHARGERS = "是否安装充电桩"


def reminders(street: Street, who: str) -> list[Message]:
    said = street.person(who).private.messages
    return [one for one in said if one.from_bot and "还没有投" in one.text and "🗳" in one.text]


async def test_those_who_have_not_voted_are_reminded_once_each_time(street: Street) -> None:
    await morning(street)
    await starts(street, "陈书记", "王阿姨", "周爷爷", "刘老板", "外人")
    await is_open(street, CHARGERS)
    await pressed(street, "王阿姨", "赞成", await view_of(street, "王阿姨"))
    await view_of(street, "周爷爷")
    await pressed(street, "周爷爷", "委托他人", await told(street, "周爷爷", f"🗳 {CHARGERS}"))
    question = await told(street, "周爷爷", "周爷爷")
    await street.person("周爷爷").says("@wangayi", reply_to=question)
    await pressed(street, "王阿姨", "接受", await told(street, "王阿姨", "代投"))
    await pressed(street, "王阿姨", "反对", await told(street, "王阿姨", "代投"))
    await street.person("陈书记").says("/jobs")
    assert f"提醒还没投票的人：{CHARGERS}" in (await told(street, "陈书记", "接下来")).text

    await street.wait(days=2, hours=10, minutes=1)
    assert [len(reminders(street, who)) for who in ("王阿姨", "周爷爷", "刘老板")] == [0, 0, 1]
    assert "明天 20:00 截止" in reminders(street, "刘老板")[0].text
    missing = await told(street, "陈书记", "还没投的")
    assert f"{CHARGERS}：7" in missing.text
    assert "未投且无法私聊 4" in missing.text
    assert "小李" in missing.text
    assert "王阿姨" not in missing.text
    await street.restart()
    await pressed(street, "刘老板", "去投票", reminders(street, "刘老板")[0])
    await pressed(street, "刘老板", "弃权", await told(street, "刘老板", f"🗳 {CHARGERS}"))

    await street.wait(hours=22)
    assert [len(reminders(street, who)) for who in ("周爷爷", "刘老板", "外人")] == [0, 1, 2]
    assert "今天 20:00 截止" in reminders(street, "外人")[1].text
    await street.wait(days=1)
    assert len(reminders(street, "外人")) == 2
    for place in (street.group, street.staff, street.riders):
        assert not [one for one in place.messages if "还没有投" in one.text]


async def test_a_secret_keeps_names_and_a_household_has_one_vote_to_be_reminded_of(
    street: Street,
) -> None:
    await morning(street)
    await starts(street, "陈书记", "赵师傅", "周爷爷", "王阿姨", "刘老板", "外人")
    secretary = street.person("陈书记")
    for who, door in (("周爷爷", "3-2-501"), ("王阿姨", "3-2-501"), ("刘老板", "3-2-502")):
        await says_home(street, who, door)
        await pressed(street, "陈书记", "通过", waiting_at(secretary.private))
    await is_open(street, f"{CHARGERS} 每户一票 无记名")
    await pressed(street, "周爷爷", "赞成", await view_of(street, "周爷爷"))
    await street.person("刘老板").blocks()

    view = await view_of(street, "陈书记")
    assert "还没投的(1)" in view.buttons
    await pressed(street, "陈书记", "还没投的(1)", view)
    missing = await told(street, "陈书记", "还没投的")
    assert "不列名字" in missing.text
    assert "刘老板" not in missing.text
    theirs = await view_of(street, "外人")
    for who in ("外人", "赵师傅"):
        own = await view_of(street, who)
        assert "书记" in await made_up(street, who, "p1:ballot.undecided:1:0:", own), who
    assert "还没投的" not in " ".join(theirs.buttons)

    await street.wait(days=3, hours=9)
    assert [len(reminders(street, who)) for who in ("周爷爷", "王阿姨")] == [0, 0]
    assert "无法私聊 1" in (await told(street, "陈书记", "还没投的")).text


async def test_before_a_night_that_outlasts_it_and_not_after_an_outage_that_does(
    street: Street,
) -> None:
    await morning(street)
    await starts(street, "陈书记", "王阿姨", "外人")
    await is_open(street, CHARGERS, days=2, clock="早上6点")

    await street.wait(hours=21, minutes=1)
    assert len(reminders(street, "外人")) == 1
    await street.wait(hours=14, minutes=15)
    assert [len(reminders(street, who)) for who in ("外人", "王阿姨")] == [1, 1]
    await street.wait(minutes=20)
    assert [len(reminders(street, who)) for who in ("外人", "王阿姨")] == [2, 2]
    await is_open(street, "换不换物业", days=3, clock="早上6点")
    await street.program.stop()
    street.sandbox.world.clock.move(3 * 24 * 3600)
    await street.restart()
    await street.settled()
    assert len([one for one in reminders(street, "外人") if "换不换物业" in one.text]) == 0
