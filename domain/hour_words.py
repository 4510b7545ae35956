"""What somebody types behind ``/hours``: how long, on which day, and what for.

``2.5 昨天 顺手清运垃圾``, ``昨天 14:00-16:30 陪诊``, ``2 hours yesterday cleaned the stairs``: in
any order an amount or a span of the clock, a day (none is today), and the words that are left.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.clock_spans import PART, ClockSpan, find_span, span_at
from domain.hours import QUARTER, say_hours
from domain.numerals import NUMBER, narrow, number_of
from domain.past_days import NamedDay, day_at, days_in
from domain.plain_text import in_one_line
from domain.rules import RuleBroken

OLDEST_DAYS = 60
LONGEST_WORDS = 200
LONGEST_DAY = 32

_STOPS = " \t\n,，;；:：、。.-—"
_GAP = re.compile(r"[\s,;:、。，；：]*(?:on\s+|for\s+)?", re.IGNORECASE)
_NO_NUMBER = r"(?<![\d.第一二三四五六七八九十百])"
_HOUR = r"(?:小时|钟头|钟(?![楼表头])|hours?(?![a-z])|hrs?(?![a-z])|h(?![a-z]))"
_MINUTE = r"(?:分钟|分|minutes?(?![a-z])|mins?(?![a-z])|m(?![a-z]))"
_DECIMAL = rf"(?:\d{{1,3}}(?:\.\d{{1,2}})?|{NUMBER})"

_AMOUNTS = tuple(
    re.compile(f"{_NO_NUMBER}{one}", re.IGNORECASE)
    for one in (
        rf"(?P<h>{NUMBER})\s*个半\s*{_HOUR}(?P<half>)",
        r"(?:半\s*个?\s*(?:小时|钟头|钟(?![楼表头]))|half\s+an?\s+hour)(?P<half>)",
        r"(?P<h>\d{1,2})h(?P<m>[0-5]\d)(?!\d)",
        rf"(?P<h>{_DECIMAL})\s*个?\s*{_HOUR}"
        rf"(?:(?P<half>半)|\s*(?:零|又|and\s)?\s*"
        rf"(?:(?P<q>[一三13])刻钟?|(?P<m>{NUMBER})\s*{_MINUTE}))?",
        r"(?P<q>[一两三123])刻钟",
        rf"(?P<m>\d{{1,4}}|{NUMBER})\s*(?:分钟|minutes?(?![a-z])|mins?(?![a-z]))",
    )
)
_BARE = re.compile(r"(?P<h>\d{1,3}(?:\.\d{1,2})?)(?=$|[\s,;:、。，；：今昨周]|大?前天|上)")
_IN_PART = re.compile(rf"{PART}\s*(?=[\d一二三四五六七八九十两半])")


@dataclass(frozen=True)
class Declared:
    """What was understood. ``minutes`` are whole quarters; ``is_rounded``: it was not so typed."""

    held_on: date
    minutes: int
    words: str
    span: ClockSpan | None = None
    is_rounded: bool = False


@dataclass(frozen=True)
class _Amount:
    minutes: int
    begin: int
    end: int


def read_declared(text: str, *, now: datetime) -> Declared:
    """``now`` is by the community's clock. Raises ``RuleBroken`` with an example for what cannot be
    understood, and for a day that lies ahead, or too long ago.
    """
    written = in_one_line(text)
    reading = _Reading(narrow(written), written, now.date())
    reading.read_front()
    reading.read_rest()
    return _checked(reading, now)


def read_amount(text: str) -> int:
    """An amount alone, in whole quarters; 0 is 0. Raises ``RuleBroken`` where there is none.

    >>> read_amount("1.5"), read_amount("两个半小时"), read_amount("0")
    (90, 150, 0)
    """
    plain = narrow(text).strip().rstrip(".。,")
    found = _amount_at(plain, 0) or _bare_at(plain, 0)
    if found is None or found.end != len(plain):
        raise RuleBroken("hours.amount_wrong")
    return in_quarters(found.minutes)


def in_quarters(minutes: int) -> int:
    """The nearest quarter of an hour, and never nothing for something.

    >>> in_quarters(144), in_quarters(5), in_quarters(0)
    (150, 15, 0)
    """
    return max(QUARTER, (2 * minutes + QUARTER) // (2 * QUARTER) * QUARTER) if minutes else 0


class _Reading:
    """A text being read: what was found in it, and what is left."""

    def __init__(self, plain: str, written: str, today: date) -> None:
        self._plain, self._written, self._today = plain, written, today
        self.day: NamedDay | None = None
        self.span: ClockSpan | None = None
        self.amount: int | None = None
        self._is_bare = False

    @property
    def words(self) -> str:
        return self._written.strip(_STOPS)

    def read_front(self) -> None:
        """Day, span and amount as they come, until something else does."""
        place = 0
        while (found := self._next(_skip(self._plain, place))) is not None:
            place = found
        self._cut(0, place)

    def _next(self, place: int) -> int | None:
        if self.day is None and (day := day_at(self._plain, place, today=self._today)):
            self.day = day
            return day.end
        if self.span is None and (span := span_at(self._plain, place)):
            self.span = span[0]
            return span[1]
        if self.amount is None:
            part = _IN_PART.match(self._plain, place)
            amount = _amount_at(self._plain, part.end() if part else place)
            bare = None if amount else _bare_at(self._plain, place)
            if found := amount or bare:
                self.amount, self._is_bare = found.minutes, bare is not None
                return found.end
        return None

    def read_rest(self) -> None:
        """What stands behind or among the words: an amount, a span, at the end a day."""
        amounts = _amounts_in(self._plain)
        if self._is_bare and amounts:
            raise RuleBroken("hours.two_amounts")
        if self.span is None and (span := find_span(self._plain)):
            self.span = span[0]
            self._cut(span[1], span[2])
            amounts = _amounts_in(self._plain)
        if self.amount is None and amounts:
            if len(amounts) > 1:
                raise RuleBroken("hours.two_amounts")
            self.amount = amounts[0].minutes
            self._cut(amounts[0].begin, amounts[0].end)
        if self.day is None:
            self._read_day()

    def _read_day(self) -> None:
        """At the end it is no part of the words; in the middle of a sentence it stays there."""
        end = len(self._plain.rstrip(_STOPS))
        for place in range(max(0, end - LONGEST_DAY), end):
            day = day_at(self._plain, place, today=self._today)
            if day is not None and day.end == end:
                self.day = day
                self._cut(place, end)
                return
        days = days_in(self._plain, today=self._today)
        if len(days) > 1:
            raise RuleBroken("hours.two_days")
        self.day = NamedDay(days.pop(), 0) if days else None

    def _cut(self, begin: int, end: int) -> None:
        joint = " " if begin and end < len(self._plain) else ""
        self._plain = self._plain[:begin] + joint + self._plain[end:]
        self._written = self._written[:begin] + joint + self._written[end:]


def _skip(text: str, place: int) -> int:
    found = _GAP.match(text, place)
    return found.end() if found else place


def _amount_at(text: str, place: int) -> _Amount | None:
    found = (one.match(text, place) for one in _AMOUNTS)
    return next((_amount(one) for one in found if one), None)


def _bare_at(text: str, place: int) -> _Amount | None:
    """A number alone means hours."""
    found = _BARE.match(text, place)
    return _Amount(round(float(found["h"]) * 60), found.start(), found.end()) if found else None


def _amounts_in(text: str) -> list[_Amount]:
    found, place = [], 0
    while place < len(text):
        amount = _amount_at(text, place)
        if amount is not None:
            found.append(amount)
        place = amount.end if amount else place + 1
    return found


def _amount(found: re.Match[str]) -> _Amount:
    named = found.groupdict()
    minutes = 30 if named.get("half") is not None else 0
    hours, quarters, rest = (named.get(name) for name in ("h", "q", "m"))
    if hours:
        whole = number_of(hours) if "." not in hours and not hours.isdecimal() else float(hours)
        minutes += round((whole or 0) * 60)
    if quarters:
        minutes += (number_of(quarters) or 0) * 15
    if rest:
        minutes += int(rest) if rest.isdecimal() else number_of(rest) or 0
    return _Amount(minutes, found.start(), found.end())


def _checked(reading: _Reading, now: datetime) -> Declared:
    """What was read, if all of it makes sense together."""
    span, amount, words = reading.span, reading.amount, reading.words
    if span is None and amount is None:
        raise RuleBroken("hours.usage")
    minutes = amount if amount is not None else span.minutes if span else 0
    if minutes <= 0:
        raise RuleBroken("hours.usage")
    if span is not None and minutes > span.minutes:
        raise RuleBroken("hours.more_than_span", hours=say_hours(span.minutes))
    day = now.date() if reading.day is None else reading.day.day
    if day is None:
        raise RuleBroken("hours.no_such_day")
    _check_day(day, span, now)
    if not any(letter.isalnum() for letter in words):
        raise RuleBroken("hours.what_for")
    if len(words) > LONGEST_WORDS:
        raise RuleBroken("hours.words_too_long", count=LONGEST_WORDS)
    whole = in_quarters(minutes)
    return Declared(day, whole, words, span, is_rounded=whole != minutes)


def _check_day(day: date, span: ClockSpan | None, now: datetime) -> None:
    """Hours are declared when they are over, and not long after."""
    ends_at = datetime.combine(day, now.timetz()).replace(hour=0, minute=0, second=0, microsecond=0)
    ends_at += timedelta(minutes=span.end if span else 0)
    if ends_at > now:
        raise RuleBroken("hours.ahead")
    if now.date() - day > timedelta(days=OLDEST_DAYS):
        raise RuleBroken("hours.too_old", days=OLDEST_DAYS)
