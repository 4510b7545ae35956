"""How updates reach the bot: plainly, or repeated and out of order, as Telegram also does it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, TypeVar

HOLD_SECONDS = 0.05
"""How long a shuffle waits for more updates to shuffle; real time, and never longer."""

Item = TypeVar("Item")


@dataclass
class Waiting:
    """One update the bot has not confirmed yet."""

    kind: str
    body: dict[str, Any]
    id: int
    at: float
    again: int = 0  # how often it will come once more after that
    tries: int = 0
    is_passed_over: bool = False  # a later update was handed out before it

    @property
    def update(self) -> dict[str, Any]:
        return {"update_id": self.id, self.kind: self.body}

    @property
    def lane(self) -> int:
        """The chat, or the person, within which order counts."""
        message = self.body.get("message") or self.body
        where = message.get("chat") or self.body.get("from") or self.body.get("user") or {}
        return int(where.get("id", 0))


@dataclass
class Delivery:
    """``repeat``: each update comes so many times at most. ``shuffle``: so many change places."""

    repeat: int = 1
    shuffle: int = 0
    random: Random = field(default_factory=Random)

    @property
    def is_shuffled(self) -> bool:
        return self.shuffle > 1

    def repeats(self) -> int:
        return self.random.randint(0, self.repeat - 1) if self.repeat > 1 else 0

    def draw(self, items: list[Item]) -> Item:
        """Take any one out of the list; the order of what is left does not matter."""
        place = self.random.randrange(len(items))
        items[place], items[-1] = items[-1], items[place]
        return items.pop()

    def pick(self, window: Sequence[Waiting], *, is_all: bool) -> list[Waiting]:
        """Some of the oldest updates, in any order but for the highest id, which comes last.

        A bot confirms by one offset: by the last id it has read or by the highest. So a batch
        ends with an id higher than all before it, and what was passed over is never left
        without a higher one still to come (``is_all``: nothing waits outside of the window).
        """
        new = [place for place, each in enumerate(window) if not each.is_passed_over]
        if not new:
            return list(window)
        top = self.random.choice(new)
        others = list(window[:top])
        if not is_all or top < len(window) - 1:
            others = [each for each in others if self.random.random() < 0.5]
        for each in window[:top]:
            each.is_passed_over = True
        self.random.shuffle(others)
        return [*others, window[top]]
