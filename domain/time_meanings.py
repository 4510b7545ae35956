"""What is said of one time, as a plan: 明天下午三点, 周五晚6点至8点, 半小时后."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.rules import RuleBroken
from domain.time_clocks import Hour, hour_of
from domain.time_days import FARTHEST_YEARS, days_of, first_day, monday_of
from domain.time_lexicon import ALL_DAY
from domain.time_plans import Days, Once, Plan, Recurrence, Span, Unit
from domain.time_sentences import Named, Role, Sentence
from domain.time_words import After, Day, Frame, MonthDay, Near, Nth, Weekdays
from domain.upcoming import upcoming
from domain.wall_clock import moment_of
from domain.workdays import Overlay

NEAR = timedelta(hours=8)
"""8点, said in the morning after eight, may be tonight or tomorrow; what is so near is meant."""

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Meant:
    """With more than one plan there is a ``question`` which of them."""

    plans: tuple[Plan, ...]
    question: str = ""


@dataclass(frozen=True)
class Here:
    """When and where it is said."""

    now: datetime
    zone: ZoneInfo
    overlay: Overlay

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def at(self, day: date, minute: int) -> datetime:
        return moment_of(day, minute, self.zone)

    def first(self, days: list[date], minute: int) -> datetime | None:
        """The past moves forward, where there is somewhere to go."""
        moments = (self.at(day, minute) for day in days)
        return next((one for one in moments if one > self.now), None)

    def next(self, plan: Plan) -> datetime | None:
        """When it comes first, if ever."""
        found = upcoming(plan, after=self.now, zone=self.zone, overlay=self.overlay, count=1)
        return next(iter(found), None)

    def days(self, day: Day) -> list[date]:
        return days_of(day, self.today, self.overlay)


def clock_choices(sentence: Sentence) -> list[tuple[tuple[int, ...], int]]:
    """The minutes of the day that may be meant together, and how long it takes."""
    if sentence.span is not None:
        return [((sentence.span.begin,), sentence.span.minutes)]
    hours = [one.hour for one in sentence.times] or [hour_of(None, None)]
    if len(hours) == 1:
        only = hours[0]
        return [((one,), 0) for one in (only.minutes[:1] if only.is_usual else only.minutes)]
    return [(tuple(sorted({one.minutes[0] for one in hours})), 0)]


def meaning_of(sentence: Sentence, here: Here) -> Meant:
    """Raises ``RuleBroken`` for what is past, or cannot be."""
    meant = _meaning(sentence, here)
    farthest = here.now + timedelta(days=FARTHEST_YEARS * 366)
    for plan in meant.plans:
        if isinstance(plan, Once | Span) and _begin(plan) > farthest:
            raise RuleBroken("time.too_far")
    return meant


def _begin(plan: Once | Span) -> datetime:
    return plan.at if isinstance(plan, Once) else plan.begin


def _meaning(sentence: Sentence, here: Here) -> Meant:
    days = sentence.days
    if sentence.holidays is not None or sentence.words:
        raise RuleBroken("time.how_often")
    if sentence.after is not None:
        return Meant((Once(_after(sentence.after, sentence, here)),))
    if not days:
        return _without_day(sentence, here)
    if len(days) == 2 and days[1].role is Role.TO:
        return _from_to(days[0], days[1], sentence, here)
    if days[0].role is Role.FROM and sentence.span is None:
        raise RuleBroken("time.how_often")
    day = days[0].day if len(days) == 1 else joined(days)
    if isinstance(day, Weekdays) and len(day.days) > 1 and not day.is_weekend:
        return _on_weekdays(day, sentence, here)
    return _on_day(day, sentence, here)


def joined(days: list[Named]) -> Weekdays:
    """周三和周五 in one."""
    weekdays = [one.day for one in days if isinstance(one.day, Weekdays)]
    roles = [one.role for one in days]
    if len(weekdays) < len(days) or set(roles[1:]) != {Role.AND}:
        raise RuleBroken("time.one_at_a_time")
    if any(one.weeks is not None for one in weekdays[1:]):
        raise RuleBroken("time.one_at_a_time")
    numbers = {number for one in weekdays for number in one.days}
    return Weekdays(tuple(sorted(numbers)), weekdays[0].weeks)


def _after(after: After, sentence: Sentence, here: Here) -> datetime:
    if sentence.days or sentence.span or (sentence.times and after.is_clock):
        raise RuleBroken("time.one_at_a_time")
    if after.months > FARTHEST_YEARS * 12:
        raise RuleBroken("time.too_far")
    if not (after.span or after.months):
        raise RuleBroken("time.not_understood")
    local = here.now.astimezone(here.zone)
    year, month = divmod(local.year * 12 + local.month - 1 + after.months, 12)
    day = min(local.day, monthrange(year, month + 1)[1])
    if sentence.times:
        [(minutes, _), *more] = clock_choices(sentence)
        if more or len(minutes) > 1:
            raise RuleBroken("time.one_at_a_time")
        return here.at(date(year, month + 1, day) + after.span, minutes[0])
    if after.is_clock and not after.months:
        return (here.now + after.span).astimezone(UTC)
    wall = local.replace(tzinfo=None, year=year, month=month + 1, day=day) + after.span
    midnight = wall.replace(hour=0, minute=0, second=0, microsecond=0)
    minute = wall.hour * 60 + wall.minute
    return here.at(midnight.date(), minute) + timedelta(seconds=wall.second)


def _without_day(sentence: Sentence, here: Here) -> Meant:
    """The next such time."""
    today = here.today
    if sentence.span is not None:
        return Meant((_span_on([today, today + _DAY], sentence, here),))
    if len(sentence.times) != 1:
        raise RuleBroken("time.one_at_a_time")
    hour = sentence.times[0].hour
    usual = here.at(today, hour.minutes[0])
    if hour.is_usual and usual > here.now:
        return Meant((Once(usual),))
    return _nearest(hour, here)


def _nearest(hour: Hour, here: Here) -> Meant:
    days = [here.today - _DAY, here.today, here.today + _DAY]
    found = [here.first(days, minute) for minute in hour.minutes]
    moments = sorted(one for one in found if one is not None)
    is_usual = hour.is_usual and moments[0] == found[0]
    if len(moments) == 1 or is_usual or moments[0] - here.now <= NEAR:
        return Meant((Once(moments[0]),))
    return Meant(tuple(Once(one) for one in moments), "time.question.half")


def _span_on(days: list[date], sentence: Sentence, here: Here) -> Span:
    span = sentence.span
    if span is None:
        raise ValueError("no span")
    for day in days:
        # A whole day is not over while it lasts.
        if here.at(day, span.end if span == ALL_DAY else span.begin) > here.now:
            return Span(here.at(day, span.begin), here.at(day, span.end))
    raise RuleBroken("time.past")


def _on_day(day: Day, sentence: Sentence, here: Here) -> Meant:
    needs_frame = isinstance(day, Nth) or (isinstance(day, MonthDay) and day.needs_frame)
    if needs_frame and isinstance(day, MonthDay | Nth) and day.frame == Frame():
        return _of_month(day, sentence, here)
    if sentence.span is not None:
        return Meant((_span_on(here.days(day), sentence, here),))
    if len(sentence.times) > 1:
        return Meant((_several(here.days(day), sentence, here),))
    hour = sentence.times[0].hour if sentence.times else hour_of(None, None)
    if day == Near(0):
        return _today(hour, here, is_said=any(one.clock for one in sentence.times))
    if isinstance(day, Weekdays):
        return _on_weekday(day, hour, here)
    return _asked(_options(here.days(day), hour, here), "time.question.half")


def _options(days: list[date], hour: Hour, here: Here) -> list[datetime]:
    minutes = hour.minutes[:1] if hour.is_usual else hour.minutes
    found = (here.first(days, minute) for minute in minutes)
    return sorted(one for one in found if one is not None)


def _asked(moments: list[datetime], question: str) -> Meant:
    if not moments:
        raise RuleBroken("time.past")
    return Meant(tuple(Once(one) for one in moments), question if len(moments) > 1 else "")


def _today(hour: Hour, here: Here, *, is_said: bool) -> Meant:
    moments = [here.at(here.today, minute) for minute in hour.minutes]
    ahead = [one for one in moments if one > here.now]
    if not ahead and not is_said:
        raise RuleBroken("time.which_hour")
    return _asked(ahead[:1] if hour.is_usual else ahead, "time.question.half")


def _on_weekday(day: Weekdays, hour: Hour, here: Here) -> Meant:
    """On its own day 周三 may be today or in a week, as next Friday may be this one or the next."""
    if day.is_weekend:
        each = [replace(day, days=(one,), is_weekend=False) for one in day.days]
        found = [moment for one in each for moment in _options(here.days(one), hour, here)[:1]]
        return _asked(sorted(found), "time.question.weekend")
    moments = _options(here.days(replace(day, weeks=None) if day.is_next else day), hour, here)
    is_today = moments and moments[0] == here.at(here.today, hour.minutes[0])
    if day.is_next or (is_today and len(moments) == 1 and day.weeks is None):
        return _asked([moments[0], _a_week_later(moments[0], here)], "time.question.week")
    return _asked(moments, "time.question.half")


def _a_week_later(moment: datetime, here: Here) -> datetime:
    local = moment.astimezone(here.zone)
    return here.at(local.date() + 7 * _DAY, local.hour * 60 + local.minute)


def _of_month(day: MonthDay | Nth, sentence: Sentence, here: Here) -> Meant:
    """The last Friday of the month: of this one, or of each?"""
    if not sentence.is_of_month:
        raise RuleBroken("time.not_understood")
    [(minutes, lasts), *_] = clock_choices(sentence)
    once = here.first(here.days(day), minutes[0])
    if once is None:
        raise RuleBroken("time.past")
    always = _monthly(day, Recurrence(Unit.DAY, minutes, lasts=lasts))
    return Meant((Once(once), always), "time.question.repeats")


def _monthly(day: MonthDay | Nth, plan: Recurrence) -> Recurrence:
    if isinstance(day, MonthDay):
        return replace(plan, unit=Unit.MONTH, month_days=(day.day,))
    if day.weekday is None:
        return replace(plan, unit=Unit.MONTH, nth=day.nth, days=Days.WORKDAYS)
    return replace(plan, unit=Unit.MONTH, nth=day.nth, weekdays=(day.weekday,))


def _several(days: list[date], sentence: Sentence, here: Here) -> Recurrence:
    """Twice on one day: 明天8点和12点."""
    [(minutes, _), *_] = clock_choices(sentence)
    for day in days:
        if here.at(day, minutes[0]) > here.now:
            return Recurrence(Unit.DAY, minutes, since=day, until=day)
    raise RuleBroken("time.past")


def _on_weekdays(day: Weekdays, sentence: Sentence, here: Here) -> Meant:
    [(minutes, lasts), *_] = clock_choices(sentence)
    weekly = Recurrence(Unit.WEEK, minutes, weekdays=day.days, lasts=lasts)
    if day.weeks is None:
        this = replace(weekly, since=here.today, until=here.today + 6 * _DAY)
        return Meant((weekly, this), "time.question.repeats")
    monday = monday_of(here.today) + timedelta(weeks=day.weeks)
    return Meant((replace(weekly, since=monday, until=monday + 6 * _DAY),))


def day_range(first: Day, last: Day, here: Here) -> tuple[date, date]:
    """The last day takes its month from the first, where it names none."""
    begin = first_day(first, here.today, here.overlay)
    has_month = isinstance(first, MonthDay) and first.frame.month is not None
    if has_month and isinstance(last, MonthDay) and last.frame == Frame():
        last = replace(last, frame=Frame(begin.month, begin.year))
    is_fixed = isinstance(last, Near) or (isinstance(last, Weekdays) and last.weeks is not None)
    end = first_day(last, here.today if is_fixed else begin, here.overlay)
    if end < begin:
        raise RuleBroken("time.ends_first")
    return begin, end


def _from_to(first: Named, last: Named, sentence: Sentence, here: Here) -> Meant:
    begin, end = day_range(first.day, last.day, here)
    if begin < here.today:
        raise RuleBroken("time.past")
    begins = [one for one in sentence.times if one.place <= 1]
    ends = [one for one in sentence.times if one.place == 2]
    if len(begins) > 1 or (begins and len(ends) > 1):
        raise RuleBroken("time.one_at_a_time")
    if begins or not (ends or sentence.span):
        since = here.at(begin, begins[0].hour.minutes[0] if begins else 0)
        until = here.at(end, ends[0].hour.minutes[0]) if ends else here.at(end + _DAY, 0)
        if begins and since <= here.now:
            raise RuleBroken("time.past")
        return Meant((Span(since, until),))
    [(minutes, lasts), *_] = clock_choices(sentence)
    daily = Recurrence(Unit.DAY, minutes, since=begin, until=end, lasts=lasts)
    either = (first.day, last.day)
    if all(isinstance(one, Weekdays) and one.weeks is None for one in either):
        weekdays = weekdays_between(begin.weekday(), end.weekday())
        weekly = Recurrence(Unit.WEEK, minutes, weekdays=weekdays, lasts=lasts)
        return Meant((weekly, daily), "time.question.repeats")
    return Meant((daily,))


def weekdays_between(first: int, last: int) -> tuple[int, ...]:
    """周五到周一 goes over the weekend."""
    count = (last - first) % 7 + 1
    return tuple(sorted((first + one) % 7 for one in range(count)))
