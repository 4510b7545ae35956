"""The words that times are made of: 每两周 · 周五 · 晚 · 8点 · 节假日除外.

``domain.time_lexicon`` finds them in a text, ``domain.time_sentences`` puts them together.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from typing import TypeAlias

from domain.clock_spans import ClockSpan
from domain.time_clocks import Clock, Part
from domain.time_plans import Days, Unit


class Sign(Enum):
    AND = auto()
    PAUSE = auto()  # a comma
    TO = auto()
    FROM = auto()
    SINCE = auto()  # 起, behind a day
    END = auto()  # 前, 为止: nothing more is meant by them
    OF_MONTH = auto()  # of the month: this one, or each?


class Word(Enum):
    WORKDAYS = auto()
    NO_WEEKEND = auto()
    LUNAR = auto()
    UNCLEAR = auto()  # 双周, 倒数: known, and nothing we could plan
    WITHIN_DAY = auto()  # every hour
    QUARTERLY = auto()


@dataclass(frozen=True)
class Near:
    ahead: int


@dataclass(frozen=True)
class Weekdays:
    """``weeks`` ahead, where that was said. ``is_next``: next Friday, which may be this week's."""

    days: tuple[int, ...]
    weeks: int | None = None
    is_weekend: bool = False
    is_next: bool = False


@dataclass(frozen=True)
class Frame:
    """What the day is in: 下个月, 5月, 明年, 下周. ``ahead`` counts months, ``weeks`` weeks."""

    month: int | None = None
    year: int | None = None
    ahead: int | None = None
    weeks: int | None = None


@dataclass(frozen=True)
class MonthDay:
    """``day`` -1 is the last. ``weekday`` is said beside it and has to be right. 最后一天
    ``needs_frame``, as there are many.
    """

    day: int
    frame: Frame = Frame()
    weekday: int | None = None
    is_festival: bool = False
    needs_frame: bool = False


@dataclass(frozen=True)
class Nth:
    """The nth of a weekday; without one, of the working days."""

    nth: int
    weekday: int | None
    frame: Frame = Frame()


@dataclass(frozen=True)
class Every:
    unit: Unit
    count: int = 1


@dataclass(frozen=True)
class After:
    span: timedelta
    months: int = 0
    is_clock: bool = True


@dataclass(frozen=True)
class Holidays:
    days: Days


Day: TypeAlias = Near | Weekdays | MonthDay | Nth | Frame
Token: TypeAlias = Day | Sign | Word | Every | After | Holidays | Part | Clock | ClockSpan
