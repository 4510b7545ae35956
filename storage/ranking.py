"""Who earned how much in a month: the ranking, from sums that every grant keeps up to date."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from domain.people import Trade
from domain.ranking import Earner
from storage.tables import members, point_months


def list_best(
    tx: Connection, *, community_id: int, month: str, trade: str = "", limit: int
) -> list[Earner]:
    """Who earned most in a month, in one trade or in all."""
    only = point_months.c.trade == trade if trade else sa.true()
    rows = tx.execute(
        _with_names(point_months.c.earned)
        .where(
            point_months.c.community_id == community_id,
            point_months.c.month == month,
            point_months.c.earned > 0,
            only,
        )
        .order_by(point_months.c.earned.desc(), point_months.c.person_id)
        .limit(limit)
    )
    return [_earner(row) for row in rows]


def list_earners(tx: Connection, *, community_id: int, months: Sequence[str]) -> list[Earner]:
    """Everybody who earned anything in these months together, the best first."""
    total = sa.func.sum(point_months.c.earned).label("earned")
    rows = tx.execute(
        _with_names(total)
        .where(point_months.c.community_id == community_id, point_months.c.month.in_(months))
        .group_by(
            point_months.c.person_id,
            members.c.name,
            members.c.is_masked,
            members.c.trade,
        )
        .having(total > 0)
        .order_by(total.desc(), point_months.c.person_id)
    )
    return [_earner(row) for row in rows]


def _with_names(earned: sa.ColumnElement[int]) -> sa.Select[tuple[object, ...]]:
    return sa.select(
        point_months.c.person_id,
        members.c.name,
        members.c.is_masked,
        members.c.trade,
        earned,
    ).join(
        members,
        sa.and_(
            members.c.community_id == point_months.c.community_id,
            members.c.person_id == point_months.c.person_id,
        ),
    )


def _earner(row: sa.Row[tuple[object, ...]]) -> Earner:
    return Earner(row.person_id, row.name, row.is_masked, row.trade or "", row.earned)


def sum_month(tx: Connection, *, community_id: int, month: str) -> tuple[int, int]:
    """How many people earned something in a month, and how much together."""
    row = tx.execute(
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(point_months.c.earned), 0)).where(
            point_months.c.community_id == community_id,
            point_months.c.month == month,
            point_months.c.earned > 0,
        )
    ).one()
    return row[0], row[1]


def list_trades(tx: Connection, *, community_id: int, month: str) -> list[Trade]:
    """The trades of those who earned something in a month; asked one by one, for there are few
    trades and many people.
    """

    def earned_in(trade: Trade) -> bool:
        found = sa.select(point_months.c.person_id).where(
            point_months.c.community_id == community_id,
            point_months.c.month == month,
            point_months.c.trade == trade.value,
            point_months.c.earned > 0,
        )
        return tx.execute(found.limit(1)).first() is not None

    return [trade for trade in Trade if earned_in(trade)]


def find_earned(
    tx: Connection, *, community_id: int, person_id: int, month: str
) -> tuple[int, int] | None:
    """What somebody earned in a month, and their place; ``None`` if it is nothing."""
    mine = tx.execute(
        sa.select(point_months.c.earned).where(
            point_months.c.community_id == community_id,
            point_months.c.month == month,
            point_months.c.person_id == person_id,
        )
    ).scalar_one_or_none()
    if mine is None or mine <= 0:
        return None
    better = tx.execute(
        sa.select(sa.func.count()).where(
            point_months.c.community_id == community_id,
            point_months.c.month == month,
            point_months.c.earned > mine,
        )
    ).scalar_one()
    return mine, better + 1
