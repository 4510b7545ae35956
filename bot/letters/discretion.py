"""Letters about cases of which not everybody may hear everything."""

from sqlalchemy import Connection

from bot.letters.letter import Letter, words
from cards.card import Card, Reader
from cards.discretion import hidden_word_card
from domain.cases import case_id_of
from domain.discretion import Sight, tells_more
from storage import cases
from storage.discretion import sight_at
from storage.paying import Owed


def word(tx: Connection, owed: Owed, to: Reader) -> Card:
    """A sentence about a case; where it would tell too much, that there is something to read."""
    assert owed.about is not None
    case_id = case_id_of(owed.about)
    assert case_id is not None
    case = cases.get_case(tx, case_id)
    is_whole = sight_at(tx, case, owed.address) is Sight.WHOLE
    if is_whole or not tells_more(owed.payload["key"], owed.payload.get("params", {})):
        return words(tx, owed, to)
    return hidden_word_card(case, to)


LETTERS: dict[str, Letter] = {
    "case.word": Letter(word, replies_to="case.card", falls_back=True),
}
