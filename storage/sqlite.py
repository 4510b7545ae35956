"""SQLite by aiosqlite: one writer whose waiting deeds share a commit, readers apart.

aiosqlite owns each connection and its thread; SQLAlchemy Core rides on that connection inside
the thread. ``Worker.commit`` is how whole functions get there by public names alone.
"""

import asyncio
import contextlib
import fcntl
import os
import sqlite3
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite
import sqlalchemy as sa
from sqlalchemy import Connection, event
from sqlalchemy.pool import StaticPool

from storage.database import Database, StorageError

T = TypeVar("T")

READERS = 2
BATCH_DEEDS = 64
BATCH_SECONDS = 0.020
BUSY_SECONDS = 5.0


class Worker(sqlite3.Connection):
    """A connection whose next ``commit`` runs a whole shift of work in its thread."""

    shift: Callable[[], None] | None = None

    def commit(self) -> None:
        shift, self.shift = self.shift, None
        if shift is None:
            super().commit()
        else:
            shift()


class _Work:
    """Something to run, and the caller who waits for it."""

    def __init__(self, run: Callable[[Connection], Any], caller: asyncio.Future[Any]) -> None:
        self.run = run
        self.caller = caller
        self.result: Any = None
        self.error: BaseException | None = None

    def answer(self) -> None:
        if self.caller.done():
            return
        if self.error is not None:
            self.caller.set_exception(self.error)
        else:
            self.caller.set_result(self.result)


class SqliteLane:
    """A connection, its thread and its queue. A writing lane commits a batch at a time."""

    def __init__(self, connection: aiosqlite.Connection, worker: Worker, *, writes: bool) -> None:
        self._connection = connection
        self._worker = worker
        self._begin = "BEGIN IMMEDIATE" if writes else "BEGIN"
        self._writes = writes
        self._waiting: deque[_Work] = deque()
        self._batch: list[_Work] = []
        self._wake = asyncio.Event()
        self._closing = False
        self._engine = sa.create_engine(
            "sqlite://", creator=lambda: worker, poolclass=StaticPool, isolation_level=None
        )
        event.listen(self._engine, "begin", self._on_begin)
        self._pump = asyncio.create_task(self._run())

    def _on_begin(self, tx: Connection) -> None:
        tx.exec_driver_sql(self._begin)

    async def run(self, work: Callable[[Connection], T]) -> T:
        if self._closing:
            raise StorageError("the database is closed")
        caller: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Work(work, caller))
        self._wake.set()
        return await caller

    async def close(self) -> None:
        self._closing = True
        self._wake.set()
        await self._pump
        await self._connection.close()

    async def _run(self) -> None:
        while not self._closing or self._waiting:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                await self._work_off_a_batch()

    async def _work_off_a_batch(self) -> None:
        self._worker.shift = self._shift
        self._batch = []
        try:
            await self._connection.commit()
        except Exception as failure:  # the whole batch fails with the engine's own word
            if not self._batch:  # BEGIN itself was refused: whoever waits is told
                self._batch = [self._waiting.popleft() for _ in range(len(self._waiting))]
            for work in self._batch:
                work.result, work.error = None, work.error or failure
        for work in self._batch:
            work.answer()

    def _shift(self) -> None:
        """In the connection's thread: run what waits, then one COMMIT for all of it."""
        began = time.monotonic()
        # A reader's snapshot is as old as its first query: who asks later gets a later one, or
        # they would not see the deed they have just been answered.
        places = BATCH_DEEDS if self._writes else len(self._waiting)
        with self._engine.connect() as tx, tx.begin():
            while self._waiting and places:
                places -= 1
                work = self._waiting.popleft()
                if work.caller.cancelled():
                    continue
                self._batch.append(work)
                self._do(tx, work)
                if work.error is not None and not self._worker.in_transaction:
                    raise work.error  # a full disk undoes everything, not this deed alone
                if time.monotonic() - began > BATCH_SECONDS:
                    break

    def _do(self, tx: Connection, work: _Work) -> None:
        try:
            work.result = self._in_savepoint(tx, work) if self._writes else work.run(tx)
        except Exception as error:  # it belongs to the caller, who gets it as it is
            work.error = error

    def _in_savepoint(self, tx: Connection, work: _Work) -> Any:
        savepoint = tx.begin_nested()
        try:
            result = work.run(tx)
        except Exception:
            if self._worker.in_transaction:  # a full disk has taken the savepoint with it
                savepoint.rollback()
            raise
        savepoint.commit()
        return result


async def _lane(path: Path, *, writes: bool) -> SqliteLane:
    made: list[Worker] = []

    def make(*args: Any, **kwargs: Any) -> Worker:
        made.append(Worker(*args, **kwargs))
        return made[0]

    connection = await aiosqlite.connect(
        path, factory=make, isolation_level=None, timeout=BUSY_SECONDS
    )
    try:
        pragmas = ["synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON"]
        pragmas += ["journal_mode=WAL"] if writes else ["query_only=ON"]
        for pragma in pragmas:
            # Fetched to the end: an answer left unread would keep the file locked.
            await connection.execute_fetchall(f"PRAGMA {pragma}")
    except BaseException:
        await connection.close()
        raise
    return SqliteLane(connection, made[0], writes=writes)


def hold(path: Path) -> Callable[[], None]:
    """Say that this process runs on the file; return how to let go.

    Raises ``StorageError`` naming who holds it. The kernel lets go for a process that died, so
    whoever gets the lock may take over every claim at once.
    """
    lock = path.with_name(path.name + ".lock")
    handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        holder = os.read(handle, 64).decode(errors="replace").strip() or "unknown"
        os.close(handle)
        raise StorageError(f"another Linlian (process {holder}) is running on {path}") from None
    os.ftruncate(handle, 0)
    os.pwrite(handle, str(os.getpid()).encode(), 0)
    return lambda: os.close(handle)


async def open_sqlite(path: Path) -> Database:
    """Open a database that ``storage.migrate`` has brought up to date.

    Raises ``StorageError`` when it is held by another process, locked, read-only or damaged.
    """
    release = hold_or_explain(path)
    lanes: list[SqliteLane] = []
    try:
        with explained(path):
            lanes.append(await _lane(path, writes=True))
            for _ in range(READERS):
                lanes.append(await _lane(path, writes=False))
            await lanes[0].run(_prove_writable)
    except BaseException:
        for lane in lanes:
            await lane.close()
        release()
        raise
    return Database(lanes[0], list(lanes[1:]), release)


def _prove_writable(tx: Connection) -> None:
    """A read-only file opens and reads happily; only a write tells."""
    version = tx.exec_driver_sql("PRAGMA user_version").scalar_one()
    tx.exec_driver_sql(f"PRAGMA user_version={int(version)}")


def hold_or_explain(path: Path) -> Callable[[], None]:
    with explained(path):
        return hold(path)


class explained(contextlib.AbstractContextManager[None]):
    """Turn what SQLite and the file system say into one line that names the remedy."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, sa.exc.DBAPIError) and error.orig is not None:
            error = error.orig
        if isinstance(error, sqlite3.Error | OSError):
            raise StorageError(self._line(error)) from error

    def _line(self, error: BaseException) -> str:
        said = str(error)
        if isinstance(error, PermissionError) or "readonly" in said or "unable to open" in said:
            return (
                f"{self._path} cannot be written: give this user write access to it and its folder"
            )
        if "locked" in said:
            return f"{self._path} is locked by another program: close it and start again"
        if "malformed" in said or "not a database" in said:
            return f"{self._path} is damaged ({said}): restore a backup; nothing was written to it"
        return f"{self._path} cannot be used: {said}"
