"""Exports 导出: who took which figures away. Their rows are read in ``export_rows``."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.answers import Json
from domain.exports import Asked, read_asked
from storage.tables import exports


@dataclass(frozen=True)
class Export:
    """``made_by`` is nobody where it was made at the command line, ``source`` else the card on
    which it was asked for.
    """

    id: int
    community_id: int
    made_by: int | None
    asked: Asked
    rows_written: int
    source: str
    made_at: datetime
    written_at: datetime | None


def _export(row: sa.Row[tuple[Json, ...]]) -> Export:
    return Export(
        row.id,
        row.community_id,
        row.made_by,
        read_asked(row.kind, row.asked, is_personal=row.is_personal),
        row.rows_written,
        row.source,
        row.made_at,
        row.written_at,
    )


def add_export(
    tx: Connection,
    asked: Asked,
    *,
    community_id: int,
    made_by: int | None,
    source: str,
    now: datetime,
) -> Export:
    """Write down that somebody takes this away; the same ``source`` is the same export."""
    tx.execute(
        postgresql.insert(exports)
        .values(
            community_id=community_id,
            made_by=made_by,
            kind=asked.what.value,
            asked=asked.as_stored(),
            is_personal=asked.is_personal,
            source=source,
            made_at=now,
        )
        .on_conflict_do_nothing(index_elements=["source"])
    )
    return _export(tx.execute(sa.select(exports).where(exports.c.source == source)).one())


def get_export(tx: Connection, export_id: int) -> Export:
    return _export(tx.execute(sa.select(exports).where(exports.c.id == export_id)).one())


def list_latest(tx: Connection, *, community_id: int, limit: int) -> list[Export]:
    rows = tx.execute(
        sa.select(exports)
        .where(exports.c.community_id == community_id)
        .order_by(exports.c.made_at.desc(), exports.c.id.desc())
        .limit(limit)
    )
    return [_export(row) for row in rows]


def note_written(tx: Connection, export_id: int, *, count: int, now: datetime) -> bool:
    """How many rows it has in the end; made again, it stays what it was the first time."""
    done = tx.execute(
        exports.update()
        .where(exports.c.id == export_id, exports.c.written_at.is_(None))
        .values(rows_written=count, written_at=now)
        .returning(exports.c.id)
    )
    return done.first() is not None
