"""The letter that answers /find, a page at a time."""

from sqlalchemy import Connection

from bot.letters.letter import Letter
from cards.card import Card, Reader
from cards.search import MOST_LISTED, Found, found_card
from domain.search import NOBODY, eyes_of, query_of
from storage.grids import list_grids
from storage.paying import Owed
from storage.people import holdings_of
from storage.search import find_cases


def found(tx: Connection, owed: Owed, to: Reader) -> Card:
    """In a group what all may know; in private what this viewer may, as of now."""
    home, payload, eyes = owed.community_id, owed.payload, NOBODY
    assert home is not None
    if owed.address.is_private:
        viewer = payload["viewer_id"]
        eyes = eyes_of(viewer, holdings_of(tx, community_id=home, person_id=viewer))
    wish = payload["wish"]
    # One more than is shown tells whether there are more: nobody counts a million.
    hits = find_cases(
        tx, community_id=home, phrases=query_of(wish), eyes=eyes, limit=MOST_LISTED + 1
    )
    shown = Found(wish, hits[:MOST_LISTED], len(hits) <= MOST_LISTED, payload["page"])
    names = {one.id: one.name for one in list_grids(tx, community_id=home)}
    return found_card(shown, to, grids=names, opens=owed.address.is_private)


LETTERS: dict[str, Letter] = {"case.found": Letter(found, is_standing=True)}
