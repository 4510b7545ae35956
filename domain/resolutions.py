"""Resolutions 决议: what was decided, who sees to it by when, how far it is, and what it came to.

What is told of progress is kept as updates that only grow; the resolution itself says where it
stands by now.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.plain_text import in_one_line
from domain.reminders import Calendar
from domain.rules import RuleBroken
from domain.times import Ambiguous, Once, Plan, Recurrence, Span, Understood, understand
from domain.wall_clock import DAY, moment_of

SHORTEST_WORDS, LONGEST_WORDS, LONGEST_UPDATE = 4, 200, 300
STEPS = (25, 50, 75)
"""How far something is, one press each; the last step wants words."""

REMINDED_BEFORE = timedelta(days=3)
SAID_AT = 9 * 60
"""In minutes after midnight: when a resolution's owner is reminded."""

CELLS = 5
FULL = 100


class ResolutionState(StrEnum):
    OPEN = "open"
    DONE = "done"  # 办结
    STOPPED = "stopped"  # 终止


class Pile(StrEnum):
    """The parts of the list; what is overdue is open, too."""

    OPEN = "open"
    OVERDUE = "overdue"
    ENDED = "ended"


class UpdateKind(StrEnum):
    PROGRESS = "progress"
    DONE = "done"
    STOPPED = "stopped"
    NUDGE = "nudge"  # 督办


TOLD = frozenset({UpdateKind.PROGRESS, UpdateKind.DONE, UpdateKind.STOPPED})
"""Of what those hear who proposed it, seconded it, voted on it or were there."""


@dataclass(frozen=True)
class Resolution:
    """``due_at`` is the last minute of the last day; ``percent`` what its owner said last."""

    id: int
    community_id: int
    meeting_id: int
    agenda_item_id: int | None
    proposal_id: int | None
    ballot_id: int | None
    number: str
    words: str
    owner_id: int | None
    due_at: datetime | None
    percent: int
    state: ResolutionState
    made_by: int
    version: int
    source: str
    made_at: datetime
    ended_at: datetime | None

    @property
    def about(self) -> str:
        """How messages and jobs name it."""
        return f"resolution:{self.id}"

    def is_overdue(self, now: datetime) -> bool:
        is_open = self.state is ResolutionState.OPEN
        return is_open and self.due_at is not None and self.due_at < now


@dataclass(frozen=True)
class Update:
    """Somebody said how far it is, or that it should go on."""

    id: int
    kind: UpdateKind
    made_by: int | None
    percent: int
    words: str
    picture: str
    made_at: datetime


@dataclass(frozen=True)
class Draft:
    """What somebody wrote down as decided; without a ``username`` it is theirs to see to."""

    words: str
    due_on: date
    username: str | None = None


@dataclass(frozen=True)
class Progress:
    """``percent`` is ``None`` where only words were said."""

    percent: int | None
    words: str


def resolution_id_of(about: str) -> int:
    """
    >>> resolution_id_of("resolution:7")
    7
    """
    return int(about.split(":")[1])


def number_of(meeting_number: str, count: int) -> str:
    """
    >>> number_of("JY-2026-07", 1)
    'JY-2026-07-1'
    """
    return f"{meeting_number}-{count}"


_NUMBER = re.compile(
    r"\s*#?(JY[-_][0-9]{4}[-_][0-9]{1,6}[-_][0-9]{1,4})(?![-_0-9])[\s,，:：]*", re.I
)


def find_number(words: str) -> tuple[str | None, str]:
    """The number of a resolution that comes first, and the words behind it.

    >>> find_number("jy-2026-07-1 40% 已采购")
    ('JY-2026-07-1', '40% 已采购')
    >>> find_number("已采购")
    (None, '已采购')
    """
    found = _NUMBER.match(words)
    if found is None:
        return None, words.strip()
    return found[1].upper().replace("_", "-"), words[found.end() :].strip()


_NAME = re.compile(r"@([A-Za-z0-9_]{4,32})\b")
_STOPS = re.compile(r"[\s,，;；、。]+")
_LEFT = " ,，;；、。"
_INSTANT = timedelta(microseconds=1)


def read_draft(text: str, *, calendar: Calendar, now: datetime) -> Draft:
    """装充电桩 @zhao 12月31日前. The day may stand anywhere; where a part of its own says nothing
    else, the words keep every other number they have: 3号楼 is no day then.

    Raises ``RuleBroken`` with an example for what is missing.
    """
    names = _NAME.findall(text)
    if len(names) > 1:
        raise RuleBroken("resolution.one_owner")
    words = in_one_line(_NAME.sub(" ", text))
    day, rest = _day_in(words, calendar, now)
    rest = rest.strip(_LEFT)
    if len(rest) < SHORTEST_WORDS:
        raise RuleBroken("resolution.usage")
    if len(rest) > LONGEST_WORDS:
        raise RuleBroken("resolution.too_long", count=LONGEST_WORDS)
    return Draft(rest, day, names[0].lower() if names else None)


def _day_in(words: str, calendar: Calendar, now: datetime) -> tuple[date, str]:
    parts = [part for part in _STOPS.split(words) if part]
    for part in reversed(parts):
        found = _tried(part, calendar, now)
        if found is not None and not found[1]:
            return found[0], _without(words, part)
    return _day_and_rest(_read(words, calendar, now), calendar.zone)


def _day_and_rest(found: Understood | Ambiguous, zone: ZoneInfo) -> tuple[date, str]:
    """6点 may be in the morning or in the evening: of one day it is all the same."""
    choices = found.choices if isinstance(found, Ambiguous) else (found,)
    if len(meant := {(_day_of(one.what, zone), one.rest.strip(_LEFT)) for one in choices}) > 1:
        raise RuleBroken("resolution.which_day")
    return meant.pop()


def _read(words: str, calendar: Calendar, now: datetime) -> Understood | Ambiguous:
    try:
        return understand(words, now=now, zone=calendar.zone, overlay=calendar.overlay)
    except RuleBroken as broken:
        if broken.key == "time.not_understood":
            raise RuleBroken("resolution.usage") from None
        raise


def _tried(part: str, calendar: Calendar, now: datetime) -> tuple[date, str] | None:
    try:
        return _day_and_rest(_read(part, calendar, now), calendar.zone)
    except RuleBroken:
        return None


def _without(words: str, part: str) -> str:
    before, _, after = words.rpartition(part)
    return f"{before.rstrip(_LEFT)} {after.lstrip(_LEFT)}".strip()


def _day_of(plan: Plan, zone: ZoneInfo) -> date:
    match plan:
        case Once(at):
            return at.astimezone(zone).date()
        case Span(_, end):
            return (end - _INSTANT).astimezone(zone).date()
        case Recurrence():
            raise RuleBroken("resolution.when_wrong")


def due_at(day: date, zone: ZoneInfo) -> datetime:
    """The last minute of a day."""
    return moment_of(day, DAY - 1, zone)


_PERCENT = re.compile(r"(?<![0-9.])([0-9]{1,3})\s*[%％]")
_ALL = re.compile(r"^(?:办结|完成了?|已完成|done)(?:[\s,，:：。]+|$)", re.IGNORECASE)


def read_progress(text: str) -> Progress:
    """How far, and what about it: 40% 已采购. 办结 and 完成 at the beginning are all of it.

    >>> read_progress("40% 已采购")
    Progress(percent=40, words='已采购')
    >>> read_progress("还在等报价")
    Progress(percent=None, words='还在等报价')
    >>> read_progress("完成，充电桩通电了")
    Progress(percent=100, words='充电桩通电了')
    """
    text = in_one_line(text)
    found = _PERCENT.search(text)
    if found is None:
        done = _ALL.match(text)
        percent = FULL if done else None
        words = text[done.end() :] if done else text
    else:
        percent = int(found[1])
        words = f"{text[: found.start()].rstrip(_LEFT)} {text[found.end() :].lstrip(_LEFT)}"
    if percent is not None and percent > FULL:
        raise RuleBroken("resolution.percent")
    words = words.strip()
    if len(words) > LONGEST_UPDATE:
        raise RuleBroken("resolution.too_long", count=LONGEST_UPDATE)
    return Progress(percent, words)


def bar(percent: int) -> str:
    """
    >>> bar(40), bar(99), bar(100)
    ('▓▓░░░', '▓▓▓▓░', '▓▓▓▓▓')
    """
    full = percent * CELLS // FULL
    return "▓" * full + "░" * (CELLS - full)


SOON, TODAY, OVER = "soon", "today", "over"


def reminders_of(due: datetime, *, zone: ZoneInfo, now: datetime) -> dict[str, datetime]:
    """When its owner is reminded, and when others hear that the day has gone by; what is past
    already is left out, but for the last, which has not been said.
    """
    day = due.astimezone(zone).date()
    times = {
        SOON: moment_of(day - REMINDED_BEFORE, SAID_AT, zone),
        TODAY: moment_of(day, SAID_AT, zone),
        OVER: moment_of(day + timedelta(days=1), SAID_AT, zone),
    }
    return {which: at for which, at in times.items() if at > now or which == OVER}
