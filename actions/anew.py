"""A card that is asked for again stands below all that was said since; the older one leaves."""

from datetime import datetime

from sqlalchemy import Connection

from domain.addresses import Address
from storage import messages, outbox


def make_way(
    tx: Connection, *, kind: str, about: str, to: Address, community_id: int, now: datetime
) -> None:
    """Before it is owed again. What is too old to be taken away stays, and changes no more."""
    for where, message in messages.list_standing(tx, kind=kind, about=about):
        if where != Address(to.chat, to.channel):
            continue
        messages.supersede(tx, channel=where.channel, chat=where.chat, message=message, now=now)
        outbox.owe_deletion(tx, message, where, community_id=community_id, now=now)
