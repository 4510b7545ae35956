"""Real bot processes that can be killed at any moment."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from itertools import islice, takewhile
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.kill.books import still_waiting
from tests.kill.crowd import BAD_GATEWAY, Crowd, Mode
from tests.kill.judge import is_all_seen
from tests.kill.parent import Parent
from tests.kill.waiting import until

LONGEST_START = 30.0
LONGEST_DRAIN = 200.0
"""What was on its way at seven kills, one after the other, is said again after two minutes."""
LONGEST_LIFE = 60.0
LOOK_EVERY = 0.005


class Bots:
    """Starts bots from one warm process, one after the other unless ``fork`` is told otherwise."""

    def __init__(self, crowd: Crowd, parent: Parent) -> None:
        self._crowd = crowd
        self._parent = parent
        self._configs: dict[Mode, Path] = {}
        self._running: list[int] = []

    async def __aenter__(self) -> "Bots":
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in list(self._running):
            await self.end(process, signal.SIGKILL)

    async def start(self, mode: Mode = "polling") -> float:
        """A bot, once it has been given some updates; how many seconds that took.

        Somebody must be talking meanwhile, for a poll without news stays open.
        """
        if mode not in self._configs:
            self._configs[mode] = self._crowd.write_settings(mode)
        loop, has_begun = asyncio.get_running_loop(), self._awaited(mode)
        began = loop.time()
        self.fork(self._configs[mode])
        if not await until(has_begun, LONGEST_START):
            raise AssertionError(f"it never took any updates: {self.log_lines()[-3:]}")
        return loop.time() - began

    def _awaited(self, mode: Mode) -> Callable[[], bool]:
        """Whether, since now, a poll brought something, or a post was answered with 200."""
        calls, posts = self._crowd.sandbox.faults.calls, self._crowd.sandbox.courier.posts
        seen, now = len(calls), self._crowd.world.clock()

        def has_polled() -> bool:
            news = islice(reversed(calls), len(calls) - seen)
            return any(call["method"] == "getUpdates" and call["status"] == 200 for call in news)

        def was_posted_to() -> bool:
            news = takewhile(lambda post: post.at >= now, reversed(posts))
            return any(post.status == 200 for post in news)

        return has_polled if mode == "polling" else was_posted_to

    def fork(self, config: Path, log: Path | None = None) -> int:
        """One more process, whatever becomes of it."""
        process = self._parent.start(config, log or self.log)
        self._running.append(process)
        return process

    async def kill(self) -> int:
        return await self.end(self.process, signal.SIGKILL)

    async def stop(self) -> int:
        """The polite way; the exit code."""
        return await self.end(self.process, signal.SIGTERM)

    async def end(self, process: int, number: signal.Signals) -> int:
        os.kill(process, number)
        return await self.ended(process)

    async def ended(self, process: int) -> int:
        """The exit code, once there is one."""
        for _ in range(int(LONGEST_LIFE / LOOK_EVERY)):
            code = self._parent.look(process)
            if code is not None:
                self._running.remove(process)
                return code
            await asyncio.sleep(LOOK_EVERY)
        raise AssertionError(f"it does not end: {self.log_lines()[-3:]}")

    @property
    def process(self) -> int:
        """The one that runs."""
        [process] = self._running
        return process

    @property
    def log(self) -> Path:
        return self._crowd.folder / "bot.log"

    def log_lines(self, log: Path | None = None) -> list[dict[str, Any]]:
        """What the bots wrote to their log; the last words before an exit are no JSON."""
        file = log or self.log
        lines = file.read_text().splitlines() if file.exists() else []
        return [json.loads(line) for line in lines if line.startswith("{")]

    def on_their_way(self, log: Path | None = None) -> int:
        """How many messages the bots said were under way when their forerunner died."""
        lines = self.log_lines(log)
        return sum(line["count"] for line in lines if "on their way" in line["event"])


@asynccontextmanager
async def open_town(
    folder: Path,
    parent: Parent,
    *,
    seed: int,
    database: str = "",
    troubles: Iterable[dict[str, Any]] = (BAD_GATEWAY,),
) -> AsyncIterator[tuple[Crowd, Bots]]:
    """A crowd, the gateway's trouble, and bots that may be started on it."""
    crowd = Crowd(folder, seed, database)
    crowd.settle_in()
    async with crowd.sandbox as sandbox:
        sandbox.faults.replace(list(troubles))
        async with Bots(crowd, parent) as bots:
            yield crowd, bots


async def drained(crowd: Crowd, within: float = LONGEST_DRAIN) -> None:
    """Until everybody has what they wait for and nothing is owed any more: a second copy of what
    was under way at several kills comes with a pause of many seconds. Whoever never gets anything
    is the judge's to name.
    """

    def is_quiet() -> bool:
        """The cheap questions first: a look at all that was ever said takes a while."""
        is_done = not len(crowd.world.updates) and not still_waiting(crowd.database)
        return is_done and is_all_seen(crowd)

    await until(is_quiet, within, every=0.2)
