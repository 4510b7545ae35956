"""Grids 网格: the parts of a community to which places route."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from storage.tables import cases, grids, members, places, roles, topic_routes


@dataclass(frozen=True)
class Grid:
    id: int
    community_id: int
    name: str
    words: tuple[str, ...]


def _grid(row: sa.Row[tuple[object, ...]]) -> Grid:
    return Grid(row.id, row.community_id, row.name, tuple(row.words))


def list_grids(tx: Connection, *, community_id: int) -> list[Grid]:
    rows = tx.execute(
        sa.select(grids).where(grids.c.community_id == community_id).order_by(grids.c.id)
    )
    return [_grid(row) for row in rows]


def find_grid(tx: Connection, *, community_id: int, name: str) -> Grid | None:
    row = tx.execute(
        sa.select(grids).where(grids.c.community_id == community_id, grids.c.name == name)
    ).one_or_none()
    return _grid(row) if row else None


def get_grid(tx: Connection, grid_id: int) -> Grid:
    return _grid(tx.execute(sa.select(grids).where(grids.c.id == grid_id)).one())


def put_grid(tx: Connection, *, community_id: int, name: str, words: Sequence[str]) -> bool:
    """Define a grid, or give a known one these words instead; ``True`` if it is new."""
    is_new = find_grid(tx, community_id=community_id, name=name) is None
    tx.execute(
        postgresql.insert(grids)
        .values(community_id=community_id, name=name, words=list(words))
        .on_conflict_do_update(index_elements=["community_id", "name"], set_={"words": list(words)})
    )
    return is_new


def delete_grid(tx: Connection, grid_id: int) -> bool:
    """Remove a grid that nothing has ever pointed to; ``False`` if something does."""
    pointing = (
        sa.select(table.c.id).where(table.c.grid_id == grid_id).limit(1)
        for table in (roles, members, places, topic_routes, cases)
    )
    if any(tx.execute(query).first() for query in pointing):
        return False
    tx.execute(grids.delete().where(grids.c.id == grid_id))
    return True
