"""What must happen later: rows with a due time, each done once."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from storage.tables import jobs

WAITING, DONE, CANCELLED, FAILED = "waiting", "done", "cancelled", "failed"

# SQLite finds a partial index only by its own words, never by a parameter.
_IS_WAITING = sa.text("jobs.state = 'waiting'")


@dataclass(frozen=True)
class Job:
    id: int
    kind: str
    subject: str
    period: str
    due_at: datetime
    attempts: int


def add_job(
    tx: Connection,
    *,
    kind: str,
    subject: str,
    period: str,
    due_at: datetime,
    community_id: int | None,
) -> None:
    """Promise to do something later; the same kind, subject and period is one promise."""
    tx.execute(
        postgresql.insert(jobs)
        .values(kind=kind, subject=subject, period=period, due_at=due_at, community_id=community_id)
        .on_conflict_do_nothing()
    )


def list_due(tx: Connection, *, now: datetime, limit: int) -> list[Job]:
    found = tx.execute(
        sa.select(jobs)
        .where(_IS_WAITING, jobs.c.due_at <= now)
        .order_by(jobs.c.due_at, jobs.c.id)
        .limit(limit)
    )
    return [
        Job(row.id, row.kind, row.subject, row.period, row.due_at, row.attempts) for row in found
    ]


def end_job(tx: Connection, job: int, *, state: str, now: datetime, error: str = "") -> bool:
    """Take a waiting job off the list; ``False`` if somebody else did so first."""
    ended = tx.execute(
        jobs.update()
        .where(jobs.c.id == job, jobs.c.state == WAITING)
        .values(state=state, ended_at=now, error=error or None)
    )
    return ended.rowcount == 1


def put_off(tx: Connection, job: int, *, until: datetime, error: str) -> None:
    tx.execute(
        jobs.update()
        .where(jobs.c.id == job)
        .values(due_at=until, attempts=jobs.c.attempts + 1, error=error)
    )


def cancel_jobs(tx: Connection, *, kind: str, subject: str, now: datetime) -> None:
    """Nobody needs this any more."""
    tx.execute(
        jobs.update()
        .where(jobs.c.kind == kind, jobs.c.subject == subject, jobs.c.state == WAITING)
        .values(state=CANCELLED, ended_at=now)
    )
