"""What a round came to, and what every kind of round asks of its verdict."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.kill.books import left_over
from tests.kill.crowd import MODES, Crowd, Mode
from tests.kill.judge import Verdict
from tests.kill.parent import Parent

Figures = dict[str, int | float]


@dataclass(frozen=True)
class Outcome:
    """``count`` of what the promise counts (kills, deliveries); no troubles: it was kept."""

    count: int
    figures: Figures
    troubles: list[str]

    def line(self) -> str:
        figures = ", ".join(f"{name} {value}" for name, value in self.figures.items())
        return f"{self.count}: {figures}" + "".join(f"\n  FAILED: {one}" for one in self.troubles)


@dataclass(frozen=True)
class Order:
    """One round to play: so many, with this seed, in this empty folder. ``database`` is the address
    of an empty PostgreSQL database; without one it is a file in the folder.
    """

    folder: Path
    parent: Parent
    seed: int
    count: int
    database: str = ""

    @property
    def mode(self) -> Mode:
        """Where both will do, even seeds poll and odd ones are posted to."""
        return MODES[self.seed % 2]


Round = Callable[[Order], Coroutine[Any, Any, Outcome]]


def wrong(verdict: Verdict, crowd: Crowd) -> list[str]:
    left = left_over(crowd.database)
    return verdict.troubles() + ([f"left over in the tables: {left}"] if left else [])
