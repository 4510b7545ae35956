"""What the office does to a case: 受理, 派单, 处理中, 办结, 待补充, 继续, 驳回, 备注, 重新打开."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from actions import case_promises as promises
from actions.asking import expect_answer
from actions.case_words import hang_and_show
from actions.cases import get_case_here
from actions.once import once
from domain.addresses import Address
from domain.answers import Answer, Json
from domain.cases import (
    REPORTERS_ACTS,
    SILENCE_CLOSES_AFTER,
    VERBS,
    Act,
    Case,
    Stage,
    check_words,
    next_stage,
)
from domain.media import ADDED, AFTER, Words
from domain.people import Visitor
from domain.permissions import OFFICE_ROLES, Role, check_may, may_knock
from domain.rules import RuleBroken
from storage import cases, grids, jobs, messages, outbox, people, prompts


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
            is_own=by.person_id == case.reporter_id,
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


@once
def act_on_case(
    tx: Connection,
    *,
    by: Visitor,
    act: Act,
    case_id: int,
    said: Words,
    source: str,
    now: datetime,
) -> Answer | None:
    """Do one of the office's acts to a case; ``said`` are the words or pictures that go with it.

    Raises ``RuleBroken`` when the person may not, the stage does not allow it (the second of two
    who press at once learns who has it), or words are missing. 派单 is ``assign_case``.
    """
    case = get_case_here(tx, by, case_id)
    check_may_act(tx, act, case, by=by)
    _check_not_taken(tx, act, case)
    stage = next_stage(case, act)
    check_words(act, said.text, has_media=bool(said.attachments))
    if act is Act.ACCEPT:
        cases.add_assignee(tx, case, by.person_id, now=now)
    changed = move(
        tx,
        case,
        act=act,
        stage=stage,
        actor_id=by.person_id,
        said=said,
        source=source,
        now=now,
        **(_anew(case) if act is Act.REOPEN else {}),
    )
    _follow_up(tx, changed, act=act, by=by, said=said, source=source, now=now)
    return Answer(
        f"case.done.{act.value}", {"code": case.code, "who": by.name, "stage": stage.value}
    )


def _anew(case: Case) -> dict[str, Json]:
    """Reopened, a case has no end any more, and its finder will be asked in a new message."""
    return {"reopenings": case.reopenings + 1, "rating": None, "closed_at": None}


def _check_not_taken(tx: Connection, act: Act, case: Case) -> None:
    """The second who presses 受理 is told who was first."""
    if act is not Act.ACCEPT or case.stage is Stage.OPEN:
        return
    names = people.names_of(
        tx, community_id=case.community_id, person_ids=cases.list_assignees(tx, case.id)
    )
    if names:
        raise RuleBroken("case.taken", code=case.code, who="、".join(names.values()))


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
    **also: Json,
) -> Case:
    """Write a move: the row under its version, the event, the pictures, the cards that show it.

    ``also`` are further columns of the case that change with it.
    """
    moves_on = stage is not case.stage
    new_stage = _entering(case, stage, words=said.text, actor_id=actor_id, now=now)
    changed = cases.change_case(tx, case, **also, **(new_stage if moves_on else {}))
    assert changed is not None, "nobody else writes inside this transaction"
    cases.add_event(
        tx,
        case,
        kind=act.value,
        actor_id=actor_id,
        source=source,
        from_stage=case.stage if moves_on else None,
        to_stage=stage if moves_on else None,
        words=said.text,
        data={"rating": also["rating"]} if also.get("rating") else {},
        now=now,
    )
    if actor_id is not None and said.attachments:
        phase = AFTER if act is Act.RESOLVE else ADDED
        hang_and_show(tx, changed, said.attachments, phase=phase, given_by=actor_id, now=now)
    promises.owe_changes(tx, changed, now=now)
    if moves_on:
        _leave(tx, case, now=now)
    return changed


def _leave(tx: Connection, case: Case, *, now: datetime) -> None:
    """What a stage had asked of the reporter is asked no more."""
    if case.stage is Stage.WAITING:
        prompts.close_for_case(tx, case_id=case.id, person_id=case.reporter_id, now=now)
    if case.stage in (Stage.RESOLVED, Stage.CLOSED):
        jobs.cancel_jobs(tx, kind="case.close_silent", subject=case.about, now=now)
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
        "stage_before_waiting": case.stage.value if stage is Stage.WAITING else None,
    }


def _follow_up(
    tx: Connection, case: Case, *, act: Act, by: Visitor, said: Words, source: str, now: datetime
) -> None:
    """What an act owes beyond the cards: the finder asked, the reporter told."""
    if act is Act.RESOLVE:
        promises.owe_question(tx, case, now=now)
        jobs.add_job(
            tx,
            kind="case.close_silent",
            subject=case.about,
            period=str(case.version),
            due_at=now + SILENCE_CLOSES_AFTER,
            community_id=case.community_id,
        )
    if act in (Act.WAIT, Act.REJECT, Act.REOPEN):
        promises.owe_to_reporter(
            tx,
            case,
            dedup=f"told:{source}",
            key=f"case.told.{act.value}",
            params={"code": case.code, "who": by.name, "words": said.text},
            now=now,
        )
    where = promises.reporters_address(tx, case)
    if act is Act.WAIT and where.is_private:
        expect_answer(tx, case, where=where, source=f"answer:{source}", now=now)


@once
def assign_case(
    tx: Connection, *, by: Visitor, case_id: int, to: Sequence[int], source: str, now: datetime
) -> Answer | None:
    """派单: put people on a case; it counts as accepted. More than one can be on it."""
    case = get_case_here(tx, by, case_id)
    check_may_act(tx, Act.ASSIGN, case, by=by)
    stage = next_stage(case, Act.ASSIGN)
    names = people.names_of(tx, community_id=case.community_id, person_ids=to)
    if len(names) < len(set(to)):
        raise RuleBroken("case.assign_unknown")
    who = "、".join(names[one] for one in dict.fromkeys(to))
    new = [one for one in dict.fromkeys(to) if cases.add_assignee(tx, case, one, now=now)]
    if not new:
        raise RuleBroken("case.assigned_already", code=case.code, who=who)
    move(
        tx,
        case,
        act=Act.ASSIGN,
        stage=stage,
        actor_id=by.person_id,
        said=Words(text=who),
        source=source,
        now=now,
    )
    for one in new:
        if one != by.person_id:
            promises.owe_to_assignee(tx, case, one, by=by.name, source=source, now=now)
    _put_away_names(tx, case, now=now)
    return Answer("case.done.assign", {"code": case.code, "who": who})


def _put_away_names(tx: Connection, case: Case, *, now: datetime) -> None:
    """Somebody was chosen: the names that were offered leave the chats."""
    for where, message in messages.list_standing(tx, kind="case.assign", about=case.about):
        outbox.owe(
            tx,
            dedup=f"message.delete:{where.channel}:{where.chat}:{message}",
            kind="message.delete",
            to=where,
            lane=outbox.Lane.DIGEST,
            community_id=case.community_id,
            payload={"message": message},
            now=now,
        )
        messages.supersede(tx, channel=where.channel, chat=where.chat, message=message, now=now)


@once
def offer_assignees(
    tx: Connection, *, by: Visitor, case_id: int, where: Address, source: str, now: datetime
) -> Answer | None:
    """派单 begins with the names of those who could take it, as buttons."""
    case = get_case_here(tx, by, case_id)
    check_may_act(tx, Act.ASSIGN, case, by=by)
    next_stage(case, Act.ASSIGN)
    outbox.owe(
        tx,
        dedup=f"case.assign:{source}",
        kind="case.assign",
        about=case.about,
        to=where,
        lane=outbox.Lane.ACKNOWLEDGEMENT,
        community_id=case.community_id,
        now=now,
    )
    return None
