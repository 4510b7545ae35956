"""Hours 时长: rows that are only ever added; a wrong one is taken back by a counter-row."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.answers import Json
from domain.hours import HourKind, HoursEntry, HoursSum
from storage.tables import hours


def _entry(row: sa.Row[tuple[Json, ...]]) -> HoursEntry:
    return HoursEntry(
        row.id,
        row.community_id,
        row.person_id,
        HourKind(row.kind),
        row.service,
        date.fromisoformat(row.held_on),
        row.minutes,
        row.words,
        row.source,
        row.confirmed_by,
        row.activity_id,
        row.claim_id,
        row.reverses_id,
        row.entered_at,
    )


def add_entry(
    tx: Connection,
    *,
    community_id: int,
    person_id: int,
    kind: HourKind,
    service: str,
    held_on: date,
    minutes: int,
    words: str,
    source: str,
    confirmed_by: int | None,
    activity_id: int | None = None,
    claim_id: int | None = None,
    reverses_id: int | None = None,
    now: datetime,
) -> int | None:
    """Write a row; ``None`` where this ``source`` stands there already."""
    found: int | None = tx.execute(
        postgresql.insert(hours)
        .values(
            community_id=community_id,
            person_id=person_id,
            kind=kind.value,
            service=service,
            held_on=held_on.isoformat(),
            minutes=minutes,
            words=words,
            source=source,
            confirmed_by=confirmed_by,
            activity_id=activity_id,
            claim_id=claim_id,
            reverses_id=reverses_id,
            entered_at=now,
        )
        .on_conflict_do_nothing(index_elements=["source"])
        .returning(hours.c.id)
    ).scalar_one_or_none()
    return found


def find_entry(tx: Connection, hours_id: int, *, community_id: int) -> HoursEntry | None:
    row = tx.execute(
        sa.select(hours).where(hours.c.id == hours_id, hours.c.community_id == community_id)
    ).one_or_none()
    return _entry(row) if row else None


def find_by_source(tx: Connection, source: str) -> HoursEntry | None:
    row = tx.execute(sa.select(hours).where(hours.c.source == source)).one_or_none()
    return _entry(row) if row else None


def is_reversed(tx: Connection, hours_id: int) -> bool:
    """Whether a counter-row has taken it back."""
    found = tx.execute(sa.select(hours.c.id).where(hours.c.reverses_id == hours_id))
    return found.first() is not None


def list_hours(
    tx: Connection, *, community_id: int, person_id: int, since: date, until: date
) -> list[HoursEntry]:
    """Every row of these days, both included, the oldest first; counter-rows stand among them
    (``domain.hours.standing`` leaves out what was taken back).
    """
    rows = tx.execute(
        sa.select(hours)
        .where(
            hours.c.community_id == community_id,
            hours.c.person_id == person_id,
            hours.c.held_on.between(since.isoformat(), until.isoformat()),
        )
        .order_by(hours.c.held_on, hours.c.id)
    )
    return [_entry(row) for row in rows]


def sum_minutes(
    tx: Connection, *, community_id: int, person_id: int, since: date, until: date
) -> list[HoursSum]:
    """What these days come to, both included, by kind, month and service."""
    month: sa.ColumnClause[str]
    month = sa.literal_column("substr(held_on, 1, 7)")  # bound lengths would not group alike
    rows = tx.execute(
        sa.select(
            hours.c.kind,
            month.label("month"),
            hours.c.service,
            sa.func.sum(hours.c.minutes).label("total"),
        )
        .where(
            hours.c.community_id == community_id,
            hours.c.person_id == person_id,
            hours.c.held_on.between(since.isoformat(), until.isoformat()),
        )
        .group_by(hours.c.kind, month, hours.c.service)
        .order_by(month, hours.c.kind, hours.c.service)
    )
    return [
        HoursSum(HourKind(row.kind), row.month, row.service, row.total) for row in rows if row.total
    ]
