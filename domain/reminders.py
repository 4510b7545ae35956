"""Reminders 提醒: what was asked for, what may be said when, and what is done when it is late."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, StrEnum, auto
from zoneinfo import ZoneInfo

from domain.addresses import Address
from domain.answers import Json
from domain.quiet_hours import Quiet, after_quiet, awake_between
from domain.rules import RuleBroken
from domain.times import (
    Days,
    Once,
    Plan,
    Recurrence,
    Span,
    Understood,
    Unit,
    as_stored,
    read_plan,
    understand,
    upcoming,
)
from domain.wall_clock import moment_of
from domain.workdays import Overlay

LONGEST_WORDS = 500
MOST_IN_A_CHAT = 20
"""Running and paused together: more nobody keeps in mind, and one list shows them all."""

PUNCTUAL = timedelta(minutes=1)
"""What is less late than this is said as if it were not."""

SAID_LATE_WITHIN = timedelta(hours=2)
"""What is later is not said any more; quiet hours do not count."""

READ_BACK = 3
"""So many of the next times are shown before a reminder counts."""

DAYS_BEGIN = 9 * 60
"""In minutes after midnight: when a day that was named without a time is spoken of."""

SIGNS = " ,，:：;；、\n"
"""What may stand between the time and the words."""

ANY_REPEAT = (Days.EVERY, Days.NO_HOLIDAYS, Days.AFTER_HOLIDAYS)
"""What may be chosen of holidays; working days have said so themselves."""

INSTANT = timedelta(microseconds=1)


class ReminderState(StrEnum):
    ASKED = "asked"  # read back, and not confirmed yet
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


class Fate(Enum):
    """What is done with a reminder that is due."""

    ON_TIME = auto()
    LATE = auto()
    SKIPPED = auto()


@dataclass(frozen=True)
class Reading:
    """One way in which a request was understood; ``question`` asks which, if there are several."""

    what: Plan
    words: str
    question: str = ""

    def as_stored(self) -> dict[str, Json]:
        return {"what": as_stored(self.what), "words": self.words, "question": self.question}


def read_reading(stored: dict[str, Json]) -> Reading:
    return Reading(read_plan(stored["what"]), stored["words"], stored["question"])


@dataclass(frozen=True)
class Reminder:
    """``what`` and ``words`` are what counts; ``readings`` how the latest request was understood
    that nobody has confirmed yet. ``next_at`` is the plan's moment, before quiet hours hold it.
    """

    id: int
    community_id: int
    made_by: int
    to: Address
    words: str
    what: Plan | None
    readings: tuple[Reading, ...]
    state: ReminderState
    version: int
    next_at: datetime | None

    @property
    def about(self) -> str:
        """How messages and jobs name it."""
        return f"reminder:{self.id}"


def reminder_id_of(about: str) -> int:
    """
    >>> reminder_id_of("reminder:7")
    7
    """
    return int(about.split(":")[1])


def stamp_of(moment: datetime) -> int:
    """A planned time as a button bears it."""
    return int(moment.timestamp())


@dataclass(frozen=True)
class Calendar:
    """By which clocks and holidays a community lives, and when it is not to be disturbed."""

    zone: ZoneInfo
    quiet: Quiet | None
    overlay: Overlay

    def next_of(self, plan: Plan, *, after: datetime) -> datetime | None:
        found = upcoming(plan, after=after, zone=self.zone, overlay=self.overlay, count=1)
        return found[0] if found else None

    def is_planned(self, plan: Plan, moment: datetime) -> bool:
        """Whether it is still one of the plan's moments: holidays become known late."""
        return self.next_of(plan, after=moment - INSTANT) == moment

    def held(self, moment: datetime) -> datetime:
        return after_quiet(moment, self.quiet, self.zone)

    def spoken(self, plan: Plan, *, after: datetime, count: int) -> list[datetime]:
        """When it will really be said: what quiet hours hold is said together at their end."""
        found: dict[datetime, None] = {}
        while len(found) < count:
            moment = self.next_of(plan, after=after)
            if moment is None:
                break
            found[self.held(moment)] = None
            after = moment
        return list(found)

    def fate_of(self, planned: datetime, *, now: datetime) -> Fate:
        late = awake_between(planned, now, self.quiet, self.zone, at_most=SAID_LATE_WITHIN)
        if late >= SAID_LATE_WITHIN:
            return Fate.SKIPPED
        return Fate.LATE if late >= PUNCTUAL else Fate.ON_TIME


def read_request(
    text: str, *, words: str = "", said_at: datetime, calendar: Calendar
) -> tuple[Reading, ...]:
    """What somebody wants to be reminded of, and when: one reading, or several that are as likely.

    ``words`` are those of before, for a request that names only a time. Raises ``RuleBroken``
    where a part is missing.
    """
    if not text.strip():
        raise RuleBroken("reminder.usage")
    found = understand(text, now=said_at, zone=calendar.zone, overlay=calendar.overlay)
    if isinstance(found, Understood):
        return (_reading(found, words, said_at, calendar),)
    readings = [_reading(one, words, said_at, calendar) for one in found.choices]
    return tuple(replace(one, question=found.question_key) for one in readings)


def _reading(found: Understood, words: str, said_at: datetime, calendar: Calendar) -> Reading:
    words = found.rest.replace("\0", "").strip(SIGNS) or words
    if not words:
        raise RuleBroken("reminder.no_words")
    if len(words) > LONGEST_WORDS:
        raise RuleBroken("reminder.too_long", count=LONGEST_WORDS)
    if not isinstance(found.what, Span):
        return Reading(found.what, words)
    at = spoken_of(found.what, calendar.zone)
    if at <= said_at:
        raise RuleBroken("reminder.needs_clock")
    return Reading(Once(at), words)


def spoken_of(span: Span, zone: ZoneInfo) -> datetime:
    """A span is spoken of when it begins; whole days, in the morning."""
    begin, end = span.begin.astimezone(zone), span.end.astimezone(zone)
    if begin.hour == begin.minute == end.hour == end.minute == 0:
        return moment_of(begin.date(), DAYS_BEGIN, zone)
    return span.begin


def choices_of(plan: Plan) -> tuple[Days, ...]:
    """What else may be chosen for holidays; what comes every day is not said later instead."""
    if not isinstance(plan, Recurrence) or plan.days not in ANY_REPEAT:
        return ()
    is_daily = plan.unit is Unit.DAY and plan.every == 1
    known = (Days.EVERY, Days.NO_HOLIDAYS) if is_daily else ANY_REPEAT
    return tuple(one for one in known if one is not plan.days)


def on_holidays(reading: Reading, days: Days) -> Reading:
    if days not in choices_of(reading.what):
        raise RuleBroken("press.stale")
    assert isinstance(reading.what, Recurrence)
    return replace(reading, what=replace(reading.what, days=days))
