"""When those who have not voted are reminded of a ballot: early enough to do it, never at night."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.quiet_hours import Quiet, night_around

DAY, HOURS = "day", "hours"
BEFORE = {DAY: timedelta(hours=24), HOURS: timedelta(hours=2)}

SETTLED = timedelta(hours=1)
"""So long after a ballot was opened everybody has only just read of it."""

LEFT = timedelta(minutes=30)
"""So much time to vote a reminder must leave, and so long before the night it goes."""


def reminder_times(
    *, opens_at: datetime, closes_at: datetime, quiet: Quiet | None, zone: ZoneInfo
) -> dict[str, datetime]:
    """A day and two hours before the end. What falls into the quiet hours waits for their end, or,
    where that would be too late to vote, goes before they begin, early enough for a long roll to
    be done by then; a short ballot has fewer.
    """
    found = {
        which: _awake(closes_at - span, closes_at, quiet, zone) for which, span in BEFORE.items()
    }
    return {which: at for which, at in found.items() if at >= opens_at + SETTLED}


def _awake(at: datetime, closes_at: datetime, quiet: Quiet | None, zone: ZoneInfo) -> datetime:
    night = night_around(at, quiet, zone)
    if night is not None:
        begin, end = night
        return end if end <= closes_at - LEFT else begin - LEFT
    soon = night_around(at + LEFT, quiet, zone)
    return at if soon is None else soon[0] - LEFT
