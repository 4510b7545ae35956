"""Working time: what is due when, by a community's hours, holidays and clocks.

Moments go in aware and come out in UTC. Between them everything goes by the clocks on the wall:
each day's periods are turned into moments of their own, so that a night in which the clocks move
is as long as it is.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.office_hours import OfficeHours
from domain.wall_clock import moment_of
from domain.workdays import NO_OVERLAY, Overlay, is_known, kind_of

FARTHEST = timedelta(days=30 * 366)
"""No deadline lies further ahead, however little is worked in a week."""

LARGEST_TARGET = 999

_NO_TIME = timedelta(0)
_DAY = timedelta(days=1)


class Unit(StrEnum):
    HOURS = "h"
    DAYS = "d"


_UNITS = {
    **dict.fromkeys(["h", "hour", "hours", "小时", "个小时", "工作小时", "个工作小时"], Unit.HOURS),
    **dict.fromkeys(["d", "day", "days", "天", "工作日", "个工作日"], Unit.DAYS),
}


@dataclass(frozen=True)
class WorkWeek:
    """When a community works; ``overlay`` is what it knows of the holidays itself."""

    hours: OfficeHours
    zone: ZoneInfo
    overlay: Overlay = NO_OVERLAY


@dataclass(frozen=True)
class Due:
    """``is_approximate`` says that days were counted whose holidays are not announced yet (约)."""

    at: datetime
    is_approximate: bool


@dataclass(frozen=True)
class Target:
    """So many working hours, or so many working days after the day of the report."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 1 <= self.amount <= LARGEST_TARGET:
            raise ValueError("no target")

    def __str__(self) -> str:
        """What ``parse_target`` reads, as it is stored."""
        return f"{self.amount}{self.unit}"


def parse_target(text: str) -> Target:
    """Raises ``ValueError`` for what is no target.

    >>> str(parse_target("3 个工作日"))
    '3d'
    """
    words = unicodedata.normalize("NFKC", text).casefold()
    match = re.fullmatch(r"\s*([0-9]{1,3})\s*(\D+?)\s*", words)
    if match is None or match[2] not in _UNITS:
        raise ValueError("no target")
    return Target(int(match[1]), _UNITS[match[2]])


def add_working(start: datetime, span: timedelta, week: WorkWeek) -> Due:
    """The first moment at which ``span`` of working time has gone by since ``start``.

    So an hour that is over exactly at the end of work is due there, not the next morning, and no
    time at all is over at once.
    """
    start = start.astimezone(UTC)
    if span <= _NO_TIME:
        return Due(start, False)
    left, is_approximate = span, False
    for day in _days_from(start, week):
        is_approximate |= not is_known(day, week.overlay)
        for begin, end in _periods(day, week):
            begin = max(begin, start)
            if left <= end - begin:
                return Due(begin + left, is_approximate)
            left -= max(end - begin, _NO_TIME)
    return Due(start + FARTHEST, is_approximate)


def working_between(start: datetime, end: datetime, week: WorkWeek) -> timedelta:
    """How much working time lies between the two; none if ``end`` is not after ``start``."""
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    first, last = (moment.astimezone(week.zone).date() for moment in (start, end))
    total = _NO_TIME
    for number in range((last - first).days + 1):
        for opens, closes in _periods(first + number * _DAY, week):
            total += max(min(closes, end) - max(opens, start), _NO_TIME)
    return total


def add_working_days(start: datetime, days: int, week: WorkWeek) -> Due:
    """The end of work on the ``days``-th working day after the day of ``start``.

    The day of the report itself does not count (Civil Code, article 201).
    """
    start = start.astimezone(UTC)
    if days <= 0:
        return Due(start, False)
    left, is_approximate = days, False
    for number, day in enumerate(_days_from(start, week)):
        is_approximate |= not is_known(day, week.overlay)
        periods = _periods(day, week) if number else []
        left -= bool(periods)
        if left == 0:
            return Due(periods[-1][1], is_approximate)
    return Due(start + FARTHEST, is_approximate)


def due_after(start: datetime, target: Target, paused: timedelta, week: WorkWeek) -> Due:
    """When the target is used up; ``paused`` is the working time during which it stood still."""
    return moment_at(start, target, paused, 100, week)


def moment_at(
    start: datetime, target: Target, paused: timedelta, percent: float, week: WorkWeek
) -> Due:
    """When ``percent`` of the target's working time is used.

    Of a target in days, the whole is the working time from the report to the end of its last day.
    """
    if target.unit is Unit.HOURS:
        return add_working(start, timedelta(hours=target.amount) * percent / 100 + paused, week)
    last = add_working_days(start, target.amount, week)
    whole = working_between(start, last.at, week)
    due = add_working(start, whole * percent / 100 + paused, week)
    return Due(due.at, due.is_approximate or last.is_approximate)


def _days_from(start: datetime, week: WorkWeek) -> Iterator[date]:
    first = start.astimezone(week.zone).date()
    for number in range(FARTHEST.days + 1):
        yield first + number * _DAY


def _periods(day: date, week: WorkWeek) -> list[tuple[datetime, datetime]]:
    """The day's periods as moments; what the clocks jump over whole is none."""
    periods = week.hours.on(day.weekday(), kind_of(day, week.overlay))
    moments = [
        (moment_of(day, period.begin, week.zone), moment_of(day, period.end, week.zone))
        for period in periods
    ]
    return [(begin, end) for begin, end in moments if begin < end]
