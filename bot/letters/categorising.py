"""The letter in which somebody chooses a case's category 类别 from the whole catalogue."""

from sqlalchemy import Connection

from bot.letters.letter import Letter
from cards.card import Card, Reader
from cards.categorising import Choice, choice_card
from domain.categories import suggest
from domain.categorising import Browsing, browsing_at, on_offer
from domain.discretion import Sight
from storage import cases
from storage.categories import list_categories
from storage.discretion import sight_at
from storage.paying import Owed


def choice(tx: Connection, owed: Owed, to: Reader) -> Card:
    """What is suggested stands first, but not where others could read from it what a case says."""
    case = cases.get_case(tx, owed.payload["case_id"])
    known = list_categories(tx, community_id=case.community_id)
    is_whole = sight_at(tx, case, owed.address) is Sight.WHOLE
    offered = on_offer(known)
    suggested = suggest(f"{case.words} {case.place}", offered) if is_whole else []
    now = next((one.name for one in known if one.id == case.category_id), None)
    browsing = browsing_at(owed.payload["where"]) or Browsing()
    return choice_card(case, now if is_whole else None, Choice(suggested, offered, browsing), to)


LETTERS: dict[str, Letter] = {"case.kinds": Letter(choice, is_standing=True)}
