"""When those who have not voted are reminded: in time to do it, and never at night."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ballot_reminders import LEFT, SETTLED, reminder_times
from domain.quiet_hours import after_quiet, parse_quiet

ZONE = ZoneInfo("Asia/Shanghai")
QUIET = parse_quiet("22:00-07:00")
OPENED = datetime(2026, 11, 20, 10, 0, tzinfo=ZONE)

CASES = {
    # closes at: the day before, the hours before
    "11-25 20:00": ("11-24 20:00", "11-25 18:00"),
    "11-25 23:00": ("11-25 07:00", "11-25 21:00"),
    "11-25 23:50": ("11-25 07:00", "11-25 21:30"),
    "11-25 21:45": ("11-24 21:30", "11-25 19:45"),
    "11-25 00:00": ("11-24 07:00", "11-24 21:30"),
    "11-25 08:00": ("11-24 08:00", "11-25 07:00"),
    "11-25 07:30": ("11-24 07:30", "11-25 07:00"),
    "11-25 07:20": ("11-24 07:20", "11-24 21:30"),
    "11-25 03:00": ("11-24 07:00", "11-24 21:30"),
    "11-21 10:30": (None, "11-21 08:30"),
    "11-21 11:00": ("11-20 11:00", "11-21 09:00"),
    "11-20 13:00": (None, "11-20 11:00"),
    "11-20 12:59": (None, None),
    "11-20 11:00": (None, None),
}


def local(text: str) -> datetime:
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


@pytest.mark.parametrize("closes", CASES)
def test_a_reminder_comes_in_time_and_not_at_night(closes: str) -> None:
    found = reminder_times(opens_at=OPENED, closes_at=local(closes), quiet=QUIET, zone=ZONE)
    day, hours = CASES[closes]

    assert found.get("day") == (local(day) if day else None)
    assert found.get("hours") == (local(hours) if hours else None)


@given(
    st.integers(60, 60 * 24 * 9),
    st.integers(0, 60 * 24),
    st.sampled_from(["", "22:00-07:00", "21:00-09:30", "00:00-06:00", "12:00-14:00"]),
)
def test_never_at_night_never_too_late_and_never_at_once(
    lasts: int, since: int, quiet_words: str
) -> None:
    opened = OPENED + timedelta(minutes=since)
    closes = opened + timedelta(minutes=lasts)
    quiet = parse_quiet(quiet_words)
    times = reminder_times(opens_at=opened, closes_at=closes, quiet=quiet, zone=ZONE)
    for at in times.values():
        assert after_quiet(at, quiet, ZONE) == at
        assert opened + SETTLED <= at <= closes - LEFT


def test_without_quiet_hours_they_come_on_their_hour() -> None:
    closes = local("11-25 03:00")
    found = reminder_times(opens_at=OPENED, closes_at=closes, quiet=None, zone=ZONE)

    assert found == {"day": local("11-24 03:00"), "hours": local("11-25 01:00")}
