"""Deadlines, the question how far it is, and the end of a case, as people see them."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection

from actions.deadlines import week_of
from bot.neighbourhood import COMMUNITY
from domain.cases import Case
from domain.working_time import WorkWeek, add_working, add_working_days
from storage.cases import find_case, list_events
from storage.communities import Community, find_community
from storage.tables import cases, jobs
from tests.street import Street

pytestmark = pytest.mark.journey

HOLE = "随手拍 阿郎批发部下方井盖松动"
MINUTE = timedelta(minutes=1)


async def at(street: Street, moment: datetime) -> None:
    await street.wait(seconds=(moment - street.clock.now()).total_seconds())


async def community(street: Street) -> Community:
    found = await street.read(find_community, COMMUNITY)
    assert found is not None
    return found


async def in_the_morning(street: Street) -> WorkWeek:
    """Half an hour after work has begun, whatever the day is on which this test runs."""
    week = week_of(await community(street))
    evening = add_working_days(datetime.now(UTC), 1, week).at
    await at(street, add_working(evening, timedelta(minutes=30), week).at)
    return week


async def the_case(street: Street) -> Case:
    home = await community(street)

    def case(tx: Connection) -> Case:
        found = find_case(tx, community_id=home.id, number=1001)
        assert found is not None
        return found

    return await street.read(case)


async def events(street: Street) -> list[str]:
    case = await the_case(street)
    return [event.kind for event in await street.read(list_events, case.id)]


async def test_a_case_nobody_takes_on_is_heard_of_by_ever_more_people(street: Street) -> None:
    zhao, chen = street.person("赵师傅"), street.person("陈书记")
    for one in (zhao, chen):
        await one.starts()
    week = await in_the_morning(street)
    await street.person("小李").says(HOLE, to=street.group)
    await street.settled()
    respond_by = (await the_case(street)).respond_by
    assert respond_by is not None

    await at(street, respond_by - MINUTE)
    reminder = await zhao.private.shows("#C1001 还没受理")
    assert "受理" in reminder.buttons
    assert "超时" not in (await street.staff.shows("待受理")).text

    await at(street, respond_by + MINUTE)
    word = await street.staff.shows("#C1001 超时了")
    assert word.reply_to_id == (await street.staff.shows("待受理")).id
    assert "超时" in (await street.staff.shows("待受理")).text.split("\n")[0]

    await street.restart()
    await at(street, add_working(respond_by, timedelta(hours=2), week).at)
    await chen.private.shows("#C1001 超时很久了")
    assert len([m for m in street.staff.messages if "前该受理，还没" in m.text]) == 1

    answer = await zhao.presses("受理", in_=zhao.private)
    assert answer is not None
    await street.settled()
    assert "超时" not in (await street.staff.shows("已受理")).text
    assert await events(street) == ["reported", "reminded", "overdue", "escalated", "accept"]


async def test_what_waits_to_be_said_is_not_said_once_the_case_has_moved_on(
    street: Street,
) -> None:
    zhao = street.person("赵师傅")
    await zhao.starts()
    await in_the_morning(street)
    await street.person("小李").says(HOLE, to=street.group)
    await street.settled()
    respond_by = (await the_case(street)).respond_by
    assert respond_by is not None
    busy = {"status": 429, "retry_after": 900}
    await street.driver.faults([{"method": "sendMessage", "chat": zhao.id, "effect": busy}])
    await at(street, respond_by - MINUTE)

    await zhao.says("/accept 1001", to=street.staff)
    await street.settled()
    await street.driver.faults([])
    await street.wait(hours=1)

    assert not [m for m in zhao.private.messages if "还没受理" in m.text]


async def test_after_days_of_silence_one_tap_tells_the_reporter(street: Street) -> None:
    xiaoli, zhao, outsider = (street.person(one) for one in ("小李", "赵师傅", "外人"))
    week = await in_the_morning(street)
    await xiaoli.says(HOLE, to=street.group)
    await street.settled()
    await zhao.says("/accept 1001", to=street.staff)
    await street.settled()
    await at(street, add_working_days(street.clock.now(), 3, week).at + MINUTE)
    asked = await street.staff.shows("#C1001 已经 3 个工作日没有新消息")
    assert asked.buttons == ["等配件", "已约施工", "报上级", "写一句"]

    refusal = await outsider.presses("等配件", in_=street.staff)
    assert refusal is not None
    assert refusal.alert
    assert not [m for m in street.group.messages if "有进展" in m.text]

    await zhao.presses("等配件", in_=street.staff)
    await street.settled()
    told = await street.group.shows("在等配件")
    assert told.reply_to_id is not None
    assert (await street.staff.shows("#C1001 有新消息了")).buttons == []

    await at(street, add_working_days(street.clock.now(), 3, week).at + MINUTE)
    await zhao.presses("写一句", in_=street.staff)
    question = await street.staff.shows("现在怎么样了？回复这条")
    await zhao.says("师傅周五上门", to=street.staff, reply_to=question)
    await street.settled()
    await street.group.shows("#C1001 有进展：师傅周五上门")


async def test_the_finder_is_reminded_once_and_may_add_a_word(street: Street) -> None:
    xiaoli, zhao = street.person("小李"), street.person("赵师傅")
    await xiaoli.starts()
    await in_the_morning(street)
    await xiaoli.says(HOLE, to=street.group)
    await street.settled()
    await zhao.says("/accept 1001", to=street.staff)
    await zhao.says("/resolve 1001 换好了", to=street.staff)
    await street.settled()
    question = await xiaoli.private.shows("换好了")
    await street.wait(hours=60)
    reminders = [m for m in xiaoli.private.messages if "还等您点一下" in m.text]
    assert [m.reply_to_id for m in reminders] == [question.id]

    answer = await xiaoli.presses("满意", in_=xiaoli.private)
    assert answer is not None
    assert "还想说两句" in str(answer.text)
    await xiaoli.says("师傅很热心", reply_to=question)
    await street.settled()
    await xiaoli.private.shows("您的话记到 #C1001 了")
    assert "comment" in await events(street)
    await street.staff.shows("师傅很热心")


async def test_a_complaint_reaches_the_secretary_with_its_reason(street: Street) -> None:
    xiaoli, zhao, chen = (street.person(one) for one in ("小李", "赵师傅", "陈书记"))
    for one in (xiaoli, chen):
        await one.starts()
    await in_the_morning(street)
    await xiaoli.says(HOLE, to=street.group)
    await street.settled()
    await zhao.says("/accept 1001", to=street.staff)
    await zhao.says("/resolve 1001 换好了", to=street.staff)
    await street.settled()
    await xiaoli.presses("不满意", in_=xiaoli.private)
    await street.settled()
    await xiaoli.says("还是会响", reply_to=await xiaoli.private.shows("哪里还不满意"))
    await street.settled()
    assert not [m for m in chen.private.messages if "不满意" in m.text]

    await street.wait(minutes=11)

    assert "还是会响" in (await chen.private.shows("#C1001 报告人不满意：")).text
    await street.wait(days=1)
    assert len([m for m in chen.private.messages if "报告人不满意" in m.text]) == 1


async def test_a_reminder_that_cannot_be_delivered_is_said_below_the_card(street: Street) -> None:
    zhao = street.person("赵师傅")
    await zhao.starts()
    await in_the_morning(street)
    await street.person("小李").says(HOLE, to=street.group)
    await street.settled()
    respond_by = (await the_case(street)).respond_by
    assert respond_by is not None
    blocked = {"status": 403, "description": "Forbidden: bot was blocked by the user"}
    await street.driver.faults([{"method": "send", "chat": zhao.id, "effect": blocked}])

    await at(street, respond_by - MINUTE)

    word = await street.staff.shows("#C1001 还没受理")
    assert word.reply_to_id == (await street.staff.shows("待受理")).id


async def test_a_case_from_before_deadlines_gets_its_own_when_the_program_starts(
    street: Street,
) -> None:
    await in_the_morning(street)
    await street.person("小李").says(HOLE, to=street.group)
    await street.settled()
    promised = (await the_case(street)).solve_by

    def forget(tx: Connection) -> None:
        tx.execute(cases.update().values(respond_by=None, solve_by=None))
        tx.execute(jobs.delete())

    await street.program.db.do(forget)
    await street.restart()
    await street.settled()

    assert (await the_case(street)).solve_by == promised
    assert promised is not None
    await at(street, promised + MINUTE)
    await street.staff.shows("前该办结，还没办好")
