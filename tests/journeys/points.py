"""What journeys about points do again and again: ask, look at what stands there, move to a day."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from domain.expiry import month_end
from sandbox.driver import Message, Place
from storage import points
from storage.people import find_account
from tests.street import Street

ZONE = ZoneInfo("Asia/Shanghai")
HOME = 1


async def answer_to(
    street: Street, who: str, words: str, to: Place, reply_to: Message | None = None
) -> Message:
    """What the bot answered there; everything has come to rest before it and after it."""
    await street.settled()
    said = await street.person(who).says(words, to=to, reply_to=reply_to)
    await street.settled()
    return next(one for one in to.messages if one.id > said.id and one.from_bot)


def as_it_is(place: Place, message: Message) -> Message:
    found = place.message(message.id)
    assert found is not None
    return found


def has(place: Place, words: str) -> bool:
    """Whether the bot has said that there."""
    return any(words in one.text for one in place.messages if one.from_bot)


def person_of(tx: Connection, street: Street, name: str) -> int:
    found = find_account(tx, channel="telegram", external_id=str(street.person(name).id))
    assert found is not None
    return found.person_id


async def balance(street: Street, name: str) -> int:
    def look(tx: Connection) -> int:
        return points.balance_of(tx, community_id=HOME, person_id=person_of(tx, street, name))

    return await street.read(look)


def today(street: Street) -> date:
    return street.clock.now().astimezone(ZONE).date()


async def until(street: Street, day: date, *, hour: int = 10) -> None:
    """Let time pass until that day, ten in the morning there, when nobody sleeps."""
    span = datetime.combine(day, time(hour), ZONE) - street.clock.now()
    assert span.total_seconds() > 0, "time goes one way"
    await street.wait(seconds=span.total_seconds())


async def in_the_morning(street: Street) -> None:
    """The next time it is ten o'clock; messages that wait for the night to be over do not."""
    now = street.clock.now().astimezone(ZONE)
    await until(street, date.fromordinal(now.toordinal() + (now.hour >= 10)))


async def on_the_third(street: Street) -> date:
    """The third day of the next month, on which no month ends or is about to."""
    day = date.fromordinal(month_end(today(street)).toordinal() + 3)
    await until(street, day)
    return day
