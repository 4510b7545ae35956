"""Letters about places 地点: the list, and what was understood of one."""

from sqlalchemy import Connection

from bot.letters.letter import Letter
from cards.card import Card, Reader
from cards.places import PlacePage, place_list_card, read_back_card
from storage import grids, places
from storage.paying import Owed

PAGE_SIZE = 20


def place_list(tx: Connection, owed: Owed, to: Reader) -> Card:
    """A page of the places, those of the first grid first, those of none last."""
    assert owed.community_id is not None
    names = {one.id: one.name for one in grids.list_grids(tx, community_id=owed.community_id)}
    order = {grid_id: number for number, grid_id in enumerate(names)}
    known = places.list_places(tx, community_id=owed.community_id)
    known.sort(key=lambda one: (order.get(one.grid_id or 0, len(order)), one.kind, one.id))
    count = max(-(-len(known) // PAGE_SIZE), 1)
    index = max(0, min(owed.payload["page"], count - 1))
    shown = known[index * PAGE_SIZE : (index + 1) * PAGE_SIZE]
    listed = [(names.get(one.grid_id or 0), one) for one in shown]
    return place_list_card(PlacePage(listed, index, count, len(known)), to)


def read_back(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    assert owed.community_id is not None
    place = places.find_place_called(tx, community_id=owed.community_id, name=owed.payload["name"])
    if place is None:  # taken back before this could be said
        return None
    grid = grids.get_grid(tx, place.grid_id).name if place.grid_id else None
    return read_back_card(place, grid, to, is_new=owed.payload["is_new"])


LETTERS: dict[str, Letter] = {
    "place.list": Letter(place_list, is_standing=True),
    "place.read_back": Letter(read_back),
}
