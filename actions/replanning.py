"""Deadlines of all open cases made right again: after a change of hours, of days off, of targets.

A small portion at a time, each a job that plans the next, because deeds wait for one another.
"""

from datetime import datetime

from sqlalchemy import Connection

from actions.deadlines import plan, promise_columns, skip_what_is_past
from domain.cases import Case
from storage import cases, jobs, replanning
from storage.jobs import Job

REPLAN, FIRST_CLOCKS = "cases.replan", "cases.first_clocks"

PORTION = 25
"""Each takes a tenth of a second, in which a report waits."""


def owe_replan(tx: Connection, community_id: int, *, now: datetime) -> None:
    """The community's hours, quiet hours, days off or targets have changed: its open cases follow.

    A change while another is being followed begins anew.
    """
    _begin(tx, REPLAN, community_id, now=now)


def owe_first_clocks(tx: Connection, *, now: datetime) -> None:
    """Open cases that are older than deadlines are get theirs; asked again, it finds none left."""
    for community_id in replanning.list_communities_without_clock(tx):
        _begin(tx, FIRST_CLOCKS, community_id, now=now)


def _begin(tx: Connection, kind: str, community_id: int, *, now: datetime) -> None:
    jobs.cancel_jobs(tx, kind=kind, subject=_subject(community_id), now=now)
    _owe_portion(tx, kind, community_id, begun=now.isoformat(), after=0, now=now)


def _owe_portion(
    tx: Connection, kind: str, community_id: int, *, begun: str, after: int, now: datetime
) -> None:
    jobs.add_job(
        tx,
        kind=kind,
        subject=_subject(community_id),
        period=f"{begun}/{after}",
        due_at=now,
        community_id=community_id,
    )


def _subject(community_id: int) -> str:
    return f"community:{community_id}"


def replan_cases(tx: Connection, job: Job, now: datetime) -> None:
    """What has not been said yet is due by the new calendar; what has been said stays said."""
    for case in _portion(tx, job, now=now):
        _replan(tx, case, now=now)


def start_clocks(tx: Connection, job: Job, now: datetime) -> None:
    """What would have been said long ago is not said now, all at once: the cards show it."""
    for case in _portion(tx, job, now=now):
        if case.solve_by is None:
            skip_what_is_past(tx, _replan(tx, case, now=now), now=now)


def _replan(tx: Connection, case: Case, *, now: datetime) -> Case:
    changed = cases.change_case(tx, case, **promise_columns(tx, case))
    assert changed is not None, "nobody else writes inside this transaction"
    plan(tx, changed, now=now)
    return changed


def _portion(tx: Connection, job: Job, *, now: datetime) -> list[Case]:
    community_id = int(job.subject.split(":")[1])
    begun, after = job.period.split("/")
    ids = replanning.list_open_ids(tx, community_id=community_id, after=int(after), limit=PORTION)
    if len(ids) == PORTION:
        _owe_portion(tx, job.kind, community_id, begun=begun, after=ids[-1], now=now)
    return [cases.get_case(tx, one) for one in ids]
