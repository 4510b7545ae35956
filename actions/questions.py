"""What a category wants to know once the number is out: asked by buttons, one at a time."""

from datetime import datetime

from sqlalchemy import Connection

from actions import case_promises as promises
from actions.cases import get_case_here
from actions.once import once
from domain.answers import Answer
from domain.cases import Stage
from domain.discretion import is_reporter_here
from domain.people import Visitor
from domain.permissions import Verb, check_may
from domain.rules import RuleBroken
from storage import cases, categories, people


@once
def answer_question(
    tx: Connection,
    *,
    by: Visitor,
    case_id: int,
    question: int,
    answer: int,
    source: str,
    now: datetime,
) -> Answer | None:
    """The reporter's answer stands on the staff's card. After 受理 whoever has the case asks."""
    case = get_case_here(tx, by, case_id)
    held = people.holdings_of(tx, community_id=case.community_id, person_id=by.person_id)
    check_may(Verb.ANSWER_QUESTION, held, is_own=is_reporter_here(case, by))
    if case.stage is not Stage.OPEN:
        raise RuleBroken("question.over", code=case.code)
    kind = categories.get_category(tx, case.category_id) if case.category_id else None
    if kind is None or not question < len(kind.questions):
        raise RuleBroken("press.stale")
    asked = kind.questions[question]
    if not answer < len(asked.answers) or asked.text in dict(case.answers):
        raise RuleBroken("press.stale")
    said = asked.answers[answer]
    answers = [*map(list, case.answers), [asked.text, said]]
    changed = cases.change_case(tx, case, answers=answers)
    assert changed is not None, "nobody else writes inside this transaction"
    cases.add_event(
        tx,
        case,
        kind="answered",
        actor_id=by.person_id,
        source=source,
        words=f"{asked.text} {said}",
        now=now,
    )
    promises.owe_changes(tx, changed, now=now)
    return Answer("question.taken", {"code": case.code})
