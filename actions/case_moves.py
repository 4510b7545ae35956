"""How a case moves: who may, what its row becomes, what the move owes whoever it does."""

from datetime import datetime

from sqlalchemy import Connection

from actions import case_promises as promises
from actions import deadlines
from actions.case_rewards import reward
from actions.case_words import hang_and_show
from actions.followers import tell_followers
from actions.same_problem import show_again, show_what_waited
from domain.answers import Json
from domain.cases import OPEN_STAGES, REPORTERS_ACTS, VERBS, Act, Case, Stage
from domain.discretion import is_reporter_here
from domain.media import ADDED, AFTER, Words
from domain.people import Visitor
from domain.permissions import OFFICE_ROLES, Role, check_may, may_knock
from domain.rules import RuleBroken
from storage import cases, grids, jobs, people, prompts

REMEMBERS_WHERE_FROM = (Stage.WAITING, Stage.MERGED)
"""继续 and 撤销并案 lead back."""


def check_may_act(tx: Connection, act: Act, case: Case, *, by: Visitor) -> None:
    """Roles are looked up here, inside the transaction: one that was taken away counts no more.

    Whoever works for the office but not here is told whose it is, and how it could become theirs.
    """
    held = people.holdings_of(tx, community_id=case.community_id, person_id=by.person_id)
    try:
        check_may(
            VERBS[act],
            held,
            grid_id=case.grid_id,
            is_assigned=by.person_id in cases.list_assignees(tx, case.id),
            is_own=is_reporter_here(case, by),
        )
    except RuleBroken:
        is_colleague = any(one.role in OFFICE_ROLES for one in held)
        if is_colleague and act not in REPORTERS_ACTS and may_knock(VERBS[act], held):
            _refuse_elsewhere(tx, case)
        raise


def _refuse_elsewhere(tx: Connection, case: Case) -> None:
    """Name the grid that a case lies in, and who works there."""
    if case.grid_id is None:
        return
    grid = grids.get_grid(tx, case.grid_id).name
    holders = people.list_holders(
        tx, community_id=case.community_id, role=Role.GRID_WORKER, grid_id=case.grid_id
    )
    names = people.names_of(tx, community_id=case.community_id, person_ids=holders)
    if not names:
        raise RuleBroken("case.other_grid_nobody", code=case.code, grid=grid)
    raise RuleBroken("case.other_grid", code=case.code, grid=grid, who="、".join(names.values()))


def move(
    tx: Connection,
    case: Case,
    *,
    act: Act,
    stage: Stage,
    actor_id: int | None,
    said: Words,
    source: str,
    now: datetime,
    is_gathered: bool = False,
    **also: Json,
) -> Case:
    """Write a move: the row under its version, the event, the pictures, the cards that show it.
    ``also`` are further columns of the case; of what ``is_gathered`` followers hear with more.
    """
    columns = _columns(tx, case, act, stage, said, actor_id, now, also)
    changed = cases.change_case(tx, case, **columns)
    assert changed is not None, "nobody else writes inside this transaction"
    is_moved = stage is not case.stage
    cases.add_event(
        tx,
        case,
        kind=act.value,
        actor_id=actor_id,
        source=source,
        from_stage=case.stage if is_moved else None,
        to_stage=stage if is_moved else None,
        words=said.text,
        data={"rating": also["rating"]} if also.get("rating") else {},
        dues=deadlines.dues_ended_by(tx, case, stage, now=now),
        now=now,
    )
    if actor_id is not None and said.attachments:
        phase = AFTER if act is Act.RESOLVE else ADDED
        hang_and_show(tx, changed, said.attachments, phase=phase, given_by=actor_id, now=now)
    _follow_from(tx, case, changed, actor_id=actor_id, now=now)
    if not is_gathered:
        tell_followers(tx, case, changed, act=act, actor_id=actor_id, source=source, now=now)
    return changed


def _follow_from(
    tx: Connection, before: Case, case: Case, *, actor_id: int | None, now: datetime
) -> None:
    """What follows from a move: what it earned, deadlines, cards, questions, the offer to join."""
    reward(tx, before, case, actor_id=actor_id, now=now)
    deadlines.plan(tx, case, now=now)
    promises.owe_changes(tx, case, now=now)
    if before.offered_until is not None:
        show_what_waited(tx, before, case, now=now)
    if before.stage not in OPEN_STAGES and case.stage in OPEN_STAGES:
        show_again(tx, case, now=now)
    if case.stage is not before.stage:
        _leave(tx, before, now=now)


def _columns(
    tx: Connection,
    case: Case,
    act: Act,
    stage: Stage,
    said: Words,
    actor_id: int | None,
    now: datetime,
    also: dict[str, Json],
) -> dict[str, Json]:
    """Everything of the row that a move changes: its stage, its clock, and what the act adds."""
    columns = dict(also)
    if case.offered_until is not None:  # whoever acts on it takes it for a case of its own
        columns["offered_until"] = None
    if stage is not case.stage:
        columns |= _entering(case, stage, words=said.text, actor_id=actor_id, now=now)
        if act is Act.PASS:  # what stands on the card is still how it was mended, and by whom
            columns |= {"stage_words": case.stage_words, "stage_by": case.stage_by}
    if not columns:
        return {}
    return columns | deadlines.clock_columns(tx, case, stage, columns, now=now)


def _leave(tx: Connection, case: Case, *, now: datetime) -> None:
    """What a stage had asked of the reporter, or of whoever has the case, is asked no more."""
    promises.owe_nudges_up_to_date(tx, case, now=now)
    if case.stage is Stage.WAITING:
        prompts.close_for_case(tx, case_id=case.id, person_id=case.reporter_id, now=now)
    if case.stage in (Stage.RESOLVED, Stage.CLOSED):
        for kind in ("case.close_silent", "case.remind_question"):
            jobs.cancel_jobs(tx, kind=kind, subject=case.about, now=now)
        promises.owe_question_up_to_date(tx, case, now=now)


def _entering(
    case: Case, stage: Stage, *, words: str, actor_id: int | None, now: datetime
) -> dict[str, Json]:
    """What a case's row says of the stage it enters; the words go when the stage goes."""
    return {
        "stage": stage.value,
        "stage_words": words,
        "stage_by": actor_id,
        "stage_at": now,
        "stage_before": case.stage.value if stage in REMEMBERS_WHERE_FROM else None,
        "updated_at": now,
    }
