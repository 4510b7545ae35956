"""Deeds around grids 网格: define, list, remove."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from actions.once import once
from actions.permits import check_visitor_may
from actions.replies import reply
from domain.addresses import Address
from domain.answers import Answer
from domain.grids import LONGEST_NAME, SHORTEST_WORD
from domain.people import Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from storage import grids


@once
def define_grid(
    tx: Connection,
    *,
    visitor: Visitor,
    name: str,
    words: Sequence[str],
    source: str,
    now: datetime,
) -> Answer | None:
    """Make a grid, or give a known one other words: what it had before is gone."""
    check_visitor_may(tx, visitor, Verb.MANAGE_GRIDS)
    if visitor.community_id is None or len(name) > LONGEST_NAME:
        raise RuleBroken("grid.usage")
    short = [word for word in words if len(word) < SHORTEST_WORD]
    if short:
        raise RuleBroken("grid.word_too_short", word=short[0])
    kept = list(dict.fromkeys(words))
    is_new = grids.put_grid(tx, community_id=visitor.community_id, name=name, words=kept)
    if not kept:
        return Answer("grid.defined_without_words", {"name": name})
    key = "grid.defined" if is_new else "grid.changed"
    return Answer(key, {"name": name, "words": "、".join(kept)})


@once
def remove_grid(
    tx: Connection, *, visitor: Visitor, name: str, source: str, now: datetime
) -> Answer | None:
    """Take back a grid that was never used; one with a past keeps its place in the records."""
    check_visitor_may(tx, visitor, Verb.MANAGE_GRIDS)
    if visitor.community_id is None:
        raise RuleBroken("grid.usage")
    grid = grids.find_grid(tx, community_id=visitor.community_id, name=name)
    if grid is None:
        raise RuleBroken("grid.unknown", name=name)
    if not grids.delete_grid(tx, grid.id):
        raise RuleBroken("grid.in_use", name=name)
    return Answer("grid.removed", {"name": name})


@once
def show_grids(
    tx: Connection, *, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    check_visitor_may(tx, visitor, Verb.LOOK_AT_GRIDS)
    reply(
        tx,
        kind="grid.list",
        here=here,
        community_id=visitor.community_id,
        source=source,
        now=now,
    )
    return None
