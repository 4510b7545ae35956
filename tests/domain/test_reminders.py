"""Reminders: what is late, what is held, and how a request is read."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.quiet_hours import Quiet, after_quiet, awake_between, parse_quiet
from domain.reminders import (
    PUNCTUAL,
    SAID_LATE_WITHIN,
    Calendar,
    Fate,
    Reading,
    choices_of,
    on_holidays,
    read_reading,
    read_request,
)
from domain.rules import RuleBroken
from domain.times import Days, Once, Plan, Recurrence, Unit
from domain.workdays import NO_OVERLAY

SHANGHAI = ZoneInfo("Asia/Shanghai")
NIGHT = parse_quiet("22:00-07:00")
HOME = Calendar(SHANGHAI, NIGHT, NO_OVERLAY)
DAILY = Recurrence(Unit.DAY, (510,))
FIRST, LAST = map(datetime.fromisoformat, ("2000-01-01", "2060-01-01"))


def clock(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("planned", "now", "fate"),
    [
        ("2026-11-23 08:30", "2026-11-23 08:30", Fate.ON_TIME),
        ("2026-11-23 08:30", "2026-11-23 08:30:59", Fate.ON_TIME),
        ("2026-11-23 08:30", "2026-11-23 08:31", Fate.LATE),
        ("2026-11-23 08:30", "2026-11-23 10:29:59", Fate.LATE),
        ("2026-11-23 08:30", "2026-11-23 10:30", Fate.SKIPPED),
        ("2026-11-23 08:30", "2031-11-23 08:30", Fate.SKIPPED),
        # The night is no lateness, neither before it nor after it.
        ("2026-11-23 06:00", "2026-11-23 07:00", Fate.ON_TIME),
        ("2026-11-23 23:30", "2026-11-24 07:00", Fate.ON_TIME),
        ("2026-11-23 21:30", "2026-11-24 07:00", Fate.LATE),
        ("2026-11-23 21:30", "2026-11-24 08:29", Fate.LATE),
        ("2026-11-23 21:30", "2026-11-24 08:30", Fate.SKIPPED),
        # A clock that was put back makes nothing late.
        ("2026-11-23 08:30", "2026-11-23 08:00", Fate.ON_TIME),
    ],
)
def test_two_hours_that_nobody_slept_are_too_late(planned: str, now: str, fate: Fate) -> None:
    assert HOME.fate_of(clock(planned), now=clock(now)) is fate


def test_without_quiet_hours_the_clock_alone_counts() -> None:
    always = Calendar(SHANGHAI, None, NO_OVERLAY)
    planned = clock("2026-11-23 23:30")
    assert always.fate_of(planned, now=planned + SAID_LATE_WITHIN) is Fate.SKIPPED
    assert always.fate_of(planned, now=planned + PUNCTUAL) is Fate.LATE


@settings(max_examples=60)
@given(
    st.datetimes(FIRST, LAST, timezones=st.just(UTC)),
    st.timedeltas(timedelta(0), timedelta(days=4)),
    st.integers(0, 1439),
    st.integers(1, 1439),
    st.sampled_from(["Asia/Shanghai", "America/New_York", "Pacific/Apia", "America/Havana"]),
)
def test_sleep_and_waking_make_up_the_whole(
    begin: datetime, span: timedelta, first: int, length: int, name: str
) -> None:
    quiet, zone, end = Quiet(first, (first + length) % 1440), ZoneInfo(name), begin + span

    awake = awake_between(begin, end, quiet, zone, at_most=timedelta(days=9))

    minute = timedelta(minutes=10)
    steps = (begin + minute * number for number in range(int(span / minute)))
    counted = minute * sum(after_quiet(one, quiet, zone) == one for one in steps)
    assert abs(awake - counted) <= minute * 12  # at the edges of at most five nights
    assert awake_between(begin, end, quiet, zone, at_most=minute) == min(awake, minute)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"每天 08:30 {'防暑'}", "防暑"),
        ("每天 08:30，提醒我吃药", "吃药"),
        ("每天 08:30 第一行\n第二行", "第一行\n第二行"),
        ("提醒我每天 08:30 吃药", "吃药"),
    ],
)
def test_a_request_is_a_time_and_words(text: str, words: str) -> None:
    now = clock("2026-11-23 10:00")
    assert read_request(text, said_at=now, calendar=HOME) == (Reading(DAILY, words),)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("1分钟后 关火", "2026-11-23 10:01:25"),
        ("半小时后 关火", "2026-11-23 10:30:25"),
        ("周五晚6点至8点 开会", "2026-11-27 18:00"),  # a span is spoken of when it begins,
        ("11月25日至27日 值班", "2026-11-25 09:00"),  # and days in the morning
    ],
)
def test_a_moment_counts_from_the_second_of_the_message(text: str, at: str) -> None:
    [reading] = read_request(text, said_at=clock("2026-11-23 10:00:25"), calendar=HOME)
    assert reading.what == Once(clock(at))


def test_what_may_mean_two_things_is_asked() -> None:
    early, late = read_request("明天6点 买菜", said_at=clock("2026-11-23 10:00"), calendar=HOME)
    assert [early.what, late.what] == [
        Once(clock("2026-11-24 06:00")),
        Once(clock("2026-11-24 18:00")),
    ]
    assert early.question == late.question != ""
    assert read_reading(early.as_stored()) == early


def test_a_day_that_has_begun_wants_a_clock() -> None:
    with pytest.raises(RuleBroken, match=r"reminder\.needs_clock"):
        read_request("今天到周五 值班", said_at=clock("2026-11-23 10:00"), calendar=HOME)


def test_another_time_keeps_the_words_unless_there_are_others() -> None:
    now = clock("2026-11-23 10:00")
    assert read_request("每天 08:30", words="吃药", said_at=now, calendar=HOME)[0].words == "吃药"
    found = read_request("每天 08:30 喝水", words="吃药", said_at=now, calendar=HOME)
    assert found[0].words == "喝水"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "reminder.usage"),
        ("  ", "reminder.usage"),
        ("每天 08:30", "reminder.no_words"),
        ("每天 08:30 。" + "长" * 501, "reminder.too_long"),
        ("防暑", "time.not_understood"),
        ("今天 8:00 防暑", "time.past"),
    ],
)
def test_what_is_missing_is_asked_for(text: str, key: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        read_request(text, said_at=clock("2026-11-23 10:00"), calendar=HOME)
    assert broken.value.key == key


def test_the_times_that_are_shown_are_those_at_which_it_is_said() -> None:
    twice = Recurrence(Unit.DAY, (300, 360, 540))
    shown = HOME.spoken(twice, after=clock("2026-11-23 10:00"), count=3)
    assert [f"{one.astimezone(SHANGHAI):%d %H:%M}" for one in shown] == [
        "24 07:00",  # both of the night, one after the other
        "24 09:00",
        "25 07:00",
    ]
    once = Once(clock("2026-11-23 23:00"))
    assert HOME.spoken(once, after=clock("2026-11-23 10:00"), count=3) == [
        clock("2026-11-24 07:00")
    ]


MONDAYS = Recurrence(Unit.WEEK, (540,), weekdays=(0,))


@pytest.mark.parametrize(
    ("plan", "choices"),
    [
        (Once(clock("2026-11-24 09:00")), ()),
        (DAILY, (Days.NO_HOLIDAYS,)),
        (MONDAYS, (Days.NO_HOLIDAYS, Days.AFTER_HOLIDAYS)),
        (Recurrence(Unit.DAY, (510,), days=Days.WORKDAYS), ()),
        (
            Recurrence(Unit.MONTH, (510,), month_days=(1,), days=Days.AFTER_HOLIDAYS),
            (Days.EVERY, Days.NO_HOLIDAYS),
        ),
    ],
)
def test_holidays_are_a_choice_where_they_make_a_difference(
    plan: Plan, choices: tuple[Days, ...]
) -> None:
    assert choices_of(plan) == choices
    for days in set(Days) - set(choices):
        with pytest.raises(RuleBroken):
            on_holidays(Reading(plan, "开会"), days)
    for days in choices:
        chosen = on_holidays(Reading(plan, "开会"), days)
        assert read_reading(chosen.as_stored()) == chosen
        assert days not in choices_of(chosen.what)


def test_what_falls_on_a_holiday_is_left_out_or_comes_after_it() -> None:
    after = clock("2026-09-27 10:00")
    days = {
        one: [
            moment.astimezone(SHANGHAI).date()
            for moment in HOME.spoken(
                on_holidays(Reading(MONDAYS, ""), one).what if one is not Days.EVERY else MONDAYS,
                after=after,
                count=2,
            )
        ]
        for one in (Days.EVERY, Days.NO_HOLIDAYS)
    }
    assert days[Days.EVERY] == [date(2026, 9, 28), date(2026, 10, 5)]
    assert days[Days.NO_HOLIDAYS] == [date(2026, 9, 28), date(2026, 10, 12)]
