"""The other half of a town's memory: who earned what, in a ledger as long as wanted.

As many rows of the ledger as the town has cases, a person for every twenty of them, and in
proportion what stands beside: grants, sums of months, hours. Plain SQL, as in ``town``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Connection

from actions.points import pool_of
from benchmarks.town import said
from storage.database import Database

ROWS_EACH = 20
"""Of the ledger, for one person: seventeen that they earned and three that lapsed."""
LOST_EVERY = 7
MONTHS = 6
HOURS_EVERY = 4
AT_ONCE = 20_000
TRADES = ("", "food_delivery", "courier", "")

PERSONS = "INSERT INTO persons (id, created_at) VALUES (?,?)"
MEMBERS = (
    "INSERT INTO members (community_id, person_id, name, kind, trade, joined_at)"
    " VALUES (?,?,?,'resident',?,?)"
)
ACCOUNTS = (
    "INSERT INTO point_accounts (id, community_id, kind, person_id, key, balance)"
    " VALUES (?,?,'person',?,?,0)"
)
GRANTS = (
    "INSERT INTO grants (id, community_id, person_id, rule, sheet_id, points, about, once_key,"
    " state, source, granted_by, granted_on, granted_at, ended_at)"
    " VALUES (?,?,?,'report.accepted',?,2,?,?,'paid',?,?,?,?,?)"
)
LEDGER = (
    "INSERT INTO ledger (id, community_id, from_id, to_id, points, rule, grant_id, source,"
    " confirmed_by, entered_at) VALUES (?,?,?,?,?,?,?,?,?,?)"
)
MONTH_SUMS = (
    "INSERT INTO point_months (community_id, month, person_id, trade, earned) VALUES (?,?,?,?,?)"
)
HOURS = (
    "INSERT INTO hours (community_id, person_id, kind, service, held_on, minutes, words, source,"
    " confirmed_by, entered_at) VALUES (?,?,'verified','cleaning',?,150,'清理楼道',?,?,?)"
)
BALANCES = (
    "UPDATE point_accounts SET balance ="
    " coalesce((SELECT sum(points) FROM ledger WHERE to_id = point_accounts.id), 0)"
    " - coalesce((SELECT sum(points) FROM ledger WHERE from_id = point_accounts.id), 0)"
)

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Purses:
    """The ledger of one community. ``asker`` earns as anybody does, ``secretary`` confirms it all;
    the ids of accounts and grants run in step with those of people and rows.
    """

    community_id: int
    sheet_id: int
    pool_id: int
    asker: int
    secretary: int
    first_person: int
    first_account: int
    size: int
    now: datetime

    @property
    def people(self) -> int:
        return max(self.size // ROWS_EACH, 1)

    async def fill(self, db: Database) -> None:
        await self._write(db, PERSONS, ((self._person(n), said(self.now)) for n in self._others()))
        await self._write(db, MEMBERS, (self._member(n) for n in self._others()))
        await self._write(db, ACCOUNTS, (self._account(n) for n in range(self.people)))
        await self._write(db, GRANTS, (self._grant(n) for n in range(self.size) if not lost(n)))
        await self._write(db, LEDGER, (self._entry(n) for n in range(self.size)))
        await self._write(db, MONTH_SUMS, self._months())
        await self._write(db, HOURS, (self._hours(n) for n in range(0, self.size, HOURS_EVERY)))
        await db.do(write, BALANCES)

    async def _write(self, db: Database, statement: str, rows: Iterator[Row]) -> None:
        while portion := list(islice(rows, AT_ONCE)):
            await db.do(write, statement, portion)

    def _others(self) -> range:
        """All but the asker, who is somebody of the street."""
        return range(1, self.people)

    def _person(self, number: int) -> int:
        """Whose row this is: people take turns, so that nobody's rows lie together."""
        who = number % self.people
        return self.first_person + who if who else self.asker

    def _account_of(self, number: int) -> int:
        return self.first_account + number % self.people

    def _member(self, number: int) -> Row:
        trade = TRADES[number % len(TRADES)] or None
        person = self._person(number)
        return self.community_id, person, f"居民{number}", trade, said(self.now)

    def _account(self, number: int) -> Row:
        person = self._person(number)
        return self._account_of(number), self.community_id, person, f"person:{person}"

    def _at(self, number: int) -> datetime:
        """The rows of twenty months, whatever their number."""
        return self.now - timedelta(days=600) * (self.size - number) / self.size

    def _grant(self, number: int) -> Row:
        at, about = self._at(number), f"case:{number + 1}"
        return (
            *(number + 1, self.community_id, self._person(number), self.sheet_id),
            *(about, f"{number % 997}号楼:light", f"old:{number}", self.secretary),
            *(f"{at:%Y-%m-%d}", said(at), said(at)),
        )

    def _entry(self, number: int) -> Row:
        account, at = self._account_of(number), said(self._at(number))
        sides = (account, self.pool_id) if lost(number) else (self.pool_id, account)
        rule = "points.expired" if lost(number) else "report.accepted"
        points, grant_id = (1, None) if lost(number) else (2, number + 1)
        source = f"old:{number}"
        return (
            *(number + 1, self.community_id, *sides, points, rule, grant_id, source),
            *(self.secretary, at),
        )

    def _months(self) -> Iterator[Row]:
        for back in range(MONTHS):
            month = (self.now.replace(day=15) - timedelta(days=30 * back)).strftime("%Y-%m")
            for number in range(self.people):
                trade, earned = TRADES[number % len(TRADES)], 2 + number % 40
                yield self.community_id, month, self._person(number), trade, earned

    def _hours(self, number: int) -> Row:
        day, at = self._at(number).strftime("%Y-%m-%d"), said(self._at(number))
        person = self._person(number // HOURS_EVERY)
        return self.community_id, person, day, f"old:{number}", self.secretary, at


def write(tx: Connection, statement: str, rows: list[Row] | None = None) -> None:
    tx.exec_driver_sql(statement, rows)


def lost(number: int) -> bool:
    return number % LOST_EVERY == LOST_EVERY - 1


def lay_purses(
    tx: Connection, *, community_id: int, asker: int, secretary: int, size: int, now: datetime
) -> Purses:
    """Where the rows of this ledger begin."""

    def one(statement: str) -> int:
        found: int = tx.exec_driver_sql(statement).scalar_one()
        return found

    pool = pool_of(tx, community_id)
    return Purses(
        community_id,
        one(f"SELECT max(id) FROM rule_sheets WHERE community_id = {community_id}"),
        pool.id,
        asker,
        secretary,
        one("SELECT max(id) FROM persons"),
        one("SELECT max(id) FROM point_accounts") + 1,
        size,
        now,
    )
