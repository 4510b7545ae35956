"""What the bot says to a press, which nobody sees but who pressed, and no chat keeps."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sandbox import World


@dataclass(frozen=True)
class Reply:
    words: str
    is_alert: bool


class Ears:
    def __init__(self, world: World) -> None:
        self._world = world
        self.replies: dict[str, list[Reply]] = {}
        """By the press."""

    @contextmanager
    def listening(self) -> Iterator["Ears"]:
        task = asyncio.create_task(self._listen())
        try:
            yield self
        finally:
            task.cancel()

    async def _listen(self) -> None:
        seen = self._world.events.seq
        while True:
            await self._world.events.wait(1.0)
            news = self._world.events.after(seen)
            seen = self._world.events.seq
            for event in news:
                assert event["kind"] != "reload", "more happened at once than the sandbox keeps"
                if event["kind"] == "answer":
                    reply = Reply(event["text"] or "", bool(event["alert"]))
                    self.replies.setdefault(event["query_id"], []).append(reply)
