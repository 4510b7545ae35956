"""When an activity is, as people write it: 周六上午9点到11点, 11月3日 14:00-16:30, 明晚7点半.

One day and one span. What can only be past is refused; what may be meant for later is later.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.activities import LATEST, LONGEST
from domain.clock_spans import PART, ClockSpan, find_span, hour_in
from domain.numerals import narrow, number_of
from domain.rules import RuleBroken
from domain.wall_clock import moment_of

USUAL_MINUTES = 120
"""Where only a beginning is said."""

_DAYS = {sign: n for n, sign in enumerate("一二三四五六日")} | {"天": 6}
_NEAR = {
    "大前": -3,
    "前": -2,
    "昨": -1,
    "今": 0,
    "明": 1,
    "后": 2,
    "大后": 3,
    "today": 0,
    "tomorrow": 1,
}
_ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_CN = "一二两三四五六七八九十"
_N = rf"(?:[0-9]{{1,2}}|[{_CN}]{{1,3}})"
_MINUTE = rf"整|半|一刻|三刻|{_N}分|{_N}(?![0-9{_CN}人个名位])"
_CLOCK = re.compile(
    rf"(?:(?P<part>{PART})\s*)?(?:"
    r"(?<![0-9])(?P<shown>[0-9]{1,2}:[0-9]{2})(?![0-9])(?:\s*(?P<half>[ap]m)\b)?"
    r"|(?<![0-9第])(?P<plain>[0-9]{1,2})\s*(?P<half_of_plain>[ap]m)\b"
    rf"|(?<![0-9{_CN}第])(?P<hour>{_N})(?:点钟?|时(?![间长候]))(?P<minute>{_MINUTE})?)",
    re.IGNORECASE,
)
_LASTS = re.compile(
    r"(?P<hours>[0-9]+(?:\.[0-9])?|[一二两三四五六七八]|半)个?(?P<and_half>半)?(?:小时|钟头|h\b)"
)
_DAY = re.compile(
    r"(?P<near>大后|大前|[今明后昨前])(?:天|日|(?=[早晚]))"
    r"|(?P<which>下下|下|这|本|上)?个?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])"
    rf"|(?:(?P<year>[0-9]{{4}})年)?(?<![0-9{_CN}])(?P<month>{_N})月(?P<of_month>{_N})[日号]?"
    r"|(?<![0-9/])(?:(?P<year2>[0-9]{4})[-/])?(?P<month2>[0-9]{1,2})/(?P<of_month2>[0-9]{1,2})"
    r"(?![0-9/])"
    r"|(?P<iso>[0-9]{4}-[0-9]{1,2}-[0-9]{1,2})(?![0-9])"
    rf"|(?<![0-9{_CN}第])(?P<only>[0-9]{{1,2}}[日号]|{_N}号)(?![楼门院线铺桌厅会])"
    r"|\b(?P<english>today|tomorrow)\b"
    r"|\b(?P<next>next\s+)?(?P<name>mon|tue|wed|thu|fri|sat|sun)(?:[a-z]{0,6}day|s|rs|nes)?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class When:
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Found:
    """What a text says about time, and the text without that. With a ``day`` alone, as it was
    written, the hour is missing.
    """

    when: When | None
    rest: str
    day: str = ""


def find_when(text: str, *, now: datetime, zone: ZoneInfo) -> Found:
    """Raises ``RuleBroken`` for what is past, is no day at all, or lasts too long."""
    flat = narrow(text)
    day = _DAY.search(flat)
    places = [day.span()] if day else []
    flat = _blank(flat, places)
    clocks, more = _clocks(flat)
    rest = _blank(text, [*places, *more])
    if clocks is None:
        return Found(None, rest, day[0].strip() if day else "")
    starts_at, midnight = _moment(day, clocks.begin, now, zone)
    ends_at = moment_of(midnight, clocks.end, zone)
    if ends_at - starts_at > LONGEST:
        raise RuleBroken("activity.when_too_long", hours=int(LONGEST.total_seconds() // 3600))
    if starts_at - now > LATEST:
        raise RuleBroken("activity.when_too_late")
    return Found(When(starts_at, ends_at), rest, day[0].strip() if day else "")


def _blank(text: str, places: list[tuple[int, int]]) -> str:
    """The same with blanks there, so that all else stays in its place."""
    for begin, end in places:
        text = text[:begin] + " " * (end - begin) + text[end:]
    return text


def _clocks(text: str) -> tuple[ClockSpan | None, list[tuple[int, int]]]:
    """From when to when, and where in the text that is said."""
    span = find_span(text)
    if span is not None:
        return span[0], [(span[1], span[2])]
    clock = _CLOCK.search(text)
    if clock is None:
        return None, []
    begin = _minute_of(clock)
    lasts = _LASTS.search(_blank(text, [clock.span()]))
    if lasts is None:
        return ClockSpan(begin, begin + USUAL_MINUTES), [clock.span()]
    return ClockSpan(begin, begin + _duration(lasts)), [clock.span(), lasts.span()]


def _minute_of(clock: re.Match[str]) -> int:
    """2点 is in the afternoon unless somebody says 凌晨; 2:00 is what a clock shows."""
    part = clock["part"] or clock["half"] or clock["half_of_plain"] or ""
    hour, minute = _shown(clock)
    if hour > 24 or minute > 59:
        raise RuleBroken("activity.when_unclear")
    if part:
        hour = hour_in(hour, part.lower())
    elif not clock["shown"] and 1 <= hour <= 5:
        hour += 12
    return hour * 60 + minute


def _shown(clock: re.Match[str]) -> tuple[int, int]:
    if clock["shown"]:
        hour, _, minute = clock["shown"].partition(":")
        return int(hour), int(minute)
    if clock["plain"]:
        return int(clock["plain"]), 0
    return _number(clock["hour"]), _minute(clock["minute"])


def _minute(words: str | None) -> int:
    if words is None:
        return 0
    known = {"整": 0, "半": 30, "一刻": 15, "三刻": 45}
    return known[words] if words in known else _number(words.removesuffix("分"))


def _duration(lasts: re.Match[str]) -> int:
    said = lasts["hours"]
    if said == "半":
        return 30
    hours = float(said) if said[0].isdigit() else float(_number(said))
    minutes = round(hours * 60) + (30 if lasts["and_half"] else 0)
    if minutes == 0:
        raise RuleBroken("activity.when_unclear")
    return minutes


def _number(words: str) -> int:
    number = number_of(words)
    if number is None:
        raise RuleBroken("activity.when_unclear")
    return number


def _moment(
    day: re.Match[str] | None, minute: int, now: datetime, zone: ZoneInfo
) -> tuple[datetime, date]:
    """The first moment from now on that day and clock can mean, and the day it is counted from."""
    for one in _candidates(day, now.astimezone(zone).date()):
        at = moment_of(one, minute, zone)
        if at > now:
            return at, one
    raise RuleBroken("activity.when_past")


def _candidates(day: re.Match[str] | None, today: date) -> list[date]:
    if day is None:
        return [today, today + timedelta(days=1)]
    near = day["near"] or (day["english"] or "").lower()
    if near:
        return [today + timedelta(days=_NEAR[near])]
    if day["weekday"] or day["name"]:
        return _weekdays(day, today)
    if day["only"]:
        return _in_months(_number(day["only"][:-1]), today)
    if day["iso"]:
        year, month, of_month = map(int, day["iso"].split("-"))
        return [_date(year, month, of_month)]
    month = _number(day["month"] or day["month2"])
    of_month = _number(day["of_month"] or day["of_month2"])
    said = day["year"] or day["year2"]
    if said:
        return [_date(int(said), month, of_month)]
    if (month, of_month) == (2, 29):
        return [date(y, 2, 29) for y in range(today.year, today.year + 9) if _leaps(y)][:2]
    return [_date(today.year, month, of_month), _date(today.year + 1, month, of_month)]


def _weekdays(day: re.Match[str], today: date) -> list[date]:
    wanted = _DAYS[day["weekday"]] if day["weekday"] else _ENGLISH.index(day["name"].lower())
    weeks = {"下下": 2, "下": 1, "上": -1, "这": 0, "本": 0}.get(
        day["which"], 1 if day["next"] else None
    )
    monday = today - timedelta(days=today.weekday())
    if weeks is not None:
        return [monday + timedelta(days=wanted, weeks=weeks)]
    ahead = today + timedelta(days=(wanted - today.weekday()) % 7)
    return [ahead, ahead + timedelta(days=7)]


def _in_months(of_month: int, today: date) -> list[date]:
    """This month's day of that number, or the next one's that has it."""
    if not 1 <= of_month <= 31:
        raise RuleBroken("activity.when_unclear")
    found = []
    for ahead in range(4):
        year, month = divmod(today.year * 12 + today.month - 1 + ahead, 12)
        try:
            found.append(date(year, month + 1, of_month))
        except ValueError:
            continue
    return found


def _date(year: int, month: int, of_month: int) -> date:
    try:
        return date(year, month, of_month)
    except ValueError:
        raise RuleBroken("activity.when_unclear") from None


def _leaps(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
