"""Letters that list cases: ``/mine`` and ``/open``."""

from collections.abc import Sequence

from sqlalchemy import Connection

from bot.letters.letter import Letter
from cards.card import Card, Reader
from cards.case_lists import MOST_LISTED, PAGE_SIZE, Page, Parts, Row, mine_card, open_card
from domain.cases import Case
from domain.categories import heads_of
from domain.discretion import Sight, sight_of_group
from domain.people import ChatKind
from storage import case_lists, categories, communities, grids
from storage.paying import Owed


def listing(tx: Connection, owed: Owed, to: Reader) -> Card:
    """``/mine`` and ``/open``, a page at a time."""
    if owed.payload["what"] == "mine":
        return _mine(tx, owed, to)
    return _open(tx, owed, to)


def page_of(ids: Sequence[int], wanted: int) -> tuple[int, Sequence[int]]:
    """The page that was asked for, or the last one there still is, and what stands on it."""
    ids = ids[:MOST_LISTED]
    index = max(0, min(wanted, (len(ids) - 1) // PAGE_SIZE))
    return index, ids[index * PAGE_SIZE : (index + 1) * PAGE_SIZE]


def make_page(ids: Sequence[int], index: int, found: Sequence[Row]) -> Page:
    return Page(found, index, min(len(ids), MOST_LISTED), is_all=len(ids) <= MOST_LISTED)


def _mine(tx: Connection, owed: Owed, to: Reader) -> Card:
    community_id, person_id = owed.community_id, owed.payload["person_id"]
    assert community_id is not None
    # One more than is shown tells whether there are more: nobody counts a million.
    ids = case_lists.list_my_ids(
        tx, community_id=community_id, person_id=person_id, limit=MOST_LISTED + 1
    )
    index, here = page_of(ids, owed.payload["page"])
    found = [_my_row(case, person_id) for case in case_lists.list_these(tx, here)]
    return mine_card(make_page(ids, index, found), to)


def _my_row(case: Case, person_id: int) -> Row:
    is_own = case.reporter_id == person_id
    return Row(case, is_followed=not is_own, is_brief=case.is_discreet and not is_own)


def _open(tx: Connection, owed: Owed, to: Reader) -> Card:
    """In a list of one grid or kind a discreet case would tell where or what it is: there only the
    staff group sees it.
    """
    community_id, payload = owed.community_id, owed.payload
    assert community_id is not None
    chat = communities.find_chat(tx, channel=owed.address.channel, external_id=owed.address.chat)
    is_staff = chat is not None and chat.kind is ChatKind.STAFF
    parts = _parts(tx, community_id, owed)
    if parts.is_choosing:
        return open_card(Page((), 0, 0), to, parts=parts)
    ids = case_lists.list_open_ids(
        tx,
        community_id=community_id,
        grid_id=parts.grid or None,
        category_ids=payload.get("kinds", ()),
        with_discreet=is_staff or not parts.chosen,
        limit=MOST_LISTED + 1,
    )
    index, here = page_of(ids, payload["page"])

    def is_brief(case: Case) -> bool:
        return sight_of_group(case, chat.kind if chat else None) is not Sight.WHOLE

    found = [
        Row(case, grid=parts.grids.get(case.grid_id or 0, ""), is_brief=is_brief(case))
        for case in case_lists.list_these(tx, here)
    ]
    opens = "desk.open" if is_staff else "case.look" if owed.address.is_private else ""
    return open_card(make_page(ids, index, found), to, parts=parts, opens=opens)


def _parts(tx: Connection, community_id: int, owed: Owed) -> Parts:
    """A card from before grids or kinds could be asked for has no buttons for them."""
    payload = owed.payload
    names, heads = {}, {}
    if payload.get("grid") is not None:
        names = {one.id: one.name for one in grids.list_grids(tx, community_id=community_id)}
    if "kinds" in payload:
        known = categories.list_categories(tx, community_id=community_id)
        heads = {ids[0]: head for head, ids in heads_of(known).items()}
    chosen = payload.get("grid") or 0
    return Parts(
        names,
        chosen if chosen in names else 0,
        heads,
        payload.get("kind", ""),
        payload.get("is_choosing", False),
    )


LETTERS: dict[str, Letter] = {
    "case.list": Letter(listing, is_standing=True),
}
