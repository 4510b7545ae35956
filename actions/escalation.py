"""Deadlines that come near or have gone by: who hears of it, each step once a round."""

from datetime import datetime

from sqlalchemy import Connection

from actions import case_promises as promises
from actions import deadlines
from domain.answers import Json
from domain.cases import Case, case_id_of
from domain.deadlines import Alarm, Clock, Step, alarm_of
from domain.permissions import Role
from storage import cases, jobs, people
from storage.jobs import Job
from storage.outbox import Lane

EVENTS = {Step.REMIND: "reminded", Step.OVERDUE: "overdue", Step.ESCALATE: "escalated"}


def raise_alarm(tx: Connection, job: Job, now: datetime) -> None:
    """A part of a case's time is used up: whoever must know of it is told.

    Runs late after a standstill, but not in quiet hours, which may have been changed meanwhile.
    A clock that does not run any more is nobody's worry.
    """
    case, alarm = case_of(tx, job), alarm_of(job.period)
    due_at = deadlines.alarm_due_at(tx, case, alarm, now=now)
    if due_at is None:
        return
    if due_at > now:
        jobs.hold(tx, job.id, until=due_at)
        return
    _tell(tx, case, alarm, now=now)
    cases.add_event(
        tx,
        case,
        kind=EVENTS[alarm.step],
        actor_id=None,
        source=f"job:{job.id}",
        data={"alarm": alarm.period},
        now=now,
    )
    if alarm.step is Step.OVERDUE:
        promises.owe_changes(tx, case, now=now)


def case_of(tx: Connection, job: Job) -> Case:
    """The case that a job is about."""
    case_id = case_id_of(job.subject)
    assert case_id is not None
    return cases.get_case(tx, case_id)


def _tell(tx: Connection, case: Case, alarm: Alarm, *, now: datetime) -> None:
    """In private where the bot may write; where it may write to none of them, in their group."""
    dedup = f"alarm:{case.id}:{alarm.period}"
    lane = Lane.ALARM if case.is_urgent else Lane.NOTICE
    payload: dict[str, Json] = {"alarm": alarm.period}
    count = promises.owe_privately(
        tx,
        case,
        _who_hears(tx, case, alarm),
        kind="case.alarm",
        dedup=dedup,
        payload=payload,
        lane=lane,
        now=now,
    )
    if not count:
        promises.owe_below_the_card(
            tx, case, kind="case.alarm", dedup=dedup, payload=payload, lane=lane, now=now
        )


def _who_hears(tx: Connection, case: Case, alarm: Alarm) -> list[int]:
    """Whom this step is for, one by one; nobody: it is for the whole staff group."""
    match alarm.step:
        case Step.REMIND if alarm.clock is Clock.RESPONSE:
            return workers_for(tx, case)
        case Step.REMIND:
            return whoever_has(tx, case)
        case Step.OVERDUE:
            return []
        case Step.ESCALATE:
            return people.list_holders(tx, community_id=case.community_id, role=Role.SECRETARY)


def whoever_has(tx: Connection, case: Case) -> list[int]:
    """Those who are on a case, else those whose grid it lies in."""
    return cases.list_assignees(tx, case.id) or workers_for(tx, case)


def workers_for(tx: Connection, case: Case) -> list[int]:
    return people.list_holders(
        tx, community_id=case.community_id, role=Role.GRID_WORKER, grid_id=case.grid_id
    )
