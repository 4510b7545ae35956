"""An activity to come to: tomorrow from nine to eleven, with whoever is named."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from actions.activities import announce
from bot.neighbourhood import COMMUNITY
from domain.activities import Activity, Seat, SeatState
from domain.addresses import TELEGRAM
from domain.check_in import code_at, start_of
from domain.media import Point
from sandbox.driver import Message
from storage import activities, people, seats
from storage.communities import find_community
from tests.street import Street

ZONE = ZoneInfo("Asia/Shanghai")
HALL = Point(31.23, 121.47)


async def person_id(street: Street, name: str) -> int:
    number = str(street.person(name).id)
    account = await street.read(people.find_account, channel=TELEGRAM, external_id=number)
    assert account is not None
    return account.person_id


async def lay_activity(
    street: Street,
    *,
    leader: str,
    going: tuple[str, ...] = (),
    capacity: int = 0,
) -> Activity:
    """Everybody concerned has spoken to the bot; it is seven in the morning of the day."""
    for name in {leader, *going}:
        await street.person(name).starts()
    await street.settled()
    await until(street, 7, 0)
    starts_at = street.clock.now().astimezone(ZONE).replace(hour=9, minute=0, second=0)
    return await street.program.db.do(
        _lay,
        leader_id=await person_id(street, leader),
        going=[await person_id(street, name) for name in going],
        starts_at=starts_at.replace(microsecond=0),
        capacity=capacity,
        now=street.clock.now(),
    )


def _lay(
    tx: Connection,
    *,
    leader_id: int,
    going: list[int],
    starts_at: datetime,
    capacity: int,
    now: datetime,
) -> Activity:
    community = find_community(tx, COMMUNITY)
    assert community is not None
    made = activities.add_activity(
        tx,
        community_id=community.id,
        title="小区清洁",
        service="cleaning",
        place="东门广场",
        point=HALL,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        cancel_by=starts_at - timedelta(hours=3),
        capacity=capacity,
        leader_id=leader_id,
        made_by=leader_id,
        secret="a secret of this activity",
        source="test",
        now=now,
    )
    assert made is not None
    for one in going:
        assert activities.take_place(tx, made.id)
        seats.put_seat(tx, made, one, state=SeatState.GOING, team="", now=now)
    announce(tx, made, now=now)
    return made


async def until(street: Street, hour: int, minute: int) -> None:
    """Let time pass until the clock next shows this."""
    await street.settled()
    local = street.clock.now().astimezone(ZONE)
    wanted = local.replace(hour=hour, minute=minute, second=5, microsecond=0)
    if wanted <= local:
        wanted += timedelta(days=1)
    await street.wait(seconds=(wanted - local).total_seconds())


def scanned(street: Street, activity: Activity) -> str:
    """What a telephone makes of the code as it is at this moment."""
    return start_of(activity.id, code_at(activity.secret, activity.id, street.clock.now()).link)


def number_on(card: Message) -> str:
    found = re.search(r"(\d{3}) (\d{3})", card.text)
    assert found is not None, card.text
    return found[1] + found[2]


async def seat_of(street: Street, activity: Activity, name: str) -> Seat | None:
    return await street.read(
        seats.find_seat, activity_id=activity.id, person_id=await person_id(street, name)
    )


async def a_saturday(street: Street) -> None:
    """From the first scan to the record, with everything that is looked up on the way."""
    aunt, rider = street.person("王阿姨"), street.person("小李")
    activity = await lay_activity(street, leader="王阿姨", going=("小李", "周爷爷"), capacity=3)
    await until(street, 8, 45)
    card = await aunt.private.shows("签到码当面给大家扫")
    await aunt.presses("签到码", on=card)
    await rider.says("000000")
    await rider.starts(scanned(street, activity))
    await aunt.says("/checkin @wairen", to=street.group)
    await street.wait(minutes=61)
    await rider.starts(scanned(street, activity))
    await street.settled()
    await rider.presses("签退")
    await aunt.presses("签到名单", on=card)
    await street.settled()
    await aunt.presses("周爷爷", on=card)
    await until(street, 11, 31)
    listed = await aunt.private.shows("核对名单")
    await aunt.presses("周爷爷", on=listed)
    await street.settled()
    await aunt.presses("－15 分钟", on=listed)
    await street.settled()
    await aunt.presses("返回", on=listed)
    await street.settled()
    await aunt.presses("确认名单", on=listed)
    await street.settled()
    await aunt.presses("写小结")
    await aunt.sends_photo("东门干净了")
    await street.settled()
    await aunt.presses("发出去")
    await street.settled()
