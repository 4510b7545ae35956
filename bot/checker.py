"""The process that looks at strangers' files, from our side: begun when first needed, and anew
after a file has ended it or kept it too long.
"""

import asyncio
import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog

from domain.answers import Json

# -I: neither our environment nor the current folder decides what it imports.
PROGRAM = (sys.executable, "-I", str(Path(__file__).with_name("picture_check.py")))
LONGEST_LOOK = 20.0
TRIES = 2
"""A process may also have been ended by the system, for want of memory."""
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
        self._program = program
        self._longest_look = longest_look
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._is_closed = False

    async def check(self, content: bytes, given_as: str) -> Found | str:
        """What a file is, or why it is not taken. Raises ``CannotLook``."""
        return await asyncio.to_thread(self._check, content, given_as)

    def close(self) -> None:
        """Also ends a look that is under way."""
        self._is_closed = True
        process = self._process
        if process is not None:
            process.kill()
        with self._turn:
            self._end()

    def _check(self, content: bytes, given_as: str) -> Found | str:
        with self._turn:
            for _ in range(TRIES):
                process = self._begun()
                try:
                    return self._asked(process, content, given_as)
                except (OSError, EOFError, ValueError, KeyError):  # it died, or talks nonsense
                    self._end()
            if self._is_closed:
                raise CannotLook
        log.warning("a file ended the process that looks at it, and is refused", kind=given_as)
        return UNREADABLE

    def _begun(self) -> subprocess.Popen[bytes]:
        if self._is_closed:
            raise CannotLook
        if self._process is None:
            self._process = subprocess.Popen(
                self._program,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={},
                start_new_session=True,
            )
            try:
                with self._in_time(self._process):
                    _read(self._process)
            except (OSError, EOFError, ValueError) as error:
                self._end()
                raise CannotLook from error
        return self._process

    @contextlib.contextmanager
    def _in_time(self, process: subprocess.Popen[bytes]) -> Iterator[None]:
        """What takes longer finds its process ended."""
        if self._is_closed:  # meanwhile
            process.kill()
        end = threading.Timer(self._longest_look, process.kill)
        end.start()
        try:
            yield
        finally:
            end.cancel()

    def _asked(
        self, process: subprocess.Popen[bytes], content: bytes, given_as: str
    ) -> Found | str:
        assert process.stdin is not None
        assert process.stdout is not None
        with self._in_time(process):
            question = {"size": len(content), "given_as": given_as}
            process.stdin.write(json.dumps(question).encode() + b"\n" + content)
            process.stdin.flush()
            answer = _read(process)
            if "refusal" in answer:
                return str(answer["refusal"])
            kept = process.stdout.read(answer["size"])
            if len(kept) < answer["size"]:
                raise EOFError
        return Found(
            answer["kind"],
            answer["mime"],
            kept,
            answer["width"],
            answer["height"],
            answer["likeness"],
        )

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # what it would not read any more
                    pipe.close()
        process.wait()


def _read(process: subprocess.Popen[bytes]) -> dict[str, Json]:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise EOFError
    answer: dict[str, Json] = json.loads(line)
    return answer
