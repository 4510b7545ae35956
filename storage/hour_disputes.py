"""Disputes 有异议 about hours that were entered."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.answers import Json
from domain.hour_disputes import DisputeState, HourDispute
from storage.tables import hour_disputes
from storage.tables.volunteering import IS_ASKED

_IS_ASKED = sa.text(f"hour_disputes.{IS_ASKED}")


def _dispute(row: sa.Row[tuple[Json, ...]]) -> HourDispute:
    return HourDispute(
        row.id,
        row.community_id,
        row.person_id,
        row.hours_id,
        row.words,
        DisputeState(row.state),
        row.reason,
        row.decided_by,
        row.version,
    )


def add_dispute(
    tx: Connection,
    *,
    community_id: int,
    person_id: int,
    hours_id: int,
    words: str,
    source: str,
    now: datetime,
) -> HourDispute | None:
    """Write a dispute; ``None`` where this ``source`` stands there already."""
    row = tx.execute(
        postgresql.insert(hour_disputes)
        .values(
            community_id=community_id,
            person_id=person_id,
            hours_id=hours_id,
            words=words,
            source=source,
            asked_at=now,
        )
        .on_conflict_do_nothing(index_elements=["source"])
        .returning(hour_disputes)
    ).one_or_none()
    return _dispute(row) if row else None


def get_dispute(tx: Connection, dispute_id: int) -> HourDispute:
    return _dispute(
        tx.execute(sa.select(hour_disputes).where(hour_disputes.c.id == dispute_id)).one()
    )


def find_dispute(tx: Connection, dispute_id: int, *, community_id: int) -> HourDispute | None:
    row = tx.execute(
        sa.select(hour_disputes).where(
            hour_disputes.c.id == dispute_id,
            hour_disputes.c.community_id == community_id,
            hour_disputes.c.hours_id.is_not(None),
        )
    ).one_or_none()
    return _dispute(row) if row else None


def list_asked_about(tx: Connection, *, community_id: int, person_id: int) -> set[int]:
    """The entries that somebody disputes and nobody has looked into yet."""
    rows = tx.execute(
        sa.select(hour_disputes.c.hours_id).where(
            hour_disputes.c.community_id == community_id,
            hour_disputes.c.person_id == person_id,
            _IS_ASKED,
        )
    )
    return {one for one in rows.scalars() if one is not None}


def decide(
    tx: Connection,
    dispute: HourDispute,
    state: DisputeState,
    *,
    by: int,
    reason: str = "",
    now: datetime,
) -> bool:
    """``False`` if somebody has decided it."""
    decided = tx.execute(
        hour_disputes.update()
        .where(hour_disputes.c.id == dispute.id, hour_disputes.c.state == DisputeState.ASKED.value)
        .values(
            state=state.value,
            decided_by=by,
            decided_at=now,
            reason=reason,
            version=hour_disputes.c.version + 1,
        )
    )
    return decided.rowcount == 1
