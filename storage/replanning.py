"""The open cases whose deadlines are made right again, portion by portion."""

import sqlalchemy as sa
from sqlalchemy import Connection

from domain.deadlines import SOLUTION_RUNS_IN
from storage.tables import cases, communities
from storage.tables.cases import IS_OPEN


def list_open_ids(tx: Connection, *, community_id: int, after: int, limit: int) -> list[int]:
    """A community's open cases in their order, so many behind that one."""
    found = tx.execute(
        sa.select(cases.c.id)
        .where(cases.c.community_id == community_id, sa.text(IS_OPEN), cases.c.id > after)
        .order_by(cases.c.id)
        .limit(limit)
    )
    return list(found.scalars())


def list_communities_without_clock(tx: Connection) -> list[int]:
    """Where there are open cases that should have a deadline and never got one."""
    is_clockless = sa.exists().where(
        cases.c.community_id == communities.c.id,
        sa.text(IS_OPEN),
        cases.c.solve_by.is_(None),
        cases.c.stage.in_([*SOLUTION_RUNS_IN]),
    )
    return list(tx.execute(sa.select(communities.c.id).where(is_clockless)).scalars())
