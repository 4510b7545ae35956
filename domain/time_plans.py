"""What people say about time: one moment, from one moment to another, or again and again."""

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TypeAlias

from domain.answers import Json
from domain.wall_clock import DAY

LATEST_MINUTE = DAY + 5 * 60
"""Until five at night it is still the evening of the day before: 周五晚上1点 is told as 25:00."""

QUARTERS = (1, 4, 7, 10)
"""The months in which one begins."""


class Unit(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Days(StrEnum):
    """Which days count, by the community's calendar; weekends are no holidays of it."""

    EVERY = "every"
    WORKDAYS = "workdays"  # 工作日: on these alone
    NO_HOLIDAYS = "no_holidays"  # 节假日除外
    AFTER_HOLIDAYS = "after_holidays"  # 遇节假日顺延: on the first working day after it
    NEXT_WORKDAY = "next_workday"  # 遇休息日顺延: the same, for weekends too


@dataclass(frozen=True)
class Once:
    at: datetime


@dataclass(frozen=True)
class Span:
    """``end`` does not belong to it: whole days go from midnight to midnight."""

    begin: datetime
    end: datetime


@dataclass(frozen=True)
class Recurrence:
    """Every so many ``unit``s, on its days, at each of ``minutes`` after midnight.

    A week has ``weekdays`` (0 is Monday). A month has ``month_days`` (-1 is the last), or the
    ``nth`` (-1 is the last) of its one weekday, of its working days where there is none. A year
    has the same in ``months``. Days that a month does not have are left out. Whatever comes less
    than every time counts from ``since``. ``lasts`` is how long it takes, in minutes, where that
    was said: 每周五晚6点至8点.
    """

    unit: Unit
    minutes: tuple[int, ...]
    every: int = 1
    weekdays: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    nth: int = 0
    days: Days = Days.EVERY
    since: date | None = None
    until: date | None = None
    lasts: int = 0

    def __post_init__(self) -> None:
        """Each is written in one way alone, so that two that are the same are equal."""
        for numbers in (self.minutes, self.weekdays, self.month_days, self.months):
            if list(numbers) != sorted(set(numbers)):
                raise ValueError("numbers go up")
        is_monthly = self.unit in (Unit.MONTH, Unit.YEAR)
        sound = (
            bool(self.minutes) and self.minutes[0] >= 0 and self.minutes[-1] < LATEST_MINUTE,
            self.every == 1 or (self.every > 1 and self.since is not None),
            is_monthly == (bool(self.month_days) != bool(self.nth)),
            self.unit is not Unit.DAY or not self.weekdays,
            self.unit is not Unit.WEEK or bool(self.weekdays),
            not self.month_days or not self.weekdays,
            not self.nth or len(self.weekdays) == 1 or self.days is Days.WORKDAYS,
            self.nth in (-1, 0, 1, 2, 3, 4, 5) and len(self.weekdays) <= 7,
            (self.unit is Unit.YEAR) == bool(self.months),
            not self.lasts or len(self.minutes) == 1,
            self.since is None or self.until is None or self.since <= self.until,
        )
        if not all(sound):
            raise ValueError("no such recurrence")


Plan: TypeAlias = Once | Span | Recurrence


def as_stored(plan: Plan) -> dict[str, Json]:
    match plan:
        case Once(at):
            return {"at": at.astimezone(UTC).isoformat()}
        case Span(begin, end):
            ends = (begin.astimezone(UTC), end.astimezone(UTC))
            return {"begin": ends[0].isoformat(), "end": ends[1].isoformat()}
    stored: dict[str, Json] = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in asdict(plan).items()
        if value
    }
    for name in ("since", "until"):
        if name in stored:
            stored[name] = stored[name].isoformat()
    return stored


def read_plan(stored: dict[str, Json]) -> Plan:
    if "at" in stored:
        return Once(datetime.fromisoformat(stored["at"]))
    if "begin" in stored:
        begin, end = (datetime.fromisoformat(stored[name]) for name in ("begin", "end"))
        return Span(begin, end)
    return read_recurrence(stored)


def read_recurrence(stored: dict[str, Json]) -> Recurrence:
    known: dict[str, Json] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()
    }
    for name in ("since", "until"):
        if name in known:
            known[name] = date.fromisoformat(known[name])
    known |= {"unit": Unit(known["unit"]), "days": Days(known.get("days", Days.EVERY))}
    return Recurrence(**known)
