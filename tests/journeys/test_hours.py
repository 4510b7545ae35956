"""Hours 时长: declared by the person, confirmed by another, disputed, corrected; never edited."""

import asyncio
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Connection

from actions.points import move_points, pool_of, purse_of
from domain.grants import GrantState
from domain.hours import HourKind
from domain.points import Movement, replay
from domain.rule_sheets import Event
from storage.communities import add_community
from storage.grants import list_about
from storage.hour_claims import add_claim
from storage.points import list_all_entries
from storage.rule_sheets import add_sheet, find_sheet
from tests.journeys.some_hours import (
    GOOD_DEED,
    dispute,
    entries,
    has_verified,
    home,
    person_id,
    points,
    pressed,
    says,
    today,
)
from tests.street import Street

pytestmark = pytest.mark.journey


async def test_hours_are_declared_confirmed_by_one_and_seen(street: Street) -> None:
    auntie, group, staff = street.person("王阿姨"), street.group, street.staff
    said = await auntie.sends_photo(GOOD_DEED, to=group)
    await street.settled()
    mine = await group.shows("记下了：2.5 小时", after=said)
    asked = await staff.shows("申报时长 · 王*")
    assert "顺手清运垃圾" in asked.text
    assert "清运环境" in asked.text
    assert asked.data.get("photo")

    assert "别人的登记" in await pressed(street, "外人", "助老", mine)
    await pressed(street, "王阿姨", "助老", mine)
    asked = await staff.shows("助老")
    assert "王阿姨" in await pressed(street, "陈书记", "是谁", asked)
    await says(street, "陈书记", "/role @sunjie 队长", staff)
    for name in ("外人", "赵师傅"):
        assert "队长或书记" in await pressed(street, name, "通过", asked)
        assert await entries(street, "王阿姨") == []
    assert "已通过 2.5 小时" in await pressed(street, "孙姐", "通过", asked)
    late = await street.person("陈书记").presses("通过", on=asked, as_seen=True)
    assert late is not None
    assert late.alert
    assert "孙姐 刚才已经通过了" in (late.text or "")

    await group.shows("申报的 2.5 小时通过了。")  # nobody may write to her in private yet
    assert (await group.shows("记下了：2.5 小时")).buttons == []
    assert "孙姐 通过了" in (await staff.shows("申报时长 · 王*")).text
    [entry] = await entries(street, "王阿姨")
    assert (entry.kind, entry.minutes, entry.service) == (HourKind.DECLARED, 150, "elders")
    assert entry.held_on == today(street) - timedelta(days=1)
    assert await points(street, "王阿姨") == 0  # only verified hours earn, says the sheet
    await auntie.starts("hours")
    await street.settled()
    await sees_in_their_month(street, "王阿姨", entry.held_on, "申报 2.5")


async def sees_in_their_month(street: Street, name: str, day: date, what: str) -> None:
    """On the card of the month that this day lies in; and turns on to the one before."""
    place = street.person(name).private
    card = await place.shows("我的时长")
    if day.month != today(street).month:
        await pressed(street, name, f"‹ {day.month}月", card)
        card = await place.shows("我的时长")
    assert what in card.text
    assert {"登记", "有异议", "证明"} <= set(card.buttons)
    before = (today(street).replace(day=1) - timedelta(days=1)).month
    await pressed(street, name, f"‹ {before}月", await place.shows("我的时长 · "))
    assert f"年{before}月" in (await place.shows("我的时长")).text


TWO = ("陈书记", "赵师傅")


async def test_nobody_decides_about_their_own_and_two_at_once_are_one(street: Street) -> None:
    staff, secretary = street.staff, street.person("陈书记")
    await says(street, "陈书记", "/role @sunjie 书记", staff)
    await says(street, "陈书记", "/hours 1 昨天 夜间巡逻", staff)
    asked = await staff.shows("申报时长 · 陈书记")
    assert "别人来定" in await pressed(street, "陈书记", "通过", asked)
    assert "别人来定" in await pressed(street, "陈书记", "驳回", asked)
    assert await entries(street, "陈书记") == []

    await says(street, "孙姐", "/hours 1小时 昨天 值守", staff)
    await says(street, "陈书记", "/role @zhaoshifu 队长", staff)
    other = await staff.shows("申报时长 · 孙姐")
    both = [street.person(name).presses("通过", on=other, as_seen=True) for name in TWO]
    told = [(one.text or "") for one in await asyncio.gather(*both) if one]
    await street.settled()
    assert sorted("已经通过了" in one for one in told) == [False, True]
    assert len(await entries(street, "孙姐")) == 1

    await secretary.starts()
    await pressed(street, "孙姐", "驳回", asked)
    why = await staff.shows("为什么不通过", from_bot=True)
    await says(street, "外人", "因为", staff, why)
    await says(street, "孙姐", "那天没有排班", staff, why)
    assert "孙姐 驳回了" in (await staff.shows("申报时长 · 陈书记")).text
    refused = await secretary.private.shows("没有通过")
    assert "那天没有排班" in refused.text
    assert "登记" in refused.buttons
    assert "那天没有排班" not in (await staff.shows("记下了：1.0 小时 ")).text
    assert await entries(street, "陈书记") == []


@pytest.mark.sqlite
async def test_what_cannot_be_is_refused_and_what_overlaps_is_said(street: Street) -> None:
    here = street.person("王阿姨").private
    await street.person("王阿姨").starts()
    for words, told in (
        ("/hours 2 明天 清运", "还没到"),
        ("/hours 2 2020-01-01 清运", "60 天"),
        ("/hours 2 昨天", "做了什么"),
        ("/hours 昨天 清运", "比如"),
        ("/hours 12.5 昨天 清运", "还能登记 12.0 小时"),
    ):
        said = await says(street, "王阿姨", words, here)
        await here.shows(told, after=said, from_bot=True)
    await street.staff.never_shows("申报时长")

    said = await says(street, "王阿姨", "记时长", here)
    await here.shows("做了多久", after=said)
    said = await says(street, "王阿姨", "昨天 14:00-16:20 陪李奶奶看病", here)
    noted = await here.shows("记下了：2.25 小时", after=said)
    assert "一刻钟" in noted.text
    said = await says(street, "王阿姨", "记时长 昨天下午3点到5点 清运垃圾", here)
    noted = await here.shows("记下了：2.0 小时", after=said)
    assert "14:00-16:20 的 2.25 小时（陪李奶奶看病）重叠" in noted.text
    asked = await street.staff.shows("清运垃圾")
    assert "重叠" in asked.text
    said = await says(street, "王阿姨", "/hours 8 昨天 巡逻", here)
    await here.shows("还能登记 7.75 小时", after=said)
    await hears_nothing_of_their_own_in_the_group(street)

    await pressed(street, "王阿姨", "撤回", noted)
    await street.staff.shows("本人撤回了")
    late = await street.person("陈书记").presses("通过", on=asked, as_seen=True)
    assert late is not None
    assert "本人已经撤回" in (late.text or "")
    said = await says(street, "王阿姨", "/hours 8 昨天 巡逻", here)
    await here.shows("记下了：8.0 小时", after=said)
    await says(street, "王阿姨", "/hours", here)
    assert (await here.shows("我的时长")).text.count("待确认") == 2
    await is_paid_where_the_sheet_says_so_and_refused_beyond_the_day(street)


async def hears_nothing_of_their_own_in_the_group(street: Street) -> None:
    """How much she has, and what else she did, is said to her alone."""
    group = street.group
    said = await says(street, "王阿姨", "/hours 8 昨天 巡逻", group)
    await group.shows("放不下", after=said)
    said = await says(street, "王阿姨", "/hours 1 昨天 清运垃圾", group)
    public = await group.shows("记下了", after=said)
    assert "与另一条登记" in public.text
    assert "小时（" not in public.text
    await pressed(street, "王阿姨", "撤回", public)
    said = await says(street, "王阿姨", "/hours", group)
    assert "私信" in (await group.shows("私信", after=said)).text
    await group.never_shows("我的时长")


async def is_paid_where_the_sheet_says_so_and_refused_beyond_the_day(street: Street) -> None:
    auntie, asked = street.person("王阿姨"), await street.staff.shows("巡逻")
    now = street.clock.now()
    await street.program.db.do(_lay_down, await home(street), now, minutes_a_day=60)
    assert "请点「驳回」" in await pressed(street, "陈书记", "通过", asked)
    await street.program.db.do(_lay_down, await home(street), now, minutes_a_day=720)
    await pressed(street, "陈书记", "通过", asked)
    assert "，积分 +32" in (await auntie.private.shows("8.0 小时通过了")).text
    assert await points(street, "王阿姨") == 32


def _lay_down(tx: Connection, community_id: int, now: datetime, *, minutes_a_day: int) -> None:
    """Four points for each declared hour, and no more than so much of a day."""
    sheet = find_sheet(tx, community_id=community_id)
    assert sheet is not None
    rules = [
        replace(one, points=4) if one.event is Event.HOURS_DECLARED else one for one in sheet.rules
    ]
    new = replace(sheet, rules=tuple(rules), minutes_a_day=minutes_a_day)
    assert add_sheet(tx, new, community_id=community_id, made_by=None, now=now)


async def presses_made_up(street: Street, who: str, data: str) -> str:
    """What somebody is told who sends what no button of theirs says."""
    place = street.person(who).private
    await says(street, who, "/hours", place)
    card = await place.shows("我的时长")
    press = {"do": "press", "chat": place.id, "message_id": card.id, "data": data, "as_seen": True}
    done = await street.driver.act({"as": street.person(who).id, **press}, None)
    answers = street.driver.mirror.answers
    answer = await street.driver.until(lambda: answers.get(done["query_id"]), 10)
    await street.settled()
    assert answer is not None
    return str(answer["text"])


@pytest.mark.sqlite
async def test_made_up_presses_reach_nobody_elses_hours_and_no_other_community(
    street: Street,
) -> None:
    for name in ("外人", "王阿姨", "陈书记"):
        await street.person(name).starts()
    await has_verified(street, "王阿姨", 60, "助餐")
    on = today(street)
    await dispute(street, "王阿姨", "应该是两小时", f"{on.month}月{on.day}日 · 1.0 · 助老")
    await says(street, "王阿姨", GOOD_DEED, street.group)
    for data in ("correct:1:1:", "uphold:1:1:"):
        assert "书记" in await presses_made_up(street, "外人", f"p1:hours.{data}")
    for data in ("confirm:1:1:", "reject:1:1:", "who:1:1:", "dispute:1:1:", "withdraw:1:1:"):
        told = await presses_made_up(street, "外人", f"p1:hours.{data}")
        assert told.startswith(("这件事由队长或书记", "这是别人的")), (data, told)
    for data in ("turn:0:0:month.2026-13", "turn:0:0:house.2026-10", "service:1:1:nothing"):
        told = await presses_made_up(street, "王阿姨", f"p1:hours.{data}")
        assert "过时" in told, (data, told)
    assert [one.minutes for one in await entries(street, "王阿姨")] == [60]

    elsewhere = await street.program.db.do(_claim_elsewhere, street, street.clock.now())
    for verb in ("confirm", "reject", "who"):
        told = await presses_made_up(street, "陈书记", f"p1:hours.{verb}:{elsewhere}:1:")
        assert "过时" in told, (verb, told)


def _claim_elsewhere(tx: Connection, street: Street, now: datetime) -> int:
    other = add_community(tx, "光明里", defaults=street.defaults, now=now)
    claim = add_claim(
        tx,
        community_id=other.id,
        person_id=1,
        service="elders",
        held_on=now.date(),
        starts_at=None,
        ends_at=None,
        minutes=60,
        words="助餐",
        picture="",
        said_in=street.address_of(street.group),
        source="elsewhere",
        now=now,
    )
    assert claim is not None
    return claim.id


@pytest.mark.sqlite
async def test_who_cannot_be_told_in_private_finds_the_reason_there(street: Street) -> None:
    auntie, staff = street.person("王阿姨"), street.staff
    await says(street, "王阿姨", GOOD_DEED, street.group)
    await pressed(street, "陈书记", "驳回", await staff.shows("申报时长"))
    why = await staff.shows("为什么不通过")
    await says(street, "陈书记", "。。。", staff, why)
    await staff.shows("写明原因")
    await says(street, "陈书记", "那天下大雨", staff, why)
    told = await street.group.shows("原因在私聊里看")
    assert "打开私聊" in told.buttons
    await street.group.never_shows("那天下大雨")
    await auntie.starts("hours")
    assert "那天下大雨" in (await auntie.private.shows("没有通过")).text


async def days_pass(street: Street, count: int) -> None:
    """So many days, and the quiet hours that they may have ended in."""
    await street.wait(days=count)
    await street.wait(hours=9.5)


async def test_nobody_decides_for_days_then_the_staff_and_the_secretaries_hear_of_it(
    street: Street,
) -> None:
    secretary, staff = street.person("陈书记"), street.staff
    await secretary.starts()
    await says(street, "王阿姨", GOOD_DEED, street.group)
    await street.wait(days=2)
    await staff.never_shows("等了")
    await days_pass(street, 1)
    await staff.shows("等了 3 天")
    await days_pass(street, 11)
    told = await secretary.private.shows("等了 14 天")
    assert "王阿姨" in told.text
    assert [one.text for one in staff.messages if "等了" in one.text] == [
        (await staff.shows("等了 3 天")).text
    ]

    assert "已通过" in await pressed(street, "陈书记", "通过", told)
    [entry] = await entries(street, "王阿姨")
    assert entry.minutes == 150


async def test_a_dispute_is_corrected_by_a_counter_row_and_the_points_follow(
    street: Street,
) -> None:
    auntie, secretary = street.person("王阿姨"), street.person("陈书记")
    await auntie.starts()
    await secretary.starts()
    await has_verified(street, "王阿姨", 120, "助餐")
    assert await points(street, "王阿姨") == 20
    on = today(street)
    label = f"{on.month}月{on.day}日 · 2.0 · 助老"
    card = await dispute(street, "王阿姨", "其实做了\n三个小时", label)
    assert "王阿姨" in card.text
    await pressed(street, "陈书记", "更正", card)
    await says(street, "陈书记", "很多", secretary.private)
    await secretary.private.shows("请只写小时数")
    await says(street, "陈书记", "3小时", secretary.private)
    await secretary.private.shows("积分也跟着改了")
    await auntie.private.shows("从 2.0 改成了 3.0 小时。积分 30，原来 20。")
    rows = await entries(street, "王阿姨")
    assert [one.minutes for one in rows] == [120, -120, 180]
    assert rows[1].reverses_id == rows[0].id
    assert await points(street, "王阿姨") == 30

    whose = (await home(street), await person_id(street, "王阿姨"))
    await street.program.db.do(_spend, *whose, 25, street.clock.now())
    card = await dispute(street, "王阿姨", "那天我没去", f"{on.month}月{on.day}日 · 3.0 · 助老")
    await pressed(street, "陈书记", "更正", card)
    await says(street, "陈书记", "0", secretary.private)
    await secretary.private.shows("积分没有动")
    await auntie.private.shows("的 3.0 小时已经去掉")
    assert sum(one.minutes for one in await entries(street, "王阿姨")) == 0
    assert await points(street, "王阿姨") == 5
    await street.read(check_books, *whose)


def check_books(tx: Connection, community_id: int, person_id: int) -> None:
    """The rows of the ledger tell the same balance, and what was paid is still a paid grant."""
    purse = purse_of(tx, community_id, person_id)
    assert replay(list_all_entries(tx, purse.id))[purse.id] == purse.balance
    states = [one.state for n in (1, 3) for one in list_about(tx, f"hours:{n}")]
    assert states == [GrantState.REVERSED, GrantState.PAID]


def _spend(tx: Connection, community_id: int, person_id: int, points: int, now: datetime) -> None:
    pool, purse = pool_of(tx, community_id), purse_of(tx, community_id, person_id)
    rule = Movement.EXPIRED.value
    move_points(tx, source="spent", from_=purse, to=pool, points=points, rule=rule, now=now)


@pytest.mark.sqlite
async def test_a_dispute_is_upheld_with_a_reason_by_another_secretary(street: Street) -> None:
    secretary, other = street.person("陈书记"), street.person("孙姐")
    for one in (secretary, other, street.person("王阿姨")):
        await one.starts()
    await says(street, "陈书记", "/role @sunjie 书记", street.staff)
    await has_verified(street, "王阿姨", 60, "助餐")
    on = today(street)
    label = f"{on.month}月{on.day}日 · 1.0 · 助老"
    card = await dispute(street, "王阿姨", "应该是两小时", label)
    who = street.person("王阿姨")
    await says(street, "王阿姨", "我的时长", who.private)
    await pressed(street, "王阿姨", "有异议", await who.private.shows("我的时长"))
    again = await pressed(street, "王阿姨", label, await who.private.shows("哪一条不对"))
    assert "已经在核对" in again

    await pressed(street, "陈书记", "维持", card)
    await says(street, "陈书记", "签到表上是一小时", secretary.private)
    assert "签到表上是一小时" in (await who.private.shows("维持不变")).text
    theirs = await other.private.shows("应该是两小时")
    assert "陈书记 维持了" in theirs.text
    assert theirs.buttons == []
    assert [one.minutes for one in await entries(street, "王阿姨")] == [60]
