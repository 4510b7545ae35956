"""What lies on somebody's desk. Each pile is read in its own order and no further than is shown, so
that it costs the same however many cases there are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from domain.answers import Json
from domain.cases import OPEN_STAGES, Stage
from domain.categories import Priority
from domain.desk import STAGE_OF, Key, Pile, Today, belongs
from domain.search import Eyes
from storage.tables import case_assignees, cases
from storage.tables.cases import IS_OPEN

MOST_IN_HAND = 200
"""More open cases than one person can be on."""

KEY: tuple[sa.Column[Json], ...] = (
    *(cases.c.id, cases.c.stage, cases.c.priority),
    *(cases.c.respond_by, cases.c.solve_by),
)

_OPEN = sa.text(f"cases.{IS_OPEN}")
_IN_HAND = sa.text("NOT case_assignees.is_past")


def list_in_hand(tx: Connection, *, community_id: int, person_id: int) -> list[Key]:
    """The open cases somebody is on."""
    theirs = tx.execute(
        sa.select(case_assignees.c.case_id)
        .where(case_assignees.c.person_id == person_id, _IN_HAND)
        .order_by(case_assignees.c.case_id)
        .limit(MOST_IN_HAND)
    )
    # By nothing but their ids: given more to go by, SQLite goes through all that is open.
    rows = tx.execute(
        sa.select(*(*KEY, cases.c.community_id)).where(cases.c.id.in_(theirs.scalars().all()))
    )
    return [
        _key(row) for row in rows if row.community_id == community_id and row.stage in OPEN_STAGES
    ]


def _key(row: sa.Row[Json]) -> Key:
    return Key(row.id, Stage(row.stage), row.priority, row.respond_by, row.solve_by)


@dataclass(frozen=True)
class Desk:
    """Whose desk it is: in which community, what they see there, and on which day."""

    community_id: int
    eyes: Eyes
    today: Today


def list_pile(tx: Connection, of: Desk, pile: Pile, *, limit: int) -> list[Key]:
    """The first cases of a pile, as far as these eyes see; what they are on themselves they do.

    A pile that is a stage is cut by what is to be mended first, whoever still waits for an answer.
    """
    found = {one.id: one for one in _in_hand(tx, of) if _lies_in(one, pile, of)}
    for priority in reversed(Priority):
        if sum(one.priority > priority for one in found.values()) >= limit:
            break
        found |= {row.id: _key(row) for row in _first(tx, KEY, of, pile, priority, limit)}
    return sorted(found.values(), key=lambda one: one.order)[:limit]


def count_piles(tx: Connection, of: Desk, *, most: int) -> dict[Pile, int]:
    """How many lie in each, ``most`` at most."""
    in_hand = _in_hand(tx, of)
    counts = {}
    for pile in Pile:
        found = {one.id for one in in_hand if _lies_in(one, pile, of)}
        for priority in Priority:
            if len(found) < most:
                found |= {row.id for row in _first(tx, (cases.c.id,), of, pile, priority, most)}
        counts[pile] = min(len(found), most)
    return counts


def _in_hand(tx: Connection, of: Desk) -> list[Key]:
    assert of.eyes.person_id is not None, "a desk is somebody's"
    return list_in_hand(tx, community_id=of.community_id, person_id=of.eyes.person_id)


def _lies_in(one: Key, pile: Pile, of: Desk) -> bool:
    return belongs(one, pile, of.today, is_mine=True)


def _first(
    tx: Connection,
    columns: Sequence[sa.Column[Json]],
    of: Desk,
    pile: Pile,
    priority: Priority,
    limit: int,
) -> Sequence[sa.Row[tuple[Json, ...]]]:
    """The first of a pile that are so urgent; an index holds them in just this order."""
    if pile is Pile.MINE or not (of.eyes.sees_all or of.eyes.sees_gridless):
        return []
    here = sa.and_(
        cases.c.community_id == of.community_id, cases.c.priority == int(priority), _OPEN
    )
    parts = [
        sa.select(*columns)
        .where(here, part, _seen_by(of.eyes))
        .order_by(clock, cases.c.id)
        .limit(limit)
        for clock, part in _parts(pile, of.today)
    ]
    query = (
        parts[0] if len(parts) == 1 else sa.union_all(*(sa.select(one.subquery()) for one in parts))
    )
    return tx.execute(query).all()


def _seen_by(eyes: Eyes) -> sa.ColumnElement[bool]:
    if eyes.sees_all:
        return sa.true()
    return sa.or_(cases.c.grid_id.is_(None), cases.c.grid_id.in_(sorted(eyes.grids)))


def _parts(pile: Pile, today: Today) -> Iterator[tuple[sa.Column[Json], sa.ColumnElement[bool]]]:
    """What is true of a pile's cases, clock by clock, each with the clock they are sorted by."""
    if pile in STAGE_OF:
        yield cases.c.solve_by, cases.c.stage == STAGE_OF[pile].value
        return
    for clock in (cases.c.respond_by, cases.c.solve_by):
        if pile is Pile.OVERDUE:
            yield clock, clock <= today.now
        else:
            due = sa.and_(clock > today.now, clock <= today.ends)
            yield clock, sa.and_(due, _not_yet(today.now))


def _not_yet(now: datetime) -> sa.ColumnElement[bool]:
    """No clock has run out."""
    return sa.and_(
        *(sa.or_(one.is_(None), one > now) for one in (cases.c.respond_by, cases.c.solve_by))
    )
