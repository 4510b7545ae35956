"""The card that goes to thousands: written anew every few seconds, and not for each of them."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection

from cards.card import Card
from domain.answers import Json
from storage.paying import Owed
from storage.people import find_account

KEPT_FOR = timedelta(seconds=10)
RECIPIENT = "recipient"
"""All that tells one copy of a letter that is said to many from the next."""


class Kept:
    def __init__(self) -> None:
        self._cards: dict[tuple[Json, ...], Card | None] = {}
        self._until: datetime | None = None

    def card(
        self, tx: Connection, owed: Owed, write: Callable[[], Card | None], *, now: datetime
    ) -> Card | None:
        """The one that was written for somebody of the same language, or a new one."""
        if self._until is None or not now < self._until <= now + KEPT_FOR:
            self._cards, self._until = {}, now + KEPT_FOR
        account = find_account(tx, channel=owed.address.channel, external_id=owed.address.chat)
        said = sorted((name, it) for name, it in owed.payload.items() if name != RECIPIENT)
        key = (owed.kind, owed.about, owed.uncertain, account and account.locale, *said)
        if key not in self._cards:
            self._cards[key] = write()
        return self._cards[key]
