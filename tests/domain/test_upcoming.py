"""When a plan comes next, held against a calendar that is read day by day."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.time_plans import Days, Once, Recurrence, Span, Unit
from domain.upcoming import is_workday, upcoming
from domain.wall_clock import moment_of
from domain.workdays import NO_OVERLAY, DayKind, Overlay, kind_of
from tests.domain.recurrences import recurrences

ZONE = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
ZONES = [ZONE, *map(ZoneInfo, ("America/New_York", "Europe/London", "Australia/Lord_Howe"))]
OVERLAY = Overlay(
    holidays=frozenset(date(2027, 2, 5) + timedelta(days=n) for n in range(8)),
    workdays=frozenset([date(2027, 2, 14)]),
)


def is_named(day: date, plan: Recurrence, overlay: Overlay) -> bool:
    """Whether the recurrence names that day, before holidays are looked at."""
    since = plan.since or day
    if day < since or (plan.until is not None and day > plan.until):
        return False
    months = (day.year - since.year) * 12 + day.month - since.month
    weeks = ((day - timedelta(days=day.weekday())) - (since - timedelta(days=since.weekday()))).days
    counted = {
        Unit.DAY: (day - since).days,
        Unit.WEEK: weeks // 7,
        Unit.MONTH: months,
        Unit.YEAR: day.year - since.year,
    }[plan.unit]
    if counted % plan.every or (plan.months and day.month not in plan.months):
        return False
    if plan.unit is Unit.WEEK:
        return day.weekday() in plan.weekdays
    return plan.unit is Unit.DAY or is_of_month(day, plan, overlay)


def is_of_month(day: date, plan: Recurrence, overlay: Overlay) -> bool:
    length = monthrange(day.year, day.month)[1]
    if not plan.nth:
        return day.day in plan.month_days or (day.day == length and -1 in plan.month_days)
    alike = [
        one
        for one in (day.replace(day=number) for number in range(1, length + 1))
        if (one.weekday() in plan.weekdays if plan.weekdays else is_workday(one, overlay))
    ]
    place = plan.nth - 1 if plan.nth > 0 else len(alike) - 1
    return alike[place : place + 1] == [day]


def said_on(day: date, plan: Recurrence, overlay: Overlay) -> date | None:
    is_holiday = kind_of(day, overlay) is DayKind.HOLIDAY
    is_free = is_holiday or not is_workday(day, overlay)
    if plan.days is Days.WORKDAYS and is_free:
        return None
    if plan.days is Days.NO_HOLIDAYS and is_holiday:
        return None
    is_moved = is_holiday if plan.days is Days.AFTER_HOLIDAYS else is_free
    if plan.days in (Days.AFTER_HOLIDAYS, Days.NEXT_WORKDAY) and is_moved:
        while not is_workday(day, overlay):
            day += DAY
    return day


def by_the_calendar(plan: Recurrence, after: datetime, zone: ZoneInfo, days: int) -> list[datetime]:
    today = after.astimezone(zone).date()
    found = set()
    for number in range(-60, days):
        day = today + timedelta(days=number)
        said = said_on(day, plan, OVERLAY) if is_named(day, plan, OVERLAY) else None
        found |= {moment_of(said, minute, zone) for minute in plan.minutes if said is not None}
    end = moment_of(today + timedelta(days=days - 2), 0, zone)
    return sorted(one for one in found if after < one < end)


moments = st.integers(0, 3 * 366 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@settings(deadline=None)
@given(recurrences(), moments, st.sampled_from(ZONES))
@example(
    Recurrence(Unit.YEAR, (540,), months=(2,), month_days=(29,)),
    datetime(2027, 12, 1, tzinfo=UTC),
    ZONE,
)
@example(
    Recurrence(Unit.DAY, (540,), days=Days.AFTER_HOLIDAYS), datetime(2027, 2, 7, tzinfo=UTC), ZONE
)
@example(
    Recurrence(Unit.DAY, (90, 120, 150)), datetime(2027, 3, 13, tzinfo=UTC), ZoneInfo("US/Eastern")
)
def test_what_comes_is_what_the_calendar_says(
    plan: Recurrence, after: datetime, zone: ZoneInfo
) -> None:
    wanted = by_the_calendar(plan, after, zone, days=150)

    found = upcoming(plan, after=after, zone=zone, overlay=OVERLAY, count=len(wanted))

    assert found == wanted
    assert all(one < other for one, other in pairwise([after, *found]))
    is_endless = plan.until is None and plan.every == 1 and plan.nth != 5
    if is_endless and plan.days not in (Days.WORKDAYS, Days.NO_HOLIDAYS):
        more = upcoming(plan, after=after, zone=zone, overlay=OVERLAY, count=len(wanted) + 1)
        assert len(more) == len(wanted) + 1


def test_a_leap_day_comes_in_leap_years_alone() -> None:
    plan = Recurrence(Unit.YEAR, (540,), months=(2,), month_days=(29,))
    now = datetime(2026, 11, 18, tzinfo=UTC)

    found = upcoming(plan, after=now, zone=ZONE, overlay=NO_OVERLAY, count=3)

    assert [one.year for one in found] == [2028, 2032, 2036]


def test_what_never_comes_ends() -> None:
    """A fifth Monday of February, every fourth year from one without a leap day."""
    plan = Recurrence(
        Unit.YEAR, (540,), 4, weekdays=(0,), months=(2,), nth=5, since=date(2027, 1, 1)
    )

    now = datetime(2026, 11, 18, tzinfo=UTC)
    assert upcoming(plan, after=now, zone=ZONE, overlay=NO_OVERLAY, count=1) == []


@pytest.mark.parametrize("minute", [150, 180])
def test_a_time_that_is_jumped_over_comes_with_the_jump(minute: int) -> None:
    new_york = ZoneInfo("America/New_York")
    plan = Recurrence(Unit.DAY, (minute,))
    eve = moment_of(date(2027, 3, 13), 1000, new_york)

    found = upcoming(plan, after=eve, zone=new_york, overlay=NO_OVERLAY, count=2)

    assert found[0] == datetime(2027, 3, 14, 7, 0, tzinfo=UTC)
    assert found[1] == moment_of(date(2027, 3, 15), minute, new_york)


def test_once_and_a_span_come_once() -> None:
    at = datetime(2026, 11, 18, tzinfo=UTC)
    for plan in (Once(at), Span(at, at + DAY)):
        rest = [
            upcoming(plan, after=after, zone=ZONE, overlay=NO_OVERLAY, count=3)
            for after in (at - DAY, at, at + DAY)
        ]
        assert rest == [[at], [], []]
