"""What points may do, as a model in a few words: where each kind of move goes, and how much is
left.
"""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from actions.points import held_of, move_points, pool_of, purse_of, till_of
from domain.points import AccountKind, Movement, PointAccount, replay
from storage.points import list_all_entries
from storage.tables import ledger, point_accounts

POOL, PERSON, HELD, SHOP = AccountKind.POOL, AccountKind.PERSON, AccountKind.HELD, AccountKind.SHOP

ROUTES: dict[str, tuple[AccountKind, AccountKind, str]] = {
    "award": (POOL, PERSON, "conduct.free"),
    "deduct": (PERSON, POOL, "conduct.free"),
    "hold": (PERSON, HELD, Movement.HELD.value),
    "use": (HELD, SHOP, Movement.USED.value),
    "give back": (HELD, PERSON, Movement.RETURNED.value),
    "settle": (SHOP, POOL, Movement.SETTLED.value),
    "expire": (PERSON, POOL, Movement.EXPIRED.value),
}


class Move(NamedTuple):
    """Somebody's points go where moves of this kind go."""

    kind: str
    source: str
    community_id: int
    person_id: int
    shop_id: int
    points: int

    @property
    def sides(self) -> tuple[str, str]:
        """The two accounts, as the model knows them."""
        return self._named(ROUTES[self.kind][0]), self._named(ROUTES[self.kind][1])

    def _named(self, kind: AccountKind) -> str:
        owner = {PERSON: f":{self.person_id}", SHOP: f":{self.shop_id}"}.get(kind, "")
        return f"{self.community_id} {kind.value}{owner}"


def make(tx: Connection, move: Move, *, now: datetime) -> bool:
    """The move for real."""
    from_, to, rule = ROUTES[move.kind]
    return move_points(
        tx,
        source=move.source,
        from_=_account(tx, move, from_),
        to=_account(tx, move, to),
        points=move.points,
        rule=rule,
        now=now,
    )


def _account(tx: Connection, move: Move, kind: AccountKind) -> PointAccount:
    if kind is POOL:
        return pool_of(tx, move.community_id)
    if kind is HELD:
        return held_of(tx, move.community_id)
    if kind is SHOP:
        return till_of(tx, move.community_id, move.shop_id)
    return purse_of(tx, move.community_id, move.person_id)


@dataclass
class Books:
    """What every account should have."""

    balances: Counter[str] = field(default_factory=Counter)
    moves: dict[str, tuple[str, str, int]] = field(default_factory=dict)
    """By their source: what has moved, whichever way it was asked for again."""

    def lets(self, from_: str, points: int) -> bool:
        return from_.endswith(POOL.value) or self.balances[from_] >= points

    def book(self, source: str, from_: str, to: str, points: int) -> None:
        self.balances[from_] -= points
        self.balances[to] += points
        self.moves[source] = (from_, to, points)


def kept(tx: Connection) -> dict[str, int]:
    """The balances as they stand beside the ledger, under the model's names; zeros left out."""
    rows = tx.execute(sa.select(point_accounts))
    return {f"{row.community_id} {row.key}": row.balance for row in rows if row.balance}


def told_by_entries(tx: Connection) -> dict[str, int]:
    """The balances as the ledger's rows alone tell them."""
    names = {
        row.id: f"{row.community_id} {row.key}" for row in tx.execute(sa.select(point_accounts))
    }
    entries = {one.id: one for account in names for one in list_all_entries(tx, account)}
    return {names[one]: points for one, points in replay(entries.values()).items() if points}


def sums(tx: Connection) -> list[int]:
    """What each community's accounts come to together."""
    whole = sa.select(sa.func.sum(point_accounts.c.balance))
    return list(tx.execute(whole.group_by(point_accounts.c.community_id)).scalars())


def overdrawn(tx: Connection) -> list[str]:
    return [name for name, points in kept(tx).items() if points < 0 and POOL.value not in name]


def count_entries(tx: Connection) -> int:
    total: int = tx.execute(sa.select(sa.func.count()).select_from(ledger)).scalar_one()
    return total


def random_moves(
    chance: random.Random, *, people: dict[int, list[int]], shops: int, name: str
) -> Iterator[Move]:
    """Moves without end. One in ten is asked for under a source that was used before."""
    used: list[Move] = []
    for number in range(10**9):
        if used and chance.random() < 0.1:
            yield chance.choice(used)
            continue
        community = chance.choice(list(people))
        kind = chance.choice(["award", "award", *ROUTES])
        shop = chance.choice(people[community][:shops])
        person = chance.choice(people[community])
        move = Move(kind, f"{name}:{number}", community, person, shop, chance.randint(1, 20))
        used = [*used[-20:], move]
        yield move
