"""Somebody comes: a code that lives for a minute, scanned once, typed, or not near enough."""

import asyncio

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from actions.check_in import scan_code
from domain.activities import Activity
from domain.addresses import Address
from domain.check_in import code_at, is_fresh_number, read_start, start_of
from domain.people import Visitor
from sandbox.driver import Message
from storage import people
from storage.tables import members, outbox
from tests.journeys.an_activity import (
    HALL,
    lay_activity,
    number_on,
    person_id,
    scanned,
    seat_of,
    until,
)
from tests.street import Street

pytestmark = pytest.mark.journey


async def says_to(street: Street, who: str, words: str) -> str:
    """What the bot answers somebody in private."""
    person = street.person(who)
    said = await person.says(words)
    await street.settled()
    answers = [one for one in person.private.messages if one.from_bot and one.id > said.id]
    return answers[-1].text if answers else ""


async def scans(street: Street, who: str, payload: str) -> str:
    person = street.person(who)
    said = await person.starts(payload)
    await street.settled()
    return [one for one in person.private.messages if one.from_bot and one.id > said.id][-1].text


async def the_leader_opens_the_code(street: Street, activity: Activity) -> Message:
    """By 签到 on the card in the group, which tells everybody else how it is done; not before its
    time.
    """
    aunt, outsider = street.person("王阿姨"), street.person("外人")
    posted = await street.group.shows("小区清洁")
    told = await outsider.presses("签到", on=posted)
    assert told is not None
    assert "扫领队手机上的码" in str(told.text)
    sent = await aunt.presses("签到", on=posted)
    assert sent is not None
    assert "已私信" in str(sent.text)
    await street.settled()
    card = await aunt.private.shows("签到码当面给大家扫")
    assert len([m for m in aunt.private.messages if "签到码当面" in m.text]) == 1
    early = await aunt.presses("签到码", on=card)
    assert early is not None
    assert "30 分钟" in str(early.text)
    assert "30 分钟" in await scans(street, "小李", scanned(street, activity))

    await until(street, 8, 40)
    await aunt.presses("签到码", on=card)
    await street.settled()
    code = await aunt.private.shows("小区清洁 · 签到码")
    assert code.photo
    assert "已到 0/2" in code.text
    return code


async def test_a_scan_checks_in_once_and_later_out(street: Street) -> None:
    aunt, rider, outsider = (street.person(one) for one in ("王阿姨", "小李", "外人"))
    activity = await lay_activity(street, leader="王阿姨", going=("小李", "周爷爷"), capacity=3)
    await until(street, 8, 1)
    code = await the_leader_opens_the_code(street, activity)
    payload = scanned(street, activity)
    assert "已签到，今天 08:40" in await scans(street, "小李", payload)
    assert "已经签到了，今天 08:40" in await scans(street, "小李", payload)
    await street.wait(seconds=61)
    next_code = aunt.private.message(code.id)
    assert next_code is not None
    assert "已到 1/2" in next_code.text
    assert number_on(next_code) != number_on(code)
    assert next_code.photo != code.photo

    for _ in range(3):
        await street.wait(minutes=2)
    shown = aunt.private.message(code.id)
    assert shown is not None
    assert is_fresh_number(number_on(shown), activity, street.clock.now())
    assert "过期" in await scans(street, "周爷爷", payload)
    assert "还有名额" in await scans(street, "外人", scanned(street, activity))
    await outsider.presses("报名并签到")
    await street.settled()
    await outsider.private.shows("已签到")
    assert "名额满了" in await scans(street, "刘老板", scanned(street, activity))
    assert await seat_of(street, activity, "刘老板") is None

    await street.restart()
    await until(street, 9, 30)
    assert "现在要走了吗" in await scans(street, "小李", scanned(street, activity))
    await rider.presses("签退")
    await street.settled()
    await rider.private.shows("今天 08:40 到 今天 09:30")
    assert "今天 09:30" in await scans(street, "小李", scanned(street, activity))

    await aunt.presses("收起", on=aunt.private.message(code.id))
    await street.wait(minutes=2)
    assert aunt.private.message(code.id) is None
    await aunt.private.never_shows("小区清洁 · 签到码")


async def test_one_person_scanning_a_hundred_times_at_once_checks_in_once(street: Street) -> None:
    activity = await lay_activity(street, leader="王阿姨", going=("小李",))
    await until(street, 8, 50)
    rider = street.person("小李")
    by = Visitor(
        await person_id(street, "小李"),
        "小李",
        str(rider.id),
        activity.community_id,
        None,
        frozenset(),
        is_reachable=True,
        locale=None,
    )
    _, link = read_start(scanned(street, activity))
    await asyncio.gather(
        *(
            street.program.db.do(
                scan_code,
                by=by,
                activity_id=activity.id,
                link=link,
                here=Address(str(rider.id)),
                source=f"scan:{number}",
                now=street.clock.now(),
            )
            for number in range(100)
        )
    )

    assert sorted(await street.read(answers)) == ["already_in"] * 99 + ["in"]
    seat = await seat_of(street, activity, "小李")
    assert seat is not None
    assert seat.version == 2


def answers(tx: Connection) -> list[str]:
    rows = tx.execute(sa.select(outbox.c.payload).where(outbox.c.kind == "checkin.said"))
    return [payload["what"] for payload in rows.scalars()]


@pytest.mark.sqlite
async def test_six_digits_do_as_well_and_guessing_soon_has_to_wait(street: Street) -> None:
    aunt = street.person("王阿姨")
    activity = await lay_activity(street, leader="王阿姨", going=("小李", "周爷爷"))
    assert "现在没有可以签到" in await says_to(street, "小李", "/checkin 123456")
    await until(street, 8, 45)
    await aunt.says("/checkin", to=street.group)
    await street.settled()
    await aunt.presses("签到码")
    await street.settled()
    number = number_on(await aunt.private.shows("小区清洁 · 签到码"))
    in_group = await street.person("小李").says(f"/checkin {number}", to=street.group)
    await street.settled()
    pointed = await street.group.shows("私聊发给我", after=in_group)
    assert pointed.buttons == ["打开私聊"]

    assert "已签到" in await says_to(street, "小李", number)
    wrong = f"{(int(number) + 1) % 1_000_000:06}"
    for _ in range(5):
        assert "数字不对" in await says_to(street, "周爷爷", wrong)
    assert "数字不对" not in await says_to(street, "周爷爷", number)
    seat = await seat_of(street, activity, "周爷爷")
    assert seat is not None
    assert seat.checked_in_at is None
    await street.wait(minutes=11)
    number = code_at(activity.secret, activity.id, street.clock.now()).number
    assert "数字不对" in await says_to(street, "刘老板", f"{(int(number) + 1) % 1_000_000:06}")
    assert "还有名额" in await says_to(street, "刘老板", f"{number[:3]} {number[3:]}")
    assert "已签到" in await says_to(street, "周爷爷", f"/checkin {number[:3]} {number[3:]}")


@pytest.mark.sqlite
async def test_where_the_place_counts_the_location_is_asked_for(street: Street) -> None:
    rider, aunt = street.person("小李"), street.person("王阿姨")
    activity = await lay_activity(street, leader="王阿姨", going=("小李",))
    await until(street, 8, 50)
    card = await aunt.private.shows("签到码当面给大家扫")
    await aunt.presses("要求定位", on=card)
    await street.settled()
    await aunt.private.shows("200 米以内才算到")
    assert "现在的位置" in await scans(street, "小李", scanned(street, activity))
    assert "点 📎" in await says_to(street, "小李", "我就在门口")
    await rider.shares_location(HALL.latitude + 0.01, HALL.longitude)
    await street.settled()
    await rider.private.shows("约 1112 米")
    seat = await seat_of(street, activity, "小李")
    assert seat is not None
    assert seat.checked_in_at is None

    await rider.shares_location(HALL.latitude + 0.001, HALL.longitude)
    await street.settled()
    await rider.private.shows("已签到")
    assert await street.read(counted, "checkin.said") == 1
    await aunt.private.shows("已到 1/1")


def counted(tx: Connection, kind: str) -> int:
    found = sa.select(sa.func.count()).select_from(outbox).where(outbox.c.kind == kind)
    return int(tx.execute(found).scalar_one())


@pytest.mark.sqlite
async def test_who_is_no_leader_opens_no_code_and_strangers_scan_nothing(street: Street) -> None:
    activity = await lay_activity(street, leader="王阿姨", going=("小李",))
    await until(street, 8, 50)
    for who in ("外人", "小李", "刘老板", "赵师傅"):
        assert "扫领队手机上的码" in await says_to(street, who, "/checkin"), who
        assert await seat_of(street, activity, who) is None or who == "小李"
    stranger = street.person("郑工")
    payload = scanned(street, activity)
    await street.program.db.do(forget_member, await person_id(street, "郑工"))
    await stranger.starts(payload)
    await street.settled()
    assert await seat_of(street, activity, "郑工") is None

    for broken in (start_of(activity.id, "A" * 20), start_of(9999, "A" * 20), "ci_what"):
        answer = await scans(street, "小李", broken)
        assert "领队手机上的码" in answer, broken
    seat = await seat_of(street, activity, "小李")
    assert seat is not None
    assert seat.checked_in_at is None


def forget_member(tx: Connection, person: int) -> None:
    tx.execute(members.delete().where(members.c.person_id == person))
    assert people.list_memberships(tx, person) == []
