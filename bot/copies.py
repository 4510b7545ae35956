"""The folder of our own copies (``media.dir``): each file by the hash of what is in it.

What lies there was decoded and written anew by ``bot/picture_check.py``, so it can be shown.
"""

import asyncio
import contextlib
import hashlib
import os
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import structlog

from bot.errors import OperatorError
from cards.card import Media
from domain.media import name_of_file

UNFINISHED = ".new-"

log = structlog.get_logger("media")


class Copies:
    def __init__(self, root: Path) -> None:
        self._root = root

    def prepare(self) -> None:
        """Make the folder, and clear away what a sudden end left half written.

        Raises ``OperatorError`` naming ``media.dir`` where nothing can be written.
        """
        try:
            self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
            for left in self._root.glob(f"{UNFINISHED}*"):
                left.unlink()
            self.prove_writable()
        except OSError as error:
            raise OperatorError(f"media.dir: {self._root}: {error.strerror}") from error

    def prove_writable(self) -> None:
        """Raises ``OSError`` where nothing can be written; a folder that is not there yet is made
        at the start.
        """
        there = next(one for one in (self._root, *self._root.absolute().parents) if one.exists())
        with tempfile.NamedTemporaryFile(dir=there, prefix=UNFINISHED):
            pass

    def keep(self, content: bytes, mime: str) -> str:
        """The hash under which the content is found from now on, also after a loss of power."""
        mark = hashlib.sha256(content).hexdigest()
        path = self._root / name_of_file(mark, mime)
        if not path.exists():
            self._write(path, content)
        return mark

    async def unfold(self, media: Sequence[Media]) -> tuple[Media, ...]:
        """The same with what is in our copies, where we have one."""
        return await asyncio.to_thread(lambda: tuple(self._unfold(one) for one in media))

    async def complete(self, media: Sequence[Media]) -> tuple[Media, ...]:
        """Our copies of those that have no name; what can be sent in neither way is left out.
        Drawings are somebody else's.
        """

        def complete() -> tuple[Media, ...]:
            found = (one if one.file else self._unfold(one) for one in media)
            return tuple(one for one in found if one.file or one.content or one.drawing)

        return await asyncio.to_thread(complete)

    def _unfold(self, one: Media) -> Media:
        if not one.stored or one.content:
            return one
        try:
            return replace(one, content=(self._root / one.stored).read_bytes())
        except OSError as error:  # somebody has taken it away, or the disk is ill
            log.warning("a file is missing in media.dir", picture=one.picture, why=error.strerror)
            return one

    def _write(self, path: Path, content: bytes) -> None:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        handle, unfinished = tempfile.mkstemp(dir=self._root, prefix=UNFINISHED)  # 0600
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(unfinished).replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                Path(unfinished).unlink()
            raise
        for folder in (path.parent, self._root):
            _sync(folder)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
