"""The page's news feed: numbered events, the last few thousand kept for whoever comes back."""

import asyncio
from collections import deque
from typing import Any

KEPT = 5000


class EventFeed:
    def __init__(self) -> None:
        self.seq = 0
        self._kept: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self._bell = asyncio.Event()

    def publish(self, kind: str, **body: Any) -> None:
        self.seq += 1
        self._kept.append({"seq": self.seq, "kind": kind, **body})
        self._bell.set()
        self._bell = asyncio.Event()

    def after(self, seq: int) -> list[dict[str, Any]]:
        """What happened since, or one ``reload`` when that is no longer known.

        A reader can also be ahead of us: the sandbox was started anew since it last asked.
        """
        if seq == self.seq:
            return []
        if seq > self.seq or (self._kept and seq < self._kept[0]["seq"] - 1):
            return [{"seq": self.seq, "kind": "reload"}]
        missed = self.seq - seq
        return list(self._kept)[-missed:]

    async def wait(self, within: float) -> bool:
        """Whether something happened before the time was up."""
        try:
            async with asyncio.timeout(within):
                await self._bell.wait()
        except TimeoutError:
            return False
        return True
