"""The clock: the only place that asks the system what time it is."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

LONGEST_WAIT = 60.0
"""The system's time may jump while we wait, so whoever waits looks again after this long."""


class Clock:
    """The system's time, which tests move; whoever waits by it is told of the move."""

    def __init__(self) -> None:
        self._offset = timedelta()
        self._listeners: list[Callable[[], None]] = []

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset

    def move(self, **span: float) -> None:
        """Let time pass at once: ``clock.move(hours=25)``."""
        self._offset += timedelta(**span)
        for listener in list(self._listeners):
            listener()

    def on_move(self, listener: Callable[[], None]) -> None:
        self._listeners.append(listener)

    async def wait(self, bell: asyncio.Event, until: datetime | None) -> None:
        """Until the bell rings or the moment has come; it may also return for no reason."""
        seconds = LONGEST_WAIT
        if until is not None:
            seconds = min(seconds, (until - self.now()).total_seconds())
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(max(seconds, 0.0)):
                await bell.wait()

    async def sleep(self, seconds: float) -> None:
        until = self.now() + timedelta(seconds=seconds)
        bell = asyncio.Event()
        self._listeners.append(bell.set)
        try:
            while self.now() < until:
                bell.clear()
                await self.wait(bell, until)
        finally:
            self._listeners.remove(bell.set)
