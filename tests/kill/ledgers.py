"""Many random moves of points by eight writers at once, and what the ledger must say then."""

import asyncio
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice

from sqlalchemy import Connection

from bot.database_settings import SQLITE
from domain.addresses import TELEGRAM
from domain.rules import RuleBroken
from storage import communities, people
from storage.audit import Wrong, audit
from storage.database import Database
from storage.postgres import open_postgres
from storage.sqlite import open_sqlite
from tests.kill.crowd import DEFAULTS
from tests.kill.outcome import Order, Outcome
from tests.ledger import (
    Books,
    count_entries,
    kept,
    make,
    overdrawn,
    random_moves,
    sums,
    told_by_entries,
)
from tests.sqlite import lay_database

WRITERS = 8
COMMUNITIES = 2
PEOPLE = 20
SHOPS = 3
SPRING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@dataclass
class Told:
    """What the writers were told, each thing booked in a model in which the order does not matter:
    whoever was told that points moved, moved them once.
    """

    repeated: int = 0
    refused: int = 0
    books: Books = field(default_factory=Books)
    troubles: list[str] = field(default_factory=list)

    @property
    def answers(self) -> int:
        return len(self.books.moves) + self.repeated + self.refused


async def write_at_once(order: Order) -> Outcome:
    db = await _open(order)
    try:
        settlers, told, each = await db.do(settle_in), Told(), order.count // WRITERS
        await asyncio.gather(
            *(
                write(db, settlers, told, name=f"{order.seed + one}", moves=each)
                for one in range(WRITERS)
            )
        )
        if told.answers != each * WRITERS:
            told.troubles.append(f"{each * WRITERS} asked, and {told.answers} were answered")
        await db.read(judge, told)
    finally:
        await db.close()
    figures = {"moved": len(told.books.moves), "refused": told.refused}
    figures |= {"asked again": told.repeated, "faults": len(told.troubles)}
    return Outcome(each * WRITERS, {**figures}, told.troubles)


async def _open(order: Order) -> Database:
    if order.database and not order.database.startswith(SQLITE):
        return await open_postgres(order.database)
    lay_database(order.folder / "linlian.db")
    return await open_sqlite(order.folder / "linlian.db")


async def write(
    db: Database, settlers: dict[int, list[int]], told: Told, *, name: str, moves: int
) -> None:
    """One writer after the other of their own moves, never waiting for the others."""
    asked = random_moves(random.Random(name), people=settlers, shops=SHOPS, name=name)
    for move in islice(asked, moves):
        try:
            is_done = await db.do(make, move, now=SPRING)
        except RuleBroken:
            told.refused += 1
            continue
        if not is_done:
            told.repeated += 1
        elif move.source in told.books.moves:
            told.troubles.append(f"{move.source} moved twice")
        else:
            told.books.book(move.source, *move.sides, move.points)


def judge(tx: Connection, told: Told) -> None:
    """The balances are the model's and the rows' own, they add up, and nobody is short."""
    should = {name: points for name, points in told.books.balances.items() if points}
    found, rows, entries = kept(tx), told_by_entries(tx), count_entries(tx)
    if found != should:
        told.troubles.append(f"balances {found}, but the writers were told {should}")
    if rows != found:
        told.troubles.append(f"balances {found}, but the rows say {rows}")
    if sums(tx) != [0] * COMMUNITIES:
        told.troubles.append(f"the communities add up to {sums(tx)}")
    if short := overdrawn(tx):
        told.troubles.append(f"overdrawn: {short}")
    if entries != len(told.books.moves):
        told.troubles.append(f"{entries} rows for {len(told.books.moves)} moves")
    # No voucher was drawn for what is held here.
    told.troubles += [str(one) for one in audit(tx).faults if one.kind is not Wrong.HELD]


def settle_in(tx: Connection) -> dict[int, list[int]]:
    """The people of each community."""
    found = {}
    for number in range(COMMUNITIES):
        community = communities.add_community(tx, f"小区{number}", defaults=DEFAULTS, now=SPRING)
        found[community.id] = [
            people.add_person(
                tx,
                channel=TELEGRAM,
                external_id=f"{number}-{one}",
                name=f"居民{one}",
                username=None,
                now=SPRING,
            )
            for one in range(PEOPLE)
        ]
    return found
