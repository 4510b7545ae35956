"""The warm process from our side: it has everything loaded and forks bots when told to."""

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).parents[2]


class Parent:
    """Loads for seconds, once; then each word is answered in a millisecond or two."""

    def __enter__(self) -> "Parent":
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.kill.warm"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C is for us; bots end when they are told to
        )
        self._answer()  # it has loaded everything
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.communicate()

    def start(self, config: Path, log: Path) -> int:
        """The process of a new bot."""
        process = self._ask("start", str(config), str(log))
        assert isinstance(process, int)
        return process

    def look(self, process: int) -> int | None:
        """The exit code of one that has ended, minus the signal that ended it."""
        code = self._ask("look", process)
        assert code is None or isinstance(code, int)
        return code

    def _ask(self, *words: str | int) -> object:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> object:
        assert self._process.stdout is not None
        answer: object = json.loads(self._process.stdout.readline())
        return answer
