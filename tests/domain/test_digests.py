"""简报: which period a day's digest is about, when it is due, and the words that move it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.digests import (
    DigestKind,
    DigestPlan,
    When,
    key_on,
    next_key,
    period_of,
    read_when,
    recurrence_of,
)
from domain.rules import RuleBroken
from domain.workdays import NO_OVERLAY

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 10, 14, 3, tzinfo=UTC)
DAYS = st.dates(date(2020, 1, 1), date(2060, 1, 1))
KINDS = st.sampled_from(DigestKind)


def read(kind: DigestKind, text: str) -> When:
    return read_when(kind, text, now=NOW, zone=ZONE, overlay=NO_OVERLAY)


@pytest.mark.parametrize(
    ("kind", "text", "when"),
    [
        (DigestKind.MORNING, "早上8点半", When(0, "08:30")),
        (DigestKind.MORNING, "每天7:15", When(0, "07:15")),
        (DigestKind.MORNING, "7点", When(0, "07:00")),
        (DigestKind.MORNING, "8:30 am", When(0, "08:30")),
        (DigestKind.WEEKLY, "周五 17:00", When(5, "17:00")),
        (DigestKind.WEEKLY, "每周五下午5点", When(5, "17:00")),
        (DigestKind.WEEKLY, "Friday 17:00", When(5, "17:00")),
        (DigestKind.MONTHLY, "5号上午10点", When(5, "10:00")),
        (DigestKind.MONTHLY, "每月最后一天 17:00", When(31, "17:00")),
        (DigestKind.MONTHLY, "on the 5th at 10 am", When(5, "10:00")),
    ],
)
def test_the_words_that_move_a_digest(kind: DigestKind, text: str, when: When) -> None:
    assert read(kind, text) == when


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (DigestKind.MORNING, "周五 8点"),
        (DigestKind.MORNING, "早上8点到9点"),
        (DigestKind.MORNING, "上班前"),
        (DigestKind.WEEKLY, "5号 17:00"),
        (DigestKind.WEEKLY, "每周一和周三 9点"),
        (DigestKind.WEEKLY, "周五 17:00 发到小哥群"),
        (DigestKind.MONTHLY, "周五 17:00"),
        (DigestKind.MONTHLY, ""),
    ],
)
def test_what_is_no_such_time_is_answered_with_an_example(kind: DigestKind, text: str) -> None:
    with pytest.raises(RuleBroken, match=f"digest.when_wrong.{kind}"):
        read(kind, text)


@given(kind=KINDS, day=DAYS)
def test_every_period_has_one_name_and_follows_the_one_before(kind: DigestKind, day: date) -> None:
    key = key_on(kind, day)
    assert period_of(kind, next_key(kind, key)).first == period_of(kind, key).last + timedelta(1)
    assert key_on(kind, day + timedelta(days=1)) in (key, next_key(kind, key))


@given(kind=KINDS, day=DAYS, wanted=st.integers(1, 31), minute=st.integers(0, 1439))
def test_a_digest_is_due_on_a_day_whose_digest_it_is(
    kind: DigestKind, day: date, wanted: int, minute: int
) -> None:
    when = When(1 + wanted % 7 if kind is DigestKind.WEEKLY else wanted, f"{minute // 60:02}:00")
    plan = DigestPlan(1, 1, kind, is_off=False, when=when, version=1)
    key = key_on(kind, day)
    due = plan.said_at(key, ZONE).astimezone(ZONE)

    assert key_on(kind, due.date()) == key
    assert f"{due:%H:%M}" == when.clock
    assert plan.said_at(next_key(kind, key), ZONE) > due


def test_it_is_said_back_as_people_say_times() -> None:
    assert recurrence_of(DigestKind.MONTHLY, When(31, "10:00")).month_days == (-1,)
    assert recurrence_of(DigestKind.WEEKLY, When(1, "09:00")).weekdays == (0,)
