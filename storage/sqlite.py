"""SQLite by aiosqlite: one writer whose waiting deeds share a commit, readers apart.

aiosqlite owns each connection and its thread; SQLAlchemy Core rides on that connection inside
the thread. ``Worker.commit`` is how whole functions get there by public names alone.
"""

import contextlib
import fcntl
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiosqlite
import sqlalchemy as sa
from sqlalchemy import Connection, event
from sqlalchemy.pool import StaticPool

from storage.database import Database, HeldByAnother, StorageError
from storage.lane import Lane

READERS = 2
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


class SqliteSeat:
    """An aiosqlite connection; its ``commit`` is the door into its thread."""

    def __init__(self, connection: aiosqlite.Connection, worker: Worker, *, writes: bool) -> None:
        self._connection = connection
        self._worker = worker
        self._begin = "BEGIN IMMEDIATE" if writes else "BEGIN"
        self.engine = sa.create_engine(
            "sqlite://",
            creator=lambda: worker,
            poolclass=StaticPool,
            isolation_level=None,
            hide_parameters=True,  # they are what people say, and errors reach the log
        )
        event.listen(self.engine, "begin", self._on_begin)

    def _on_begin(self, tx: Connection) -> None:
        tx.exec_driver_sql(self._begin)

    async def run(self, shift: Callable[[], None]) -> None:
        self._worker.shift = shift
        await self._connection.commit()

    def has_lost(self, tx: Connection) -> bool:
        return not self._worker.in_transaction

    def cut(self) -> None:
        self._worker.interrupt()

    def is_passing(self, failure: Exception) -> bool:
        return False

    async def close(self) -> None:
        await self._connection.close()


async def _lane(path: Path, *, writes: bool) -> Lane:
    made: list[Worker] = []

    def make(*args: Any, **kwargs: Any) -> Worker:
        made.append(Worker(*args, **kwargs))
        return made[0]

    connection = await aiosqlite.connect(
        path, factory=make, isolation_level=None, timeout=BUSY_SECONDS
    )
    try:
        pragmas = ["synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON"]
        # What is deleted is overwritten: a secret ballot keeps no vote, in no corner of the file.
        writing = ["journal_mode=WAL", "secure_delete=ON"]
        pragmas += writing if writes else ["query_only=ON"]
        for pragma in pragmas:
            # Fetched to the end: an answer left unread would keep the file locked.
            await connection.execute_fetchall(f"PRAGMA {pragma}")
    except BaseException:
        await connection.close()
        raise
    seat = SqliteSeat(connection, made[0], writes=writes)
    return Lane(seat, writes=True) if writes else Lane(seat, writes=False, at_once=None)


def hold(path: Path) -> Callable[[], None]:
    """Say that this process runs on the file; return how to let go.

    Raises ``HeldByAnother`` naming who. The kernel lets go for a process that died, so
    whoever gets the lock may take over every claim at once.
    """
    lock = path.with_name(path.name + ".lock")
    handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        holder = os.read(handle, 64).decode(errors="replace").strip() or "unknown"
        os.close(handle)
        raise HeldByAnother(f"another Linlian (process {holder}) is running on {path}") from None
    os.ftruncate(handle, 0)
    os.pwrite(handle, str(os.getpid()).encode(), 0)
    return lambda: os.close(handle)


async def open_sqlite(path: Path) -> Database:
    """Open a database that ``storage.migrate`` has brought up to date.

    Raises ``StorageError`` when it is held by another process, locked, read-only or damaged.
    """
    release = hold_or_explain(path)
    lanes: list[Lane] = []
    try:
        with explained(path):
            lanes.append(await _lane(path, writes=True))
            for _ in range(READERS):
                lanes.append(await _lane(path, writes=False))
            await lanes[0].run(prove_writable)
    except BaseException:
        for lane in lanes:
            await lane.close()
        release()
        raise
    return Database(lanes[0], list(lanes[1:]), release=release)


def prove_writable(tx: Connection) -> None:
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
