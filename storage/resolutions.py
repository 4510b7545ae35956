"""Resolutions 决议, what was said of their progress, and who wants to hear of it."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.answers import Json
from domain.resolutions import Resolution, ResolutionState, Update, UpdateKind
from storage.tables import (
    ballot_voters,
    ballots,
    meeting_guests,
    proposal_seconds,
    proposals,
    resolution_updates,
    resolutions,
)
from storage.tables.meetings import IS_OPEN

# SQLite finds a partial index only by its own words, never by a parameter.
_IS_OPEN = sa.text(f"resolutions.{IS_OPEN}")


def _resolution(row: sa.Row[tuple[Json, ...]]) -> Resolution:
    return Resolution(**{**row._mapping, "state": ResolutionState(row.state)})


def _one(tx: Connection, *where: sa.ColumnElement[bool]) -> Resolution | None:
    row = tx.execute(sa.select(resolutions).where(*where)).one_or_none()
    return _resolution(row) if row else None


def find_resolution(tx: Connection, resolution_id: int) -> Resolution | None:
    return _one(tx, resolutions.c.id == resolution_id)


def get_resolution(tx: Connection, resolution_id: int) -> Resolution:
    found = find_resolution(tx, resolution_id)
    assert found is not None, "a resolution is never deleted"
    return found


def find_by_number(tx: Connection, *, community_id: int, number: str) -> Resolution | None:
    return _one(tx, resolutions.c.community_id == community_id, resolutions.c.number == number)


def find_by_source(tx: Connection, source: str) -> Resolution | None:
    return _one(tx, resolutions.c.source == source)


def add_resolution(tx: Connection, **columns: Json) -> Resolution:
    """Write one down, with what stands in its row under the same names. Whoever calls has looked
    whether this ``source`` has made one before.
    """
    row = tx.execute(resolutions.insert().values(**columns).returning(resolutions)).one()
    return _resolution(row)


def change_resolution(tx: Connection, resolution: Resolution, **changes: Json) -> Resolution | None:
    """Change an open one that nobody has changed since it was read; ``None`` otherwise."""
    row = tx.execute(
        resolutions.update()
        .where(
            resolutions.c.id == resolution.id,
            resolutions.c.version == resolution.version,
            resolutions.c.state == ResolutionState.OPEN.value,
        )
        .values(version=resolution.version + 1, **changes)
        .returning(resolutions)
    ).one_or_none()
    return _resolution(row) if row else None


def list_of_meeting(tx: Connection, meeting_id: int) -> list[Resolution]:
    rows = tx.execute(
        sa.select(resolutions)
        .where(resolutions.c.meeting_id == meeting_id)
        .order_by(resolutions.c.id)
    )
    return [_resolution(row) for row in rows]


def list_of_proposal(tx: Connection, proposal_id: int) -> list[Resolution]:
    rows = tx.execute(
        sa.select(resolutions)
        .where(resolutions.c.proposal_id == proposal_id)
        .order_by(resolutions.c.id)
    )
    return [_resolution(row) for row in rows]


def list_open(tx: Connection, *, community_id: int) -> list[Resolution]:
    """What is not done yet, what is due first at the top."""
    rows = tx.execute(
        sa.select(resolutions)
        .where(_IS_OPEN, resolutions.c.community_id == community_id)
        .order_by(resolutions.c.due_at, resolutions.c.id)
    )
    return [_resolution(row) for row in rows]


def list_ended(
    tx: Connection, *, community_id: int, limit: int, offset: int = 0
) -> list[Resolution]:
    """What is done or was stopped, the latest first."""
    rows = tx.execute(
        sa.select(resolutions)
        .where(
            resolutions.c.community_id == community_id,
            resolutions.c.state != ResolutionState.OPEN.value,
        )
        .order_by(resolutions.c.ended_at.desc(), resolutions.c.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [_resolution(row) for row in rows]


def count_ended(tx: Connection, *, community_id: int) -> dict[ResolutionState, int]:
    rows = tx.execute(
        sa.select(resolutions.c.state, sa.func.count().label("times"))
        .where(
            resolutions.c.community_id == community_id,
            resolutions.c.state != ResolutionState.OPEN.value,
        )
        .group_by(resolutions.c.state)
    )
    return {ResolutionState(row.state): row.times for row in rows}


def add_update(
    tx: Connection,
    resolution: Resolution,
    *,
    kind: UpdateKind,
    made_by: int,
    words: str,
    source: str,
    now: datetime,
    picture: str = "",
) -> int | None:
    """Write down what was said, as far as the resolution is by now; never changed afterwards.
    ``None`` if this ``source`` has said it before.
    """
    return tx.execute(
        postgresql.insert(resolution_updates)
        .values(
            community_id=resolution.community_id,
            resolution_id=resolution.id,
            kind=kind.value,
            made_by=made_by,
            percent=resolution.percent,
            words=words,
            picture=picture,
            source=source,
            made_at=now,
        )
        .on_conflict_do_nothing(index_elements=["source"])
        .returning(resolution_updates.c.id)
    ).scalar_one_or_none()


def _update(row: sa.Row[tuple[Json, ...]]) -> Update:
    return Update(
        row.id,
        UpdateKind(row.kind),
        row.made_by,
        row.percent,
        row.words,
        row.picture,
        row.made_at,
    )


def get_update(tx: Connection, update_id: int) -> Update:
    row = tx.execute(
        sa.select(resolution_updates).where(resolution_updates.c.id == update_id)
    ).one()
    return _update(row)


def list_updates(tx: Connection, resolution_id: int) -> list[Update]:
    """The latest first."""
    rows = tx.execute(
        sa.select(resolution_updates)
        .where(resolution_updates.c.resolution_id == resolution_id)
        .order_by(resolution_updates.c.id.desc())
    )
    return [_update(row) for row in rows]


def list_concerned(
    tx: Connection,
    *,
    meeting_id: int,
    proposal_ids: Collection[int],
    with_seconders: bool,
    after: int = 0,
    limit: int | None = None,
) -> list[int]:
    """Who was there, who voted on something of that meeting, who made one of these proposals, and
    perhaps who seconded it: ids in order, from behind ``after``.
    """
    there = sa.select(meeting_guests.c.person_id).where(
        meeting_guests.c.meeting_id == meeting_id, meeting_guests.c.checked_in_at.is_not(None)
    )
    voted = (
        sa.select(ballot_voters.c.person_id)
        .join(ballots, ballots.c.id == ballot_voters.c.ballot_id)
        .where(ballots.c.meeting_id == meeting_id, ballot_voters.c.voted_at.is_not(None))
    )
    made = sa.select(proposals.c.made_by.label("person_id")).where(
        proposals.c.id.in_(proposal_ids), proposals.c.made_by.is_not(None)
    )
    parts = [there, voted, made]
    if with_seconders:
        seconded = proposal_seconds.c.proposal_id.in_(proposal_ids)
        parts.append(sa.select(proposal_seconds.c.person_id).where(seconded))
    concerned = sa.union(*parts).subquery()
    rows = tx.execute(
        sa.select(concerned.c.person_id)
        .where(concerned.c.person_id > after)
        .order_by(concerned.c.person_id)
        .limit(limit)
    )
    return list(rows.scalars())
