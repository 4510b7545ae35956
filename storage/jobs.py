"""What must happen later: rows with a due time, each done once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.answers import Json
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


def renew_job(
    tx: Connection,
    *,
    kind: str,
    subject: str,
    period: str,
    due_at: datetime,
    community_id: int | None,
) -> None:
    """As ``add_job``, but what was cancelled waits again; what was done stays done."""
    tx.execute(
        postgresql.insert(jobs)
        .values(kind=kind, subject=subject, period=period, due_at=due_at, community_id=community_id)
        .on_conflict_do_update(
            index_elements=["kind", "subject", "period"],
            set_={"state": WAITING, "due_at": due_at, "ended_at": None},
            where=jobs.c.state == CANCELLED,
        )
    )


def plan_jobs(
    tx: Connection,
    *,
    kind: str,
    subject: str,
    wanted: Mapping[str, datetime],
    community_id: int | None,
    now: datetime,
) -> None:
    """Make what waits of this kind for a subject exactly this: period by period, due then.

    What was done or given up stays so, however often it is wanted; what is not wanted any more is
    cancelled, and waits again when it is wanted again.
    """
    of_subject = (jobs.c.kind == kind) & (jobs.c.subject == subject)
    rows = tx.execute(
        sa.select(jobs.c.id, jobs.c.period, jobs.c.due_at, jobs.c.state).where(of_subject)
    )
    known = {row.period: row for row in rows}
    for period, row in known.items():
        wanted_at, is_waiting = wanted.get(period), row.state == WAITING
        if wanted_at is None and is_waiting:
            _change(tx, row.id, state=CANCELLED, ended_at=now)
        elif wanted_at and (row.state == CANCELLED or (is_waiting and row.due_at != wanted_at)):
            _change(tx, row.id, state=WAITING, due_at=wanted_at, ended_at=None)
    for period, due_at in wanted.items():
        if period not in known:
            add_job(
                tx,
                kind=kind,
                subject=subject,
                period=period,
                due_at=due_at,
                community_id=community_id,
            )


def _change(tx: Connection, job: int, **columns: Json) -> None:
    tx.execute(jobs.update().where(jobs.c.id == job).values(**columns))


def hold(tx: Connection, job: int, *, until: datetime) -> None:
    """A job that came at a bad hour waits again."""
    _change(tx, job, state=WAITING, due_at=until, ended_at=None)


def go_on(tx: Connection, job: int, *, period: str, now: datetime) -> None:
    """A job that is done piece by piece waits again, for its next piece."""
    _change(tx, job, state=WAITING, period=period, due_at=now, ended_at=None)


def is_promised(tx: Connection, *, kind: str, subject: str, after: datetime) -> bool:
    """Whether something of this kind has been due after that time, done by now or not."""
    found = sa.select(jobs.c.id).where(
        jobs.c.kind == kind,
        jobs.c.subject == subject,
        jobs.c.state != CANCELLED,
        jobs.c.due_at > after,
    )
    return tx.execute(found.limit(1)).first() is not None


def is_waiting(tx: Connection, *, kind: str, subject: str) -> bool:
    """Whether something of this kind is still to be done, however late."""
    return find_waiting_period(tx, kind=kind, subject=subject) is not None


def find_waiting_period(tx: Connection, *, kind: str, subject: str) -> str | None:
    """Of the one promise of this kind that waits, where there is never more than one."""
    found = sa.select(jobs.c.period).where(
        jobs.c.kind == kind, jobs.c.subject == subject, jobs.c.state == WAITING
    )
    return tx.execute(found.limit(1)).scalar()


def skip_jobs(tx: Connection, *, kind: str, subject: str, until: datetime, now: datetime) -> None:
    """What is due by then counts as done, though nobody did it."""
    tx.execute(
        jobs.update()
        .where(
            jobs.c.kind == kind,
            jobs.c.subject == subject,
            jobs.c.state == WAITING,
            jobs.c.due_at <= until,
        )
        .values(state=DONE, ended_at=now, error="skipped")
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


def find_waiting(tx: Connection, job_id: int, *, community_id: int) -> Job | None:
    """A job of this community that is still to be done."""
    row = tx.execute(
        sa.select(jobs).where(
            jobs.c.id == job_id, jobs.c.state == WAITING, jobs.c.community_id == community_id
        )
    ).one_or_none()
    if row is None:
        return None
    return Job(row.id, row.kind, row.subject, row.period, row.due_at, row.attempts)


def list_coming(
    tx: Connection, *, community_id: int, limit: int, kinds: Collection[str] | None = None
) -> list[Job]:
    """What waits in one community, of some kinds or of any, the next first."""
    found = tx.execute(
        sa.select(jobs)
        .where(
            _IS_WAITING,
            jobs.c.community_id == community_id,
            jobs.c.kind.in_(sorted(kinds)) if kinds is not None else sa.true(),
        )
        .order_by(jobs.c.due_at, jobs.c.id)
        .limit(limit)
    )
    return [
        Job(row.id, row.kind, row.subject, row.period, row.due_at, row.attempts) for row in found
    ]


def count_coming(tx: Connection, *, community_id: int) -> int:
    """How much waits in one community."""
    found = sa.select(sa.func.count()).where(_IS_WAITING, jobs.c.community_id == community_id)
    return tx.execute(found).scalar_one()


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


def is_done(tx: Connection, *, kind: str, subject: str, period: str) -> bool:
    """Whether this promise was kept, or given up, already."""
    found = sa.select(jobs.c.id).where(
        jobs.c.kind == kind,
        jobs.c.subject == subject,
        jobs.c.period == period,
        jobs.c.state.in_((DONE, FAILED)),
    )
    return tx.execute(found).first() is not None
