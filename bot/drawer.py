"""Drawings, made by a process beside ours (``bot/drawings``), so that a long one holds up nobody.

What it cannot draw is left out: the words stand for themselves.
"""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import structlog

from bot.books import KIND, Books, Closed
from bot.side_process import CannotBegin, SideProcess
from cards.card import Drawing, Media
from domain.answers import Json

ROOT = Path(__file__).parents[1]
# -s: no packages of the user who happens to run us.
PROGRAM = (sys.executable, "-s", "-m", "bot.drawings")
LONGEST_DRAWING = 10.0
MOST_KEPT = 16
"""A picture that goes to several groups, or waits for its turn, is drawn once."""

log = structlog.get_logger("drawer")


class Stopping(Exception):
    """We have been told to end: it was not drawn, and will be another time."""


class Drawer:
    def __init__(
        self,
        program: Sequence[str] = PROGRAM,
        *,
        longest_drawing: float = LONGEST_DRAWING,
        books: Books | None = None,
    ) -> None:
        """``books`` binds what is too long to be drawn from facts alone."""
        self._books = books
        self._process = SideProcess(program, longest_answer=longest_drawing, folder=ROOT)
        self._turn = asyncio.Lock()
        self._kept: dict[str, bytes] = {}

    async def complete(
        self, media: Sequence[Media], *, shown: str | None, bot_name: str
    ) -> tuple[Media, ...]:
        """The same with what is to be drawn, but for what is ``shown`` already. What cannot be
        drawn is left out. Raises ``Stopping``.
        """
        found = [await self._complete(one, shown, bot_name) for one in media]
        return tuple(one for one in found if one is not None)

    async def stop(self) -> None:
        """At once: what is being drawn is drawn by the next program."""
        await asyncio.to_thread(self._process.close)
        if self._books is not None:
            await self._books.stop()

    async def _complete(self, one: Media, shown: str | None, bot_name: str) -> Media | None:
        if one.drawing is None or one.content or one.drawing.mark == shown:
            return one
        if self._books is not None and one.drawing.kind == KIND:
            return replace(one, content=await self._bound(self._books, one.drawing))
        content = await self._draw(one.drawing, bot_name)
        return replace(one, content=content) if content else None

    async def _bound(self, books: Books, drawing: Drawing) -> bytes:
        """Not kept: it is sent to one person, once."""
        try:
            return await books.bind(drawing.facts)
        except Closed as error:
            raise Stopping("stopping") from error

    async def _draw(self, drawing: Drawing, bot_name: str) -> bytes:
        async with self._turn:  # one thread waits, not all there are
            kept = self._kept.pop(drawing.mark, b"")
            content = kept or await asyncio.to_thread(self._drawn, drawing, bot_name)
            if content:
                self._kept[drawing.mark] = content
            while len(self._kept) > MOST_KEPT:
                del self._kept[next(iter(self._kept))]
        return content

    def _drawn(self, drawing: Drawing, bot_name: str) -> bytes:
        try:
            said = self._process.ask({"kind": drawing.kind, "facts": _linked(drawing, bot_name)})
        except CannotBegin as error:
            if self._process.is_closed:
                raise Stopping("stopping") from error
            log.error("the process that draws does not begin")
            return b""
        if said is None:
            log.error("a drawing ended its process, or took too long", kind=drawing.kind)
            return b""
        answer, content = said
        if not content:
            log.error("a drawing failed", kind=drawing.kind, why=answer.get("error"))
        return content


def _linked(drawing: Drawing, bot_name: str) -> dict[str, Json]:
    """The facts with the link that their ``start`` stands for."""
    start = drawing.facts.get("start")
    link = {"link": f"https://t.me/{bot_name}?start={start}"} if start else {}
    return {**drawing.facts, **link}
