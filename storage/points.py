"""The ledger 流水 and the accounts whose balances it adds up to."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.points import AccountKind, Entry, PointAccount
from storage.tables import ledger, point_accounts
from storage.tables.points import IS_FULL_PURSE


def _account(row: sa.Row[tuple[object, ...]]) -> PointAccount:
    return PointAccount(row.id, row.community_id, AccountKind(row.kind), row.person_id, row.balance)


def _entry(row: sa.Row[tuple[object, ...]]) -> Entry:
    return Entry(
        row.id,
        row.from_id,
        row.to_id,
        row.points,
        row.rule,
        row.words,
        row.confirmed_by,
        row.grant_id,
        row.voucher_id,
        row.reverses_id,
        row.entered_at,
    )


def _key(kind: AccountKind, person_id: int | None) -> str:
    return kind.value if person_id is None else f"{kind.value}:{person_id}"


def find_account(
    tx: Connection, *, community_id: int, kind: AccountKind, person_id: int | None = None
) -> PointAccount | None:
    row = tx.execute(
        sa.select(point_accounts).where(
            point_accounts.c.community_id == community_id,
            point_accounts.c.key == _key(kind, person_id),
        )
    ).one_or_none()
    return _account(row) if row else None


def open_account(
    tx: Connection, *, community_id: int, kind: AccountKind, person_id: int | None = None
) -> PointAccount:
    """The account, made at its first use. Persons and shops are named by their person."""
    found = find_account(tx, community_id=community_id, kind=kind, person_id=person_id)
    if found is not None:
        return found
    tx.execute(
        postgresql.insert(point_accounts)
        .values(
            community_id=community_id,
            kind=kind.value,
            person_id=person_id,
            key=_key(kind, person_id),
        )
        .on_conflict_do_nothing()
    )
    made = find_account(tx, community_id=community_id, kind=kind, person_id=person_id)
    assert made is not None
    return made


def balance_of(tx: Connection, *, community_id: int, person_id: int) -> int:
    """What a person can spend."""
    found = find_account(
        tx, community_id=community_id, kind=AccountKind.PERSON, person_id=person_id
    )
    return found.balance if found else 0


def add_entry(
    tx: Connection,
    *,
    community_id: int,
    from_id: int,
    to_id: int,
    points: int,
    rule: str,
    source: str,
    grant_id: int | None,
    voucher_id: int | None,
    confirmed_by: int | None,
    words: str,
    reverses_id: int | None,
    now: datetime,
) -> int | None:
    """Write a row; ``None`` where this ``source`` is in the ledger already."""
    found: int | None = tx.execute(
        postgresql.insert(ledger)
        .values(
            community_id=community_id,
            from_id=from_id,
            to_id=to_id,
            points=points,
            rule=rule,
            source=source,
            grant_id=grant_id,
            voucher_id=voucher_id,
            confirmed_by=confirmed_by,
            words=words,
            reverses_id=reverses_id,
            entered_at=now,
        )
        .on_conflict_do_nothing(index_elements=["source"])
        .returning(ledger.c.id)
    ).scalar_one_or_none()
    return found


def take(tx: Connection, account_id: int, points: int) -> bool:
    """Lower a balance; ``False``, and nothing changed, where it would fall below zero."""
    taken = tx.execute(
        point_accounts.update()
        .where(
            point_accounts.c.id == account_id,
            sa.or_(
                point_accounts.c.kind == AccountKind.POOL.value,
                point_accounts.c.balance >= points,
            ),
        )
        .values(balance=point_accounts.c.balance - points)
    )
    return taken.rowcount == 1


def give(tx: Connection, account_id: int, points: int) -> None:
    tx.execute(
        point_accounts.update()
        .where(point_accounts.c.id == account_id)
        .values(balance=point_accounts.c.balance + points)
    )


def get_entry(tx: Connection, entry_id: int) -> Entry:
    return _entry(tx.execute(sa.select(ledger).where(ledger.c.id == entry_id)).one())


def find_entry(tx: Connection, source: str) -> Entry | None:
    row = tx.execute(sa.select(ledger).where(ledger.c.source == source)).one_or_none()
    return _entry(row) if row else None


def list_entries(tx: Connection, account_id: int, *, limit: int) -> list[Entry]:
    """The newest rows of an account, the newest first."""
    sides = [
        sa.select(ledger).where(side == account_id).order_by(ledger.c.id.desc()).limit(limit)
        for side in (ledger.c.from_id, ledger.c.to_id)
    ]
    both = sa.union_all(*(one.subquery().select() for one in sides)).subquery()
    rows = tx.execute(sa.select(both).order_by(both.c.id.desc()).limit(limit))
    return [_entry(row) for row in rows]


def list_all_entries(tx: Connection, account_id: int) -> list[Entry]:
    """Every row of one account, the oldest first."""
    rows = tx.execute(
        sa.select(ledger)
        .where(sa.or_(ledger.c.from_id == account_id, ledger.c.to_id == account_id))
        .order_by(ledger.c.id)
    )
    return [_entry(row) for row in rows]


def list_full_purses(
    tx: Connection, *, community_id: int, after: int, limit: int
) -> list[PointAccount]:
    """Persons' accounts with anything in them, in the order of their ids."""
    rows = tx.execute(
        sa.select(point_accounts)
        .where(
            point_accounts.c.community_id == community_id,
            point_accounts.c.id > after,
            sa.text(IS_FULL_PURSE),
        )
        .order_by(point_accounts.c.id)
        .limit(limit)
    )
    return [_account(row) for row in rows]


def get_accounts(tx: Connection, account_ids: Collection[int]) -> dict[int, PointAccount]:
    rows = tx.execute(sa.select(point_accounts).where(point_accounts.c.id.in_(account_ids)))
    return {row.id: _account(row) for row in rows}
