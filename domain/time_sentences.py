"""What a run of words about time says together: which days, which clocks, how often."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from domain.clock_spans import ClockSpan
from domain.rules import RuleBroken
from domain.time_clocks import Clock, Hour, Part, hour_of
from domain.time_plans import Days, Unit
from domain.time_words import (
    After,
    Day,
    Every,
    Frame,
    Holidays,
    MonthDay,
    Near,
    Nth,
    Sign,
    Token,
    Weekdays,
    Word,
)


class Role(Enum):
    """What a day is in its sentence."""

    ON = auto()
    AND = auto()
    FROM = auto()
    TO = auto()


@dataclass(frozen=True)
class Named:
    """``is_early``: it stands before 每天."""

    role: Role
    day: Day
    is_early: bool


@dataclass(frozen=True)
class Timed:
    """A clock, and behind how many days it stands."""

    place: int
    part: Part | None
    clock: Clock | None

    @property
    def hour(self) -> Hour:
        return hour_of(self.part, self.clock)


@dataclass
class Sentence:
    """What was said, word for word sorted. It is filled once, by ``sentence_of``."""

    days: list[Named] = field(default_factory=list)
    times: list[Timed] = field(default_factory=list)
    span: ClockSpan | None = None
    every: Every | None = None
    after: After | None = None
    words: set[Word] = field(default_factory=set)
    is_of_month: bool = False
    holidays: Days | None = None
    frame: Frame | None = None
    parts: list[Part] = field(default_factory=list)
    role: Role = Role.ON

    @property
    def is_repeated(self) -> bool:
        return self.every is not None or bool(self.words & {Word.WORKDAYS, Word.QUARTERLY})

    def take(self, token: Token) -> None:
        match token:
            case Sign():
                self._take_sign(token)
            case Word():
                self.words.add(token)
            case Frame():
                self.frame = _within(self.frame, token)
            case Near() | Weekdays() | MonthDay() | Nth():
                self._take_day(token)
            case Part():
                self.parts.append(token)
            case Clock():
                self._take_clock(token)
            case _:
                self._take_once(token)

    def _take_sign(self, sign: Sign) -> None:
        if sign is Sign.OF_MONTH:
            self.is_of_month = True
        if sign not in (Sign.PAUSE, Sign.OF_MONTH):
            self.close()
        is_timed = any(one.place == len(self.days) for one in self.times) or self.span
        if sign is Sign.SINCE and self.days and not is_timed:  # 14:00开始 is no repetition
            self.days[-1] = replace(self.days[-1], role=Role.FROM)
        if sign in (Sign.AND, Sign.PAUSE) and self.role is Role.ON:
            self.role = Role.AND
        self.role = {Sign.TO: Role.TO, Sign.FROM: Role.FROM}.get(sign, self.role)

    def _take_day(self, day: Near | Weekdays | MonthDay | Nth) -> None:
        before = self.days[-1].day if self.days else None
        if isinstance(day, MonthDay | Nth):
            day = replace(day, frame=_within(self.frame, day.frame))
            self.frame = None
        elif isinstance(before, MonthDay) and isinstance(day, Weekdays):
            has_clock = any(one.place == len(self.days) for one in self.times)
            is_beside = self.role is Role.ON and not has_clock and not self.is_repeated
            if is_beside and len(day.days) == 1:  # 11月25日 周三
                beside = replace(before, weekday=day.days[0])
                self.days[-1] = replace(self.days[-1], day=beside)
                return
        self.close()
        self._add(day)

    def _add(self, day: Day) -> None:
        self.days.append(Named(self.role, day, is_early=not self.is_repeated))
        self.role = Role.ON

    def _take_clock(self, clock: Clock) -> None:
        if self.role is Role.TO:
            raise RuleBroken("time.one_at_a_time")
        place = len(self.days)
        parts: list[Part | None] = [*self.parts] or [None]
        self.times += [Timed(place, part, clock) for part in parts]
        self.parts, self.role = [], Role.ON

    def _take_once(self, token: Every | After | Holidays | ClockSpan) -> None:
        """What can be said but once in a sentence."""
        match token:
            case Every():
                self.close()
                is_workdays = self.words == {Word.WORKDAYS} and token == Every(Unit.DAY)
                is_new = not self.is_repeated or (is_workdays and self.every is None)
                self.every = token
            case After():
                is_new, self.after = self.after is None, token
            case Holidays(days):
                is_new, self.holidays = self.holidays is None, days
            case ClockSpan():
                is_new, self.span = self.span is None, token
        if not is_new:
            raise RuleBroken("time.one_at_a_time")
        self.role = Role.ON

    def close(self) -> None:
        """A part of the day without a clock, a month without a day: nothing more comes to them."""
        if self.frame is not None:
            frame, self.frame = self.frame, None
            self._add(frame)
        self.times += [Timed(len(self.days), part, None) for part in self.parts]
        self.parts = []


def _within(frame: Frame | None, inner: Frame) -> Frame:
    if frame is None:
        return inner
    return Frame(
        inner.month if inner.month is not None else frame.month,
        inner.year if inner.year is not None else frame.year,
        inner.ahead if inner.ahead is not None else frame.ahead,
        inner.weeks if inner.weeks is not None else frame.weeks,
    )


def sentence_of(tokens: Sequence[Token]) -> Sentence:
    """Raises ``RuleBroken`` for what we cannot say at all, or not in one sentence."""
    sentence = Sentence()
    for token in tokens:
        sentence.take(token)
    sentence.close()
    if Word.LUNAR in sentence.words:
        raise RuleBroken("time.lunar")
    if Word.UNCLEAR in sentence.words:
        raise RuleBroken("time.not_understood")
    if Word.WITHIN_DAY in sentence.words:
        raise RuleBroken("time.within_day")
    if sentence.span is not None and sentence.times:
        raise RuleBroken("time.one_at_a_time")
    if Word.QUARTERLY in sentence.words and sentence.every is not None:
        raise RuleBroken("time.one_at_a_time")
    return sentence
