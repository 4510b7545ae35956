"""How updates reach the bot: plainly, or repeated and out of order, as Telegram also does it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, TypeVar

HOLD_SECONDS = 0.05
"""How long a shuffle waits for more updates to shuffle; real time, and never longer."""

USUAL_LIFE = 24 * 3600
LIVES = {"callback_query": 150, "inline_query": 30, "chosen_inline_result": 600}
"""For how many seconds an update waits for a bot that does not ask."""

LaneKey = tuple[str, int]
_MESSAGES = ("message", "edited_message", "channel_post", "edited_channel_post")
_BY_CHAT = ("my_chat_member", "message_reaction", "message_reaction_count")

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
    def goes_at(self) -> float:
        return self.at + LIVES.get(self.kind, USUAL_LIFE)

    @property
    def lane(self) -> LaneKey:
        """Within what order counts: a chat's messages, edits included; and of every other kind
        what comes from one person, or out of one chat. A press may overtake a message.

        https://github.com/tdlib/telegram-bot-api: ``webhook_queue_id`` in ``Client.cpp``
        """
        if self.kind in _MESSAGES:
            return "messages", int(self.body["chat"]["id"])
        if self.kind in _BY_CHAT:
            return self.kind, int(self.body["chat"]["id"])
        if self.kind == "chat_member":
            return self.kind, int(self.body["new_chat_member"]["user"]["id"])
        return self.kind, int(self.body["from"]["id"])


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
