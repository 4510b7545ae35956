"""One connection's queue of work: what waits together is run together, in the connection's thread.

The rule of both engines: one writer at a time, and deeds that wait together share its commit.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection

from storage.database import StorageError

T = TypeVar("T")

BATCH_DEEDS = 64
BATCH_SECONDS = 0.020
CLOSING_SECONDS = 1.5
"""How long a lane that is to close may work on; the whole program stops within ten seconds."""


class Seat(Protocol):
    """An engine with one connection, and the thread in which alone it may be used."""

    engine: sa.Engine

    def run(self, shift: Callable[[], None]) -> Awaitable[None]:
        """Call ``shift`` in the connection's thread."""

    def has_lost(self, tx: Connection) -> bool:
        """Whether the engine has given up the whole transaction, not the last statement alone."""

    def cut(self) -> None:
        """End what is being run, from outside its thread: its engine does not answer any more."""

    def is_passing(self, failure: Exception) -> bool:
        """Whether it is worth beginning once more: the connection was lost, no rule broken."""

    async def close(self) -> None: ...


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


class Lane:
    """A seat and its queue. A writing lane gives each deed a savepoint and all one commit; a
    reading lane reads ``at_once`` queries from one snapshot (``None``: all that wait).
    """

    def __init__(self, seat: Seat, *, writes: bool, at_once: int | None = BATCH_DEEDS) -> None:
        self._seat = seat
        self._writes = writes
        self._at_once = at_once
        self._waiting: deque[_Work] = deque()
        self._batch: list[_Work] = []
        self._wake = asyncio.Event()
        self._closing = False
        self._is_committing = False
        self._pump = asyncio.create_task(self._run())

    async def run(self, work: Callable[[Connection], T]) -> T:
        if self._closing:
            raise StorageError("the database is closed")
        caller: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Work(work, caller))
        self._wake.set()
        return await caller

    async def close(self) -> None:
        if not self._closing:
            self._closing = True
            self._wake.set()
            await asyncio.wait([self._pump], timeout=CLOSING_SECONDS)
            if not self._pump.done():
                self._seat.cut()
            await self._pump
            await self._seat.close()

    async def _run(self) -> None:
        while not self._closing or self._waiting:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                await self._work_off_a_batch()

    async def _work_off_a_batch(self) -> None:
        try:
            await self._run_shift()
        except Exception as failure:  # the whole batch fails with the engine's own word
            if not self._batch:  # the beginning itself was refused: whoever waits is told
                self._batch = [self._waiting.popleft() for _ in range(len(self._waiting))]
            for work in self._batch:
                work.result, work.error = None, work.error or failure
        for work in self._batch:
            work.answer()

    async def _run_shift(self) -> None:
        """One batch; if the connection is lost before COMMIT, which undoes all, once more."""
        self._batch, self._is_committing = [], False
        try:
            await self._seat.run(self._shift)
        except Exception as failure:
            # After COMMIT was sent nobody knows: each caller finds out by its source.
            if self._is_committing or self._closing or not self._seat.is_passing(failure):
                raise
            for work in reversed(self._batch):
                work.result = work.error = None
                self._waiting.appendleft(work)
            self._batch = []
            await self._seat.run(self._shift)

    def _shift(self) -> None:
        """In the connection's thread: run what waits, then one COMMIT for all of it."""
        began = time.monotonic()
        # A reader's snapshot is as old as its first query: who asks later gets a later one, or
        # they would not see the deed they have just been answered.
        places = len(self._waiting) if self._at_once is None else self._at_once
        with self._seat.engine.connect() as tx, tx.begin():
            self._is_committing = False
            while self._waiting and places:
                places -= 1
                work = self._waiting.popleft()
                if work.caller.cancelled():
                    continue
                self._batch.append(work)
                self._do(tx, work)
                if work.error is not None and self._seat.has_lost(tx):
                    raise work.error  # a full disk undoes everything, not this deed alone
                if time.monotonic() - began > BATCH_SECONDS:
                    break
            self._is_committing = self._writes

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
            if not self._seat.has_lost(tx):  # a full disk has taken the savepoint with it
                savepoint.rollback()
            raise
        savepoint.commit()
        return result
