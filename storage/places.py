"""Places 地点: what people call the spots of a community, and where these are."""

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.answers import Json
from domain.media import Point
from domain.places import Place, PlaceKind
from storage.tables import cases, places


def _place(row: sa.Row[tuple[Json, ...]]) -> Place:
    is_on_the_map = row.latitude is not None and row.longitude is not None
    return Place(
        id=row.id,
        grid_id=row.grid_id,
        kind=PlaceKind(row.kind),
        name=row.name,
        words=tuple(row.words),
        point=Point(row.latitude, row.longitude) if is_on_the_map else None,
    )


def list_places(tx: Connection, *, community_id: int) -> list[Place]:
    rows = tx.execute(
        sa.select(places).where(places.c.community_id == community_id).order_by(places.c.id)
    )
    return [_place(row) for row in rows]


def find_place_called(tx: Connection, *, community_id: int, name: str) -> Place | None:
    row = tx.execute(
        sa.select(places).where(places.c.community_id == community_id, places.c.name == name)
    ).one_or_none()
    return _place(row) if row else None


def put_place(
    tx: Connection,
    *,
    community_id: int,
    grid_id: int | None,
    kind: PlaceKind,
    name: str,
    words: list[str],
    point: Point | None,
) -> bool:
    """Write a place down, or a known one anew; ``True`` if it is new. Without a point a known one
    keeps the point it has.
    """
    is_new = find_place_called(tx, community_id=community_id, name=name) is None
    said: dict[str, Json] = {"grid_id": grid_id, "kind": kind.value, "words": words}
    if point is not None:
        said |= {"latitude": point.latitude, "longitude": point.longitude}
    tx.execute(
        postgresql.insert(places)
        .values(community_id=community_id, name=name, **said)
        .on_conflict_do_update(index_elements=["community_id", "name"], set_=said)
    )
    return is_new


def delete_place(tx: Connection, place: Place, *, community_id: int) -> bool:
    """Remove a place at which no case has ever been; ``False`` if one has."""
    at_it = sa.select(cases.c.id).where(
        cases.c.community_id == community_id, cases.c.place_id == place.id
    )
    if tx.execute(at_it.limit(1)).first():
        return False
    tx.execute(places.delete().where(places.c.id == place.id))
    return True
