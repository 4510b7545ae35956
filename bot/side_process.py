"""A process beside ours that answers one question at a time: begun when first needed, and anew
after a question has ended it or kept it too long.

Not a pool of the standard library: that one waits for work that hangs, and lives on alone when we
are killed. This one is killed when it takes too long, and ends with its input, so with us.
"""

import contextlib
import json
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from domain.answers import Json

TRIES = 2
"""A process may also have been ended by the system, for want of memory."""

Said = tuple[dict[str, Json], bytes]
"""An answer, and the bytes that came with it."""


class CannotBegin(Exception):
    """The process does not even begin, or has been told to end: no fault of any question."""


class SideProcess:
    """Once begun it says one line. Each question is a line of JSON, then the bytes whose ``size``
    it names, and so is each answer; one without a size has no bytes.
    """

    def __init__(
        self, program: Sequence[str], *, longest_answer: float, folder: Path | None = None
    ) -> None:
        self._program = program
        self._longest_answer = longest_answer
        self._folder = folder
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._is_closed = False

    @property
    def is_closed(self) -> bool:
        return self._is_closed

    def close(self) -> None:
        """Also ends an answer that is under way."""
        self._is_closed = True
        process = self._process
        if process is not None:
            process.kill()
        with self._turn:
            self._end()

    def ask(self, question: Mapping[str, Json], content: bytes = b"") -> Said | None:
        """Wait for the answer; ``None`` if the question ended the process each time.

        Raises ``CannotBegin``.
        """
        with self._turn:
            for _ in range(TRIES):
                process = self._begun()
                try:
                    return self._asked(process, question, content)
                except (OSError, EOFError, ValueError, KeyError):  # it died, or talks nonsense
                    self._end()
            if self._is_closed:
                raise CannotBegin
        return None

    def _begun(self) -> subprocess.Popen[bytes]:
        if self._is_closed:
            raise CannotBegin
        if self._process is None:
            try:
                self._process = subprocess.Popen(
                    self._program,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    cwd=self._folder,
                    env={},
                    start_new_session=True,
                )
                with self._in_time(self._process):
                    _read(self._process)
            except (OSError, EOFError, ValueError) as error:
                self._end()
                raise CannotBegin from error
        return self._process

    @contextlib.contextmanager
    def _in_time(self, process: subprocess.Popen[bytes]) -> Iterator[None]:
        """What takes longer finds its process ended."""
        if self._is_closed:  # meanwhile
            process.kill()
        end = threading.Timer(self._longest_answer, process.kill)
        end.start()
        try:
            yield
        finally:
            end.cancel()

    def _asked(
        self, process: subprocess.Popen[bytes], question: Mapping[str, Json], content: bytes
    ) -> Said:
        assert process.stdin is not None
        assert process.stdout is not None
        with self._in_time(process):
            head = json.dumps({**question, "size": len(content)}).encode()
            process.stdin.write(head + b"\n" + content)
            process.stdin.flush()
            answer = _read(process)
            size: int = answer.get("size", 0)
            came = process.stdout.read(size)
            if len(came) < size:
                raise EOFError
        return answer, came

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
    answer = json.loads(line)
    if not isinstance(answer, dict):
        raise ValueError("not an answer")
    return answer
