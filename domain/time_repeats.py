"""What is said again and again, as a plan: 每月最后一个周五, 从下周一起每天, 工作日早上8点."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from domain.rules import RuleBroken
from domain.time_days import first_day
from domain.time_meanings import Here, Meant, clock_choices, day_range, weekdays_between
from domain.time_plans import QUARTERS, Days, Recurrence, Unit
from domain.time_sentences import Named, Role, Sentence
from domain.time_words import Day, Every, Frame, MonthDay, Nth, Weekdays, Word
from domain.wall_clock import DAY

MOST = {Unit.DAY: 366, Unit.WEEK: 52, Unit.MONTH: 24, Unit.YEAR: 10}
"""Whatever comes more rarely is a slip of the finger."""

_LEAP_YEAR = 2028


@dataclass(frozen=True)
class _On:
    """On which days, and from when until when."""

    days: list[Day]
    since: date | None
    until: date | None


def repetition_of(sentence: Sentence, here: Here) -> Meant:
    """Raises ``RuleBroken`` for what never comes, or too rarely."""
    if sentence.after is not None:
        raise RuleBroken("time.one_at_a_time")
    every = sentence.every or Every(Unit.DAY)
    if every.count < 1:
        raise RuleBroken("time.not_understood")
    if every.count > MOST[every.unit]:
        raise RuleBroken("time.too_far")
    on = _on(sentence, here)
    plans = []
    for minutes, lasts in clock_choices(sentence):
        plan = _plan(sentence, every.unit, on.days, minutes)
        plan = replace(plan, lasts=lasts, until=on.until, since=on.since)
        plans.append(_counted(plan, every.count, here))
    return Meant(tuple(plans), "time.question.half" if len(plans) > 1 else "")


def _counted(plan: Recurrence, count: int, here: Here) -> Recurrence:
    """What comes every other time counts from its first."""
    if count > 1:
        every = replace(plan, days=Days.EVERY) if plan.nth == 0 or plan.weekdays else plan
        first = here.next(every)
        if plan.since is None and first is not None:
            day = first.astimezone(here.zone).date()
            plan = replace(plan, since=day - timedelta(days=plan.minutes[0] // DAY))
        plan = replace(plan, every=count)
    if here.next(plan) is None:
        raise RuleBroken("time.past")
    return plan


def _on(sentence: Sentence, here: Here) -> _On:
    early = [one for one in sentence.days if one.is_early]
    on: list[Day] = []
    since = until = None
    if len(early) == 2 and early[1].role is Role.TO:
        since, until = day_range(early[0].day, early[1].day, here)
        early = []
    for named in [*early, *(one for one in sentence.days if not one.is_early)]:
        if named.role is Role.FROM:
            since = first_day(named.day, here.today, here.overlay)
        elif named.role is not Role.TO:
            on.append(_repeated(named))
        elif on and _is_range(on[-1], named.day):
            on += _between(on.pop(), named.day)
        else:
            until = first_day(named.day, since or here.today, here.overlay)
    if since and until and until < since:
        raise RuleBroken("time.ends_first")
    return _On(on, since, until)


def _repeated(named: Named) -> Day:
    """The last Friday of every month stands before it; 周三每天 is nothing."""
    day = named.day
    if named.is_early and not isinstance(day, Nth | MonthDay):
        raise RuleBroken("time.one_at_a_time")
    if isinstance(day, Weekdays) and day.weeks is not None:
        raise RuleBroken("time.one_at_a_time")
    return day


def _is_range(first: Day, last: Day) -> bool:
    if isinstance(first, Weekdays) and isinstance(last, Weekdays):
        return len(first.days) == len(last.days) == 1 and last.weeks is None
    if isinstance(first, MonthDay) and isinstance(last, MonthDay):
        return first.frame == last.frame == Frame() and first.day > 0 and last.day > 0
    return False


def _between(first: Day, last: Day) -> list[Day]:
    if isinstance(first, Weekdays) and isinstance(last, Weekdays):
        return [Weekdays(weekdays_between(first.days[0], last.days[0]))]
    if isinstance(first, MonthDay) and isinstance(last, MonthDay) and first.day <= last.day:
        return [MonthDay(one) for one in range(first.day, last.day + 1)]
    raise RuleBroken("time.ends_first")


def _plan(
    sentence: Sentence, unit: Unit, on: Sequence[Day], minutes: tuple[int, ...]
) -> Recurrence:
    words = sentence.words
    days = sentence.holidays or Days.EVERY
    if Word.WORKDAYS in words:
        if on or days not in (Days.EVERY, Days.NO_HOLIDAYS):
            raise RuleBroken("time.one_at_a_time")
        return Recurrence(Unit.DAY, minutes, days=Days.WORKDAYS)
    if Word.NO_WEEKEND in words:
        every = sentence.every
        if on or every != Every(Unit.DAY):
            raise RuleBroken("time.not_understood")
        return Recurrence(Unit.WEEK, minutes, weekdays=(0, 1, 2, 3, 4), days=days)
    if Word.QUARTERLY in words:
        return _quarterly(on, minutes, days)
    if unit is Unit.DAY:
        if on:
            raise RuleBroken("time.one_at_a_time")
        return Recurrence(unit, minutes, days=days)
    if not on or any(isinstance(one, Frame) for one in on):
        raise RuleBroken("time.which_day")
    if unit is Unit.WEEK:
        return Recurrence(unit, minutes, weekdays=_weekdays(on), days=days)
    return _in_months(unit, on, minutes, days)


def _weekdays(on: Sequence[Day]) -> tuple[int, ...]:
    weekdays = [one for one in on if isinstance(one, Weekdays)]
    if len(weekdays) < len(on):
        raise RuleBroken("time.one_at_a_time")
    return tuple(sorted({number for one in weekdays for number in one.days}))


def _quarterly(on: Sequence[Day], minutes: tuple[int, ...], days: Days) -> Recurrence:
    """Its first or last; its tenth might be of any of its months."""
    if len(on) != 1:
        raise RuleBroken("time.which_day")
    match on[0]:
        case MonthDay(number, Frame(), needs_frame=True) | Nth(number, _, Frame()) as day:
            is_last = number == -1
        case _:
            raise RuleBroken("time.which_day")
    months = tuple(one + 2 for one in QUARTERS) if is_last else QUARTERS
    return _of_day(Unit.YEAR, [day], minutes, days, months)


def _in_months(unit: Unit, on: Sequence[Day], minutes: tuple[int, ...], days: Days) -> Recurrence:
    if unit is Unit.MONTH:
        if any(isinstance(one, MonthDay | Nth) and one.frame != Frame() for one in on):
            raise RuleBroken("time.one_at_a_time")
        return _of_day(unit, on, minutes, days, ())
    dates = {(_month_of(one), _number_of(one)) for one in on}
    months, numbers = {month for month, _ in dates}, {number for _, number in dates}
    if len(dates) < len(months) * len(numbers):  # 3月5日和5月1日 are two times
        raise RuleBroken("time.one_at_a_time")
    return _of_day(unit, on, minutes, days, tuple(sorted(months)))


def _number_of(day: Day) -> int:
    return day.day if isinstance(day, MonthDay) else 0


def _month_of(day: Day) -> int:
    """每年第一天 is in January."""
    if not isinstance(day, MonthDay | Nth) or day.frame.year or day.frame.ahead is not None:
        raise RuleBroken("time.one_at_a_time")
    if day.frame.month is not None:
        return day.frame.month
    if isinstance(day, MonthDay) and day.needs_frame:
        return 1 if day.day == 1 else 12
    raise RuleBroken("time.which_day")


def _of_day(
    unit: Unit,
    on: Sequence[Day],
    minutes: tuple[int, ...],
    days: Days,
    months: tuple[int, ...],
) -> Recurrence:
    first = on[0]
    if isinstance(first, Nth) and len(on) == 1:
        weekdays = (first.weekday,) if first.weekday is not None else ()
        kept = days if weekdays else Days.WORKDAYS
        return Recurrence(unit, minutes, weekdays=weekdays, months=months, nth=first.nth, days=kept)
    numbers = {one.day for one in on if isinstance(one, MonthDay)}
    if not all(isinstance(one, MonthDay) for one in on):
        raise RuleBroken("time.one_at_a_time")
    is_month = all(1 <= one <= 12 for one in months)
    lengths = [monthrange(_LEAP_YEAR, one)[1] for one in months] if is_month else [0]
    if any(one != -1 and not 1 <= one <= min(lengths, default=31) for one in numbers):
        raise RuleBroken("time.no_such_day")
    month_days = tuple(sorted(numbers))
    return Recurrence(unit, minutes, month_days=month_days, months=months, days=days)
