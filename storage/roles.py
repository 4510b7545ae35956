"""Roles 角色 that people hold: given, held, ended; never rewritten."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from domain.permissions import Role
from storage.tables import grids, roles


@dataclass(frozen=True)
class Held:
    """A role somebody holds now; ``place`` is the name of its grid, team, office or shop."""

    person_id: int
    role: Role
    grid_id: int | None
    place: str | None


_HELD = (
    sa.select(roles, grids.c.name.label("grid_name"))
    .select_from(roles.outerjoin(grids, roles.c.grid_id == grids.c.id))
    .where(roles.c.ended_at.is_(None))
    .order_by(roles.c.id)
)


def _held(row: sa.Row[tuple[object, ...]]) -> Held:
    return Held(row.person_id, Role(row.role), row.grid_id, row.grid_name or row.team)


def list_held(tx: Connection, *, community_id: int, person_id: int) -> list[Held]:
    rows = tx.execute(
        _HELD.where(roles.c.community_id == community_id, roles.c.person_id == person_id)
    )
    return [_held(row) for row in rows]


def list_of_role(tx: Connection, *, community_id: int, role: Role) -> list[Held]:
    rows = tx.execute(_HELD.where(roles.c.community_id == community_id, roles.c.role == role.value))
    return [_held(row) for row in rows]


def add_role(
    tx: Connection,
    *,
    community_id: int,
    person_id: int,
    role: Role,
    grid_id: int | None,
    team: str | None,
    given_by: int | None,
    now: datetime,
) -> None:
    tx.execute(
        roles.insert().values(
            community_id=community_id,
            person_id=person_id,
            role=role.value,
            grid_id=grid_id,
            team=team,
            given_by=given_by,
            given_at=now,
        )
    )


def end_roles(
    tx: Connection, *, community_id: int, person_id: int, now: datetime, role: Role | None = None
) -> int:
    """End one role of a person in all its places, or every role; return how many ended."""
    ended = tx.execute(
        roles.update()
        .where(
            roles.c.community_id == community_id,
            roles.c.person_id == person_id,
            roles.c.ended_at.is_(None),
            roles.c.role == role.value if role else sa.true(),
        )
        .values(ended_at=now)
    )
    return ended.rowcount
