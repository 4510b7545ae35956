"""The writer whose deeds share a commit, and the readers beside it, on both engines."""

import asyncio

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from storage.database import Database
from storage.tables import counters


def add(tx: Connection, name: str, value: int = 1) -> int:
    tx.execute(counters.insert().values(name=name, value=value))
    return value


def increase(tx: Connection, name: str) -> None:
    value = tx.execute(sa.select(counters.c.value).where(counters.c.name == name)).scalar_one()
    tx.execute(counters.update().where(counters.c.name == name).values(value=value + 1))


def value_of(tx: Connection, name: str) -> int | None:
    found: int | None = tx.execute(
        sa.select(counters.c.value).where(counters.c.name == name)
    ).scalar_one_or_none()
    return found


async def test_reading_then_writing_loses_no_update(db: Database) -> None:
    await db.do(add, "a", 0)
    await asyncio.gather(*(db.do(increase, "a") for _ in range(80)))

    assert await db.read(value_of, "a") == 80


async def test_a_failing_deed_is_undone_alone_and_told_its_own_error(db: Database) -> None:
    def breaks(tx: Connection, name: str) -> None:
        add(tx, name)
        raise LookupError(name)

    names = [f"n{i}" for i in range(20)]
    results = await asyncio.gather(
        *(db.do(breaks if i % 5 == 0 else add, name) for i, name in enumerate(names)),
        return_exceptions=True,
    )

    for index, (name, result) in enumerate(zip(names, results, strict=True)):
        if index % 5 == 0:
            assert isinstance(result, LookupError)
            assert result.args == (name,)
            assert await db.read(value_of, name) is None
        else:
            assert await db.read(value_of, name) == 1


async def test_a_reader_sees_every_deed_that_was_answered(db: Database) -> None:
    for number in range(300):
        await db.do(add, f"n{number}", number)
        assert await db.read(value_of, f"n{number}") == number


async def test_readers_cannot_write(db: Database) -> None:
    with pytest.raises(sa.exc.DBAPIError, match=r"readonly|read-only"):
        await db.read(add, "a")

    await db.do(add, "a")  # nor do they spoil what comes after


async def test_a_caller_who_left_before_the_deed_began_leaves_nothing(db: Database) -> None:
    tasks = [asyncio.create_task(db.do(add, f"n{i}")) for i in range(3)]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await db.do(add, "last")

    found = await db.read(lambda tx: tx.execute(sa.select(counters.c.name)).scalars().all())
    assert "last" in found
    assert [task.cancelled() for task in tasks] == [True, True, True]


async def test_listeners_hear_of_every_deed_that_was_done(db: Database) -> None:
    heard: list[int] = []
    db.on_commit(lambda: heard.append(1))
    await db.do(add, "a")
    with pytest.raises(sa.exc.IntegrityError):
        await db.do(add, "a")

    assert heard == [1]


async def test_waiting_deeds_share_a_commit(db: Database) -> None:
    await asyncio.gather(*(db.do(add, f"n{i}") for i in range(200)))

    assert (
        await db.read(
            lambda tx: tx.execute(sa.select(sa.func.count()).select_from(counters)).scalar_one()
        )
        == 200
    )
