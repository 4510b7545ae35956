"""From one time of the day to another, as people write it: 14:00-16:30, 下午2点到4点半, 2pm-4pm."""

import re
from dataclasses import dataclass

from domain.numerals import NUMBER, number_of
from domain.wall_clock import DAY

HALF_DAY = DAY // 2

_MORNING = ("凌晨", "早上", "早晨", "一早", "清早", "清晨", "上午", "早", "am", "a.m.")
_NOON = ("中午", "正午")
_AFTERNOON = ("下午", "傍晚", "午后", "pm", "p.m.")
_NIGHT = ("晚上", "晚间", "夜里", "夜间", "半夜", "深夜", "午夜", "晚", "夜")
_PARTS = sorted((*_MORNING, *_NOON, *_AFTERNOON, *_NIGHT), key=len, reverse=True)
PART = f"(?:{'|'.join(map(re.escape, _PARTS))})"

_QUARTERS = {"半": 30, "一刻": 15, "三刻": 45}


def _time(n: int) -> str:
    return (
        rf"(?P<part{n}>{PART})?\s*"
        rf"(?:(?P<h{n}>\d{{1,2}}):(?P<m{n}>[0-5]\d)"
        rf"|(?P<oh{n}>{NUMBER})[点时](?:(?P<q{n}>半|一刻|三刻)|(?P<om{n}>{NUMBER})分?(?!钟))?(?!钟)"
        rf"|(?P<bare{n}>\d{{1,2}})(?![\d.:]))"
        rf"(?:\s*(?P<ampm{n}>[ap]\.?m\.?))?"
    )


_SPAN = re.compile(
    rf"(?<![\d.:])(?:从|from\s)?\s*{_time(1)}\s*(?:-|–|—+|~|至|到|\bto\b)\s*{_time(2)}(?!\d)(?!\s*(?:个|小时|h|人|号|楼))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class ClockSpan:
    """In minutes after midnight of the day it begins on; over midnight ``end`` is above a day."""

    begin: int
    end: int

    @property
    def minutes(self) -> int:
        return self.end - self.begin


@dataclass(frozen=True)
class _Clock:
    """A time as it was named: ``is_exact`` where the clock's half is said or seen."""

    minute: int
    is_exact: bool


def span_at(text: str, begin: int) -> tuple[ClockSpan, int] | None:
    """The span that is named just there, and where it ends in the text.

    >>> span_at("下午2点到4点半 陪诊", 0)
    (ClockSpan(begin=840, end=990), 8)
    """
    found = _SPAN.match(text, begin)
    if found is None or (found["bare1"] and found["bare2"] and not _has_half(found)):
        return None  # 9-11 alone might be anything
    first, last = _clock(found, 1), _clock(found, 2)
    if first is None or last is None:
        return None
    return ClockSpan(first.minute, _after(first, last)), found.end()


def find_span(text: str) -> tuple[ClockSpan, int, int] | None:
    """The first span that is named anywhere, with where it begins and ends."""
    for place in range(len(text)):
        found = span_at(text, place)
        if found is not None:
            return found[0], place, found[1]
    return None


def _has_half(found: re.Match[str]) -> bool:
    return any(found[name] for name in ("part1", "part2", "ampm1", "ampm2"))


def _clock(found: re.Match[str], n: int) -> _Clock | None:
    hour = number_of(found[f"h{n}"] or found[f"oh{n}"] or found[f"bare{n}"])
    minute: int | None = int(found[f"m{n}"] or 0) + _QUARTERS.get(found[f"q{n}"] or "", 0)
    if found[f"om{n}"]:
        minute = number_of(found[f"om{n}"])
    if hour is None or minute is None or hour > 24 or minute > 59:
        return None
    part = found[f"part{n}"] or (found[f"ampm{n}"] or "").replace(".", "")
    part = part or (_of_the_other(found) if n == 1 else "")
    if part:
        return _Clock(hour_in(hour, part.lower()) * 60 + minute, is_exact=True)
    is_exact = bool(found[f"h{n}"]) or hour > 12 or hour == 0
    # Nobody works from two to four at night without saying so.
    is_afternoon = not is_exact and n == 1 and 1 <= hour <= 5
    return _Clock((hour + 12 * is_afternoon) * 60 + minute, is_exact)


def _of_the_other(found: re.Match[str]) -> str:
    """2-4pm: both are in the afternoon."""
    return (found["ampm2"] or "").replace(".", "") if found["bare1"] else ""


def hour_in(hour: int, part: str) -> int:
    if hour > 12:
        return hour
    if part in _MORNING:
        return 0 if hour == 12 and part in ("凌晨", "am") else hour
    if part in _NOON:
        return hour + 12 if hour < 5 else hour
    if part in _NIGHT:
        return 24 if hour == 12 else hour + 24 if hour < 5 else hour + 12
    return hour if hour == 12 else hour + 12


def _after(first: _Clock, last: _Clock) -> int:
    """The soonest time after the first that the last may mean."""
    step = DAY if last.is_exact else HALF_DAY
    minute = last.minute
    while minute <= first.minute:
        minute += step
    return minute
