"""What a kind of message is to the sender."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from cards.card import Card, Reader, plain
from domain.voucher_codes import Codes
from storage.paying import Ending, Owed


@dataclass(frozen=True)
class Letter:
    """``is_standing``: a card kept up to date by edits. ``reposts``: sent anew where Telegram
    refuses the edit. ``is_nicety``: tried once, never again (a reaction, the like).
    ``replies_to``: hangs below the card of this kind about the same subject, if one stands there.
    ``falls_back``: what its reader must hear of their case, and may hear in the group of the report
    where the bot cannot write to them. Everything else that is private stays unsaid.
    ``unseal`` adds what must not lie in the outbox, a voucher's code, as the last thing of all.
    ``is_once``: said to many, the same but for its ``recipient``, so where nobody knows whether it
    arrived it is not said again.
    ``ended`` wants to know, in the same transaction, that one was sent or given up.
    """

    write: Callable[[Connection, Owed, Reader], Card | None]
    is_standing: bool = False
    reposts: bool = False
    is_nicety: bool = False
    replies_to: str | None = None
    falls_back: bool = False
    unseal: Callable[[Connection, Owed, Card, Codes, Reader], Card] | None = None
    is_once: bool = False
    ended: Callable[[Connection, Owed, Ending, datetime], None] | None = None


def words(tx: Connection, owed: Owed, reader: Reader) -> Card:
    """A sentence by its key: ``payload`` holds ``key`` and ``params``."""
    return Card(plain(reader.say(owed.payload["key"], **owed.payload.get("params", {}))))
