"""How updates come in, whichever way Telegram hands them over: kept first, confirmed afterwards.

The bodies stay raw JSON. What aiogram cannot parse must be kept too, and looked at later.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import NoReturn, Protocol

from bot.clock import Clock
from bot.raw import chat_key
from domain.answers import Json
from storage import inbox
from storage.database import Database

ALLOWED_UPDATES = [
    "message",
    "edited_message",
    "callback_query",
    "inline_query",
    "my_chat_member",
    "chat_member",
]


class Intake(Protocol):
    """One of the two ways in: ``bot/polling.py`` asks, ``bot/webhook.py`` is told."""

    @property
    def received(self) -> int:
        """How many updates were kept, those that Telegram repeated counted again."""

    @property
    def trouble(self) -> str | None:
        """Why nothing comes in at the moment, in words for the operator; ``None``: it does."""

    async def run(self) -> NoReturn:
        """For good; ends only by cancellation or by ``OperatorError``."""

    async def stop(self, within: float) -> None:
        """Take no more, and finish what was taken."""

    async def drain(self) -> None:
        """Return when Telegram has nothing more for us (or is in trouble)."""


def body_of(update: Mapping[str, Json]) -> str:
    """As JSON in plain ASCII. No database keeps the character NUL in words and no person types
    it: from here on it is the sign for what cannot be shown. Keyboards are left out: they are ours,
    and beside what somebody pressed they would say which label it had, in a secret ballot too.
    """
    return _NUL.sub(r"\1\\ufffd", json.dumps(_without_keyboards(update), ensure_ascii=True))


def _without_keyboards(said: Json) -> Json:
    if isinstance(said, list):
        return [_without_keyboards(one) for one in said]
    if isinstance(said, dict):
        kept = said.items()
        return {name: _without_keyboards(one) for name, one in kept if name != "reply_markup"}
    return said


_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


class Inlet:
    """Keeps updates in the inbox, and rings when there are some."""

    def __init__(
        self, db: Database, clock: Clock, *, bot_id: int, arrived: Callable[[int], None]
    ) -> None:
        self._db = db
        self._clock = clock
        self._bot_id = bot_id
        self._arrived = arrived
        self.received = 0

    async def keep(self, updates: Iterable[Mapping[str, Json]]) -> None:
        """They are on the disk when this returns, and not kept at all when it raises."""
        arrivals = [
            inbox.Arrival(update["update_id"], chat_key(update), body_of(update))
            for update in updates
        ]
        await self._db.do(
            inbox.add_arrivals, bot_id=self._bot_id, arrivals=arrivals, now=self._clock.now()
        )
        self.received += len(arrivals)
        self._arrived(len(arrivals))
