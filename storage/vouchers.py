"""Vouchers 兑换券: whose they are, where they are good, and how each has ended."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.vouchers import Voucher, VoucherState
from storage.tables import offers, vouchers

MOST_LISTED = 50

_IS_ISSUED = sa.text("vouchers.state = 'issued'")


@dataclass(frozen=True)
class VoucherRow:
    """A voucher with the name of what it is for."""

    voucher: Voucher
    name: str


def _voucher(row: sa.Row[tuple[object, ...]]) -> Voucher:
    return Voucher(
        row.id,
        row.community_id,
        row.offer_id,
        row.person_id,
        row.shop_id,
        row.points,
        row.nonce,
        row.code_hash,
        VoucherState(row.state),
        row.version,
        row.issued_at,
        row.expires_at,
        row.ended_at,
    )


def add_voucher(
    tx: Connection,
    *,
    community_id: int,
    offer_id: int,
    person_id: int,
    shop_id: int,
    points: int,
    nonce: str,
    mark: str,
    source: str,
    expires_at: datetime,
    now: datetime,
) -> Voucher | None:
    """``None`` where this ``source`` has one already."""
    row = tx.execute(
        postgresql.insert(vouchers)
        .values(
            community_id=community_id,
            offer_id=offer_id,
            person_id=person_id,
            shop_id=shop_id,
            points=points,
            nonce=nonce,
            code_hash=mark,
            source=source,
            issued_at=now,
            expires_at=expires_at,
        )
        .on_conflict_do_nothing(index_elements=["source"])
        .returning(*vouchers.c)
    ).one_or_none()
    return _voucher(row) if row else None


def get_voucher(tx: Connection, voucher_id: int) -> Voucher:
    return _voucher(tx.execute(sa.select(vouchers).where(vouchers.c.id == voucher_id)).one())


def find_voucher(tx: Connection, voucher_id: int, *, community_id: int) -> Voucher | None:
    row = tx.execute(
        sa.select(vouchers).where(
            vouchers.c.id == voucher_id, vouchers.c.community_id == community_id
        )
    ).one_or_none()
    return _voucher(row) if row else None


def find_marked(tx: Connection, mark: str) -> Voucher | None:
    """The voucher whose code has this mark, in whichever community."""
    row = tx.execute(sa.select(vouchers).where(vouchers.c.code_hash == mark)).one_or_none()
    return _voucher(row) if row else None


def mark_anew(tx: Connection, voucher: Voucher, mark: str) -> None:
    """Its code is another one from now on."""
    tx.execute(vouchers.update().where(vouchers.c.id == voucher.id).values(code_hash=mark))


def end_voucher(
    tx: Connection, voucher: Voucher, state: VoucherState, *, by: int | None, now: datetime
) -> bool:
    """Compare and set; ``False``, and nothing changed, where it has ended already. Past its day
    it can do nothing but expire.
    """
    expires = sa.true() if state is VoucherState.EXPIRED else vouchers.c.expires_at > now
    ended = tx.execute(
        vouchers.update()
        .where(
            vouchers.c.id == voucher.id,
            vouchers.c.state == VoucherState.ISSUED.value,
            expires,
        )
        .values(state=state.value, version=vouchers.c.version + 1, ended_at=now, ended_by=by)
    )
    return ended.rowcount == 1


def count_had(
    tx: Connection, *, offer_id: int, person_id: int, states: Collection[VoucherState] = ()
) -> int:
    """How many of an offer somebody has had, ever or in these states."""
    found: int = tx.execute(
        sa.select(sa.func.count())
        .select_from(vouchers)
        .where(
            vouchers.c.offer_id == offer_id,
            vouchers.c.person_id == person_id,
            vouchers.c.state.in_([one.value for one in states]) if states else sa.true(),
        )
    ).scalar_one()
    return found


def list_held(tx: Connection, *, community_id: int, person_id: int) -> list[VoucherRow]:
    """What somebody can still use, the one that ends first at the top."""
    rows = tx.execute(
        sa.select(vouchers, offers.c.name)
        .join(offers, offers.c.id == vouchers.c.offer_id)
        .where(
            _IS_ISSUED,
            vouchers.c.community_id == community_id,
            vouchers.c.person_id == person_id,
        )
        .order_by(vouchers.c.expires_at, vouchers.c.id)
        .limit(MOST_LISTED)
    )
    return [VoucherRow(_voucher(row), row.name) for row in rows]


def list_used(
    tx: Connection,
    *,
    community_id: int,
    shop_id: int,
    since: datetime,
    until: datetime,
    limit: int,
) -> list[VoucherRow]:
    """What a shop has taken in within this time, the oldest first."""
    rows = tx.execute(
        sa.select(vouchers, offers.c.name)
        .join(offers, offers.c.id == vouchers.c.offer_id)
        .where(_used(community_id, since, until), vouchers.c.shop_id == shop_id)
        .order_by(vouchers.c.ended_at, vouchers.c.id)
        .limit(limit)
    )
    return [VoucherRow(_voucher(row), row.name) for row in rows]


@dataclass(frozen=True)
class Taken:
    """What a shop has taken in."""

    shop_id: int
    vouchers: int
    points: int


def sum_used(
    tx: Connection,
    *,
    community_id: int,
    shop_ids: Collection[int],
    since: datetime,
    until: datetime,
) -> list[Taken]:
    """Shop by shop what was taken in within this time; shops without any are left out."""
    rows = tx.execute(
        sa.select(
            vouchers.c.shop_id,
            sa.func.count().label("number"),
            sa.func.sum(vouchers.c.points).label("points"),
        )
        .where(_used(community_id, since, until), vouchers.c.shop_id.in_(shop_ids))
        .group_by(vouchers.c.shop_id)
        .order_by(vouchers.c.shop_id)
    )
    return [Taken(row.shop_id, row.number, int(row.points)) for row in rows]


def _used(community_id: int, since: datetime, until: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(
        vouchers.c.community_id == community_id,
        vouchers.c.state == VoucherState.USED.value,
        vouchers.c.ended_at >= since,
        vouchers.c.ended_at < until,
    )
