"""What the journeys around ballots have in common: one is open, somebody looks at it."""

from sandbox.driver import Message
from tests.journeys.posting import day_ahead, last, pressed
from tests.street import Street


async def is_open(street: Street, words: str, *, days: int = 3, clock: str = "20点") -> None:
    """陈书记, to whom the bot may write, opens a ballot in one line."""
    secretary = street.person("陈书记")
    await secretary.says(f"/ballot {words} {day_ahead(street, days)}{clock}前")
    await street.settled()
    preview = await secretary.private.shows("看一下，没问题就开始表决")
    assert "已开始表决" in await pressed(street, "陈书记", "开始表决", preview)
    await street.wait(seconds=4)


async def view_of(street: Street, who: str, number: int = 1) -> Message:
    """详情, or 去投票, as somebody sees it in private."""
    await street.person(who).starts(f"bal_{number}")
    await street.settled()
    return last(street.person(who).private)


async def told(street: Street, who: str, beginning: str) -> Message:
    """The newest private message that begins like this, as it is now."""
    await street.settled()
    place = street.person(who).private
    return [one for one in place.messages if one.from_bot and one.text.startswith(beginning)][-1]
