"""What the journeys of activities have in common: a clock that is known, one activity posted."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox.driver import Message, Place
from tests.street import Street

ZONE = ZoneInfo("Asia/Shanghai")


def local_now(street: Street) -> datetime:
    return street.clock.now().astimezone(ZONE)


async def morning(street: Street, *, hour: int = 10) -> None:
    """Go on to the next time the clocks show this hour, so that no test depends on its own."""
    now = local_now(street)
    then = now.replace(hour=hour, minute=0, second=0, microsecond=0)
    if then <= now:
        then += timedelta(days=1)
    await street.wait(seconds=(then - now).total_seconds())


def day_ahead(street: Street, days: int) -> str:
    """12月3日, so many days from now."""
    day = local_now(street) + timedelta(days=days)
    return f"{day.year}年{day.month}月{day.day}日"


async def posted(
    street: Street, words: str, *, days: int = 3, clock: str = "14:00-16:00", by: str = "陈书记"
) -> Message:
    """Somebody of the office makes an activity in the staff group, and looks at it in private if
    the bot may write to them; its card in the residents' group.
    """
    maker = street.person(by)
    line = f"/activity {day_ahead(street, days)} {clock} {words} @小广场"
    await maker.says(line, to=street.staff)
    await street.settled()
    where = maker.private if "已私信" in last(street.staff).text else street.staff
    preview = await where.shows("看一下，没问题就发布")
    await maker.presses("发布", on=preview)
    await street.wait(seconds=4)
    return await street.group.shows("🤝")


async def pressed(street: Street, who: str, label: str, on: Message) -> str:
    """What somebody is answered who presses this button."""
    answer = await street.person(who).presses(label, on=on)
    await street.settled()
    return answer.text or "" if answer else ""


def last(place: Place) -> Message:
    return [one for one in place.messages if one.from_bot][-1]


async def starts(street: Street, *names: str) -> None:
    """The bot may write to these from now on."""
    for name in names:
        await street.person(name).starts()
    await street.settled()
