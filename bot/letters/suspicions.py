"""The letter that lists what a secretary should look at a second time."""

from sqlalchemy import Connection

from actions.suspicions import CARD, DIGEST, find_suspicions
from bot.letters.letter import Letter
from cards.card import Card, Reader
from cards.suspicions import suspicions_card
from domain.permissions import Verb, may
from storage import people
from storage.paying import Owed


def card(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    """Nothing for whoever was a secretary when it was owed and is none any more."""
    home, viewer = owed.community_id, owed.payload["viewer"]
    assert home is not None
    held = people.holdings_of(tx, community_id=home, person_id=viewer)
    if not may(Verb.LOOK_AT_PAIRS, held):
        return None
    found = find_suspicions(tx, home, now=to.now)
    those = {person for one in found for person in one.people}
    names = people.names_of(tx, community_id=home, person_ids=those)
    return suspicions_card(found, names, to)


LETTERS: dict[str, Letter] = {CARD: Letter(card, is_standing=True), DIGEST: Letter(card)}
