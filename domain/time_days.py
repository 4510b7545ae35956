"""The days that a name may mean: 25号 is this month's, or the next one's that has it."""

from calendar import monthrange
from datetime import date, timedelta

from domain.rules import RuleBroken
from domain.time_words import Day, Frame, MonthDay, Near, Nth, Weekdays
from domain.upcoming import is_workday
from domain.workdays import Overlay

FARTHEST_YEARS = 10
"""Whatever is farther away is a slip of the finger."""

_YEARS_AHEAD = 9
"""From one leap day to the next, over a century."""


def days_of(day: Day, today: date, overlay: Overlay) -> list[date]:
    """In their order, those before ``today`` only where they are named without a doubt. Raises
    ``RuleBroken`` for what is no day at all, or none that is known.
    """
    match day:
        case Near(ahead):
            return [today + timedelta(days=ahead)]
        case Weekdays():
            return sorted(_weekdays(day, today))
        case MonthDay(number, frame):
            return _in_months(number, frame, day.weekday, today)
        case Nth(_, _, frame):
            found = (_nth(day, year, month, overlay) for year, month in _months(frame, today))
            return [one for one in found if one is not None]
    raise RuleBroken("time.which_day")


def first_day(day: Day, today: date, overlay: Overlay) -> date:
    """For a beginning or an end, of which 下周 and 下个月 are ones, too."""
    if isinstance(day, Frame):
        return _first_of(day, today)
    found = days_of(day, today, overlay)
    return next((one for one in found if one >= today), found[-1])


def _first_of(frame: Frame, today: date) -> date:
    if frame.weeks is not None:
        return monday_of(today) + timedelta(weeks=frame.weeks)
    if frame.month is None and frame.year is not None:
        return _date(frame.year, 1, 1)
    year, month = _months(frame, today)[0]
    return date(year, month, 1)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _weekdays(day: Weekdays, today: date) -> list[date]:
    if day.weeks is not None:
        monday = monday_of(today) + timedelta(weeks=day.weeks)
        return [monday + timedelta(days=one) for one in day.days]
    ahead = [today + timedelta(days=(one - today.weekday()) % 7) for one in day.days]
    return [*ahead, *(one + timedelta(days=7) for one in ahead)]


def _months(frame: Frame, today: date) -> list[tuple[int, int]]:
    """Which may be meant: one, or the next ones."""
    if frame.ahead is not None:
        return [_month(today, frame.ahead)]
    if frame.month is not None:
        if not 1 <= frame.month <= 12:
            raise RuleBroken("time.no_such_day")
        if frame.year is not None:
            return [(frame.year, frame.month)]
        return [(today.year + ahead, frame.month) for ahead in range(_YEARS_AHEAD)]
    if frame.year is not None:
        raise RuleBroken("time.which_day")
    return [_month(today, ahead) for ahead in range(12)]


def _month(today: date, ahead: int) -> tuple[int, int]:
    year, month = divmod(today.year * 12 + today.month - 1 + ahead, 12)
    return year, month + 1


def _in_months(number: int, frame: Frame, weekday: int | None, today: date) -> list[date]:
    if frame.year is not None and not today.year - 1 <= frame.year <= today.year + FARTHEST_YEARS:
        raise RuleBroken("time.too_far")
    found = []
    for year, month in _months(frame, today):
        length = monthrange(year, month)[1]
        if number == -1 or 1 <= number <= length:
            found.append(date(year, month, length if number == -1 else number))
    if not found:
        raise RuleBroken("time.no_such_day")
    if weekday is None:
        return found
    right = [one for one in found if one >= today and one.weekday() == weekday][:1]
    if not right or right[0] != next(one for one in found if one >= today):
        raise RuleBroken("time.days_differ")
    return right


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise RuleBroken("time.no_such_day") from None


def _nth(day: Nth, year: int, month: int, overlay: Overlay) -> date | None:
    every = [date(year, month, one) for one in range(1, monthrange(year, month)[1] + 1)]
    if day.weekday is None:
        every = [one for one in every if is_workday(one, overlay)]
    else:
        every = [one for one in every if one.weekday() == day.weekday]
    return next(iter(every[day.nth - 1 if day.nth > 0 else day.nth :]), None)
