"""Working days 工作日: public holidays, make-up workdays 调休, and how far they are known.

The State Council announces a year's holidays late in the year before. Until a year is known its
days are taken by their weekday alone, which is a guess and is said to be one; nothing here raises.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum, auto

import chinese_calendar

WARN_AHEAD = timedelta(days=60)
LOOKED_AT = time(2)
"""In UTC: ten in the morning in China."""

_FIRST_YEAR: int = min(chinese_calendar.holidays).year
_LAST_YEAR: int = max(chinese_calendar.holidays).year


class DayKind(Enum):
    ORDINARY = auto()  # its weekday decides
    HOLIDAY = auto()  # not worked, whatever its weekday
    MAKE_UP = auto()  # worked, whatever its weekday


@dataclass(frozen=True)
class Overlay:
    """What we know better than the package: it goes first.

    ``years`` are those whose announcement stands here whole: they are no guess any more, and the
    package is not asked. A few single days do not make a year known. A day in both sets is
    worked: better an answer too early than one too late.
    """

    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()


NO_OVERLAY = Overlay()


def kind_of(day: date, overlay: Overlay = NO_OVERLAY) -> DayKind:
    if day in overlay.workdays:
        return DayKind.MAKE_UP
    if day in overlay.holidays:
        return DayKind.HOLIDAY
    if day.year in overlay.years:
        return DayKind.ORDINARY
    if day in chinese_calendar.workdays:
        return DayKind.MAKE_UP
    if day in chinese_calendar.holidays:
        return DayKind.HOLIDAY
    return DayKind.ORDINARY


def is_known(day: date, overlay: Overlay = NO_OVERLAY) -> bool:
    """Whether the day's kind is announced, and not guessed from its weekday."""
    return (
        _FIRST_YEAR <= day.year <= _LAST_YEAR
        or day.year in overlay.years
        or day in overlay.workdays
        or day in overlay.holidays
    )


def known_until(overlay: Overlay = NO_OVERLAY) -> date:
    """The last day before the first guess."""
    year = _LAST_YEAR
    while year + 1 in overlay.years:
        year += 1
    return date(year, 12, 31)


def is_warning_due(today: date, overlay: Overlay = NO_OVERLAY) -> bool:
    """Whether the operator should be told by now that the known days run out."""
    return known_until(overlay) - today <= WARN_AHEAD


def next_look(now: datetime) -> datetime:
    """When to look whether that is so: in the working hours of the first day of the next month."""
    first = (now.astimezone(UTC).date().replace(day=1) + timedelta(days=32)).replace(day=1)
    return datetime.combine(first, LOOKED_AT, UTC)
