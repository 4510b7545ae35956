"""Pays the outbox: takes what is due, lane by lane, one at a time per chat, chats side by side.

Woken by each commit and by the time; how fast is asked of ``bot/pacing.py``, how one row is paid
stands in ``bot/payer.py``.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Concatenate, ParamSpec

import structlog
from sqlalchemy import Connection

from bot.clock import Clock
from bot.pacing import MINUTE, SECOND, Pacing
from bot.payer import Payer, StopSending, Unbooked
from bot.settling import recover_interrupted
from bot.tally import Tally
from bot.trouble import Trouble
from storage import paying
from storage.database import Database
from storage.paying import Owed

SIDE_BY_SIDE = 32
AT_A_TIME = 4
"""A claim is a commit, so when all places were taken it waits until some are free again."""
TOGETHER = "case.received"
"""The acknowledgement that several people may share when a group's limit made them wait."""
MOST_TOGETHER = 30
REST = timedelta(seconds=1)
"""After a look that failed: whatever ails the database, asking more often does not mend it."""

log = structlog.get_logger("sender")

P = ParamSpec("P")


class Sender:
    def __init__(self, payer: Payer, db: Database, clock: Clock, pacing: Pacing) -> None:
        self._payer = payer
        self._db = db
        self._clock = clock
        self._pacing = pacing
        self._bell = asyncio.Event()
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._under_way: set[int] = set()
        # Whether some row may be ``sending`` in the database that nobody here is sending.
        self._is_unsure = False
        # Between a claim and its note in ``_under_way`` nobody may decide about such rows.
        self._claiming = asyncio.Lock()
        self._trouble = Trouble()
        self._full_at: dict[str, datetime] = {}
        # Whether the last claim found more than it could begin.
        self._is_more = False
        self._stop_reason: StopSending | None = None
        self._is_stopping = False
        self._round = asyncio.Lock()
        db.on_commit(self.wake)
        clock.on_move(self.wake)

    def wake(self) -> None:
        self._bell.set()

    @property
    def is_busy(self) -> bool:
        return bool(self._busy)

    @property
    def tally(self) -> Tally:
        return self._payer.tally

    async def recover(self) -> None:
        """Before the first round: decide about what was on its way when the last run ended."""
        now = self._clock.now()
        just_sent = await self._db.read(
            paying.list_just_sent, since=now - SECOND, in_groups_since=now - MINUTE
        )
        self._pacing.remember(just_sent, now=now)
        count = await self._db.do(recover_interrupted, now=now)
        if count:
            log.warning("messages were on their way when the program ended", count=count)

    async def run(self) -> None:
        """Until ``stop``; raises ``StopSending`` when Telegram refuses the token."""
        while not self._is_stopping:
            self._bell.clear()
            until = await self._look()
            if self._stop_reason is not None:
                raise self._stop_reason
            await self._clock.wait(self._bell, until)

    async def _look(self) -> datetime | None:
        """Begin what may begin, and say when there may be more."""
        try:
            async with self._round:
                until = await self._begin_next()
        except Exception as error:  # the database's trouble; what is owed stays owed
            if self._trouble.is_news(error):
                log.exception("the outbox cannot be read; looking again")
            await self._rest()
            return self._clock.now()
        if self._trouble.is_over():
            log.info("the outbox can be read again")
        return until

    async def _rest(self) -> None:
        """Only the end may shorten it: the bell rings for others' deeds, too."""
        until = self._clock.now() + REST
        while not self._is_stopping and self._clock.now() < until:
            self._bell.clear()
            await self._clock.wait(self._bell, until)

    async def stop(self, within: float) -> None:
        """Take no more and let the requests under way be answered."""
        self._is_stopping = True
        self._bell.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                async with self._round:  # what is being claimed now is under way, too
                    tasks = list(self._busy.values())
                await asyncio.gather(*tasks, return_exceptions=True)

    async def is_idle(self) -> bool:
        """Whether nothing could be sent at this moment."""
        async with self._round:  # between a claim and its payment a row is in neither place
            return not (self._busy or await self._is_something_due(self._clock.now()))

    async def _begin_next(self) -> datetime | None:
        """Begin all that may begin, and say when there may be more."""
        now = self._clock.now()
        if self._is_unsure:
            await self._recover_lost(now)
        opens_at = self._pacing.opens_at(now)
        not_begun = max(len(self._busy) - self._pacing.under_way, 0)
        places = SIDE_BY_SIDE - len(self._busy)
        room = min(self._pacing.room_soon(now) - not_begun, places)
        if room <= 0 or (self._is_more and places < AT_A_TIME):
            return opens_at
        closed = self._closed(now)
        if not self._is_more:
            due_at = await self._db.read(paying.next_due_at, **closed)
            if due_at is None or due_at > now:
                return min((at for at in (due_at, opens_at) if at is not None), default=None)
        claimed = await self._claim(paying.claim_owed, now=now, limit=room, **closed)
        self._is_more = len(claimed) == room
        for owed in claimed:
            self._busy[owed.address.chat] = asyncio.create_task(self._pay(owed))
        return now

    async def _is_something_due(self, now: datetime) -> bool:
        if self._pacing.room(now) <= 0:
            return False
        due_at = await self._db.read(paying.next_due_at, **self._closed(now))
        return due_at is not None and due_at <= now

    def _closed(self, now: datetime) -> dict[str, set[str]]:
        """Chats to which nothing may go, and those to which only edits may."""
        full = self._pacing.full_chats(now)
        for chat in full:
            self._full_at[chat] = now
        return {
            "waiting_chats": self._pacing.paused_chats(now) | set(self._busy),
            "full_chats": full,
        }

    async def _pay(self, owed: Owed) -> None:
        rows = [owed]
        try:
            rows += await self._companions(owed)
            await self._pay_or_give_back(rows)
        except StopSending as reason:
            self._stop_reason = reason
        except Unbooked:
            self._is_unsure = True
        finally:
            self._under_way -= {row.id for row in rows}
            del self._busy[owed.address.chat]
            self._bell.set()

    async def _pay_or_give_back(self, rows: list[Owed]) -> None:
        try:
            await self._payer.pay(rows)
        except (StopSending, Unbooked):
            raise
        except Exception as error:  # our mistake, which must hold up neither row nor chat
            log.exception("a message was neither sent nor put back", row=rows[0].id)
            await self._payer.give_back(rows, error)

    async def _companions(self, owed: Owed) -> list[Owed]:
        """Others of its kind that a full group has made to wait, to be told in one message."""
        if owed.kind != TOGETHER or owed.shown or owed.address.is_private:
            return []
        full_at = self._full_at.get(owed.address.chat)
        if full_at is None or full_at < owed.owed_at:
            return []
        now, most = self._clock.now(), MOST_TOGETHER - 1
        try:
            return await self._claim(paying.claim_companions, owed, now=now, limit=most)
        except Exception as error:  # the database's trouble; the first goes alone, they follow
            if self._trouble.is_news(error):
                log.exception("the outbox cannot be read; looking again")
            return []

    async def _claim(
        self,
        deed: Callable[Concatenate[Connection, P], list[Owed]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> list[Owed]:
        """A claim whose answer was lost on the way from the database may have been made."""
        async with self._claiming:
            try:
                claimed = await self._db.do(deed, *args, **kwargs)
            except Exception:
                self._is_unsure = True
                raise
            self._under_way |= {owed.id for owed in claimed}
        return claimed

    async def _recover_lost(self, now: datetime) -> None:
        """Decide about what was claimed in vain, or could not be booked."""
        async with self._claiming:
            self._is_unsure = False  # before: what gets lost meanwhile must be looked for again
            under_way = frozenset(self._under_way)
            try:
                await self._db.do(recover_interrupted, now=now, under_way=under_way)
            except Exception:
                self._is_unsure = True
                raise
