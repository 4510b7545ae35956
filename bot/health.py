"""What ``/healthz`` and ``/readyz`` answer: whether we live, and whether we can serve now.

Anybody may ask, so nothing here names a person, a chat, an address or a version.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from aiohttp import web
from sqlalchemy import Connection

from bot.clock import Clock
from bot.intake import Intake
from bot.metrics import DATABASE_SECONDS, age_of
from storage.database import Database
from storage.figures import prove_writable, updates_waiting

LONGEST_WAIT: Final = 60.0
"""Seconds that an update may wait before we are no longer ready for more."""
FRESH_FOR: Final = timedelta(seconds=2)
"""A report is given again for so long, so that asking often costs nothing."""

OK: Final = "ok"


class Health:
    def __init__(
        self, db: Database, clock: Clock, intake: Intake, *, patience: float = DATABASE_SECONDS
    ) -> None:
        self._db = db
        self._patience = patience
        self._clock = clock
        self._intake = intake
        self._turn = asyncio.Lock()
        self._seen: dict[str, str] = {}
        self._seen_at: datetime | None = None
        self.tasks: list[asyncio.Task[None]] = []
        """The parts of the program, once Telegram has told us who we are."""
        self.is_stopping = False

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/healthz", self._live), web.get("/readyz", self._ready)]

    async def report(self) -> dict[str, str]:
        """Each part with ``ok``, or with what is wrong with it."""
        return {
            "program": self._program(),
            "telegram": OK if self.tasks else "has not answered yet",
            "intake": self._intake.trouble or OK,
            **await self._stored(),
        }

    async def _live(self, _request: web.Request) -> web.Response:
        words = self._program()
        return web.Response(text=words, status=200 if words in (OK, "stopping") else 503)

    async def _ready(self, _request: web.Request) -> web.Response:
        parts = await self.report()
        is_ready = all(words == OK for words in parts.values())
        body = {"is_ready": is_ready, "parts": parts}
        return web.json_response(body, status=200 if is_ready else 503)

    def _program(self) -> str:
        if self.is_stopping:
            return "stopping"
        ended = [task.get_name() for task in self.tasks if task.done()]
        return f"ended: {', '.join(ended)}" if ended else OK

    async def _stored(self) -> dict[str, str]:
        """Of the database; whoever asks meanwhile gets the same report, however long it takes."""
        async with self._turn:
            now = self._clock.now()
            if self._seen_at is None or abs(now - self._seen_at) >= FRESH_FOR:
                self._seen = await self._look(now)
                self._seen_at = self._clock.now()
            return self._seen

    async def _look(self, now: datetime) -> dict[str, str]:
        reads, writes = await asyncio.gather(self._updates(now), self._writes())
        return {"database": writes, "updates": reads}

    async def _updates(self, now: datetime) -> str:
        try:
            async with asyncio.timeout(self._patience):
                waiting = await self._db.read(updates_waiting)
        except Exception:  # whatever the database's trouble is: that is what was asked
            return "cannot be read"
        seconds = age_of(waiting, now)
        return OK if seconds < LONGEST_WAIT else f"the oldest waits for {seconds:.0f} s"

    async def _writes(self) -> str:
        deed: Callable[[Connection], None] = prove_writable
        try:
            async with asyncio.timeout(self._patience):
                await self._db.do(deed)
        except Exception:  # as above
            return "cannot be written"
        return OK
