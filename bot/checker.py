"""The process that looks at strangers' files, from our side."""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog

from bot.side_process import CannotBegin, SideProcess

# -I: neither our environment nor the current folder decides what it imports.
PROGRAM = (sys.executable, "-I", str(Path(__file__).with_name("picture_check.py")))
LONGEST_LOOK = 20.0
UNREADABLE = "unreadable"

log = structlog.get_logger("media")


@dataclass(frozen=True)
class Found:
    """What a file is, with the bytes that are kept of it."""

    kind: str
    mime: str
    content: bytes
    width: int = 0
    height: int = 0
    likeness: str | None = None


class CannotLook(Exception):
    """The process does not even begin, or has been told to end: no fault of any file."""


class Checker:
    def __init__(
        self, program: Sequence[str] = PROGRAM, *, longest_look: float = LONGEST_LOOK
    ) -> None:
        self._process = SideProcess(program, longest_answer=longest_look)

    async def check(self, content: bytes, given_as: str) -> Found | str:
        """What a file is, or why it is not taken. Raises ``CannotLook``."""
        return await asyncio.to_thread(self._check, content, given_as)

    def close(self) -> None:
        """Also ends a look that is under way."""
        self._process.close()

    def _check(self, content: bytes, given_as: str) -> Found | str:
        try:
            said = self._process.ask({"given_as": given_as}, content)
        except CannotBegin as error:
            raise CannotLook from error
        if said is None:
            log.warning("a file ended the process that looks at it, and is refused", kind=given_as)
            return UNREADABLE
        about, kept = said
        if "refusal" in about:
            return str(about["refusal"])
        try:
            return Found(
                about["kind"],
                about["mime"],
                kept,
                about["width"],
                about["height"],
                about["likeness"],
            )
        except KeyError:  # taken over, and talking nonsense
            return UNREADABLE
