"""Activities 志愿活动: when they are, who has a place, who waits for one, and until when."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from domain.media import Point
from domain.rules import RuleBroken

CANCEL_BEFORE = timedelta(hours=3)
"""So long before the start a place can be given back; later somebody has to be found for it."""

OFFER_LASTS = timedelta(hours=12)
OFFER_ENDS_BEFORE = timedelta(hours=1)

DAY_BEFORE, HOUR_BEFORE = timedelta(days=1), timedelta(hours=1)

MOST_ASKED = 5
"""So many people are asked to take a place over, and no more."""

LONGEST_TITLE, LONGEST_PLACE, LONGEST_TEAM, LONGEST_REASON = 40, 60, 12, 200
MOST_TEAMS, MOST_PLACES = 8, 500
LONGEST = timedelta(hours=12)
LATEST = timedelta(days=366)


class ActivityState(StrEnum):
    PLANNED = "planned"  # from its posting until it is called off or over
    CANCELLED = "cancelled"  # called off
    ENDED = "ended"  # over; who was there is not confirmed yet
    CONFIRMED = "confirmed"  # over, and the leader has said who was there


class SeatState(StrEnum):
    GOING = "going"
    WAITING = "waiting"  # in the queue
    OFFERED = "offered"  # has been given a place and must say yes until then
    CANCELLED = "cancelled"  # does not come any more
    LAPSED = "lapsed"  # did not say yes in time


HOLDS_PLACE = frozenset({SeatState.GOING, SeatState.OFFERED})
"""Whoever is in one of these is counted in ``taken``."""

IS_IN = frozenset({SeatState.GOING, SeatState.OFFERED, SeatState.WAITING})


@dataclass(frozen=True)
class Activity:
    """``capacity`` 0 is: as many as come. ``taken`` counts who is going and who has been offered
    a place. ``added`` are the places beyond what was planned, for people whom the leader saw there.
    ``sequence`` counts changes of what stands in people's calendars.
    """

    id: int
    community_id: int
    title: str
    service: str
    place: str
    point: Point | None
    radius_m: int | None
    starts_at: datetime
    ends_at: datetime
    cancel_by: datetime
    capacity: int
    taken: int
    added: int
    teams: tuple[str, ...]
    words: str
    record: str
    repeats: str
    follows_id: int | None
    leader_id: int
    made_by: int
    state: ActivityState
    secret: str = field(repr=False)
    sequence: int
    version: int
    source: str
    made_at: datetime
    ended_at: datetime | None

    @property
    def about(self) -> str:
        """How messages and jobs name it."""
        return f"activity:{self.id}"

    @property
    def planned_minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    @property
    def is_full(self) -> bool:
        return 0 < self.capacity <= self.taken


@dataclass(frozen=True)
class Seat:
    """Somebody's place in an activity, or in its queue. ``will_come`` is what they answered to a
    reminder (``yes`` or nothing); ``minutes`` what the leader has put right, ``result`` what was
    confirmed afterwards.
    """

    id: int
    community_id: int
    activity_id: int
    person_id: int
    team: str
    state: SeatState
    queued_at: datetime
    offered_until: datetime | None
    will_come: str
    seeks_cover: bool
    checked_in_at: datetime | None
    checked_in_by: int | None
    checked_out_at: datetime | None
    checked_out_by: int | None
    is_flagged: bool
    minutes: int | None
    result: str
    version: int

    @property
    def about(self) -> str:
        return f"seat:{self.id}"


def check_may_join(activity: Activity, *, now: datetime) -> None:
    """Whether anybody can still join: until it is over, for latecomers are welcome."""
    check_is_planned(activity)
    if now >= activity.ends_at:
        raise RuleBroken("activity.over", title=activity.title)


def check_is_planned(activity: Activity) -> None:
    if activity.state is ActivityState.CANCELLED:
        raise RuleBroken("activity.called_off", title=activity.title)
    if activity.state is not ActivityState.PLANNED:
        raise RuleBroken("activity.over", title=activity.title)


def may_cancel(activity: Activity, seat: Seat, *, now: datetime) -> bool:
    """Whoever only waits, or was offered a place, may leave at any time."""
    return seat.state is not SeatState.GOING or now <= activity.cancel_by


def offer_ends(activity: Activity, *, now: datetime) -> datetime | None:
    """Until when somebody offered a place now may say yes; ``None``: it is too late to ask."""
    until = min(now + OFFER_LASTS, activity.starts_at - OFFER_ENDS_BEFORE)
    return until if until > now else None


def default_cancel_by(starts_at: datetime, *, now: datetime) -> datetime:
    """Three hours before the start, but what is made at short notice can be cancelled until then
    too: nobody is bound the moment they join.
    """
    until = starts_at - CANCEL_BEFORE
    return until if until > now else starts_at - (starts_at - now) / 2


def overlaps(one: Activity, other: Activity) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at
