"""The sandbox's clock: the system's time, which the page and tests move."""

import time
from collections.abc import Callable


class SandboxClock:
    """All that the sandbox dates, waits for and forgets goes by it.

    ``source`` is where time comes from before anybody has moved it.
    """

    def __init__(self, source: Callable[[], float] = time.time) -> None:
        self._source = source
        self._listeners: list[Callable[[float], None]] = []
        self.ahead_s = 0.0

    def __call__(self) -> float:
        return self._source() + self.ahead_s

    def move(self, seconds: float) -> None:
        """Let time pass at once, or take it back; then tell all who listen by how much."""
        self.ahead_s += seconds
        for listener in list(self._listeners):
            listener(seconds)

    def on_move(self, listener: Callable[[float], None]) -> None:
        self._listeners.append(listener)
