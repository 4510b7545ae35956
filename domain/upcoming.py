"""When a plan comes next, by the community's calendar and clocks."""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count as count_up
from itertools import islice
from zoneinfo import ZoneInfo

from domain.time_plans import Days, Once, Plan, Recurrence, Span, Unit
from domain.wall_clock import moment_of
from domain.workdays import DayKind, Overlay, kind_of

FARTHEST = timedelta(days=60 * 366)
"""Nothing is looked for beyond: a leap day every seventh year comes once in 28."""

LONGEST_HOLIDAY = timedelta(days=60)
"""What falls on one may come so much later, and is never moved farther."""

_DAY = timedelta(days=1)


def upcoming(
    plan: Plan, *, after: datetime, zone: ZoneInfo, overlay: Overlay, count: int
) -> list[datetime]:
    """The next moments in UTC, each later than the one before and all later than ``after``; fewer
    than ``count`` where it ends. Of a span it is its begin, of a recurrence of spans likewise.
    """
    match plan:
        case Once(at) | Span(at, _):
            return [at.astimezone(UTC)][:count] if at > after else []
    return list(islice(_moments(plan, after, zone, overlay), count))


def is_workday(day: date, overlay: Overlay) -> bool:
    kind = kind_of(day, overlay)
    return kind is DayKind.MAKE_UP or (kind is DayKind.ORDINARY and day.weekday() < 5)


def _moments(
    plan: Recurrence, after: datetime, zone: ZoneInfo, overlay: Overlay
) -> Iterator[datetime]:
    """In their order: a time after midnight may be later than the next day's first."""
    begin = after.astimezone(zone).date() - 2 * _DAY
    waiting: set[datetime] = set()
    last = after
    for day in _moved_days(plan, begin, overlay):
        sure = moment_of(day, 0, zone)
        for moment in sorted(one for one in waiting if last < one < sure):
            yield moment
            last = moment
        waiting = {one for one in waiting if one > last}
        waiting |= {moment_of(day, minute, zone) for minute in plan.minutes}
    yield from sorted(one for one in waiting if one > last)


def _moved_days(plan: Recurrence, begin: date, overlay: Overlay) -> Iterator[date]:
    """The days on which it is said, from ``begin`` on; none comes twice."""
    before = None
    for day in _days(plan, begin, overlay):
        moved = _moved(day, plan.days, overlay)
        if moved is not None and moved >= begin and moved != before:
            yield moved
            before = moved


def _moved(day: date, days: Days, overlay: Overlay) -> date | None:
    is_holiday = kind_of(day, overlay) is DayKind.HOLIDAY
    match days:
        case Days.WORKDAYS:
            return day if is_workday(day, overlay) else None
        case Days.NO_HOLIDAYS:
            return None if is_holiday else day
        case Days.AFTER_HOLIDAYS if not is_holiday:
            return day
        case Days.AFTER_HOLIDAYS | Days.NEXT_WORKDAY:
            ahead = (day + _DAY * number for number in range(LONGEST_HOLIDAY.days))
            return next((one for one in ahead if is_workday(one, overlay)), day)
    return day


def _days(plan: Recurrence, begin: date, overlay: Overlay) -> Iterator[date]:
    """The days that it names, before holidays are looked at, and early enough to be moved."""
    if plan.days in (Days.AFTER_HOLIDAYS, Days.NEXT_WORKDAY):
        begin -= LONGEST_HOLIDAY
    first = max(begin, plan.since) if plan.since else begin
    last = min(begin + FARTHEST, plan.until or date.max)
    if last < first:
        return
    for day in _all_days(plan, first, last, overlay):
        if day > last:
            return
        if day >= first:
            yield day


def _all_days(plan: Recurrence, first: date, last: date, overlay: Overlay) -> Iterator[date]:
    """Up to ``last`` at least; a fifth Monday of February may never come."""
    since = plan.since or first
    match plan.unit:
        case Unit.DAY:
            ahead = -(-(first - since).days // plan.every) * plan.every
            return (since + _DAY * number for number in count_up(ahead, plan.every))
        case Unit.WEEK:
            monday = since - _DAY * since.weekday()
            ahead = (first - monday).days // 7 // plan.every * plan.every
            weeks = (monday + _DAY * 7 * number for number in count_up(ahead, plan.every))
            return (week + _DAY * one for week in weeks for one in plan.weekdays)
        case Unit.MONTH:
            begin = _month(since)
            ahead = (_month(first) - begin) // plan.every * plan.every
            return _in_months(plan, range(begin + ahead, _month(last) + 1, plan.every), overlay)
    ahead = (first.year - since.year) // plan.every * plan.every
    years = range(since.year + ahead, last.year + 1, plan.every)
    return _in_months(plan, (y * 12 + m - 1 for y in years for m in plan.months), overlay)


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _in_months(plan: Recurrence, months: Iterable[int], overlay: Overlay) -> Iterator[date]:
    for number in months:
        year, month = number // 12, number % 12 + 1
        length = monthrange(year, month)[1]
        every = [date(year, month, one) for one in range(1, length + 1)]
        if plan.nth:
            yield from _nth(plan, every, overlay)
            continue
        numbers = {length if one == -1 else one for one in plan.month_days}
        yield from (day for day in every if day.day in numbers)


def _nth(plan: Recurrence, every: list[date], overlay: Overlay) -> list[date]:
    if plan.weekdays:
        every = [day for day in every if day.weekday() in plan.weekdays]
    else:
        every = [day for day in every if is_workday(day, overlay)]
    place = plan.nth - 1 if plan.nth > 0 else plan.nth
    return every[place:][:1]
