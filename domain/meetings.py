"""Meetings 会议: the four steps announce → meet → decide → follow up, and none skipped silently.

What may be done with a meeting follows from its stage. The stages stand in one row, and a meeting
walks along it a step at a time; whoever wants to leave a step out, or to go back, says why, and
what they say is kept.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from domain.audiences import Audience
from domain.people import ChatKind, MemberKind
from domain.permissions import Role
from domain.rules import RuleBroken
from domain.times import Recurrence

ANNOUNCED_AHEAD = timedelta(days=3)
"""提前公示: what is announced later than so long before the start needs a reason."""

LASTS = timedelta(hours=1, minutes=30)
"""How long a meeting takes of which nobody has said it."""

LONGEST = timedelta(hours=12)
LATEST = timedelta(days=400)

LONGEST_TITLE, LONGEST_PLACE, LONGEST_WORDS = 40, 60, 500
LONGEST_ITEM, MOST_ITEMS = 60, 12
SHORTEST_REASON, LONGEST_REASON = 2, 200
MOST_OFFERED = 50
"""So many proposals are offered for an agenda, those that have waited longest: no card bears more
than a hundred buttons.
"""
MOST_PLUS = 3
"""So many people may somebody bring along."""

OPENS_BEFORE = timedelta(minutes=30)
"""So long before the start people can check in."""


class Stage(StrEnum):
    ANNOUNCED = "announced"  # everybody knows when, where and what about
    MET = "met"  # people sit together
    DECIDED = "decided"  # they vote, and write down what they have decided
    FOLLOWING = "following"  # it is over, and what was decided is being done
    CLOSED = "closed"
    CANCELLED = "cancelled"


STEPS = (Stage.ANNOUNCED, Stage.MET, Stage.DECIDED, Stage.FOLLOWING, Stage.CLOSED)
"""The row along which a meeting walks."""

IS_AHEAD = frozenset({Stage.ANNOUNCED, Stage.MET, Stage.DECIDED})
"""Whoever is invited can still come to it."""

CAN_BE_CANCELLED = frozenset({Stage.ANNOUNCED, Stage.MET})


STAYS_OPEN = frozenset({Stage.MET, Stage.DECIDED})
"""While people sit together they can check in, and matters are ticked off."""

REMINDED_BEFORE = MappingProxyType(
    {"days": timedelta(days=3), "day": timedelta(days=1), "hour": timedelta(hours=1)}
)

SERIES_AHEAD = timedelta(days=7)
"""So long before it begins, the next one of a series is announced."""

NAGGED_AFTER, NAGGED_EVERY, MOST_NAGS = timedelta(days=1), timedelta(days=3), 5

MOST_TOLD_SINGLY = 300
"""So many invited people hear of it one by one; more, or everybody, read it in their groups."""


class ItemState(StrEnum):
    """What became of a matter on the agenda."""

    OPEN = "open"  # not spoken of yet
    DONE = "done"  # spoken of, or decided
    DROPPED = "dropped"  # taken off the agenda
    CARRIED = "carried"  # left for the next meeting of the series


class Coming(StrEnum):
    """What somebody answers to an invitation."""

    YES = "yes"
    NO = "no"
    UNSAID = ""


@dataclass(frozen=True)
class Rhythm:
    """How a series goes on, and when by that plan this one of it was to begin: one that is moved
    does not take the others along.
    """

    plan: Recurrence
    planned_at: datetime


@dataclass(frozen=True)
class Meeting:
    """``invited`` is how many were, counted when it was announced and again when it began;
    ``sequence`` counts changes of what stands in people's calendars. ``words`` are why it was
    cancelled, or why it was announced late.
    """

    id: int
    community_id: int
    number: str
    title: str
    place: str
    words: str
    audience: Audience
    starts_at: datetime
    ends_at: datetime
    stage: Stage
    quorum: str
    invited: int
    repeats: Rhythm | None
    follows_id: int | None
    leader_id: int
    made_by: int
    secret: str = field(repr=False)
    minutes: str
    minutes_at: datetime | None
    sequence: int
    version: int
    source: str
    made_at: datetime
    ended_at: datetime | None

    @property
    def about(self) -> str:
        """How messages and jobs name it."""
        return f"meeting:{self.id}"

    @property
    def is_ahead(self) -> bool:
        return self.stage in IS_AHEAD

    def has_begun(self, now: datetime) -> bool:
        """Whether it is too late to say that one comes, or to change the agenda."""
        return self.stage is not Stage.ANNOUNCED or now >= self.starts_at


@dataclass(frozen=True)
class AgendaItem:
    """A matter on a meeting's agenda, in its place from 1 on; a proposal, where one was made of
    it, and the item of the meeting before that was not reached.
    """

    id: int
    community_id: int
    meeting_id: int
    position: int
    title: str
    minutes: str
    proposal_id: int | None
    state: ItemState
    carried_from_id: int | None
    version: int


@dataclass(frozen=True)
class Guest:
    """Who was named, has answered, or has come. ``plus`` is how many they bring along."""

    id: int
    community_id: int
    meeting_id: int
    person_id: int
    is_named: bool
    answer: Coming
    plus: int
    answered_at: datetime | None
    checked_in_at: datetime | None
    checked_in_by: int | None
    version: int

    @property
    def seats(self) -> int:
        return 1 + self.plus if self.answer is Coming.YES else 0


@dataclass(frozen=True)
class Answers:
    """How many have said what; ``seats`` counts who is brought along too."""

    coming: int = 0
    seats: int = 0
    away: int = 0
    present: int = 0


@dataclass(frozen=True)
class Move:
    """A step that is taken; ``skipped`` are those that are left out."""

    taken_from: Stage
    to: Stage
    reason: str = ""
    skipped: tuple[Stage, ...] = ()


def meeting_id_of(about: str) -> int:
    """
    >>> meeting_id_of("meeting:7")
    7
    """
    return int(about.split(":")[1])


def move(stage: Stage, to: Stage, reason: str = "") -> Move:
    """One step on needs no reason. Leaving one out, going back and cancelling do; to where a
    meeting stands already, or out of a cancelled one, there is no way.

    >>> move(Stage.ANNOUNCED, Stage.MET).skipped
    ()
    >>> move(Stage.MET, Stage.FOLLOWING, "没有要表决的").skipped
    (<Stage.DECIDED: 'decided'>,)
    """
    reason = reason.strip()
    if to is Stage.CANCELLED:
        if stage not in CAN_BE_CANCELLED:
            raise RuleBroken(f"meeting.cannot_cancel.{stage.value}")
        return Move(stage, to, check_reason(reason, asked="meeting.why_cancelled"))
    if stage is Stage.CANCELLED or stage is to:
        raise RuleBroken(f"meeting.is_already.{stage.value}")
    begin, end = STEPS.index(stage), STEPS.index(to)
    skipped = STEPS[begin + 1 : end]
    if end < begin:
        check_reason(reason, asked=f"meeting.goes_back.{to.value}")
    elif skipped:
        check_reason(reason, asked=f"meeting.skips.{skipped[0].value}")
    return Move(stage, to, reason, skipped)


def check_reason(reason: str, *, asked: str) -> str:
    """The reason as it is kept; ``asked`` is the sentence that asks for one."""
    if len(reason) < SHORTEST_REASON:
        raise RuleBroken(asked)
    if len(reason) > LONGEST_REASON:
        raise RuleBroken("meeting.reason_too_long", count=LONGEST_REASON)
    return reason


def next_step(stage: Stage) -> Stage | None:
    """Where the leader's button leads; ``None`` at the end of the way."""
    if stage not in STEPS[:-1]:
        return None
    return STEPS[STEPS.index(stage) + 1]


HALF, TWO_THIRDS = "half", "two_thirds"
QUORUMS = ("", HALF, TWO_THIRDS)
"""None, more than half, two thirds; any other is a number of people."""

MOST_QUORUM = 9999


def needed_for(quorum: str, invited: int) -> int:
    """How many must have come. Half is not more than half.

    >>> [needed_for(one, 20) for one in ("", "half", "two_thirds", "12")]
    [0, 11, 14, 12]
    """
    match quorum:
        case "":
            return 0
        case "half":
            return invited // 2 + 1
        case "two_thirds":
            return -(-2 * invited // 3)
    return int(quorum)


@dataclass(frozen=True)
class Count:
    """How many have come, and how many must."""

    present: int
    invited: int
    needed: int

    @property
    def is_met(self) -> bool:
        return self.present >= self.needed


def count_of(meeting: Meeting, present: int) -> Count:
    return Count(present, meeting.invited, needed_for(meeting.quorum, meeting.invited))


def check_may_decide(count: Count, reason: str) -> None:
    """进入表决 without a quorum needs a reason too."""
    if not count.is_met:
        check_reason(reason.strip(), asked="meeting.no_quorum")


IN_STAFF_GROUP = frozenset({Role.SECRETARY, Role.GRID_WORKER, Role.DEPARTMENT})
"""Captains, supervisors and merchants are neighbours, and read the residents' group."""


def posted_to(audience: Audience) -> tuple[ChatKind, ...]:
    """In which groups those meant are; the office reads it in its own, whoever is meant."""
    public, riders, staff = ChatKind.PUBLIC, ChatKind.RIDERS, ChatKind.STAFF
    if audience.is_named_only or (audience.roles and audience.roles <= IN_STAFF_GROUP):
        return (staff,)
    if audience.kinds == {MemberKind.RIDER}:
        return (riders, staff)
    if audience.kinds and MemberKind.RIDER not in audience.kinds:
        return (public, staff)
    return (public, riders, staff)


def is_closed(audience: Audience) -> bool:
    """Whether what it is about is nobody's but theirs who are invited, and the office's."""
    return posted_to(audience) == (ChatKind.STAFF,)


def next_is_due(which: str, starts_at: datetime, now: datetime) -> bool:
    """Whether the reminder after this one is due as well."""
    later = list(REMINDED_BEFORE)[list(REMINDED_BEFORE).index(which) + 1 :]
    return any(now >= starts_at - REMINDED_BEFORE[one] for one in later)


def nagged_at(ends_at: datetime) -> dict[str, datetime]:
    """When whoever leads is asked to bring it to its end, by the name of each time."""
    first = ends_at + NAGGED_AFTER
    return {
        f"{number}:{ends_at.isoformat()}": first + NAGGED_EVERY * (number - 1)
        for number in range(1, MOST_NAGS + 1)
    }


def may_check_in(meeting: Meeting, now: datetime) -> bool:
    if meeting.stage is Stage.ANNOUNCED:
        return now >= meeting.starts_at - OPENS_BEFORE
    return meeting.stage in (Stage.MET, Stage.DECIDED)


def check_may_answer(meeting: Meeting, now: datetime) -> None:
    """Whether one can still say that one comes or does not."""
    if meeting.stage is Stage.CANCELLED:
        raise RuleBroken("meeting.was_cancelled", title=meeting.title)
    if meeting.has_begun(now):
        raise RuleBroken("meeting.has_begun", title=meeting.title)


def is_late_notice(starts_at: datetime, now: datetime) -> bool:
    """Whether it would be announced less than the days before that people can expect."""
    return starts_at - now < ANNOUNCED_AHEAD


def number_of(year: int, count: int) -> str:
    """A meeting's number: the year in which it is held, and which of its community it is.

    >>> number_of(2026, 7)
    'JY-2026-07'
    """
    return f"JY-{year}-{count:02}"
