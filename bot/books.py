"""Books: exported tables, bound by a process beside ours out of pages that we hand it.

A hundred thousand rows are neither one question nor one look at the database: we read a page,
hand it over, and read the next, so that nobody waits for longer than a page takes. The process is
another one than that of the pictures: a voucher's code does not wait for a year of cases.
"""

import asyncio
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from actions.exports import note_written
from bot.clock import Clock
from bot.export_pages import book_of, count_piece, page_of, pieces_of
from bot.side_process import CannotBegin, SideProcess
from domain.answers import Json
from domain.exports import MOST_ROWS
from storage.database import Database
from storage.export_rows import After

KIND = "export"
PAGE = 2000
LONGEST_STEP = 120.0
"""Seconds. The last step compresses all that was written, and the machine may be a small one."""
LARGEST_BYTES = 48 * 1024 * 1024
"""Telegram takes no larger file from a bot than 50 MB, its envelope included."""

log = structlog.get_logger("books")


class NotBound(Exception):
    """The table could not be made; it is tried again like any message that cannot be written."""


class Closed(Exception):
    """We have been told to end: it was not made, and will be by the next program."""


class Books:
    def __init__(
        self,
        db: Database,
        clock: Clock,
        program: Sequence[str],
        *,
        folder: Path | None = None,
        largest: int = LARGEST_BYTES,
    ) -> None:
        self._largest = largest
        self._db = db
        self._clock = clock
        self._process = SideProcess(program, longest_answer=LONGEST_STEP, folder=folder)
        self._turn = asyncio.Lock()

    async def bind(self, facts: dict[str, Json]) -> bytes:
        """Make the file that ``facts`` name by its export, and note how many rows it has. Raises
        ``NotBound`` or ``Closed``.
        """
        most = MOST_ROWS
        async with self._turn:
            while True:
                content, count = await self._bound_somehow(facts, most)
                if len(content) <= self._largest:
                    break
                most = count // 2
        now, export_id = self._clock.now(), facts["export_id"]
        await self._db.do(note_written, export_id=export_id, count=count, now=now)
        return content

    async def stop(self) -> None:
        await asyncio.to_thread(self._process.close)

    async def _bound_somehow(self, facts: dict[str, Json], most: int) -> tuple[bytes, int]:
        """From the beginning once more, where the process did not live to the end of it."""
        try:
            return await self._bound(facts, most)
        except NotBound as error:
            log.warning("a table is begun anew", why=str(error))
            return await self._bound(facts, most)

    async def _bound(self, facts: dict[str, Json], most: int) -> tuple[bytes, int]:
        now = self._clock.now()
        weeks, months = await self._db.read(pieces_of, facts)
        head = await self._db.read(
            book_of,
            facts,
            weeks=[await self._db.read(count_piece, facts, one) for one in weeks],
            months=[await self._db.read(count_piece, facts, one) for one in months],
            now=now,
        )
        with TemporaryDirectory(prefix="linlian-") as folder:
            await self._ask(step="begin", folder=folder, **head)
            count, after = 0, None
            while count < most:
                limit = min(PAGE, most - count)
                page, after = await self._page(facts, after, limit)
                await self._ask(step="rows", rows=page)
                count += len(page)
                if len(page) < limit:
                    break
            is_more = count == most and (await self._page(facts, after, 1))[0]
            return await self._ask(step="end", is_cut=bool(is_more)), count

    async def _page(
        self, facts: dict[str, Json], after: After | None, limit: int
    ) -> tuple[list[Json], After | None]:
        return await self._db.read(page_of, facts, after=after, limit=limit, now=self._clock.now())

    async def _ask(self, **facts: Json) -> bytes:
        ask = partial(self._process.ask, {"kind": KIND, "facts": facts})
        try:
            said = await asyncio.to_thread(ask)
        except CannotBegin as error:
            if self._process.is_closed:
                raise Closed("stopping") from error
            raise NotBound("the process that binds does not begin") from error
        if said is None:
            raise NotBound("a table ended its process, or took too long")
        answer, content = said
        if answer.get("error"):
            raise NotBound(f"a table failed: {answer['error']}")
        return content
