"""Statements 对账单: what a shop has taken in within a month, and who has signed for it."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.statements import Side, Statement
from storage.tables import offers, statements


def _statement(row: sa.Row[tuple[object, ...]]) -> Statement:
    return Statement(
        row.id,
        row.community_id,
        row.shop_id,
        row.month,
        row.vouchers,
        row.points,
        row.shop_signed_by,
        row.office_signed_by,
        row.version,
        row.dispute,
    )


def add_statement(
    tx: Connection,
    *,
    community_id: int,
    shop_id: int,
    month: str,
    vouchers: int,
    points: int,
    now: datetime,
) -> Statement | None:
    """``None`` where this shop has one for this month already."""
    row = tx.execute(
        postgresql.insert(statements)
        .values(
            community_id=community_id,
            shop_id=shop_id,
            month=month,
            vouchers=vouchers,
            points=points,
            made_at=now,
        )
        .on_conflict_do_nothing()
        .returning(*statements.c)
    ).one_or_none()
    return _statement(row) if row else None


def get_statement(tx: Connection, statement_id: int) -> Statement:
    return _statement(
        tx.execute(sa.select(statements).where(statements.c.id == statement_id)).one()
    )


def find_statement(tx: Connection, statement_id: int, *, community_id: int) -> Statement | None:
    row = tx.execute(
        sa.select(statements).where(
            statements.c.id == statement_id, statements.c.community_id == community_id
        )
    ).one_or_none()
    return _statement(row) if row else None


def sign(tx: Connection, statement: Statement, side: Side, *, by: int, now: datetime) -> bool:
    """Compare and set; ``False`` if somebody has signed meanwhile. A shop that signs says that what
    it disputed is settled.
    """
    signed = tx.execute(
        statements.update()
        .where(statements.c.id == statement.id, statements.c.version == statement.version)
        .values(
            {
                f"{side.value}_signed_by": by,
                f"{side.value}_signed_at": now,
                "version": statement.version + 1,
                "dispute": "" if side is Side.SHOP else statement.dispute,
            }
        )
    )
    return signed.rowcount == 1


def dispute(tx: Connection, statement: Statement, words: str) -> bool:
    """The shop says what is wrong, and the office has signed for nothing. Compare and set;
    ``False`` if somebody has signed meanwhile.
    """
    disputed = tx.execute(
        statements.update()
        .where(
            statements.c.id == statement.id,
            statements.c.version == statement.version,
            statements.c.shop_signed_by.is_(None),
        )
        .values(
            office_signed_by=None,
            office_signed_at=None,
            dispute=words,
            version=statement.version + 1,
        )
    )
    return disputed.rowcount == 1


def list_shops(tx: Connection, *, community_id: int) -> list[int]:
    """Everybody whose vouchers there ever were; nobody else can have taken one in."""
    found = tx.execute(
        sa.select(offers.c.shop_id)
        .where(offers.c.community_id == community_id)
        .distinct()
        .order_by(offers.c.shop_id)
    )
    return list(found.scalars())


@dataclass(frozen=True)
class Unsigned:
    """Whose statements are asked for: all of a community, or one shop's."""

    community_id: int
    shop_id: int | None = None


def list_unsigned(tx: Connection, whose: Unsigned) -> list[Statement]:
    """What still waits for a signature, the oldest first."""
    is_theirs = statements.c.community_id == whose.community_id
    if whose.shop_id is not None:
        is_theirs &= statements.c.shop_id == whose.shop_id
    rows = tx.execute(
        sa.select(statements)
        .where(
            is_theirs,
            sa.or_(statements.c.shop_signed_by.is_(None), statements.c.office_signed_by.is_(None)),
        )
        .order_by(statements.c.month, statements.c.id)
    )
    return [_statement(row) for row in rows]
