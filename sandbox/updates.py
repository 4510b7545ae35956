"""The bot's update queue, with the offsets, confirmations and conflicts of getUpdates."""

import asyncio
import secrets
from collections import deque
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from sandbox.refusals import conflict

ONLY_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
KEPT_FOR_SECONDS = 24 * 3600
LONGEST_POLL = 50.0


class UpdateQueue:
    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._next_id = 100_000_000 + secrets.randbelow(800_000_000)
        self._pending: deque[tuple[float, dict[str, Any]]] = deque()
        self._asked_for: frozenset[str] = frozenset()
        self._poller: asyncio.Future[None] | None = None

    def __len__(self) -> int:
        self._expire()
        return len(self._pending)

    @property
    def allowed_kinds(self) -> list[str]:
        return sorted(self._asked_for)

    def push(self, kind: str, body: dict[str, Any]) -> None:
        """Queue one update, unless the bot has not asked for this kind by now."""
        if not self._wanted(kind):
            return
        self._pending.append((self._clock(), {"update_id": self._next_id, kind: body}))
        self._next_id += 1
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(None)

    async def get(
        self, offset: int, limit: int, timeout: float, kinds: Iterable[str] | None
    ) -> list[dict[str, Any]]:
        """What getUpdates answers; everything below ``offset`` is confirmed and gone."""
        if kinds is not None:
            self._asked_for = frozenset(kinds)
        self._confirm(offset)
        self._expire()
        self._end_older_poll()
        if not self._pending and timeout > 0:
            await self._wait(min(timeout, LONGEST_POLL))
        return [update for _, update in islice(self._pending, min(max(limit, 1), 100))]

    def clear(self) -> None:
        self._pending.clear()

    def _wanted(self, kind: str) -> bool:
        if self._asked_for:
            return kind in self._asked_for
        return kind not in ONLY_ON_REQUEST

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            while len(self._pending) > -offset:
                self._pending.popleft()
        while offset > 0 and self._pending and self._pending[0][1]["update_id"] < offset:
            self._pending.popleft()

    def _expire(self) -> None:
        oldest = self._clock() - KEPT_FOR_SECONDS
        while self._pending and self._pending[0][0] < oldest:
            self._pending.popleft()

    def _end_older_poll(self) -> None:
        if self._poller is not None and not self._poller.done():
            self._poller.set_exception(
                conflict(
                    "terminated by other getUpdates request; "
                    "make sure that only one bot instance is running"
                )
            )
        self._poller = None

    async def _wait(self, seconds: float) -> None:
        poller = asyncio.get_running_loop().create_future()
        self._poller = poller
        try:
            async with asyncio.timeout(seconds):
                await poller
        except TimeoutError:
            pass
        finally:
            if self._poller is poller:
                self._poller = None
