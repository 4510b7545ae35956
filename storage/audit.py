"""Everything about points and hours added up anew, and where it is not what is kept beside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy import Connection

from domain.grants import GrantState
from domain.points import AccountKind
from storage.tables import grants, hours, ledger, point_accounts, vouchers

MOST = 20
"""So many of one fault are named; whoever mends the first ones looks again."""


class Wrong(StrEnum):
    BALANCE = "balance"
    SUM = "sum"
    OVERDRAWN = "overdrawn"
    STRAYED = "strayed"
    COUNTER = "counter"
    GRANT = "grant"
    HELD = "held"
    HOURS = "hours"


@dataclass(frozen=True)
class Fault:
    """What is wrong with the account, entry or other row of this ``id``."""

    kind: Wrong
    id: int
    found: int
    expected: int


@dataclass(frozen=True)
class Audit:
    accounts: int
    entries: int
    hours: int
    faults: tuple[Fault, ...]


def audit(tx: Connection) -> Audit:
    """By statements that go through whole tables, for an operator who waits. What is compared is
    compared within one statement, so that the bot may go on meanwhile.
    """
    counts = (
        sa.select(sa.func.count()).select_from(one) for one in (point_accounts, ledger, hours)
    )
    accounts, entries, rows = (tx.execute(one).scalar_one() for one in counts)
    return Audit(accounts, entries, rows, tuple(_faults(tx)))


def _faults(tx: Connection) -> Iterator[Fault]:
    for kind, found in (
        (Wrong.BALANCE, _balances_unlike_their_entries()),
        (Wrong.SUM, _communities_that_do_not_add_up()),
        (Wrong.OVERDRAWN, _overdrawn()),
        (Wrong.STRAYED, _entries_of_another_community()),
        (Wrong.COUNTER, _counter_entries_unlike_theirs()),
        (Wrong.GRANT, _grants_unlike_the_ledger()),
        (Wrong.HELD, _held_unlike_vouchers()),
        (Wrong.HOURS, _counter_hours_unlike_theirs()),
    ):
        for row_id, has, should_have in tx.execute(found.limit(MOST)):
            yield Fault(kind, row_id, has, should_have)


def _balances_unlike_their_entries() -> "sa.Select[int, int, int]":
    moved = sa.union_all(
        sa.select(ledger.c.to_id.label("account_id"), ledger.c.points.label("points")),
        sa.select(ledger.c.from_id, -ledger.c.points),
    ).subquery()
    sums = (
        sa.select(moved.c.account_id, sa.func.sum(moved.c.points).label("points"))
        .group_by(moved.c.account_id)
        .subquery()
    )
    should_be = sa.func.coalesce(sums.c.points, 0)
    return (
        sa.select(point_accounts.c.id, point_accounts.c.balance, should_be.label("sum"))
        .outerjoin(sums, sums.c.account_id == point_accounts.c.id)
        .where(point_accounts.c.balance != should_be)
        .order_by(point_accounts.c.id)
    )


def _communities_that_do_not_add_up() -> "sa.Select[int, int, int]":
    whole = sa.func.sum(point_accounts.c.balance)
    return (
        sa.select(point_accounts.c.community_id, whole, sa.literal(0))
        .group_by(point_accounts.c.community_id)
        .having(whole != 0)
        .order_by(point_accounts.c.community_id)
    )


def _overdrawn() -> "sa.Select[int, int, int]":
    return (
        sa.select(point_accounts.c.id, point_accounts.c.balance, sa.literal(0))
        .where(point_accounts.c.kind != AccountKind.POOL.value, point_accounts.c.balance < 0)
        .order_by(point_accounts.c.id)
    )


def _entries_of_another_community() -> "sa.Select[int, int, int]":
    side = point_accounts.alias()
    return (
        sa.select(ledger.c.id, ledger.c.community_id, side.c.community_id)
        .join(side, side.c.id.in_((ledger.c.from_id, ledger.c.to_id)))
        .where(side.c.community_id != ledger.c.community_id)
        .order_by(ledger.c.id)
    )


def _counter_entries_unlike_theirs() -> "sa.Select[int, int, int]":
    first = ledger.alias()
    is_other_way_round = sa.and_(
        ledger.c.from_id == first.c.to_id,
        ledger.c.to_id == first.c.from_id,
        ledger.c.points == first.c.points,
    )
    return (
        sa.select(ledger.c.id, ledger.c.points, first.c.points)
        .join(first, first.c.id == ledger.c.reverses_id)
        .where(sa.not_(is_other_way_round))
        .order_by(ledger.c.id)
    )


def _grants_unlike_the_ledger() -> "sa.Select[int, int, int]":
    """What a grant has moved out of the pool is what it says once it is paid, else nothing."""
    pool = point_accounts.alias()
    moved = (
        sa.select(
            ledger.c.grant_id,
            sa.func.sum(
                sa.case((pool.c.id == ledger.c.from_id, ledger.c.points), else_=-ledger.c.points)
            ).label("points"),
        )
        .join(
            pool,
            sa.and_(
                pool.c.community_id == ledger.c.community_id,
                pool.c.key == AccountKind.POOL.value,
            ),
        )
        .where(ledger.c.grant_id.is_not(None))
        .group_by(ledger.c.grant_id)
        .subquery()
    )
    should_be = sa.case((grants.c.state == GrantState.PAID.value, grants.c.points), else_=0)
    has_moved = sa.func.coalesce(moved.c.points, 0)
    return (
        sa.select(grants.c.id, has_moved.label("moved"), should_be)
        .outerjoin(moved, moved.c.grant_id == grants.c.id)
        .where(has_moved != should_be)
        .order_by(grants.c.id)
    )


def _held_unlike_vouchers() -> "sa.Select[int, int, int]":
    issued = (
        sa.select(vouchers.c.community_id, sa.func.sum(vouchers.c.points).label("points"))
        .where(sa.text("vouchers.state = 'issued'"))
        .group_by(vouchers.c.community_id)
        .subquery()
    )
    should_be = sa.func.coalesce(issued.c.points, 0)
    return (
        sa.select(point_accounts.c.id, point_accounts.c.balance, should_be.label("sum"))
        .outerjoin(issued, issued.c.community_id == point_accounts.c.community_id)
        .where(
            point_accounts.c.kind == AccountKind.HELD.value, point_accounts.c.balance != should_be
        )
        .order_by(point_accounts.c.id)
    )


def _counter_hours_unlike_theirs() -> "sa.Select[int, int, int]":
    """A counter-row takes the same minutes of the same kind, day and person away."""
    first = hours.alias()
    same = ("community_id", "person_id", "kind", "held_on")
    is_counter = sa.and_(
        hours.c.minutes == -first.c.minutes,
        *(hours.c[one] == first.c[one] for one in same),
    )
    return (
        sa.select(hours.c.id, hours.c.minutes, -first.c.minutes)
        .join(first, first.c.id == hours.c.reverses_id)
        .where(sa.not_(is_counter))
        .order_by(hours.c.id)
    )
