"""What is due when: hours, days, lunch, holidays, pauses, moving clocks."""

import doctest
from datetime import UTC, date, datetime, timedelta
from types import ModuleType
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import domain.office_hours
import domain.quiet_hours
import domain.wall_clock
import domain.working_time
from domain.office_hours import OfficeHours, Period, Periods, parse_hours
from domain.wall_clock import moment_of
from domain.workdays import NO_OVERLAY, Overlay
from domain.working_time import (
    FARTHEST,
    Target,
    Unit,
    WorkWeek,
    add_working,
    add_working_days,
    due_after,
    moment_at,
    parse_target,
    working_between,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
NO_PAUSE = timedelta(0)


def week(text: str, zone: ZoneInfo = SHANGHAI, overlay: Overlay = NO_OVERLAY) -> WorkWeek:
    return WorkWeek(parse_hours(text), zone, overlay)


NINE_TO_FIVE = week("09:00-17:00")
WITH_LUNCH = week("09:00-12:00,14:00-18:00")


def at(clock: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(clock).replace(tzinfo=zone)


def after(start: str, hours: float, week: WorkWeek = WITH_LUNCH) -> str:
    due = add_working(at(start, week.zone), timedelta(hours=hours), week)
    return shown(due.at, week.zone)


def shown(moment: datetime, zone: ZoneInfo = SHANGHAI) -> str:
    assert moment.tzinfo is UTC
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    "room",
    [domain.office_hours, domain.quiet_hours, domain.wall_clock, domain.working_time],
    ids=lambda room: room.__name__,
)
def test_the_examples_in_the_rules_are_true(room: ModuleType) -> None:
    assert doctest.testmod(room).failed == 0


# Working hours


def test_friday_afternoon_and_two_hours_is_monday_morning() -> None:
    assert after("2026-11-20 16:00", 2, NINE_TO_FIVE) == "2026-11-23 10:00"


def test_48_hours_of_12_a_day_from_late_at_night_go_over_two_holidays() -> None:
    fair = Overlay(holidays=frozenset({date(2026, 3, 11), date(2026, 3, 12)}))

    assert after("2026-03-09 23:00", 48, week("每天 09:00-21:00", overlay=fair)) == (
        "2026-03-15 21:00"
    )
    assert after("2026-03-09 23:00", 48, week("09:00-21:00", overlay=fair)) == "2026-03-17 21:00"


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-11-23 10:00", 1, "2026-11-23 11:00"),  # inside
        ("2026-11-23 11:00", 2, "2026-11-23 15:00"),  # over lunch
        ("2026-11-23 12:30", 1, "2026-11-23 15:00"),  # at lunch
        ("2026-11-23 09:00", 3, "2026-11-23 12:00"),  # to the edge, not over it
        ("2026-11-23 12:00", 1, "2026-11-23 15:00"),  # from an edge
        ("2026-11-23 18:00", 1, "2026-11-24 10:00"),
        ("2026-11-23 03:00", 1, "2026-11-23 10:00"),  # before work
        ("2026-11-21 11:00", 1, "2026-11-23 10:00"),  # at the weekend
        ("2026-11-23 09:00", 14, "2026-11-24 18:00"),  # two whole days
        ("2026-11-23 09:00", 0, "2026-11-23 09:00"),
        ("2026-11-21 11:00", 0, "2026-11-21 11:00"),
        ("2026-11-23 10:00", -1, "2026-11-23 10:00"),
    ],
)
def test_hours_are_counted_in_the_periods_only(start: str, hours: int, due: str) -> None:
    assert after(start, hours) == due


def test_a_saturday_with_its_own_hours_is_worked_but_not_in_the_holidays() -> None:
    saturdays = week("1-5 09:00-12:00,14:00-18:00; 6 09:00-12:00")

    assert after("2026-11-20 18:00", 4, saturdays) == "2026-11-23 10:00"
    assert after("2026-10-03 08:00", 1, saturdays) == "2026-10-08 10:00"


@pytest.mark.parametrize(
    ("evening_before", "due"),
    [
        ("2026-01-03 20:00", "2026-01-04 18:00"),
        ("2026-02-13 20:00", "2026-02-14 18:00"),
        ("2026-02-27 20:00", "2026-02-28 18:00"),
        ("2026-05-08 20:00", "2026-05-09 18:00"),
        ("2026-09-19 20:00", "2026-09-20 18:00"),
        ("2026-10-09 20:00", "2026-10-10 18:00"),
        ("2026-09-30 18:00", "2026-10-08 18:00"),
    ],
)
def test_the_make_up_days_of_2026_are_worked_like_mondays(evening_before: str, due: str) -> None:
    assert after(evening_before, 7) == due


def test_a_day_that_ends_at_midnight_and_one_that_begins_there_are_one_piece() -> None:
    around_the_clock = week("每天 00:00-24:00")

    assert after("2026-11-23 22:00", 3, around_the_clock) == "2026-11-24 01:00"
    assert working_between(
        at("2026-11-23 22:00"), at("2026-11-24 22:00"), around_the_clock
    ) == timedelta(days=1)


@pytest.mark.parametrize("year", [2027, 2028, 2029, 2030])
def test_in_years_nobody_knows_all_is_counted_by_weekdays_and_said_to_be_approximate(
    year: int,
) -> None:
    start = at(f"{year}-10-01 08:00")
    while start.weekday() != 0:
        start += timedelta(days=1)

    hours = add_working(start, timedelta(hours=2), WITH_LUNCH)
    days = add_working_days(start, 4, WITH_LUNCH)

    assert hours.at == start + timedelta(hours=3)
    assert days.at == start + timedelta(days=4, hours=10)
    assert hours.is_approximate
    assert days.is_approximate


def test_only_a_deadline_that_reaches_into_an_unknown_year_is_approximate() -> None:
    last = at("2026-12-31 16:00")

    assert not add_working(last, timedelta(hours=2), WITH_LUNCH).is_approximate
    assert add_working(last, timedelta(hours=3), WITH_LUNCH).is_approximate
    assert not add_working_days(at("2026-12-30 16:00"), 1, WITH_LUNCH).is_approximate
    assert add_working_days(last, 1, WITH_LUNCH).is_approximate


def test_a_year_that_was_written_down_is_not_approximate() -> None:
    overlay = Overlay(holidays=frozenset({date(2027, 1, 1)}), years=frozenset({2027}))

    due = add_working_days(at("2026-12-31 16:00"), 1, week("09:00-18:00", overlay=overlay))

    assert shown(due.at) == "2027-01-04 18:00"
    assert not due.is_approximate


def test_what_would_take_a_lifetime_is_due_at_the_farthest_moment() -> None:
    monthly = week("1 09:00-09:01")
    start = at("2026-11-23 10:00")

    assert add_working(start, timedelta(hours=999), monthly).at == start + FARTHEST


# Between two moments


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-11-23 11:00", "2026-11-23 15:00", 2),
        ("2026-11-20 17:00", "2026-11-23 10:00", 2),
        ("2026-11-21 09:00", "2026-11-22 20:00", 0),
        ("2026-09-30 09:00", "2026-10-08 18:00", 14),
        ("2026-11-23 15:00", "2026-11-23 11:00", 0),
        ("2026-11-24 15:00", "2026-11-20 11:00", 0),
    ],
)
def test_only_working_time_lies_between(start: str, end: str, hours: int) -> None:
    assert working_between(at(start), at(end), WITH_LUNCH) == timedelta(hours=hours)


# Working days


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-11-23 10:00", 1, "2026-11-24 18:00"),  # the day of the report does not count
        ("2026-11-23 00:01", 1, "2026-11-24 18:00"),
        ("2026-11-23 23:59", 1, "2026-11-24 18:00"),
        ("2026-11-20 10:00", 1, "2026-11-23 18:00"),
        ("2026-11-21 10:00", 1, "2026-11-23 18:00"),  # nor does a weekend's
        ("2026-11-22 10:00", 3, "2026-11-25 18:00"),
        ("2026-09-30 10:00", 1, "2026-10-08 18:00"),
        ("2026-09-30 10:00", 3, "2026-10-10 18:00"),  # a Saturday
        ("2026-11-23 10:00", 0, "2026-11-23 10:00"),
    ],
)
def test_days_end_with_the_work_of_the_last_one(start: str, days: int, due: str) -> None:
    result = add_working_days(at(start), days, WITH_LUNCH)

    assert shown(result.at) == due
    assert not result.is_approximate


def test_the_day_of_the_report_is_the_communitys_day() -> None:
    late = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)  # already Tuesday in Shanghai

    assert shown(add_working_days(late, 1, WITH_LUNCH).at) == "2026-11-25 18:00"


# Targets


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("2h", Target(2, Unit.HOURS)),
        ("3d", Target(3, Unit.DAYS)),
        ("2小时", Target(2, Unit.HOURS)),
        ("48 个工作小时", Target(48, Unit.HOURS)),
        ("3天", Target(3, Unit.DAYS)),
        (" ３ 个工作日 ", Target(3, Unit.DAYS)),
        ("1 Day", Target(1, Unit.DAYS)),
    ],
)
def test_a_target_is_read_and_printed_so_that_it_is_read_again(text: str, target: Target) -> None:
    assert parse_target(text) == target
    assert parse_target(str(target)) == target


@pytest.mark.parametrize("text", ["", "3", "h", "0h", "-1d", "1.5h", "1000h", "3周", "三", "2h3d"])
def test_what_is_no_target_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no target"):
        parse_target(text)


@pytest.mark.parametrize(
    ("percent", "moment"),
    [
        (75, "2026-11-23 15:00"),
        (100, "2026-11-23 16:00"),
        (150, "2026-11-23 18:00"),
        (200, "2026-11-24 11:00"),
    ],
)
def test_a_part_of_a_target_in_hours(percent: int, moment: str) -> None:
    four = Target(4, Unit.HOURS)

    due = moment_at(at("2026-11-23 10:00"), four, NO_PAUSE, percent, WITH_LUNCH)

    assert shown(due.at) == moment


@pytest.mark.parametrize(
    ("percent", "moment"),  # 4 + 7 + 7 + 7 hours = 25
    [
        (0, "2026-11-23 14:00"),
        (40, "2026-11-24 17:00"),
        (100, "2026-11-26 18:00"),
        (200, "2026-12-02 15:00"),
    ],
)
def test_a_part_of_a_target_in_days_is_one_of_the_working_time_until_its_end(
    percent: int, moment: str
) -> None:
    three = Target(3, Unit.DAYS)

    due = moment_at(at("2026-11-23 14:00"), three, NO_PAUSE, percent, WITH_LUNCH)

    assert shown(due.at) == moment


def test_what_stood_still_comes_on_top() -> None:
    start, pause = at("2026-11-23 10:00"), timedelta(hours=3)

    hours = due_after(start, Target(2, Unit.HOURS), pause, WITH_LUNCH)
    days = due_after(start, Target(1, Unit.DAYS), pause, WITH_LUNCH)

    assert shown(hours.at) == "2026-11-23 17:00"
    assert shown(days.at) == "2026-11-25 12:00"


def test_a_target_in_days_is_approximate_already_before_its_last_day() -> None:
    three = Target(3, Unit.DAYS)

    warning = moment_at(at("2026-12-30 10:00"), three, NO_PAUSE, 10, WITH_LUNCH)

    assert warning.at.year == 2026
    assert warning.is_approximate


# Moving clocks


def test_hours_are_as_long_as_they_are_when_the_clocks_move() -> None:
    nights = week("每天 00:00-08:00", NEW_YORK)

    assert after("2026-03-08 00:00", 7, nights) == "2026-03-08 08:00"
    assert after("2026-11-01 00:00", 9, nights) == "2026-11-01 08:00"


def test_work_begins_by_the_clock_on_both_sides_of_a_moved_one() -> None:
    assert after("2026-03-06 17:00", 1, week("09:00-17:00", NEW_YORK)) == "2026-03-09 10:00"


def test_a_time_that_is_jumped_over_is_the_moment_of_the_jump() -> None:
    jump = datetime(2026, 3, 8, 7, 0, tzinfo=UTC)
    edges = [moment_of(date(2026, 3, 8), minute, NEW_YORK) for minute in (120, 150, 179, 180)]

    assert edges == [jump] * 4


def test_a_day_that_never_was_is_not_worked() -> None:
    apia = ZoneInfo("Pacific/Apia")  # went from the 29th to the 31st of December 2011
    daily = week("每天 09:00-17:00", apia)

    assert after("2011-12-29 16:00", 2, daily) == "2011-12-31 10:00"
    assert shown(add_working_days(at("2011-12-29 16:00", apia), 1, daily).at, apia) == (
        "2011-12-31 17:00"
    )


# Any week, any time

ZONES = ["Asia/Shanghai", "America/New_York", "Pacific/Apia", "America/Havana", "Africa/Cairo"]
FIRST, LAST = map(datetime.fromisoformat, ("1950-01-01", "2100-12-31"))
MOMENTS = st.datetimes(FIRST, LAST, timezones=st.just(UTC))
SPANS = st.timedeltas(timedelta(0), timedelta(hours=60))


@st.composite
def day_periods(draw: st.DrawFn) -> Periods:
    edges = sorted(draw(st.lists(st.integers(0, 96), max_size=6, unique=True)))
    return tuple(
        Period(begin * 15, end * 15) for begin, end in zip(edges[::2], edges[1::2], strict=False)
    )


@st.composite
def weeks(draw: st.DrawFn) -> WorkWeek:
    days = draw(st.tuples(*[day_periods()] * 7).filter(any))
    mon, tue, wed, thu, fri, sat, sun = days
    hours = OfficeHours((mon, tue, wed, thu, fri, sat, sun))
    return WorkWeek(hours, ZoneInfo(draw(st.sampled_from(ZONES))))


@settings(max_examples=60, deadline=None)
@given(MOMENTS, SPANS, SPANS, weeks())
def test_a_span_that_was_added_lies_between_and_more_is_never_earlier(
    start: datetime, span: timedelta, more: timedelta, week: WorkWeek
) -> None:
    due = add_working(start, span, week).at

    assert working_between(start, due, week) == span
    assert due <= add_working(start, span + more, week).at
    assert due <= add_working(start + more, span, week).at


@settings(max_examples=40, deadline=None)
@given(MOMENTS, st.integers(1, 12), weeks(), st.sampled_from([75, 100, 150]))
def test_a_target_in_days_is_used_up_when_its_last_day_ends(
    start: datetime, days: int, week: WorkWeek, percent: int
) -> None:
    target = Target(days, Unit.DAYS)
    end = add_working_days(start, days, week).at

    assert due_after(start, target, NO_PAUSE, week).at == end > start
    part = moment_at(start, target, NO_PAUSE, percent, week).at
    assert (part > end) - (part < end) == (percent > 100) - (percent < 100)


@settings(max_examples=15, deadline=None)
@given(MOMENTS, st.integers(0, 40), weeks())
def test_minutes_counted_by_hand_come_to_the_same(
    start: datetime, hours: int, week: WorkWeek
) -> None:
    plain_week = WorkWeek(week.hours, ZoneInfo("Etc/GMT-8"))
    start = start.replace(second=0, microsecond=0)
    minutes = [start + timedelta(minutes=number, hours=8) for number in range(hours * 60)]

    # Outside the years the package knows, a day's weekday is all there is to it.
    if any(2003 <= minute.year <= 2027 for minute in minutes):
        return
    worked = sum(
        period.begin <= minute.hour * 60 + minute.minute < period.end
        for minute in minutes
        for period in week.hours.week[minute.weekday()]
    )

    between = working_between(start, start + timedelta(hours=hours), plain_week)
    assert between == timedelta(minutes=worked)
