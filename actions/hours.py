"""Hours 时长 are entered: once for their source, and the points they earn in the same breath."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from actions.grants import Earned, grant_for
from domain.hours import HourKind, HoursEntry
from domain.rule_sheets import Event
from storage import hours

PAID_AS = {
    HourKind.VERIFIED: Event.HOURS_VERIFIED,
    HourKind.DECLARED: Event.HOURS_DECLARED,
}


@dataclass(frozen=True)
class Served:
    """Hours that somebody gave, as they are to be entered. ``confirmed_by`` is somebody else."""

    community_id: int
    person_id: int
    kind: HourKind
    service: str
    held_on: date
    minutes: int
    words: str
    confirmed_by: int | None
    source: str
    activity_id: int | None = None
    claim_id: int | None = None


def add_hours(tx: Connection, served: Served, *, now: datetime) -> int | None:
    """Enter hours, and grant what the rule sheet pays for them; ``None``, and nothing done, where
    their ``source`` has been entered. Their grant is found by ``about``: ``hours:<the row>``.
    """
    assert served.confirmed_by != served.person_id, "nobody confirms for themselves"
    hours_id = hours.add_entry(tx, **asdict(served), now=now)
    if hours_id is None:
        return None
    entry = hours.find_entry(tx, hours_id, community_id=served.community_id)
    assert entry is not None
    grant_for(tx, earned_by(entry), now=now)
    return hours_id


def attended(activity_id: int, person_id: int) -> str:
    """The source of what somebody gets for having been at an activity."""
    return f"attended:{activity_id}:{person_id}"


def earned_by(entry: HoursEntry) -> Earned:
    """What the rule sheet is asked to pay for an entry."""
    return Earned(
        event=PAID_AS[entry.kind],
        community_id=entry.community_id,
        person_id=entry.person_id,
        granted_by=entry.confirmed_by,
        source=f"grant:{entry.about}",
        about=entry.about,
        minutes=entry.minutes,
    )
