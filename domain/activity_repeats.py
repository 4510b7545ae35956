"""Repeating activities: 每周, or 每月 on the second Saturday, by the same clock on the wall."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.wall_clock import moment_of

WEEKLY = "week"
MONTHLY = "month"
"""On which weekday of the month follows from the first one's day: the 14th is the second of its
kind. The fifth is the last, for most months have no fifth.
"""

HALF_WEEK, HALF_MONTH = timedelta(days=4), timedelta(days=15)

ANNOUNCED_BEFORE = timedelta(days=5)

_ORDINALS = {"一": 1, "二": 2, "三": 3, "四": 4}
_WEEKDAYS = {sign: n for n, sign in enumerate("一二三四五六日")} | {"天": 6}
_WEEK = re.compile(
    r"每个?(周|星期|礼拜)(?=[一二三四五六日天])|每个?(?:周|星期|礼拜)|every week|weekly"
)
_MONTH = re.compile(
    r"(?:每个?月|monthly)(?:的?(?:第(?P<nth>[一二三四1-4])|(?P<last>最后一))个?"
    r"(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天]))?"
)


def find_repeat(text: str, today: date) -> tuple[str, str, date | None]:
    """How often, the text without it, and, if it names a day of its own, the next such day.

    >>> find_repeat("每周六9点", date(2026, 11, 25))
    ('week', '周六9点', None)
    >>> find_repeat("每月第二个周六9点", date(2026, 11, 25))
    ('month', ' 9点', datetime.date(2026, 12, 12))
    """
    month = _MONTH.search(text)
    if month is not None:
        rest = f"{text[: month.start()]} {text[month.end() :]}"
        return MONTHLY, rest, _next_in_month(month, today)
    week = _WEEK.search(text)
    if week is not None:
        return WEEKLY, f"{text[: week.start()]}{week[1] or ' '}{text[week.end() :]}", None
    return "", text, None


def _next_in_month(found: re.Match[str], today: date) -> date | None:
    if not found["weekday"]:
        return None
    said = found["nth"]
    nth = 5 if found["last"] else _ORDINALS.get(said) or int(said)
    weekday = _WEEKDAYS[found["weekday"]]
    this = _nth(today.year, today.month, nth, weekday)
    # A day that is today may be over by the hour that is said: then it is not offered.
    return this if this > today else _nth(*_month_after(today.year, today.month), nth, weekday)


def anchored(repeats: str, starts_at: datetime, *, zone: ZoneInfo) -> str:
    """How often, with the day and the minute: one of a series that is moved does not take the
    others along.

    >>> second = datetime.fromisoformat("2026-11-14T09:00+08:00")
    >>> anchored("month", second, zone=ZoneInfo("Asia/Shanghai"))
    'month:2:5:540'
    """
    if not repeats:
        return ""
    local = starts_at.astimezone(zone)
    when = f"{local.weekday()}:{local.hour * 60 + local.minute}"
    return f"{WEEKLY}:{when}" if repeats == WEEKLY else f"{MONTHLY}:{nth_of(local.date())}:{when}"


def kind_of(repeats: str) -> str:
    return repeats.split(":")[0]


def next_start(repeats: str, starts_at: datetime, *, zone: ZoneInfo) -> datetime:
    """When it is again: not the very day that a moved one was moved from."""
    kind, *numbers = repeats.split(":")
    *nth, weekday, minute = map(int, numbers)
    after = starts_at.astimezone(zone).date() + (HALF_WEEK if kind == WEEKLY else HALF_MONTH)
    if kind == WEEKLY:
        return moment_of(after + timedelta(days=(weekday - after.weekday()) % 7), minute, zone)
    day = _nth(after.year, after.month, nth[0], weekday)
    if day < after:
        day = _nth(*_month_after(after.year, after.month), nth[0], weekday)
    return moment_of(day, minute, zone)


def nth_of(day: date) -> int:
    """Which one of its weekday in the month a day is; 5 is the last.

    >>> nth_of(date(2026, 11, 14)), nth_of(date(2026, 11, 30))
    (2, 5)
    """
    return (day.day - 1) // 7 + 1


def _month_after(year: int, month: int) -> tuple[int, int]:
    return (year, month + 1) if month < 12 else (year + 1, 1)


def _nth(year: int, month: int, nth: int, weekday: int) -> date:
    first = date(year, month, 1)
    day = first + timedelta(days=(weekday - first.weekday()) % 7, weeks=nth - 1)
    return day if day.month == month else day - timedelta(days=7)
