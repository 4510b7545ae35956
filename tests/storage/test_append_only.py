"""What happened to points, hours and their rules is never rewritten: the database itself refuses,
on both engines, whoever asks and by whatever statement.
"""

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from domain.points import AccountKind
from domain.rule_sheets import RuleSheet
from storage import communities, people
from storage.database import Database
from storage.points import add_entry, open_account
from storage.rule_sheets import add_sheet
from storage.tables import hours, metadata
from tests.storage.conftest import SPRING
from tests.storage.test_alike import FIRST_VALUES

TABLES = ("ledger", "hours", "rule_sheets")


def write_one_of_each(tx: Connection) -> None:
    community = communities.add_community(tx, "幸福里", defaults=FIRST_VALUES, now=SPRING)
    person = people.add_person(
        tx, channel="telegram", external_id="1", name="小李", username=None, now=SPRING
    )
    pool = open_account(tx, community_id=community.id, kind=AccountKind.POOL)
    purse = open_account(tx, community_id=community.id, kind=AccountKind.PERSON, person_id=person)
    add_entry(
        tx,
        community_id=community.id,
        from_id=pool.id,
        to_id=purse.id,
        points=5,
        rule="conduct.free",
        source="a",
        grant_id=None,
        voucher_id=None,
        confirmed_by=None,
        words="",
        reverses_id=None,
        now=SPRING,
    )
    tx.execute(
        hours.insert().values(
            community_id=community.id,
            person_id=person,
            kind="verified",
            service="other",
            held_on="2026-03-02",
            minutes=150,
            source="a",
            entered_at=SPRING,
        )
    )
    add_sheet(tx, RuleSheet(()), community_id=community.id, made_by=None, now=SPRING)


@pytest.mark.parametrize("table", TABLES)
async def test_a_row_once_written_stays_as_it_is(db: Database, engine: str, table: str) -> None:
    await db.do(write_one_of_each)
    before = await db.read(rows_of, table)

    columns = ", ".join(metadata.tables[table].columns.keys())
    for statement in (
        f"UPDATE {table} SET community_id = community_id",
        f"DELETE FROM {table}",
        f"INSERT OR REPLACE INTO {table} ({columns}) SELECT {columns} FROM {table}"
        if engine == "sqlite"
        else f"TRUNCATE {table} CASCADE",
    ):
        with pytest.raises(sa.exc.DBAPIError, match=f"{table} is append-only"):
            await db.do(run, statement)

    assert await db.read(rows_of, table) == before
    assert len(before) == 1


def run(tx: Connection, statement: str) -> None:
    tx.exec_driver_sql(statement)


def rows_of(tx: Connection, table: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in tx.execute(sa.select(metadata.tables[table]))]
