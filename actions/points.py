"""Points move: the one way into the ledger 流水, in the transaction of the deed they belong to."""

from datetime import datetime

from sqlalchemy import Connection

from domain.points import AccountKind, Movement, PointAccount
from domain.rules import RuleBroken
from storage import points as storage
from storage.points import add_entry, open_account


def move_points(
    tx: Connection,
    *,
    source: str,
    from_: PointAccount,
    to: PointAccount,
    points: int,
    rule: str,
    now: datetime,
    grant_id: int | None = None,
    voucher_id: int | None = None,
    confirmed_by: int | None = None,
    words: str = "",
    reverses_id: int | None = None,
) -> bool:
    """Write a row and both balances; ``False``, and nothing moved, for a ``source`` seen before.
    Raises ``RuleBroken`` where the first account has too little; the pool never has.
    """
    assert from_.community_id == to.community_id, "points never leave their community"
    entry = add_entry(
        tx,
        community_id=from_.community_id,
        from_id=from_.id,
        to_id=to.id,
        points=points,
        rule=rule,
        source=source,
        grant_id=grant_id,
        voucher_id=voucher_id,
        confirmed_by=confirmed_by,
        words=words,
        reverses_id=reverses_id,
        now=now,
    )
    if entry is None:
        return False
    if not storage.take(tx, from_.id, points):
        raise RuleBroken("points.too_few", short=points - from_.balance)
    storage.give(tx, to.id, points)
    return True


def reverse_entry(
    tx: Connection, entry_id: int, *, confirmed_by: int | None, words: str, now: datetime
) -> bool:
    """Put a mistake right by the same row the other way round; at most once for each row."""
    entry = storage.get_entry(tx, entry_id)
    sides = storage.get_accounts(tx, (entry.from_id, entry.to_id))
    return move_points(
        tx,
        source=f"reverse:{entry.id}",
        from_=sides[entry.to_id],
        to=sides[entry.from_id],
        points=entry.points,
        rule=Movement.REVERSED.value,
        grant_id=entry.grant_id,
        confirmed_by=confirmed_by,
        words=words,
        reverses_id=entry.id,
        now=now,
    )


def pool_of(tx: Connection, community_id: int) -> PointAccount:
    return open_account(tx, community_id=community_id, kind=AccountKind.POOL)


def purse_of(tx: Connection, community_id: int, person_id: int) -> PointAccount:
    """What a person has and may spend."""
    return open_account(tx, community_id=community_id, kind=AccountKind.PERSON, person_id=person_id)


def held_of(tx: Connection, community_id: int) -> PointAccount:
    """What lies in vouchers that are not used yet."""
    return open_account(tx, community_id=community_id, kind=AccountKind.HELD)


def till_of(tx: Connection, community_id: int, shop_id: int) -> PointAccount:
    """What a shop has taken in and was not yet settled."""
    return open_account(tx, community_id=community_id, kind=AccountKind.SHOP, person_id=shop_id)
