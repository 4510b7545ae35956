"""Letters about the end of a case."""

from sqlalchemy import Connection

from actions.case_promises import question_about
from bot.letters.letter import Letter
from cards.card import Card, Reader
from cards.confirmation import complaint_card, reminder_card
from domain.cases import Rating, Stage, case_id_of
from storage import cases
from storage.discretion import facts_at
from storage.paying import Owed


def reminder(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    """Nothing, if the question was answered meanwhile, or is another by now."""
    case = cases.get_case(tx, _case_id(owed))
    if case.stage is not Stage.RESOLVED or owed.about != question_about(case):
        return None
    return reminder_card(case, to)


def complaint(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    """Nothing, if the finder has been made content meanwhile."""
    facts = facts_at(tx, _case_id(owed), owed.address)
    if facts.case.rating is not Rating.DISSATISFIED:
        return None
    return complaint_card(facts, to)


def _case_id(owed: Owed) -> int:
    assert owed.about is not None
    case_id = case_id_of(owed.about)
    assert case_id is not None
    return case_id


LETTERS: dict[str, Letter] = {
    "case.question_reminder": Letter(reminder, replies_to="case.question"),
    "case.complaint": Letter(complaint),
}
