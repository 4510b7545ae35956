"""Handles what the inbox holds: in order within a chat, side by side across chats."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from actions.intake import park_update
from bot.clock import Clock
from bot.metrics import Metrics
from bot.raw import answer_address
from storage import inbox
from storage.database import Database

SIDE_BY_SIDE = 16
MOST_TRIES = 5
FIRST_BACKOFF = 0.5

log = structlog.get_logger("workers")

Feed = Callable[[str], Awaitable[None]]


class UnreadableUpdate(Exception):
    """Raised by the feed for an update it cannot even parse; trying again would not help."""


def _look(
    tx: Connection, *, now: datetime, busy: list[str], limit: int
) -> tuple[list[inbox.Update], datetime | None]:
    """What may be begun now; if nothing, when something may be tried again."""
    found = inbox.list_next(tx, now=now, busy=busy, limit=limit)
    return found, None if found else inbox.next_retry_at(tx)


class Workers:
    def __init__(self, db: Database, clock: Clock, feed: Feed, metrics: Metrics) -> None:
        self._db = db
        self._clock = clock
        self._feed = feed
        self._metrics = metrics
        self._bell = asyncio.Event()
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._is_stopping = False
        clock.on_move(self.wake)

    def wake(self) -> None:
        self._bell.set()

    @property
    def is_busy(self) -> bool:
        return bool(self._busy)

    async def run(self) -> None:
        while not self._is_stopping:
            self._bell.clear()
            try:
                until = await self._begin_next()
            except Exception:  # the database's trouble; the rows wait there for the next look
                log.exception("the inbox cannot be read; looking again")
                until = self._clock.now() + timedelta(seconds=1)
            await self._clock.wait(self._bell, until)

    async def stop(self, within: float) -> None:
        """Take no more; what is being handled may finish in time, or is handled again later."""
        self._is_stopping = True
        self._bell.set()
        tasks = list(self._busy.values())
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=within)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _begin_next(self) -> datetime | None:
        """Begin all that may begin, and say when there may be more."""
        room = SIDE_BY_SIDE - len(self._busy)
        if room <= 0:
            return None
        now = self._clock.now()
        found, retry_at = await self._db.read(_look, now=now, busy=list(self._busy), limit=room)
        for update in found:
            if self._is_stopping:
                break
            self._busy[update.chat] = asyncio.create_task(self._handle(update))
        if found:
            return None  # the end of each rings the bell
        return retry_at if retry_at is not None and retry_at > now else None

    async def _handle(self, update: inbox.Update) -> None:
        try:
            await self._feed(update.body)
        except UnreadableUpdate as error:
            log.error("an update cannot be read and is set aside", update=update.id)
            await self._settle(update, error, is_final=True, is_told=False)
        except Exception as error:
            is_final = update.attempts + 1 >= MOST_TRIES
            log.exception("an update failed", update=update.id, is_set_aside=is_final)
            await self._settle(update, error, is_final=is_final, is_told=True)
        else:
            await self._settle(update, None)
        finally:
            del self._busy[update.chat]
            self._bell.set()

    async def _settle(
        self,
        update: inbox.Update,
        error: Exception | None,
        *,
        is_final: bool = False,
        is_told: bool = False,
    ) -> None:
        now = self._clock.now()
        reason = type(error).__name__  # never its text, which may hold people's words
        try:
            if error is None:
                await self._db.do(inbox.mark_done, update.id, now=now)
            elif is_final:
                address = answer_address(update.body) if is_told else None
                await self._db.do(
                    park_update, update=update.id, waits_at=address, error=reason, now=now
                )
            else:
                pause = timedelta(seconds=FIRST_BACKOFF * 2**update.attempts)
                await self._db.do(inbox.mark_failed, update.id, error=reason, retry_at=now + pause)
        except Exception:  # a full disk, say: it stays new, and its deeds know it by its source
            log.exception("an update could not be settled", update=update.id)
            await self._clock.sleep(1)
        else:
            result = "handled" if error is None else "parked" if is_final else "failed"
            self._metrics.handled.labels(result).inc()
            if result != "failed":
                self._metrics.handling.observe(max((now - update.received_at).total_seconds(), 0))
