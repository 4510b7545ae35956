"""Wall clocks: times of day as people write them, and the moment at which a clock shows one."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = 24 * 60
"""Minutes; times of day are minutes after midnight, so that 24:00 is one, too."""

TIME = r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9]|24:00"

_ONE_WAY = str.maketrans({"–": "-", "—": "-", "~": "-", "至": "-", "到": "-", "、": ","})
_SECOND = timedelta(seconds=1)


def plain(text: str) -> str:
    """The same in narrow signs, with no blanks around them.

    >>> plain("０９：００ － 12:00， 14:00～18:00")
    '09:00-12:00,14:00-18:00'
    """
    narrow = unicodedata.normalize("NFKC", text).casefold().translate(_ONE_WAY)
    return re.sub(r"\s*([-,;:])\s*", r"\1", narrow).strip()


def minute_of(clock: str) -> int:
    """
    >>> minute_of("9:30")
    570
    """
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def clock_of(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def moment_of(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """When the clocks of ``zone`` show that time of that day, in UTC.

    Of a time shown twice it is the first, and a time that is jumped over is the moment of the
    jump. So later times are never earlier moments, in any zone and in any year.
    """
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    late = wall.replace(tzinfo=zone).astimezone(UTC)
    early = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if early >= late:
        return late
    while (seconds := (late - early) // _SECOND) > 1:
        middle = early + seconds // 2 * _SECOND
        if middle.astimezone(zone).replace(tzinfo=None) < wall:
            early = middle
        else:
            late = middle
    return late
