"""A plan said back, so that whoever made it sees how it was understood.

It is said in words that are understood again as the same; a single moment, in Chinese alone.
"""

from datetime import date, datetime, timedelta

from cards.card import Reader, listed
from domain.time_plans import QUARTERS, Days, Once, Plan, Recurrence, Span, Unit
from domain.wall_clock import DAY, clock_of

_DAY = timedelta(days=1)


def say_plan(plan: Plan, to: Reader) -> str:
    """One line: 11月20日 周五 18:00-20:00, 每月最后一个周五 19:00，节假日除外."""
    match plan:
        case Once(at):
            return say_moment(at, to)
        case Span():
            return _say_span(plan, to)
    return _say_recurrence(plan, to)


def say_moment(at: datetime, to: Reader) -> str:
    """With its weekday, and to the second where it was counted in minutes from now."""
    local = at.astimezone(to.zone)
    clock = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    return f"{_say_day(local.date(), to)} {clock}"


def _say_day(day: date, to: Reader) -> str:
    key = "day" if day.year == to.now.astimezone(to.zone).year else "day_of_year"
    return to.say(
        f"time.said.{key}",
        year=day.year,
        month=_month(day.month, to),
        day=day.day,
        weekday=_weekday(day.weekday(), to),
    )


def _weekday(number: int, to: Reader) -> str:
    return to.say("settings.weekdays").split()[number]


def _month(number: int, to: Reader) -> str:
    return to.say("time.said.months").split()[number - 1]


def _say_span(span: Span, to: Reader) -> str:
    """Whole days without clocks; the last one belongs to it."""
    begin, end = span.begin.astimezone(to.zone), span.end.astimezone(to.zone)
    if f"{begin:%H:%M}{end:%H:%M}" == "00:0000:00":
        first, last = _say_day(begin.date(), to), _say_day(end.date() - _DAY, to)
        if first == last:
            return to.say("time.said.all_day", day=first)
        return to.say("time.said.span", begin=first, end=last)
    if begin.date() == end.date():
        return f"{say_moment(begin, to)}-{end:%H:%M}"
    return to.say("time.said.span", begin=say_moment(begin, to), end=say_moment(end, to))


def _say_recurrence(plan: Recurrence, to: Reader) -> str:
    every = _every(plan, to)
    on = _on(plan, to)
    if plan.unit is Unit.WEEK and plan.every == 1 and on:
        days = to.say("time.said.weekly", on=on)
    else:
        days = to.say("time.said.on", every=every, on=on) if on else every
    said = to.say("time.said.at", days=days, clocks=_clocks(plan, to))
    if plan.since is not None:
        said = to.say("time.said.since", day=_full_date(plan.since, to), rest=said)
    if plan.until is not None:
        said = to.say("time.said.until", day=_full_date(plan.until, to), rest=said)
    is_said = plan.days is Days.EVERY or _is_of_workdays(plan)
    return said if is_said else to.say(f"time.said.days.{plan.days}", rest=said)


def _is_of_workdays(plan: Recurrence) -> bool:
    """工作日, and 每月第一个工作日, say already which days count."""
    if plan.days is not Days.WORKDAYS:
        return False
    return (plan.unit is Unit.DAY and plan.every == 1) or bool(plan.nth and not plan.weekdays)


def _every(plan: Recurrence, to: Reader) -> str:
    if plan.unit is Unit.DAY and _is_of_workdays(plan):
        return to.say("time.said.workdays")
    if _is_quarterly(plan):
        return to.say("time.said.quarterly")
    if plan.every > 1:
        return to.say(f"time.said.each.{plan.unit}", count=plan.every)
    return to.say(f"time.said.every.{plan.unit}")


def _is_quarterly(plan: Recurrence) -> bool:
    """The first or the last of a quarter; its tenth is said by its months."""
    is_first = plan.month_days == (1,) or plan.nth > 0
    is_last = plan.month_days == (-1,) or plan.nth < 0
    months = tuple(one + 2 for one in QUARTERS) if is_last else QUARTERS
    return plan.every == 1 and plan.months == months and (is_first or is_last)


def _on(plan: Recurrence, to: Reader) -> str:
    if plan.unit is Unit.DAY:
        return ""
    if plan.unit is Unit.WEEK:
        return listed([_weekday(one, to) for one in plan.weekdays], to.say)
    if plan.nth:
        days = [_nth(plan, to)]
    else:
        numbers = sorted(plan.month_days, key=lambda day: (day < 0, day))
        days = [_month_day(one, to, is_first=_is_quarterly(plan)) for one in numbers]
    if plan.unit is Unit.MONTH or _is_quarterly(plan):
        return listed(days, to.say)
    months = [_month(one, to) for one in plan.months]
    dates = [to.say("time.said.of_month", month=one, day=day) for one in months for day in days]
    return listed(dates, to.say)


def _nth(plan: Recurrence, to: Reader) -> str:
    names = to.say("time.said.ordinals").split("|")
    day = _weekday(plan.weekdays[0], to) if plan.weekdays else to.say("time.said.workday")
    return to.say("time.said.nth", nth=names[plan.nth], day=day)


def _month_day(day: int, to: Reader, *, is_first: bool) -> str:
    if day == -1:
        return to.say("time.said.last_day")
    return to.say("time.said.first_day") if is_first else to.say("time.said.month_day", day=day)


def _clocks(plan: Recurrence, to: Reader) -> str:
    if plan.lasts:
        begin = plan.minutes[0]
        return f"{_clock(begin, to)}-{clock_of((begin + plan.lasts) % DAY)}"
    return listed([_clock(one, to) for one in plan.minutes], to.say)


def _clock(minute: int, to: Reader) -> str:
    """After midnight it is still that day's night: 周五夜里1:30 is on Saturday."""
    if minute <= DAY:
        return clock_of(minute)
    hour = minute // 60 - 24
    return to.say("time.said.night", hour=hour or 12, minute=f"{minute % 60:02}")


def _full_date(day: date, to: Reader) -> str:
    return to.say("time.said.date", year=day.year, month=_month(day.month, to), day=day.day)
