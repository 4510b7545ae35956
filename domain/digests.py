"""Digests 简报 that come by themselves: 早报 for the staff, 周报 and 月报 for the groups.

Each is about one period and is named by it, so that whatever clocks, zones and settings do it is
said once: 早报 by its day, 周报 by the Monday of the week before, 月报 by the month before.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from domain.ranking import month_of, read_month, shifted
from domain.rates import Period, month_around, week_around
from domain.rules import RuleBroken
from domain.times import Ambiguous, Days, Recurrence, Understood, Unit, understand
from domain.wall_clock import DAY, clock_of, minute_of, moment_of
from domain.workdays import Overlay


class DigestKind(StrEnum):
    MORNING = "morning"  # 早报
    WEEKLY = "weekly"  # 周报
    MONTHLY = "monthly"  # 月报


class Skip(StrEnum):
    """Why a digest was not said."""

    NOTHING = "nothing"  # there was nothing to say
    DAY_OFF = "day_off"
    LATE = "late"  # the bot stood still, and its day is over
    NO_GROUP = "no_group"
    CANCELLED = "cancelled"  # by a secretary


SAID, SKIPPED = "said", "skipped"

MOST_STORIES = 5
"""So many mended cases are shown with their pictures: two of each fill one album of ten."""

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class When:
    """``day`` is of the week (1 is Monday) or of the month (31 is its last); 早报 has none."""

    day: int
    clock: str


FIRST: Mapping[DigestKind, When] = MappingProxyType(
    {
        DigestKind.MORNING: When(0, "08:00"),
        DigestKind.WEEKLY: When(1, "09:00"),
        DigestKind.MONTHLY: When(1, "10:00"),
    }
)
"""What a community begins with."""


@dataclass(frozen=True)
class DigestPlan:
    id: int
    community_id: int
    kind: DigestKind
    is_off: bool
    when: When
    version: int

    @property
    def about(self) -> str:
        return about_of(self.community_id, self.kind)

    @property
    def repeats(self) -> Recurrence:
        """The same as people say times: 每周一 09:00."""
        return recurrence_of(self.kind, self.when)

    def said_at(self, key: str, zone: ZoneInfo) -> datetime:
        """When the digest of this period is due, by the clocks of the community."""
        day = self._said_on(key)
        return moment_of(day, minute_of(self.when.clock), zone)

    def _said_on(self, key: str) -> date:
        if self.kind is DigestKind.MORNING:
            return date.fromisoformat(key)
        if self.kind is DigestKind.WEEKLY:
            return date.fromisoformat(key) + timedelta(days=7 + self.when.day - 1)
        first = read_month(shifted(key, 1))
        return first.replace(day=min(self.when.day, month_around(first).last.day))


def about_of(community_id: int, kind: DigestKind) -> str:
    return f"digest:{community_id}:{kind}"


def read_about(about: str) -> tuple[int, DigestKind]:
    """Whose plan it is, and of what."""
    _, community_id, kind = about.split(":")
    return int(community_id), DigestKind(kind)


def recurrence_of(kind: DigestKind, when: When) -> Recurrence:
    minutes = (minute_of(when.clock),)
    if kind is DigestKind.MORNING:
        return Recurrence(Unit.DAY, minutes, days=Days.WORKDAYS)
    if kind is DigestKind.WEEKLY:
        return Recurrence(Unit.WEEK, minutes, weekdays=(when.day - 1,))
    return Recurrence(Unit.MONTH, minutes, month_days=(-1 if when.day == 31 else when.day,))


def key_on(kind: DigestKind, day: date) -> str:
    """The period that a digest said on this day is about.

    >>> [key_on(one, date(2026, 10, 14)) for one in DigestKind]
    ['2026-10-14', '2026-10-05', '2026-09']
    """
    if kind is DigestKind.MORNING:
        return day.isoformat()
    if kind is DigestKind.WEEKLY:
        return (week_around(day).first - timedelta(days=7)).isoformat()
    return shifted(month_of(day), -1)


def next_key(kind: DigestKind, key: str) -> str:
    """
    >>> next_key(DigestKind.WEEKLY, "2026-12-28"), next_key(DigestKind.MONTHLY, "2026-12")
    ('2027-01-04', '2027-01')
    """
    if kind is DigestKind.MONTHLY:
        return shifted(key, 1)
    step = _DAY if kind is DigestKind.MORNING else timedelta(days=7)
    return (date.fromisoformat(key) + step).isoformat()


def period_of(kind: DigestKind, key: str) -> Period:
    if kind is DigestKind.MONTHLY:
        return month_around(read_month(key))
    day = date.fromisoformat(key)
    return Period(day, day) if kind is DigestKind.MORNING else week_around(day)


def read_when(
    kind: DigestKind, text: str, *, now: datetime, zone: ZoneInfo, overlay: Overlay
) -> When:
    """早上8点半, 周五 17:00, 5号上午10点: 每天, 每周 and 每月 may be left out. It is read back, so
    of two hours that are as likely it is the earlier. Raises ``RuleBroken``, with an example, for
    what says no such time.
    """
    for said in (text, *(f"{before}{text}" for before in _BEFORE[kind])):
        try:
            found = understand(said, now=now, zone=zone, overlay=overlay)
        except RuleBroken:
            continue
        choices = found.choices if isinstance(found, Ambiguous) else (found,)
        read = [when for one in choices if (when := _when(kind, one)) is not None]
        if read:
            return min(read, key=lambda one: minute_of(one.clock))
    raise RuleBroken(f"digest.when_wrong.{kind}")


_BEFORE = {
    DigestKind.MORNING: ("每天", "every day "),
    DigestKind.WEEKLY: ("每", "every "),
    DigestKind.MONTHLY: ("每月", "every month "),
}


def _when(kind: DigestKind, found: Understood) -> When | None:
    plan = found.what
    if not isinstance(plan, Recurrence) or plan.every != 1 or plan.lasts:
        return None
    if found.rest.strip(" ，。,.!！"):
        return None
    day = _day_of(kind, plan)
    if day is None or len(plan.minutes) != 1 or plan.minutes[0] >= DAY:
        return None
    return When(day, clock_of(plan.minutes[0]))


def _day_of(kind: DigestKind, plan: Recurrence) -> int | None:
    if kind is DigestKind.MORNING:
        return 0 if plan.unit is Unit.DAY else None
    if kind is DigestKind.WEEKLY:
        is_one = plan.unit is Unit.WEEK and len(plan.weekdays) == 1
        return plan.weekdays[0] + 1 if is_one else None
    if plan.unit is not Unit.MONTH or len(plan.month_days) != 1:
        return None
    return 31 if plan.month_days[0] == -1 else plan.month_days[0]


@dataclass(frozen=True)
class Meant:
    """Something of today, by its hour and what it is called."""

    at: datetime
    title: str


@dataclass(frozen=True)
class Morning:
    """What a working day begins with."""

    overdue: int
    due_today: int
    to_accept: int
    to_confirm: int
    activities: tuple[Meant, ...]
    meetings: tuple[Meant, ...]
    resolutions: int
    """Due today, or before."""

    @property
    def is_empty(self) -> bool:
        counts = (self.overdue, self.due_today, self.to_accept, self.to_confirm, self.resolutions)
        return not (any(counts) or self.activities or self.meetings)


@dataclass(frozen=True)
class Week:
    """What was reported, what was mended by its reporter's word, and whom that is owed to."""

    reported: int
    mended: int
    stories: tuple[int, ...]
    """Cases with a picture of before and one of after."""
    reporters: tuple[int, ...]


@dataclass(frozen=True)
class Ended:
    """How one digest ended."""

    key: str
    state: str
    reason: str
    ended_at: datetime
