"""Meetings 会议 and what happened to them: a row each, and a list of events that only grows."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.answers import Json
from domain.audiences import Audience, as_stored, read_audience
from domain.meetings import Meeting, Rhythm, Stage, number_of
from domain.time_plans import as_stored as plan_as_stored
from domain.times import read_recurrence
from storage.tables import counters, meeting_events, meetings
from storage.tables.meetings import IS_AHEAD

# SQLite finds a partial index only by its own words, never by a parameter.
_IS_AHEAD = sa.text(f"meetings.{IS_AHEAD}")

MOVED, ANNOUNCED, CHANGED = "moved", "announced", "changed"
"""Kinds of events: the stage, the announcement with its reason, and another time or place."""


def meeting_of(row: sa.Row[tuple[Json, ...]]) -> Meeting:
    known = dict(row._mapping)
    known |= {
        "audience": read_audience(row.audience),
        "stage": Stage(row.stage),
        "repeats": _rhythm(json.loads(row.repeats)) if row.repeats else None,
    }
    return Meeting(**known)


def _rhythm(stored: dict[str, Json]) -> Rhythm:
    return Rhythm(read_recurrence(stored["plan"]), datetime.fromisoformat(stored["planned_at"]))


def written(rhythm: Rhythm | None) -> str:
    if rhythm is None:
        return ""
    planned_at = rhythm.planned_at.isoformat()
    return json.dumps({"plan": plan_as_stored(rhythm.plan), "planned_at": planned_at})


def find_meeting(tx: Connection, meeting_id: int) -> Meeting | None:
    row = tx.execute(sa.select(meetings).where(meetings.c.id == meeting_id)).one_or_none()
    return meeting_of(row) if row else None


def get_meeting(tx: Connection, meeting_id: int) -> Meeting:
    return meeting_of(tx.execute(sa.select(meetings).where(meetings.c.id == meeting_id)).one())


def find_by_number(tx: Connection, *, community_id: int, number: str) -> Meeting | None:
    row = tx.execute(
        sa.select(meetings).where(
            meetings.c.community_id == community_id, meetings.c.number == number.upper()
        )
    ).one_or_none()
    return meeting_of(row) if row else None


def find_by_source(tx: Connection, source: str) -> Meeting | None:
    row = tx.execute(sa.select(meetings).where(meetings.c.source == source)).one_or_none()
    return meeting_of(row) if row else None


def next_number(tx: Connection, *, community_id: int, year: int) -> str:
    """The next of this community in a year; a number that was taken is never given again."""
    taken: int = tx.execute(
        postgresql.insert(counters)
        .values(name=f"meeting:{community_id}:{year}", value=1)
        .on_conflict_do_update(index_elements=["name"], set_={"value": counters.c.value + 1})
        .returning(counters.c.value)
    ).scalar_one()
    return number_of(year, taken)


def add_meeting(
    tx: Connection,
    *,
    source: str,
    audience: Audience,
    repeats: Rhythm | None,
    now: datetime,
    **columns: Json,
) -> Meeting:
    """Write down an announced meeting, with what stands in its row under the same names. Whoever
    calls has looked whether this ``source`` has made one before.
    """
    row = tx.execute(
        meetings.insert()
        .values(
            source=source,
            audience=as_stored(audience),
            repeats=written(repeats),
            made_at=now,
            **columns,
        )
        .returning(meetings)
    ).one()
    return meeting_of(row)


def change_meeting(tx: Connection, meeting: Meeting, **changes: Json) -> Meeting | None:
    """Change a meeting that nobody has changed since it was read; ``None`` if somebody has."""
    row = tx.execute(
        meetings.update()
        .where(meetings.c.id == meeting.id, meetings.c.version == meeting.version)
        .values(version=meeting.version + 1, **changes)
        .returning(meetings)
    ).one_or_none()
    return meeting_of(row) if row else None


@dataclass(frozen=True)
class MeetingEvent:
    kind: str
    from_stage: str
    to_stage: str
    reason: str
    made_by: int | None
    made_at: datetime


def add_event(
    tx: Connection,
    meeting: Meeting,
    *,
    kind: str,
    made_by: int | None,
    source: str,
    now: datetime,
    from_stage: str = "",
    to_stage: str = "",
    reason: str = "",
) -> None:
    """What happened, by whom and why; never changed afterwards. The same source is one event."""
    tx.execute(
        postgresql.insert(meeting_events)
        .values(
            community_id=meeting.community_id,
            meeting_id=meeting.id,
            kind=kind,
            from_stage=from_stage,
            to_stage=to_stage,
            reason=reason,
            made_by=made_by,
            source=source,
            made_at=now,
        )
        .on_conflict_do_nothing(index_elements=["source"])
    )


def list_events(tx: Connection, meeting_id: int) -> list[MeetingEvent]:
    """All that happened to a meeting, the oldest first."""
    row = meeting_events.c
    rows = tx.execute(
        sa.select(row.kind, row.from_stage, row.to_stage, row.reason, row.made_by, row.made_at)
        .where(row.meeting_id == meeting_id)
        .order_by(row.id)
    )
    return [MeetingEvent(*one) for one in rows]


def list_ahead(tx: Connection, *, community_id: int) -> list[Meeting]:
    """Those that are announced or under way, the next one first."""
    rows = tx.execute(
        sa.select(meetings)
        .where(_IS_AHEAD, meetings.c.community_id == community_id)
        .order_by(meetings.c.starts_at, meetings.c.id)
    )
    return [meeting_of(row) for row in rows]


def list_staged(
    tx: Connection,
    *,
    community_id: int,
    stages: Collection[Stage],
    is_latest_first: bool = True,
    limit: int,
    offset: int = 0,
) -> list[Meeting]:
    """Those in one of these stages, in the order of their begin."""
    order = (meetings.c.starts_at, meetings.c.id)
    rows = tx.execute(
        sa.select(meetings)
        .where(meetings.c.community_id == community_id, meetings.c.stage.in_(sorted(stages)))
        .order_by(*((one.desc() for one in order) if is_latest_first else order))
        .limit(limit)
        .offset(offset)
    )
    return [meeting_of(row) for row in rows]


def count_staged(tx: Connection, *, community_id: int, stages: Collection[Stage]) -> int:
    return tx.execute(
        sa.select(sa.func.count())
        .select_from(meetings)
        .where(meetings.c.community_id == community_id, meetings.c.stage.in_(sorted(stages)))
    ).scalar_one()


def find_following(tx: Connection, meeting_id: int) -> Meeting | None:
    """The next one of the series, if it has been made."""
    row = tx.execute(
        sa.select(meetings).where(meetings.c.follows_id == meeting_id).limit(1)
    ).one_or_none()
    return meeting_of(row) if row else None
