"""Makes copies of what hangs on cases: fetches each file once, has it looked at, keeps it.

Which are wanted stands in their rows, so a sudden end loses nothing: what was under way is begun
anew, and the same file is kept once however often it comes.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest

from actions.media import keep_file, lose_file, refuse_file
from bot.checker import Checker, Found
from bot.clock import Clock
from bot.copies import Copies
from bot.remedies import Kind, remedy_for
from bot.trouble import Trouble
from domain.media import KeptFile
from storage import media
from storage.database import Database
from storage.media import Wanted

SIDE_BY_SIDE = 3
OLD_AFTER = timedelta(hours=1)
"""Nobody waits for a file of before an upgrade: those come one by one, after what is new."""
REST = 5.0
LONGEST_PAUSE = 6 * 3600.0
MOST_REFUSALS = 10
"""How often a file is asked for that Telegram refuses; twelve hours go by over it."""
MOST_TRIES = 40
"""About a week, for what fails in other ways."""
TOO_BIG = "too_big"

Fetch = Callable[[str], Awaitable[bytes | None]]
"""The bytes behind a channel's name for a file; ``None`` if they are too many."""

log = structlog.get_logger("media")


class Keeper:
    def __init__(
        self, fetch: Fetch, db: Database, clock: Clock, copies: Copies, checker: Checker
    ) -> None:
        self._fetch = fetch
        self._db = db
        self._clock = clock
        self._copies = copies
        self._checker = checker
        self._bell = asyncio.Event()
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._trouble = Trouble()
        self._paused_until: datetime | None = None
        self._is_stopping = False
        self._round = asyncio.Lock()
        db.on_commit(self._bell.set)
        clock.on_move(self._bell.set)

    async def run(self) -> None:
        """Until ``stop``."""
        while not self._is_stopping:
            self._bell.clear()
            await self._clock.wait(self._bell, await self._look())

    async def stop(self) -> None:
        """At once: whatever is under way is begun anew by the next program."""
        self._is_stopping = True
        self._bell.set()
        async with self._round:  # what is being begun now is under way, too
            tasks = list(self._busy.values())
        for task in tasks:
            task.cancel()
        await asyncio.to_thread(self._checker.close)
        await asyncio.gather(*tasks, return_exceptions=True)

    async def is_idle(self) -> bool:
        """Whether nothing could be fetched at this moment."""
        async with self._round:
            now = self._clock.now()
            if self._busy or self._is_paused(now):
                return not self._busy
            return not await self._db.read(media.list_wanted, now=now, busy=(), limit=1)

    async def _look(self) -> datetime | None:
        """Begin what may begin, and say when there may be more."""
        try:
            async with self._round:
                return await self._begin_next()
        except Exception as error:  # the database's trouble; what is wanted stays wanted
            if self._trouble.is_news(error):
                log.exception("files to keep cannot be looked up; looking again")
            return self._pause(REST)

    async def _begin_next(self) -> datetime | None:
        now = self._clock.now()
        room = SIDE_BY_SIDE - len(self._busy)
        if room <= 0 or self._is_stopping:
            return None
        if self._is_paused(now):
            return self._paused_until
        wanted = await self._db.read(media.list_wanted, now=now, busy=list(self._busy), limit=room)
        for one in wanted:
            if self._busy and now - one.added_at > OLD_AFTER:
                return None
            self._busy[one.id] = asyncio.create_task(self._keep(one))
        if wanted:
            return None
        return await self._db.read(media.next_wanted_at, now=now)

    def _pause(self, seconds: float) -> datetime:
        self._paused_until = self._clock.now() + timedelta(seconds=seconds)
        return self._paused_until

    def _is_paused(self, now: datetime) -> bool:
        return self._paused_until is not None and now < self._paused_until

    async def _keep(self, wanted: Wanted) -> None:
        """Nothing that goes wrong with one file holds up another."""
        try:
            try:
                await self._settle(wanted)
            except TelegramAPIError as error:
                await self._not_fetched(wanted, error)
            if self._trouble.is_over():
                log.info("files can be kept again")
        except Exception as error:  # the disk's or the database's trouble, or a mistake of ours
            if self._trouble.is_news(error):
                log.exception("a file could not be kept; trying again", picture=wanted.id)
            await self._put_off_somehow(wanted)
        finally:
            del self._busy[wanted.id]
            self._bell.set()

    async def _settle(self, wanted: Wanted) -> None:
        content = await self._fetch(wanted.file)
        found = TOO_BIG if content is None else await self._checker.check(content, wanted.kind)
        if isinstance(found, Found):
            kept = await self._kept(found)
            await self._db.do(keep_file, media_id=wanted.id, kept=kept, now=self._clock.now())
        else:
            await self._refuse(wanted, found)

    async def _kept(self, found: Found) -> KeptFile:
        """First the file, then its row: a row that promises a file is never without one."""
        mark = await asyncio.to_thread(self._copies.keep, found.content, found.mime)
        return KeptFile(
            hash=mark,
            kind=found.kind,
            mime=found.mime,
            size=len(found.content),
            width=found.width,
            height=found.height,
            likeness=found.likeness,
        )

    async def _refuse(self, wanted: Wanted, reason: str) -> None:
        now = self._clock.now()
        await self._db.do(refuse_file, media_id=wanted.id, reason=reason, now=now)

    async def _not_fetched(self, wanted: Wanted, error: TelegramAPIError) -> None:
        remedy = remedy_for(error)
        match remedy.kind:
            case Kind.WAIT:
                self._pause(remedy.seconds)
            case Kind.OFFLINE | Kind.STOP | Kind.OTHER_POLLER:
                self._pause(REST)
            case _ if isinstance(error, TelegramBadRequest):
                if "file is too big" in (error.message or "").lower():
                    await self._refuse(wanted, TOO_BIG)
                else:
                    await self._again_or_lost(wanted, error, base=4.0, most=MOST_REFUSALS)
            case _:
                await self._again_or_lost(wanted, error, base=2.0, most=MOST_TRIES)

    async def _again_or_lost(
        self, wanted: Wanted, error: TelegramAPIError, *, base: float, most: int
    ) -> None:
        if wanted.attempts + 1 < most:
            await self._put_off(wanted, base)
            return
        reason = error.message or type(error).__name__
        if await self._db.do(lose_file, media_id=wanted.id, reason=reason):
            log.warning("Telegram does not give a file away any more", picture=wanted.id)

    async def _put_off(self, wanted: Wanted, base: float) -> None:
        seconds = min(base ** min(wanted.attempts, 20), LONGEST_PAUSE)
        until = self._clock.now() + timedelta(seconds=seconds)
        await self._db.do(media.put_off, wanted.id, until=until)

    async def _put_off_somehow(self, wanted: Wanted) -> None:
        try:
            await self._put_off(wanted, base=4.0)
        except Exception:  # the database itself, which says so elsewhere; then all files wait
            self._pause(REST)
