"""Real bot processes, one after the other, that can be killed at any moment."""

import asyncio
import json
import os
import signal
import sys
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.kill.crowd import BAD_GATEWAY, Crowd
from tests.kill.judge import is_all_seen, still_waiting

ROOT = Path(__file__).parents[2]
LONGEST_START = 30.0
LONGEST_DRAIN = 60.0
LOOK_EVERY = 0.005


class Bots:
    """Starts bots from one warm process. ``calls`` is the sandbox's log of what they asked."""

    def __init__(self, config: Path, log: Path, calls: deque[dict[str, Any]]) -> None:
        self._config = config
        self._log = log
        self._calls = calls
        self._parent: asyncio.subprocess.Process | None = None
        self._process: int | None = None

    async def __aenter__(self) -> "Bots":
        self._parent = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.kill.warm",
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._parent is not None
        if self._process is not None:
            await self.kill()
        assert self._parent.stdin is not None
        self._parent.stdin.close()
        await self._parent.wait()

    async def start(self) -> float:
        """A bot, once it has asked for updates and got some; how many seconds that took.

        Somebody must be talking meanwhile, for a poll without news stays open.
        """
        loop, seen = asyncio.get_running_loop(), len(self._calls)
        began = loop.time()
        self._process = await self._ask("start", str(self._config), str(self._log))
        for _ in range(int(LONGEST_START / LOOK_EVERY)):
            if self._has_polled(seen):
                return loop.time() - began
            await asyncio.sleep(LOOK_EVERY)
        raise AssertionError(f"it never asked for updates: {self.log_lines()[-3:]}")

    def _has_polled(self, since: int) -> bool:
        news = range(since, len(self._calls))
        return any(
            self._calls[each]["method"] == "getUpdates" and self._calls[each]["status"] == 200
            for each in news
        )

    async def kill(self) -> int:
        return await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """The polite way; the exit code."""
        return await self._end(signal.SIGTERM)

    async def _end(self, number: signal.Signals) -> int:
        assert self._process is not None
        process, self._process = self._process, None
        os.kill(process, number)
        return await self._ask("wait", process)

    async def _ask(self, *words: str | int) -> int:
        assert self._parent is not None
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        self._parent.stdin.write(json.dumps(words).encode() + b"\n")
        return int(await self._parent.stdout.readline())

    @property
    def process(self) -> int:
        assert self._process is not None
        return self._process

    def log_lines(self) -> list[dict[str, Any]]:
        """What the bots wrote to their log."""
        if not self._log.exists():
            return []
        return [json.loads(line) for line in self._log.read_text().splitlines()]

    def on_their_way(self) -> int:
        """How many messages the bots said were under way when their forerunner died."""
        lines = self.log_lines()
        return sum(line["count"] for line in lines if "on their way" in line["event"])


@asynccontextmanager
async def open_town(
    folder: Path, *, seed: int, database: Path | None = None
) -> AsyncIterator[tuple[Crowd, Bots]]:
    """A crowd, the gateway's trouble, and bots that may be started on it."""
    crowd = Crowd(folder, seed=seed, database=database)
    crowd.settle_in()
    async with crowd.sandbox as sandbox:
        sandbox.faults.replace([BAD_GATEWAY])
        log = folder / "bot.log"
        async with Bots(crowd.write_settings(), log, sandbox.faults.calls) as bots:
            yield crowd, bots


async def drained(crowd: Crowd) -> None:
    """Until everybody has what they wait for and nothing is owed any more: a second copy of what
    was under way at several kills comes with a pause of many seconds. Whoever never gets anything
    is the judge's to name.
    """
    for _ in range(int(LONGEST_DRAIN / 0.2)):
        if is_all_seen(crowd) and not still_waiting(crowd.database):
            return
        await asyncio.sleep(0.2)
