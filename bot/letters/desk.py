"""Letters of the desk 工作台: the piles, one pile, and a case taken from it."""

from sqlalchemy import Connection

from bot.letters.case_lists import make_page, page_of
from bot.letters.letter import Letter
from cards.card import Card, Reader, plain
from cards.case_lists import MOST_LISTED, Row
from cards.desk import MOST_COUNTED, desk_card, desk_case_card, pile_card
from domain.desk import Pile, today_at
from domain.discretion import Sight
from domain.permissions import Verb, may
from domain.search import Eyes, eyes_of
from storage import case_lists, cases, categories, desk, grids
from storage.desk import Desk
from storage.discretion import facts_at, sight_at
from storage.paying import Owed
from storage.people import holdings_of, names_of


def piles(tx: Connection, owed: Owed, to: Reader) -> Card:
    """What its owner may see now; in a group no more of a discreet case than number and stage."""
    community_id, viewer = owed.community_id, owed.payload["viewer_id"]
    assert community_id is not None
    holdings = holdings_of(tx, community_id=community_id, person_id=viewer)
    if not may(Verb.LOOK_AT_DESK, holdings):
        return Card(plain(to.say("desk.no_office")))
    eyes = eyes_of(viewer, holdings)
    of = Desk(community_id, eyes, today_at(to.now, to.zone))
    if owed.payload["pile"]:
        return _pile(tx, owed, of, to)
    counts = desk.count_piles(tx, of, most=MOST_COUNTED + 1)
    whose = names_of(tx, community_id=community_id, person_ids=[viewer]).get(viewer, "")
    return desk_card(counts, to, whose=whose, where=_where(tx, community_id, eyes, to))


def _where(tx: Connection, community_id: int, eyes: Eyes, to: Reader) -> str:
    if eyes.sees_all:
        return to.say("desk.everywhere")
    known = {one.id: one.name for one in grids.list_grids(tx, community_id=community_id)}
    names = [known[one] for one in sorted(eyes.grids) if one in known]
    return to.say("list.separator").join(names) or to.say("desk.assigned")


def _pile(tx: Connection, owed: Owed, of: Desk, to: Reader) -> Card:
    community_id, pile = of.community_id, Pile(owed.payload["pile"])
    ids = [one.id for one in desk.list_pile(tx, of, pile, limit=MOST_LISTED + 1)]
    index, here = page_of(ids, owed.payload["page"])
    names = {one.id: one.name for one in grids.list_grids(tx, community_id=community_id)}
    kinds = {one.id: one.name for one in categories.list_categories(tx, community_id=community_id)}
    found = [
        Row(
            case,
            grid=names.get(case.grid_id or 0, ""),
            category=kinds.get(case.category_id or 0, ""),
            is_brief=sight_at(tx, case, owed.address) is not Sight.WHOLE,
        )
        for case in case_lists.list_these(tx, here)
    ]
    return pile_card(pile, make_page(ids, index, found), to)


def case(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    """A case to work on, as long as it is this person's to work on."""
    payload = owed.payload
    if payload["is_away"]:
        return None
    facts = facts_at(tx, payload["case_id"], owed.address)
    one, viewer = facts.case, payload["viewer_id"]
    holdings = holdings_of(tx, community_id=one.community_id, person_id=viewer)
    is_assigned = viewer in cases.list_assignees(tx, one.id)
    if not may(Verb.LOOK_CLOSELY, holdings, grid_id=one.grid_id, is_assigned=is_assigned):
        return Card(plain(to.say("desk.not_yours", code=one.code)))
    pile = payload["pile"]
    return desk_case_card(facts, Pile(pile) if pile else None, to)


LETTERS: dict[str, Letter] = {
    "desk": Letter(piles, is_standing=True),
    "case.desk": Letter(case, is_standing=True),
}
