"""The door to the data: ``do`` a deed whole in one transaction, ``read`` a query on a snapshot.

Engines live in files of their own (``storage/sqlite.py``); deeds and queries never see which.
"""

import asyncio
from collections.abc import Callable
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import Connection

P = ParamSpec("P")
T = TypeVar("T")


class StorageError(Exception):
    """The database cannot be used at all; the text is one line for the operator."""


class NotNow(StorageError):
    """Somebody else has the database, or its server is away: waiting a little may help."""


class HeldByAnother(NotNow):
    """Another program of ours runs on this database; the text says which."""


class Queue(Protocol):
    """One connection's queue of work; what is handed in runs whole, in the engine's own thread."""

    async def run(self, work: Callable[[Connection], T]) -> T: ...

    async def close(self) -> None: ...


class Database:
    """One writer and a few readers over the same data."""

    def __init__(
        self,
        writer: Queue,
        readers: list[Queue],
        *,
        release: Callable[[], None] | None = None,
        lost: asyncio.Event | None = None,
    ) -> None:
        self._writer = writer
        self._readers = readers
        self._release = release
        self._lost = lost or asyncio.Event()
        self._turn = 0
        self._listeners: list[Callable[[], None]] = []

    async def do(
        self, deed: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a deed in its own savepoint and answer once it is on the disk.

        An exception undoes this deed alone and is raised here. Cancelling the caller cancels a
        deed that has not begun; one that has begun stands, so every deed takes a ``source``.
        """
        answer = await self._writer.run(lambda tx: deed(tx, *args, **kwargs))
        for listener in self._listeners:
            listener()
        return answer

    async def read(
        self, query: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a query on a read-only snapshot that holds every deed answered before."""
        self._turn = (self._turn + 1) % len(self._readers)
        return await self._readers[self._turn].run(lambda tx: query(tx, *args, **kwargs))

    def on_commit(self, listener: Callable[[], None]) -> None:
        """Call ``listener`` after each deed: it may look whether something is owed or due."""
        self._listeners.append(listener)

    async def has_lost_hold(self) -> None:
        """Return once another program runs on this database instead of us; nothing can be written
        any more. On a file, whose lock the kernel keeps for us, that never happens.
        """
        await self._lost.wait()

    async def close(self) -> None:
        """Finish what is queued, close every connection, let go of the file; once is enough."""
        # Letting go twice would close a stranger's file: the system gives numbers out again.
        release, self._release = self._release, None
        try:
            await asyncio.gather(*(lane.close() for lane in (*self._readers, self._writer)))
        finally:
            if release is not None:
                release()
