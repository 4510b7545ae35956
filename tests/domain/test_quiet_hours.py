"""What can wait is held until the quiet hours are over."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.quiet_hours import Quiet, after_quiet, parse_quiet

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST, LAST = map(datetime.fromisoformat, ("1950-01-01", "2100-12-31"))


def held(text: str, clock: str, zone: ZoneInfo = SHANGHAI) -> str:
    """When a thing of that local moment may be said."""
    moment = datetime.fromisoformat(clock).replace(tzinfo=zone)
    result = after_quiet(moment, parse_quiet(text), zone)
    assert result.tzinfo is UTC
    return f"{result.astimezone(zone):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("clock", "told"),
    [
        ("2026-11-21 21:59", "2026-11-21 21:59"),
        ("2026-11-21 22:00", "2026-11-22 07:00"),
        ("2026-11-21 23:30", "2026-11-22 07:00"),
        ("2026-11-22 00:00", "2026-11-22 07:00"),
        ("2026-11-22 06:59", "2026-11-22 07:00"),
        ("2026-11-22 07:00", "2026-11-22 07:00"),
        ("2026-11-22 12:00", "2026-11-22 12:00"),
    ],
)
def test_the_night_is_quiet_to_the_minute(clock: str, told: str) -> None:
    assert held("22:00-07:00", clock) == told


def test_quiet_hours_may_lie_within_a_day_or_end_with_it() -> None:
    assert held("12:00-14:00", "2026-11-21 13:00") == "2026-11-21 14:00"
    assert held("12:00-14:00", "2026-11-21 23:00") == "2026-11-21 23:00"
    assert held("22:00-24:00", "2026-11-21 23:00") == "2026-11-22 00:00"
    assert held("22:00-00:00", "2026-11-21 23:00") == "2026-11-22 00:00"


def test_without_quiet_hours_everything_is_said_at_once() -> None:
    assert held(" ", "2026-11-21 23:00") == "2026-11-21 23:00"


def test_quiet_hours_end_by_the_clock_also_in_the_night_in_which_it_moves() -> None:
    new_york = ZoneInfo("America/New_York")

    assert held("22:00-07:00", "2026-03-07 23:00", new_york) == "2026-03-08 07:00"
    assert held("22:00-02:30", "2026-03-07 23:00", new_york) == "2026-03-08 03:00"


@pytest.mark.parametrize(
    "text",
    ["22-7", "25:00-07:00", "07:00-07:00", "00:00-24:00", "22:00", "22:00-07:00,12:00-13:00"],
)
def test_nonsense_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"quiet hours"):
        parse_quiet(text)


def test_quiet_hours_are_printed_as_they_are_read() -> None:
    assert str(parse_quiet("２２：００—7:00")) == "22:00-07:00"


@settings(max_examples=50)
@given(
    st.datetimes(FIRST, LAST, timezones=st.just(UTC)),
    st.integers(0, 1439),
    st.integers(1, 1439),
    st.sampled_from(["Asia/Shanghai", "America/New_York", "Pacific/Apia", "America/Havana"]),
)
def test_what_was_held_is_never_held_again_nor_for_longer_than_the_hours_last(
    moment: datetime, begin: int, length: int, name: str
) -> None:
    quiet, zone = Quiet(begin, (begin + length) % 1440), ZoneInfo(name)

    told = after_quiet(moment, quiet, zone)

    assert after_quiet(told, quiet, zone) == told
    assert timedelta(0) <= told - moment <= timedelta(minutes=length, hours=25)
