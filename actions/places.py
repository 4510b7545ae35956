"""Deeds around places 地点: add, list, remove; and where a case lies."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from actions.once import once
from actions.permits import check_visitor_may
from actions.replies import reply
from domain.addresses import Address
from domain.answers import Answer, Json
from domain.grids import route
from domain.media import Point
from domain.people import Visitor
from domain.permissions import Verb
from domain.place_words import flat
from domain.places import Place, Whereabouts, read_place, whereabouts
from domain.rules import RuleBroken
from storage import grids, messages, outbox, places


def where_is(
    tx: Connection, community_id: int, *, words: str, place: str, point: Point | None
) -> Whereabouts:
    """Where a case lies by all that was said of it: the grid it goes to, the place it is at, and
    what other cases near it are found by. ``place`` is the answer to 在哪里, ``''`` if none.
    """
    return whereabouts(
        words=words,
        place_text=place,
        point=point,
        places=places.list_places(tx, community_id=community_id),
        grids=[(one.id, one.words) for one in grids.list_grids(tx, community_id=community_id)],
    )


@once
def define_place(
    tx: Connection,
    *,
    visitor: Visitor,
    line: str,
    point: Point | None,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Write a place down, or a known one anew: what it was called before is gone.

    ``point`` is that of the location message the secretary replied to; coordinates in the line go
    before it. Whoever names no grid means the one to which the name leads.
    """
    check_visitor_may(tx, visitor, Verb.MANAGE_PLACES)
    known_grids = grids.list_grids(tx, community_id=visitor.home)
    ids = {one.name: one.id for one in known_grids}
    wanted = read_place(line, ids)
    known = _find_alike(tx, visitor.home, wanted.name)
    name = known.name if known else wanted.name
    by_words = route(name, [(one.id, one.words) for one in known_grids])
    is_new = places.put_place(
        tx,
        community_id=visitor.home,
        grid_id=ids[wanted.grid] if wanted.grid else by_words,
        kind=wanted.kind,
        name=name,
        words=list(wanted.words),
        point=wanted.point or point,
    )
    _read_back(tx, visitor, {"name": name, "is_new": is_new}, here=here, source=source, now=now)
    return None


def _read_back(
    tx: Connection,
    visitor: Visitor,
    payload: dict[str, Json],
    *,
    here: Address,
    source: str,
    now: datetime,
) -> None:
    reply(
        tx,
        kind="place.read_back",
        here=here,
        community_id=visitor.home,
        source=source,
        now=now,
        payload=payload,
    )


@once
def remove_place(
    tx: Connection, *, visitor: Visitor, name: str, source: str, now: datetime
) -> Answer | None:
    """Take back a place at which nothing was ever reported; one with a past stays."""
    check_visitor_may(tx, visitor, Verb.MANAGE_PLACES)
    place = _find_alike(tx, visitor.home, name)
    if place is None:
        raise RuleBroken("place.unknown", name=name)
    if not places.delete_place(tx, place, community_id=visitor.home):
        raise RuleBroken("place.in_use", name=place.name)
    return Answer("place.removed", {"name": place.name})


def _find_alike(tx: Connection, community_id: int, name: str) -> Place | None:
    """三号楼 is 3号楼: one house is not written down twice."""
    known = places.list_places(tx, community_id=community_id)
    return next((one for one in known if flat(one.name) == flat(name)), None)


@once
def show_places(
    tx: Connection, *, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    check_visitor_may(tx, visitor, Verb.LOOK_AT_PLACES)
    outbox.owe_standing(
        tx,
        kind="place.list",
        about=f"look:{source}",
        to=here,
        lane=outbox.Lane.ACKNOWLEDGEMENT,
        community_id=visitor.home,
        payload={"page": 0},
        pause=timedelta(0),
        now=now,
    )
    return None


@once
def turn_place_page(
    tx: Connection, *, visitor: Visitor, page: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """Show another page of the list in the place of this one."""
    check_visitor_may(tx, visitor, Verb.LOOK_AT_PLACES)
    message = here.reply_to
    assert message is not None
    about = messages.find_about(tx, channel=here.channel, chat=here.chat, message=message)
    if about is None or not outbox.change_payload(tx, about=about, changes={"page": page}, now=now):
        raise RuleBroken("press.stale")
    return None
