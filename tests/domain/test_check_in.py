"""A code for one minute, who came when, and how many quarter hours that makes."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.activities import Activity, ActivityState, Seat, SeatState
from domain.check_in import (
    Turn,
    check_is_near,
    check_is_open,
    code_at,
    is_fresh_link,
    is_fresh_number,
    is_open,
    minutes_of,
    most_minutes,
    next_minute,
    read_number,
    read_start,
    start_of,
    stepped,
    turn_of,
    whole_minutes,
)
from domain.media import Point
from domain.rules import RuleBroken

NINE = datetime(2026, 3, 7, 9, 0, tzinfo=UTC)
ELEVEN = NINE + timedelta(hours=2)
MINUTE = timedelta(minutes=1)

CLEANING = Activity(
    id=7,
    community_id=1,
    title="小区清洁",
    service="cleaning",
    place="东门广场",
    point=Point(31.23, 121.47),
    radius_m=200,
    starts_at=NINE,
    ends_at=ELEVEN,
    cancel_by=NINE - timedelta(hours=3),
    capacity=10,
    taken=1,
    added=0,
    teams=(),
    words="",
    record="",
    repeats="",
    follows_id=None,
    leader_id=2,
    made_by=2,
    state=ActivityState.PLANNED,
    secret="not to be guessed",
    sequence=0,
    version=1,
    source="test",
    made_at=NINE - timedelta(days=3),
    ended_at=None,
)
SEAT = Seat(
    id=1,
    community_id=1,
    activity_id=7,
    person_id=5,
    team="",
    state=SeatState.GOING,
    queued_at=NINE - timedelta(days=2),
    offered_until=None,
    will_come="",
    seeks_cover=False,
    checked_in_at=None,
    checked_in_by=None,
    checked_out_at=None,
    checked_out_by=None,
    is_flagged=False,
    minutes=None,
    result="",
    version=1,
)

moments = st.integers(0, 10**12).map(lambda some: NINE + timedelta(milliseconds=some))


def there(came: datetime, left: datetime | None = None) -> Seat:
    return replace(SEAT, checked_in_at=came, checked_out_at=left)


def test_the_code_is_made_of_secret_activity_and_minute() -> None:
    code = code_at("not to be guessed", 7, NINE)

    assert (code.link, code.number) == ("uxFSHUf1G7CsiLTlYiOs", "048632")
    assert code == code_at("not to be guessed", 7, NINE + timedelta(seconds=59))
    for other in (
        code_at("another", 7, NINE),
        code_at("not to be guessed", 8, NINE),
        code_at("not to be guessed", 7, NINE + MINUTE),
    ):
        assert other.link != code.link


@given(st.text(max_size=40), st.integers(1, 2**31 - 1), moments)
def test_a_code_fits_into_a_link_and_into_six_digits(
    secret: str, number: int, at: datetime
) -> None:
    code = code_at(secret, number, at)
    payload = start_of(number, code.link)

    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload)
    assert len(code.link) * 6 >= 96
    assert re.fullmatch(r"[0-9]{6}", code.number)
    assert read_start(payload) == (number, code.link)


@given(moments, st.integers(0, 600))
def test_a_code_is_good_in_its_minute_and_the_one_after(shown: datetime, later: int) -> None:
    code = code_at(CLEANING.secret, CLEANING.id, shown)
    now = shown + timedelta(seconds=later)
    is_good = now < next_minute(shown) + MINUTE

    assert is_fresh_link(code.link, CLEANING, now) == is_good
    if is_good:
        assert is_fresh_number(code.number, CLEANING, now)


def test_the_code_of_the_minute_to_come_is_not_good_yet() -> None:
    code = code_at(CLEANING.secret, CLEANING.id, NINE + MINUTE)

    assert not is_fresh_link(code.link, CLEANING, NINE)
    assert not is_fresh_link(code.link, replace(CLEANING, id=8), NINE + MINUTE)


@pytest.mark.parametrize(
    "payload",
    ["ci_7_abc", "ci_7", "ci__" + "a" * 20, "ci_99999999999_" + "a" * 20, "ci_7_" + "é" * 20],
)
def test_what_no_code_ever_said_is_refused(payload: str) -> None:
    with pytest.raises(RuleBroken, match=r"checkin\.unreadable"):
        read_start(payload)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("482913", "482913"),
        (" 482 913\n", "482913"),
        ("４８２９１３", "482913"),
        ("003120", "003120"),
        ("48291", None),
        ("4829133", None),
        ("48291a", None),
        ("", None),
    ],
)
def test_six_digits_are_read_as_people_type_them(typed: str, read: str | None) -> None:
    assert read_number(typed) == read


@pytest.mark.parametrize(
    ("minutes", "is_it"), [(-31, False), (-30, True), (0, True), (149, True), (150, False)]
)
def test_it_opens_half_an_hour_before_and_stays_half_an_hour_longer(
    minutes: int, is_it: bool
) -> None:
    now = NINE + minutes * MINUTE

    assert is_open(CLEANING, now) == is_it
    if is_it:
        check_is_open(CLEANING, now)
    else:
        with pytest.raises(RuleBroken):
            check_is_open(CLEANING, now)
    for state in (ActivityState.CANCELLED, ActivityState.ENDED, ActivityState.CONFIRMED):
        assert not is_open(replace(CLEANING, state=state), now)


@pytest.mark.parametrize(
    ("seat", "turn"),
    [
        (SEAT, Turn.IN),
        (there(NINE - 14 * MINUTE), Turn.ALREADY_IN),
        (there(NINE - 15 * MINUTE), Turn.OUT),
        (there(NINE - 60 * MINUTE, NINE - MINUTE), Turn.ALREADY_OUT),
    ],
)
def test_what_a_scan_means_depends_on_what_went_before(seat: Seat, turn: Turn) -> None:
    assert turn_of(seat, NINE) is turn


@pytest.mark.parametrize(
    ("came", "left", "minutes"),
    [
        (0, 120, 120),
        (0, 112, 105),
        (0, 112.5, 120),
        (7, 120, 120),
        (8, 120, 105),
        (0, 7, 0),
        (0, 8, 15),
        (-30, 120, 150),
        (-30, 150, 150),
        (0, None, 120),
        (30, None, 90),
        (119, 118, 0),
    ],
)
def test_time_counts_in_quarter_hours(came: float, left: float | None, minutes: int) -> None:
    seat = there(NINE + came * MINUTE, None if left is None else NINE + left * MINUTE)

    assert minutes_of(seat, CLEANING) == minutes


def test_who_never_came_has_no_time_and_what_the_leader_says_goes_before_the_clock() -> None:
    assert minutes_of(SEAT, CLEANING) == 0
    assert minutes_of(replace(there(NINE, ELEVEN), minutes=0), CLEANING) == 0
    assert minutes_of(replace(SEAT, minutes=90), CLEANING) == 90
    assert minutes_of(replace(SEAT, minutes=9000), CLEANING) == 150


@given(st.integers(-60, 200), st.integers(0, 400), st.integers(-20, 20), st.integers(15, 1440))
def test_no_time_is_below_zero_or_above_plan_and_half_an_hour(
    came: int, stayed: int, quarters: int, planned: int
) -> None:
    activity = replace(CLEANING, ends_at=NINE + planned * MINUTE)
    seat = there(NINE + came * MINUTE, NINE + (came + stayed) * MINUTE)
    for minutes in (
        minutes_of(seat, activity),
        stepped(seat, activity, quarters),
        whole_minutes(activity),
    ):
        assert minutes % 15 == 0
        assert 0 <= minutes <= most_minutes(activity) <= planned + 30


def test_where_a_place_is_asked_for_near_is_near_enough() -> None:
    check_is_near(CLEANING, Point(31.2305, 121.4705))
    with pytest.raises(RuleBroken, match=r"checkin\.too_far"):
        check_is_near(CLEANING, Point(31.24, 121.47))
    with pytest.raises(RuleBroken, match=r"checkin\.no_location"):
        check_is_near(CLEANING, None)
