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
        self._everywhere: list[float] = []
        self._private: dict[int, list[float]] = {}
        self._groups: dict[int, list[float]] = {}

    def check(self, method: str, chat_id: int, args: Arguments) -> None:
        """Raise a 429 unless this call may be made now; afterwards ``count`` it."""
        count, is_new = _cost(method, args)
        if not self.on or not count:
            return
        waits = [self._wait(self._everywhere, count, self.per_second, 1.0)]
        if chat_id > 0:
            sent = self._private.get(chat_id, [])
            waits.append(self._wait(sent, count, self.private_per_second, 1.0))
        elif is_new:
            sent = self._groups.get(chat_id, [])
            waits.append(self._wait(sent, count, self.group_per_minute, MINUTE))
        if max(waits) > 0:
            self.refused += 1
            seconds = max(math.ceil(max(waits)), 1)
            words = f"Too Many Requests: retry after {seconds}"
            raise Refusal(429, words, {"retry_after": seconds})

    def count(self, method: str, chat_id: int, args: Arguments) -> None:
        """What was sent through the bot into a chat that it does not know has no chat's id."""
        count, is_new = _cost(method, args)
        if not self.on or not count:
            return
        now = [self.clock()] * count
        self._everywhere += now
        if chat_id > 0:
            self._private.setdefault(chat_id, []).extend(now)
        elif is_new:
            self._groups.setdefault(chat_id, []).extend(now)

    def view(self) -> dict[str, Any]:
        return {
            "on": self.on,
            "per_second": self.per_second,
            "private_per_second": self.private_per_second,
            "group_per_minute": self.group_per_minute,
            "refused": self.refused,
        }

    def _wait(self, sent: list[float], count: int, most: int, span: float) -> float:
        """How long until so many more fit; an album larger than the limit fits where none is.

        What no longer counts is forgotten.
        """
        now = self.clock()
        # A clock that was moved back leaves moments behind that have not come yet.
        sent[:] = [moment for moment in sent if now - span < moment <= now]
        too_many = min(len(sent) + count - most, len(sent))
        return sent[too_many - 1] + span - now if too_many > 0 else 0.0


def _cost(method: str, args: Arguments) -> tuple[int, bool]:
    """How many messages this call writes, and whether they are new ones."""
    if method.startswith("edit"):
        return 1, False
    if not method.startswith(_NEW) or method in _NOTHING_NEW:
        return 0, False
    many = args.json(_MANY[method]) if method in _MANY else None
    return (len(many) if isinstance(many, list) else 1), True
