"""What is said back is what was meant: whoever types it gets the same again."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cards.card import Reader
from cards.times_said import say_plan
from domain.time_plans import QUARTERS
from domain.times import Days, Once, Plan, Recurrence, Span, Understood, Unit, understand, upcoming
from domain.wall_clock import DAY, moment_of
from domain.workdays import NO_OVERLAY
from locales import LOCALES, speaker
from tests.domain.recurrences import recurrences

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 18)
CHINESE = Reader(speaker("zh_CN"), ZONE, NOW)
ENGLISH = Reader(speaker("en"), ZONE, NOW)

SAID = [
    (Recurrence(Unit.DAY, (510,)), "每天 08:30", "every day at 08:30"),
    (
        Recurrence(Unit.DAY, (480, 1200), days=Days.WORKDAYS),
        "工作日 08:00、20:00",
        "every working day at 08:00, 20:00",
    ),
    (
        Recurrence(Unit.WEEK, (1080,), weekdays=(2, 4), lasts=120),
        "每周三、周五 18:00-20:00",
        "every Wed, Fri at 18:00-20:00",
    ),
    (
        Recurrence(Unit.MONTH, (1140,), weekdays=(4,), nth=-1, days=Days.NO_HOLIDAYS),
        "每月最后一个周五 19:00，节假日除外",
        "every month on the last Fri at 19:00, except holidays",
    ),
    (
        Recurrence(Unit.MONTH, (540,), 2, month_days=(-1, 10), since=date(2026, 12, 10)),
        "从2026年12月10日起每2个月10日、最后一天 09:00",
        "from 10 Dec 2026 on every 2 months on the 10., the last day at 09:00",
    ),
    (
        Recurrence(Unit.YEAR, (1530,), month_days=(5,), months=(3,), until=date(2030, 1, 1)),
        "每年3月5日 夜里1:30，到2030年1月1日为止",
        "every year on the 5. Mar at 1:30 the night after, until 1 Jan 2030",
    ),
    (
        Recurrence(Unit.YEAR, (540,), months=QUARTERS, nth=1, days=Days.WORKDAYS),
        "每季度第1个工作日 09:00",
        "every quarter on the first working day at 09:00",
    ),
    (Once(moment_of(TODAY, 900, ZONE)), "11月18日 周三 15:00", "Wed 18 Nov 15:00"),
    (
        Once(datetime(2027, 1, 1, 1, 0, 30, tzinfo=UTC)),
        "2027年1月1日 周五 09:00:30",
        "Fri 1 Jan 2027 09:00:30",
    ),
    (
        Span(moment_of(TODAY, 1080, ZONE), moment_of(TODAY, 1200, ZONE)),
        "11月18日 周三 18:00-20:00",
        "Wed 18 Nov 18:00-20:00",
    ),
    (
        Span(moment_of(TODAY, 0, ZONE), moment_of(TODAY, 3 * DAY, ZONE)),
        "11月18日 周三 至 11月20日 周五",
        "Wed 18 Nov to Fri 20 Nov",
    ),
    (
        Span(moment_of(TODAY, 1320, ZONE), moment_of(TODAY, 1560, ZONE)),
        "11月18日 周三 22:00 至 11月19日 周四 02:00",
        "Wed 18 Nov 22:00 to Thu 19 Nov 02:00",
    ),
]


@pytest.mark.parametrize(("plan", "chinese", "english"), SAID)
def test_a_plan_is_said_on_one_line(plan: Plan, chinese: str, english: str) -> None:
    said = [say_plan(plan, Reader(speaker(locale), ZONE, NOW)) for locale in LOCALES]

    assert said == [chinese, english]


@settings(max_examples=400, deadline=None)
@given(recurrences())
@example(Recurrence(Unit.YEAR, (540,), months=(3, 6, 9, 12), nth=-1, days=Days.WORKDAYS))
@example(Recurrence(Unit.YEAR, (540,), months=QUARTERS, nth=2, weekdays=(6,)))
@example(Recurrence(Unit.YEAR, (540,), months=(2,), month_days=(29,)))
@example(Recurrence(Unit.DAY, (0, 1440)))
def test_what_is_said_back_is_understood_as_the_same(plan: Recurrence) -> None:
    if not upcoming(plan, after=NOW, zone=ZONE, overlay=NO_OVERLAY, count=1):
        return

    for reader in (CHINESE, ENGLISH):
        said = say_plan(plan, reader)
        found = understand(f"{said} 开会", now=NOW, zone=ZONE, overlay=NO_OVERLAY)
        assert found == Understood(plan, "开会"), said


@given(st.integers(1, 9 * 366), st.integers(0, DAY - 1), st.integers(1, 5000))
def test_a_moment_and_a_span_are_understood_again(ahead: int, minute: int, minutes: int) -> None:
    begin = moment_of(TODAY + timedelta(days=ahead), minute, ZONE)
    for plan in (Once(begin), Span(begin, begin + timedelta(minutes=minutes))):
        said = say_plan(plan, CHINESE)
        found = understand(said, now=NOW, zone=ZONE, overlay=NO_OVERLAY)
        assert found == Understood(plan, ""), said
