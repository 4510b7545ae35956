"""Letters about cases that may be one."""

from sqlalchemy import Connection

from actions.merging import MERGED, OFFERED
from actions.same_problem import list_to_merge_with
from bot.letters.discretion import word
from bot.letters.letter import Letter
from cards.card import Card, Reader
from cards.merging import merge_card, merged_card
from domain.cases import Case, case_id_of
from storage import cases
from storage.merging import living
from storage.paying import Owed


def _case(tx: Connection, owed: Owed) -> Case:
    assert owed.about is not None
    case_id = case_id_of(owed.about)
    assert case_id is not None
    return cases.get_case(tx, case_id)


def offered(tx: Connection, owed: Owed, to: Reader) -> Card:
    """The open cases that it could be, the likeliest first."""
    case = _case(tx, owed)
    others = [(one.id, f"#C{one.number}", one.words) for one in list_to_merge_with(tx, case)]
    return merge_card(case, others, to)


def merged(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    """Nothing, if it has been undone before this was sent."""
    case = _case(tx, owed)
    if case.merged_into_id is None:
        return None
    return merged_card(case, living(tx, case), to)


LETTERS: dict[str, Letter] = {
    OFFERED: Letter(offered),
    MERGED: Letter(merged),
    "case.follower_word": Letter(word),
}
