"""The end of a case: the finder's word, silence, 撤回 and 已经好了."""

from datetime import datetime

from sqlalchemy import Connection

from actions import case_promises as promises
from actions.asking import ask
from actions.case_moves import check_may_act, move
from actions.cases import get_case_here
from actions.deadlines import held_for
from actions.escalation import case_of
from actions.once import once
from domain.addresses import Address
from domain.answers import Answer, Json
from domain.cases import (
    PROMPT_LASTS,
    REMINDED_AFTER,
    SILENCE_CLOSES_AFTER,
    Act,
    Case,
    Rating,
    Stage,
    next_stage,
)
from domain.media import Words
from domain.people import Visitor
from domain.rules import RuleBroken
from storage import cases, jobs
from storage.jobs import Job

REMINDER, CLOSING = "case.remind_question", "case.close_silent"

COMPLAINT = "complaint"
"""What an answer to the question after 不满意 does."""


@once
def rate_case(
    tx: Connection,
    *,
    by: Visitor,
    case_id: int,
    rating: Rating,
    where: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """The reporter says whether it is mended; the first press counts at once. Who mended it
    does not confirm it.

    不满意 sends the case back to work, counts a reopening, and asks at ``where`` for the reason.
    """
    case = get_case_here(tx, by, case_id)
    check_may_act(tx, Act.RATE, case, by=by)
    if case.stage is not Stage.RESOLVED:
        raise RuleBroken("case.rated_already", code=case.code)
    if case.stage_by == by.person_id:
        raise RuleBroken("case.rate_own_repair", code=case.code)
    stage = next_stage(case, Act.RATE, rating=rating)
    move(
        tx,
        case,
        act=Act.RATE,
        stage=stage,
        actor_id=by.person_id,
        said=Words(),
        source=source,
        now=now,
        **_rated(case, rating, is_closed=stage is Stage.CLOSED, now=now),
    )
    if stage is not Stage.CLOSED:
        _ask_why(tx, case, by=by, where=where, source=source, now=now)
    return Answer(f"case.rated.{rating.value}", {"code": case.code})


def expect_verdict(tx: Connection, case: Case, *, reminds: bool = True, now: datetime) -> None:
    """Whoever does not answer the question is reminded once; then the case closes by itself."""
    due = {CLOSING: now + SILENCE_CLOSES_AFTER}
    if reminds:
        due[REMINDER] = held_for(tx, case, now + REMINDED_AFTER)
    for kind, due_at in due.items():
        jobs.add_job(
            tx,
            kind=kind,
            subject=case.about,
            period=str(case.version),
            due_at=due_at,
            community_id=case.community_id,
        )


def remind_of_question(tx: Connection, job: Job, now: datetime) -> None:
    """After a standstill it may be too late for that."""
    case = case_of(tx, job)
    if case.stage is not Stage.RESOLVED or now >= case.stage_at + SILENCE_CLOSES_AFTER:
        return
    due_at = held_for(tx, case, now)
    if due_at > now:
        jobs.hold(tx, job.id, until=due_at)
        return
    promises.owe_reminder(tx, case, now=now)


def _ask_why(
    tx: Connection, case: Case, *, by: Visitor, where: Address, source: str, now: datetime
) -> None:
    """不满意 goes one level up: when the reason has been given, or the time for it is over, the
    secretaries hear of it too.
    """
    dedup, params = f"dissatisfied:{source}", {"code": case.code}
    promises.owe_to_staff(
        tx, case, dedup=dedup, key="case.staff_dissatisfied", params=params, now=now
    )
    promises.owe_to_secretaries(
        tx, case, kind="case.complaint", dedup=dedup, at=now + PROMPT_LASTS, now=now
    )
    ask(
        tx,
        person=by,
        community_id=case.community_id,
        act=COMPLAINT,
        case_id=case.id,
        where=where,
        source=f"{source}:why",
        now=now,
    )


def _rated(case: Case, rating: Rating, *, is_closed: bool, now: datetime) -> dict[str, Json]:
    if is_closed:
        return {"rating": rating.value, "closed_at": now, "complaint": ""}
    return {"rating": rating.value, "reopenings": case.reopenings + 1}


@once
def explain_rating(
    tx: Connection, *, by: Visitor, case_id: int, said: Words, source: str, now: datetime
) -> Answer | None:
    """The words that follow a 不满意: they stand on the card until the finder is content."""
    case = get_case_here(tx, by, case_id)
    check_may_act(tx, Act.RATE, case, by=by)
    if not said.text:
        raise RuleBroken("case.needs_words.rate")
    changed = cases.change_case(tx, case, complaint=said.text)
    assert changed is not None, "nobody else writes inside this transaction"
    cases.add_event(
        tx,
        case,
        kind="complaint",
        actor_id=by.person_id,
        source=source,
        words=said.text,
        now=now,
    )
    promises.owe_changes(tx, changed, now=now)
    return Answer("case.complaint_taken", {"code": case.code})


@once
def withdraw_case(
    tx: Connection, *, by: Visitor, case_id: int, source: str, now: datetime
) -> Answer | None:
    """撤回: the reporter takes a report back, as long as nobody has taken it on."""
    case = get_case_here(tx, by, case_id)
    check_may_act(tx, Act.WITHDRAW, case, by=by)
    if case.stage is not Stage.OPEN:
        raise RuleBroken("case.too_late_to_withdraw", code=case.code)
    move(
        tx,
        case,
        act=Act.WITHDRAW,
        stage=next_stage(case, Act.WITHDRAW),
        actor_id=by.person_id,
        said=Words(),
        source=source,
        now=now,
        closed_at=now,
    )
    return Answer("case.done.withdraw", {"code": case.code})


@once
def settle_case(
    tx: Connection, *, by: Visitor, case_id: int, source: str, now: datetime
) -> Answer | None:
    """已经好了: the reporter ends a case at any open stage. It is no verdict on anybody's work."""
    case = get_case_here(tx, by, case_id)
    check_may_act(tx, Act.SETTLE, case, by=by)
    move(
        tx,
        case,
        act=Act.SETTLE,
        stage=next_stage(case, Act.SETTLE),
        actor_id=by.person_id,
        said=Words(),
        source=source,
        now=now,
        closed_at=now,
    )
    return Answer("case.done.settle", {"code": case.code})


def close_silent(tx: Connection, job: Job, now: datetime) -> None:
    """Three days without an answer close a case as 默认, which nobody may count as content.

    Runs late after a standstill. An answer cancels the job, so a case that was answered and
    resolved anew waits for a job of its own.
    """
    case = case_of(tx, job)
    if case.stage is not Stage.RESOLVED:
        return
    move(
        tx,
        case,
        act=Act.RATE,
        stage=Stage.CLOSED,
        actor_id=None,
        said=Words(),
        source=f"job:{job.id}",
        now=now,
        rating=Rating.SILENT.value,
        closed_at=now,
    )
