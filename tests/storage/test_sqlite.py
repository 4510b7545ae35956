"""What is SQLite's alone: a file, and a disk that may be full."""

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from storage.database import Database, StorageError
from storage.sqlite import open_sqlite
from storage.tables import inbox
from tests.storage.test_lanes import add, value_of

pytestmark = pytest.mark.sqlite


async def test_a_full_disk_fails_the_batch_and_the_file_stays_whole(
    db: Database, tmp_path: Path
) -> None:
    await db.do(add, "before")
    await db.do(lambda tx: tx.exec_driver_sql("PRAGMA max_page_count=1"))
    pages = await db.read(lambda tx: tx.exec_driver_sql("PRAGMA page_count").scalar_one())
    await db.do(lambda tx: tx.exec_driver_sql(f"PRAGMA max_page_count={pages}"))

    def fill(tx: Connection) -> None:
        row = {"bot_id": 1, "chat": "1", "body": "x" * 100_000, "received_at": sa.func.now()}
        for number in range(100):
            tx.execute(sa.insert(inbox).values(update_id=number, **row))

    with pytest.raises(sa.exc.OperationalError, match="full"):
        await db.do(fill)
    await db.do(lambda tx: tx.exec_driver_sql("PRAGMA max_page_count=1000000"))
    await db.do(add, "after")

    assert await db.read(value_of, "before") == 1
    assert await db.read(value_of, "after") == 1
    with sqlite3.connect(tmp_path / "linlian.db") as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    raw.close()


async def test_what_comes_after_the_end_is_refused(file: Path) -> None:
    database = await open_sqlite(file)
    await database.close()

    with pytest.raises(StorageError):
        await database.do(add, "late")


async def test_closing_twice_closes_nothing_of_anybody_else(file: Path, tmp_path: Path) -> None:
    database = await open_sqlite(file)
    await database.close()
    with (tmp_path / "somebody's").open("w") as theirs:  # gets the number of the lock's file
        await database.close()
        theirs.write("still open")
        theirs.flush()
