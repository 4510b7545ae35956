"""What the office does to a case: 受理, 派单, 转办, 加急, 办结, 核查, 待补充, 驳回, 备注 …"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from actions import case_promises as promises
from actions.asking import expect_answer
from actions.case_confirmation import expect_verdict
from actions.case_moves import check_may_act, move
from actions.cases import get_case_here
from actions.merging import part
from actions.once import once
from domain.addresses import Address
from domain.answers import Answer, Json
from domain.cases import Act, Case, Stage, check_words, next_stage
from domain.categories import Priority
from domain.media import Words
from domain.people import Visitor
from domain.rules import RuleBroken
from domain.transfers import find_reference, read_transfer
from storage import cases, categories, outbox, people

TOLD_TO_THE_REPORTER = (Act.WAIT, Act.REJECT, Act.REOPEN, Act.TRANSFER)


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
    is_gathered: bool = False,
) -> Answer | None:
    """Do one of the office's acts to a case; ``said`` are the words or pictures that go with it.

    Raises ``RuleBroken`` as ``check_act`` does. 派单 is ``assign_case``. Of what ``is_gathered``
    whoever reported or follows the case is told by others, with more.
    """
    case = get_case_here(tx, by, case_id)
    stage = check_act(tx, act, case, by=by, said=said)
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
        is_gathered=is_gathered,
        **_also(act, case, said),
    )
    if case.stage is Stage.MERGED:
        part(tx, case, changed, source=source, now=now)
    if is_gathered:
        _expect_silence(tx, changed, act, now=now)
        return None
    _follow_up(tx, changed, act=act, by=by, said=said, source=source, now=now)
    return _answer(act, changed, by=by)


def _answer(act: Act, case: Case, *, by: Visitor) -> Answer:
    what = "resolve_to_check" if case.stage is Stage.CHECKING else act.value
    return Answer(f"case.done.{what}", {"code": case.code, "who": by.name})


def _expect_silence(tx: Connection, case: Case, act: Act, *, now: datetime) -> None:
    """Nobody is reminded of what they heard together with more; it closes all the same."""
    if case.stage is Stage.RESOLVED and act is Act.RESOLVE:
        expect_verdict(tx, case, reminds=False, now=now)


def check_act(tx: Connection, act: Act, case: Case, *, by: Visitor, said: Words) -> Stage:
    """The stage an act would lead to.

    Raises ``RuleBroken`` when the person may not, the stage does not allow it (the second of two
    who press at once learns who has it), or words are missing.
    """
    check_may_act(tx, act, case, by=by)
    _check_not_taken(tx, act, case)
    _check_not_own_work(tx, act, case, by=by)
    stage = next_stage(case, act, needs_check=_needs_check(tx, case))
    check_words(act, said.text, has_media=bool(said.attachments))
    return stage


def _needs_check(tx: Connection, case: Case) -> bool:
    """Whether somebody else looks on site before the reporter is asked."""
    if case.category_id is None:
        return False
    return categories.get_category(tx, case.category_id).needs_check


def _also(act: Act, case: Case, said: Words) -> dict[str, Json]:
    """What an act changes besides the stage."""
    match act:
        case Act.REOPEN:
            return _anew(case)
        case Act.URGENT:
            if case.is_urgent:
                raise RuleBroken("case.urgent_already", code=case.code)
            return {"priority": int(Priority.URGENT)}
        case Act.TRANSFER:
            transfer = read_transfer(said.text)
            return {"transferred_to": transfer.to, "transfer_reference": transfer.reference}
        case Act.NOTE if case.stage is Stage.TRANSFERRED and find_reference(said.text):
            return {"transfer_reference": find_reference(said.text)}
    return {}


def _anew(case: Case) -> dict[str, Json]:
    """Reopened, a case has no end any more, and its finder will be asked in a new message."""
    return {
        "reopenings": case.reopenings + 1,
        "rating": None,
        "closed_at": None,
        "merged_into_id": None,
    }


def _check_not_own_work(tx: Connection, act: Act, case: Case, *, by: Visitor) -> None:
    """核查 is for other eyes than those that mended it."""
    if act not in (Act.PASS, Act.FAIL):
        return
    if by.person_id == case.stage_by or by.person_id in cases.list_assignees(tx, case.id):
        raise RuleBroken("case.check_own", code=case.code)


def _check_not_taken(tx: Connection, act: Act, case: Case) -> None:
    """The second who presses 受理 is told who was first."""
    if act is not Act.ACCEPT or case.stage is Stage.OPEN:
        return
    names = people.names_of(
        tx, community_id=case.community_id, person_ids=cases.list_assignees(tx, case.id)
    )
    if names:
        raise RuleBroken("case.taken", code=case.code, who="、".join(names.values()))


def _follow_up(
    tx: Connection, case: Case, *, act: Act, by: Visitor, said: Words, source: str, now: datetime
) -> None:
    """What an act owes beyond the cards: the finder asked, the reporter told."""
    if case.stage is Stage.RESOLVED and act in (Act.RESOLVE, Act.PASS):
        promises.owe_question(tx, case, now=now)
        expect_verdict(tx, case, now=now)
    if act in TOLD_TO_THE_REPORTER:
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
    others = [one for one in new if one != by.person_id]
    told = [
        promises.owe_to_assignee(tx, case, one, by=by.name, source=source, now=now)
        for one in others
    ]
    promises.put_away(tx, case, kind="case.assign", now=now)
    key = "case.done.assign" if all(told) else "case.done.assign_untold"
    return Answer(key, {"code": case.code, "who": who})


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
