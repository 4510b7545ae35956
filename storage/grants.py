"""Grants: what was promised by which rule, what waits, what was paid; and what a month earned."""

from collections.abc import Collection
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.answers import Json
from domain.grants import COUNTING, Grant, GrantState
from storage.tables import grants, members, point_months
from storage.tables.points import IS_PENDING

COUNTS = tuple(state.value for state in COUNTING)


def _grant(row: sa.Row[tuple[Json, ...]]) -> Grant:
    return Grant(
        row.id,
        row.community_id,
        row.person_id,
        row.rule,
        row.sheet_id,
        row.points,
        row.about,
        row.words,
        GrantState(row.state),
        row.source,
        row.granted_by,
        row.second_by,
        date.fromisoformat(row.granted_on),
        row.granted_at,
        row.release_at,
        row.is_discreet,
    )


def find_grant(tx: Connection, source: str) -> Grant | None:
    row = tx.execute(sa.select(grants).where(grants.c.source == source)).one_or_none()
    return _grant(row) if row else None


def get_grant(tx: Connection, grant_id: int) -> Grant:
    return _grant(tx.execute(sa.select(grants).where(grants.c.id == grant_id)).one())


def find_grant_here(tx: Connection, grant_id: int, *, community_id: int) -> Grant | None:
    row = tx.execute(
        sa.select(grants).where(grants.c.id == grant_id, grants.c.community_id == community_id)
    ).one_or_none()
    return _grant(row) if row else None


def get_grants(tx: Connection, grant_ids: Collection[int]) -> dict[int, Grant]:
    rows = tx.execute(sa.select(grants).where(grants.c.id.in_(grant_ids)))
    return {row.id: _grant(row) for row in rows}


def add_grant(
    tx: Connection,
    *,
    community_id: int,
    person_id: int,
    rule: str,
    sheet_id: int,
    points: int,
    about: str,
    once_key: str,
    words: str,
    state: GrantState,
    source: str,
    granted_by: int | None,
    granted_on: date,
    release_at: datetime | None,
    is_discreet: bool = False,
    now: datetime,
) -> Grant:
    new = grants.insert().values(
        community_id=community_id,
        person_id=person_id,
        rule=rule,
        sheet_id=sheet_id,
        points=points,
        about=about,
        once_key=once_key,
        words=words,
        state=state.value,
        source=source,
        granted_by=granted_by,
        granted_on=granted_on.isoformat(),
        granted_at=now,
        release_at=release_at,
        is_discreet=is_discreet,
    )
    return _grant(tx.execute(new.returning(grants)).one())


def move_grant(
    tx: Connection, grant: Grant, to: GrantState, *, now: datetime, second_by: int | None = None
) -> bool:
    """Change a grant's state; ``False`` if somebody else has changed it since."""
    ends = {} if to is GrantState.PENDING else {"ended_at": now}
    moved = tx.execute(
        grants.update()
        .where(grants.c.id == grant.id, grants.c.state == grant.state.value)
        .values(state=to.value, second_by=second_by or grant.second_by, **ends)
    )
    return moved.rowcount == 1


def sum_granted(
    tx: Connection, *, community_id: int, person_id: int, rule: str, since: date, until: date
) -> int:
    """What a rule has promised somebody in these days, both included."""
    total: int = tx.execute(
        sa.select(sa.func.coalesce(sa.func.sum(grants.c.points), 0)).where(
            grants.c.community_id == community_id,
            grants.c.person_id == person_id,
            grants.c.rule == rule,
            grants.c.granted_on.between(since.isoformat(), until.isoformat()),
            grants.c.state.in_(COUNTS),
        )
    ).scalar_one()
    return total


def was_paid_for(
    tx: Connection, *, community_id: int, once_key: str, about: str, since: date
) -> bool:
    """Whether anything else of the same place and kind has been paid since that day."""
    found = tx.execute(
        sa.select(grants.c.id)
        .where(
            grants.c.community_id == community_id,
            grants.c.once_key == once_key,
            sa.text("once_key <> ''"),
            grants.c.granted_on >= since.isoformat(),
            grants.c.about != about,
            grants.c.state.in_(COUNTS),
        )
        .limit(1)
    )
    return found.first() is not None


def list_pending(tx: Connection, *, community_id: int, person_id: int) -> list[Grant]:
    """What somebody has been promised and does not have yet."""
    rows = tx.execute(
        sa.select(grants)
        .where(
            grants.c.community_id == community_id,
            grants.c.person_id == person_id,
            sa.text(f"grants.{IS_PENDING}"),
        )
        .order_by(grants.c.id)
    )
    return [_grant(row) for row in rows]


def list_about(tx: Connection, about: str) -> list[Grant]:
    """Every grant for one thing, the oldest first."""
    rows = tx.execute(sa.select(grants).where(grants.c.about == about).order_by(grants.c.id))
    return [_grant(row) for row in rows]


def add_to_month(tx: Connection, grant: Grant, points: int) -> None:
    """Count what a grant brought in its month (``2026-11``), under the trade its person has now."""
    if grant.is_discreet:
        return
    community_id, person_id = grant.community_id, grant.person_id
    trade = tx.execute(
        sa.select(members.c.trade).where(
            members.c.community_id == community_id, members.c.person_id == person_id
        )
    ).scalar_one_or_none()
    new = postgresql.insert(point_months).values(
        community_id=community_id,
        month=f"{grant.granted_on:%Y-%m}",
        person_id=person_id,
        trade=trade or "",
        earned=points,
    )
    tx.execute(
        new.on_conflict_do_update(
            index_elements=["community_id", "month", "person_id"],
            set_={"earned": point_months.c.earned + points, "trade": trade or ""},
        )
    )
