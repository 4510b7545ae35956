"""Telegram's limits on sending, as a switch: how much, how fast, and how long to wait."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.arguments import Arguments
from sandbox.refusals import Refusal

_NEW = ("send", "copyMessage", "forwardMessage")
_NOTHING_NEW = ("sendChatAction",)
_MANY = {"sendMediaGroup": "media", "copyMessages": "message_ids", "forwardMessages": "message_ids"}
_EVERYWHERE = 0  # no chat has this id
MINUTE = 60.0


@dataclass
class Limits:
    """Off until somebody switches it on. Any rolling second or minute counts, not the clock's.

    https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
    What real servers let pass in a short burst is refused here: a bot that waits for this
    needs to wait nowhere.
    """

    clock: Callable[[], float]
    on: bool = False
    per_second: int = 30
    private_per_second: int = 1
    group_per_minute: int = 20
    refused: int = 0

    def __post_init__(self) -> None:
        self._calls: dict[int, list[float]] = {}
        self._messages: dict[int, list[float]] = {}

    def check(self, method: str, chat_id: int, args: Arguments) -> None:
        """Raise a 429 unless this call may be made now; afterwards ``count`` it."""
        count, is_new = _cost(method, args)
        if not self.on or not count:
            return
        waits = [self._wait(self._calls, _EVERYWHERE, count, self.per_second, 1.0)]
        if chat_id > 0:
            waits.append(self._wait(self._calls, chat_id, count, self.private_per_second, 1.0))
        elif is_new:
            most = self.group_per_minute
            waits.append(self._wait(self._messages, chat_id, count, most, MINUTE))
        if max(waits) > 0:
            self.refused += 1
            seconds = max(math.ceil(max(waits)), 1)
            words = f"Too Many Requests: retry after {seconds}"
            raise Refusal(429, words, {"retry_after": seconds})

    def count(self, method: str, chat_id: int, args: Arguments) -> None:
        count, is_new = _cost(method, args)
        if not self.on:
            return
        now = self.clock()
        for place in (_EVERYWHERE, chat_id):
            self._calls.setdefault(place, []).extend([now] * count)
        if is_new:
            self._messages.setdefault(chat_id, []).extend([now] * count)

    def view(self) -> dict[str, Any]:
        return {
            "on": self.on,
            "per_second": self.per_second,
            "private_per_second": self.private_per_second,
            "group_per_minute": self.group_per_minute,
            "refused": self.refused,
        }

    def _wait(
        self, sent: dict[int, list[float]], place: int, count: int, most: int, span: float
    ) -> float:
        """How long until so many more fit; an album larger than the limit fits where none is."""
        now = self.clock()
        # A clock that was moved back leaves moments behind that have not come yet.
        moments = [moment for moment in sent.get(place, []) if now - span < moment <= now]
        sent[place] = moments
        too_many = min(len(moments) + count - most, len(moments))
        return moments[too_many - 1] + span - now if too_many > 0 else 0.0


def _cost(method: str, args: Arguments) -> tuple[int, bool]:
    """How many messages this call writes, and whether they are new ones."""
    if method.startswith("edit"):
        return 1, False
    if not method.startswith(_NEW) or method in _NOTHING_NEW:
        return 0, False
    many = args.json(_MANY[method]) if method in _MANY else None
    return (len(many) if isinstance(many, list) else 1), True
