"""PostgreSQL by psycopg: the same deeds, the same rule of one writer at a time.

Two advisory locks keep what SQLite's file keeps. The *hold* belongs to the writer's session:
whoever has it is the one program that runs on this database, and with its connection goes the
right to write. The *turn* is taken by every writing transaction, also by a command beside the
running program, so that no deed ever meets another half done (docs/decisions/0011).
"""

import asyncio
import contextlib
import os
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from secrets import token_hex
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, event
from sqlalchemy.engine import URL, make_url

from storage.database import Database, HeldByAnother, NotNow, StorageError
from storage.lane import Lane

READERS = 2
HOLD, TURN = 0x4C4C_0001, 0x4C4C_0002
"""Names of the two locks within this database; the first letters are ours, LL."""
CONNECT_SECONDS = 10
SESSION = (
    "-c timezone=UTC -c statement_timeout=60s -c lock_timeout=30s"
    " -c idle_in_transaction_session_timeout=60s"
    # A machine that died keeps the hold until the server notices: within a minute, not two hours.
    " -c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3"
)
PATIENT_FOR = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
SILENT_MS = 60_000
"""After how long without a sign of life we give a server up, as it does us."""
LONGEST_SHIFT = 75.0
"""Seconds after which a server whose machine answers and which does not itself is given up; it
would have ended any statement of ours by then.
"""


class PostgresSeat:
    """One session and the thread that speaks with it. A lost session is opened again."""

    def __init__(self, url: URL, *, name: str, writes: bool) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="postgres")
        self._session: Any = None
        self.engine = make_engine(url, name)
        event.listen(self.engine, "connect", self._remember)
        if writes:
            event.listen(self.engine, "begin", take_turn)
        else:
            self.engine = self.engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )

    def _remember(self, session: Any, _record: object) -> None:
        self._session = session

    async def run(self, shift: Callable[[], None]) -> None:
        running = asyncio.get_running_loop().run_in_executor(self._thread, shift)
        await asyncio.wait([running], timeout=LONGEST_SHIFT)
        if not running.done():
            self.cut()
        await running

    def cut(self) -> None:
        if self._session is not None and not self._session.closed:
            with (
                contextlib.suppress(OSError),
                socket.socket(fileno=os.dup(self._session.fileno())) as wire,
            ):
                wire.shutdown(socket.SHUT_RDWR)

    def has_lost(self, tx: Connection) -> bool:
        return tx.invalidated

    def is_passing(self, failure: Exception) -> bool:
        return isinstance(failure, sa.exc.DBAPIError) and failure.connection_invalidated

    async def close(self) -> None:
        await self.run(self.engine.dispose)
        self._thread.shutdown()


def make_name() -> str:
    """What the sessions of one opened database call themselves, so that they know their own."""
    return f"linlian {os.getpid()} on {socket.gethostname()}"[:46] + f", {token_hex(4)}"


def make_engine(url: URL, name: str) -> sa.Engine:
    """One session at a time; whoever looks at ``pg_stat_activity`` sees its name."""
    return sa.create_engine(
        url,
        pool_size=1,
        max_overflow=0,
        hide_parameters=True,  # they are what people say, and errors reach the log
        connect_args={
            "connect_timeout": CONNECT_SECONDS,
            "tcp_user_timeout": SILENT_MS,
            "options": SESSION,
            "application_name": name,
            **PATIENT_FOR,
        },
    )


def take_turn(tx: Connection) -> None:
    tx.exec_driver_sql(f"SELECT pg_advisory_xact_lock({TURN})")


def hold(session: Any, name: str) -> None:
    """Take the hold for a new session of the writer; ``HeldByAnother`` says who has it.

    A session of our own from before, which the server has not missed yet, is ended for it.
    """
    with session.cursor() as cursor:
        is_ours = _try(cursor)
        process, holder = (None, name) if is_ours else _holder(cursor)
        if not is_ours and holder == name:
            cursor.execute("SELECT pg_terminate_backend(%s)", (process,))
            is_ours = _try_for_a_while(cursor)
    session.commit()
    if not is_ours:
        session.close()
        raise HeldByAnother(
            f"another Linlian ({holder.rpartition(',')[0]}) is running on this database"
        )


def _try(cursor: Any) -> bool:
    cursor.execute(f"SELECT pg_try_advisory_lock({HOLD})")
    return bool(cursor.fetchone()[0])


def _try_for_a_while(cursor: Any) -> bool:
    """A session ends some moments after it was told to."""
    for _ in range(50):
        if _try(cursor):
            return True
        cursor.execute("SELECT pg_sleep(0.1)")
    return False


def _holder(cursor: Any) -> tuple[int | None, str]:
    cursor.execute(
        "SELECT pid, application_name FROM pg_locks JOIN pg_stat_activity USING (pid)"
        f" WHERE locktype = 'advisory' AND objid = {HOLD} AND granted AND pg_locks.database ="
        " (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    return cursor.fetchone() or (None, "which has just left, ")


class _Hold:
    """Takes the hold for each session of the writer; ``lost`` when somebody else was faster."""

    def __init__(self, name: str) -> None:
        self.lost = asyncio.Event()
        self._name = name
        self._loop = asyncio.get_running_loop()

    def __call__(self, session: Any, _record: object) -> None:
        try:
            hold(session, self._name)
        except HeldByAnother:
            self._loop.call_soon_threadsafe(self.lost.set)
            raise


async def open_postgres(url: str) -> Database:
    """Open a database that ``storage.migrate`` has brought up to date.

    Raises ``HeldByAnother`` while another program runs on it, ``NotNow`` when the server cannot
    be reached, ``StorageError`` for what the operator has to mend.
    """
    address = make_url(url)
    name = make_name()
    lanes: list[Lane] = []
    writer = PostgresSeat(address, name=name, writes=True)
    held = _Hold(name)
    event.listen(writer.engine, "connect", held)
    try:
        with explained(address):
            lanes.append(Lane(writer, writes=True))
            lanes += [
                Lane(PostgresSeat(address, name=name, writes=False), writes=False, at_once=1)
                for _ in range(READERS)
            ]
            await lanes[0].run(prove_writable)
    except BaseException:
        for lane in lanes:
            await lane.close()
        raise
    return Database(lanes[0], list(lanes[1:]), lost=held.lost)


def prove_writable(tx: Connection) -> None:
    """A server that is a copy, or whose disk is full, reads happily; only a write tells."""
    tx.exec_driver_sql("UPDATE counters SET value = value WHERE false")


@contextmanager
def connect_postgres(url: str, *, holds: bool = False) -> Iterator[Connection]:
    """One transaction beside the running program, or, if it ``holds``, instead of it."""
    address = make_url(url)
    with explained(address):
        name = make_name()
        engine = make_engine(address, name)
        event.listen(engine, "begin", take_turn)
        if holds:
            event.listen(engine, "connect", lambda session, _: hold(session, name))
        try:
            with engine.begin() as tx:
                yield tx
        finally:
            engine.dispose()


class explained(AbstractContextManager[None]):
    """Turn what PostgreSQL says into one line that names the remedy, without the password."""

    def __init__(self, url: URL) -> None:
        self._server = f"{url.host or 'localhost'}:{url.port or 5432}"
        self._name = url.database or url.username or ""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, sa.exc.DBAPIError):
            raise self._of(str(error.orig)) from error

    def _of(self, said: str) -> StorageError:
        if any(sign in said for sign in _NOT_LET_IN):
            return StorageError(f"PostgreSQL at {self._server} refuses this user or password")
        if "does not exist" in said and "database" in said:
            return StorageError(
                f"there is no database {self._name} at {self._server}: create it with createdb"
            )
        if "permission denied" in said:
            return StorageError(f"this user may not make tables in {self._name}: make it owner")
        if "read-only transaction" in said:
            return StorageError(
                f"{self._name} at {self._server} is read-only: a copy, or its disk is full"
            )
        if "lock timeout" in said:
            return NotNow(f"somebody else uses the tables of {self._name} for long; a backup?")
        if any(sign in said for sign in _AWAY):
            return NotNow(f"PostgreSQL at {self._server} cannot be reached; is it running?")
        return StorageError(f"PostgreSQL at {self._server} cannot be used: {said.splitlines()[0]}")


_NOT_LET_IN = ("password", "authentication", "no pg_hba.conf entry", 'role "')
_AWAY = (
    "connection failed",
    "connection is bad",
    "connection timeout",
    "consuming input failed",
    "server closed the connection",
    "terminating connection",
    "starting up",
    "shutting down",
)
