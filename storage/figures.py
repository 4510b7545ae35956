"""How much waits and for how long: figures for those who look after the running program."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import postgres, sqlite
from storage.outbox import IS_NEW, Lane
from storage.tables import inbox, jobs, outbox

# SQLite finds a partial index only by its own words, never by a parameter.
_IS_UNDONE = sa.text("inbox.state = 'new'")
_IS_WAITING = sa.text("jobs.state = 'waiting'")


@dataclass(frozen=True)
class Waiting:
    """How many, and since when the one that waits longest has been waiting."""

    count: int
    since: datetime | None


@dataclass(frozen=True)
class Figures:
    updates: Waiting
    owed: dict[Lane, int]
    overdue_since: datetime | None
    jobs: Waiting
    database_bytes: int


def take_figures(tx: Connection, *, now: datetime) -> Figures:
    return Figures(
        updates=updates_waiting(tx),
        owed=_owed_by_lane(tx),
        overdue_since=_overdue_since(tx, now),
        jobs=_jobs_due(tx, now),
        database_bytes=_database_bytes(tx),
    )


def updates_waiting(tx: Connection) -> Waiting:
    row = tx.execute(
        sa.select(sa.func.count(), sa.func.min(inbox.c.received_at))
        .select_from(inbox)
        .where(_IS_UNDONE)
    ).one()
    return Waiting(*row)


def prove_writable(tx: Connection) -> None:
    """A read-only file or server and a full disk read happily; only a write tells."""
    if tx.dialect.name == "sqlite":
        sqlite.prove_writable(tx)
    else:
        postgres.prove_writable(tx)


def _owed_by_lane(tx: Connection) -> dict[Lane, int]:
    found = tx.execute(
        sa.select(outbox.c.lane, sa.func.count()).where(IS_NEW).group_by(outbox.c.lane)
    )
    counts = {Lane(lane): count for lane, count in found}
    return {lane: counts.get(lane, 0) for lane in Lane}


def _overdue_since(tx: Connection, now: datetime) -> datetime | None:
    """A message is counted from its promise, a card, which may be years old, from when it was
    due again; what waits for its time and was not tried yet is not late.
    """
    since = sa.case((outbox.c.is_standing, outbox.c.not_before), else_=outbox.c.owed_at)
    is_late = sa.or_(outbox.c.not_before <= now, outbox.c.error.is_not(None))
    moment: datetime | None = tx.execute(
        sa.select(sa.func.min(since)).where(IS_NEW, is_late)
    ).scalar_one()
    return moment


def _jobs_due(tx: Connection, now: datetime) -> Waiting:
    row = tx.execute(
        sa.select(sa.func.count(), sa.func.min(jobs.c.due_at))
        .select_from(jobs)
        .where(_IS_WAITING, jobs.c.due_at <= now)
    ).one()
    return Waiting(*row)


def _database_bytes(tx: Connection) -> int:
    if tx.dialect.name == "sqlite":
        pages = int(tx.exec_driver_sql("PRAGMA page_count").scalar_one())
        return pages * int(tx.exec_driver_sql("PRAGMA page_size").scalar_one())
    size = sa.func.pg_database_size(sa.func.current_database())
    return int(tx.execute(sa.select(size)).scalar_one())
