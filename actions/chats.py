"""Deeds about chats as such."""

from datetime import datetime

from sqlalchemy import Connection

from domain.addresses import TELEGRAM
from storage import chats


def move_chat(
    tx: Connection, *, old: str, new: str, now: datetime, channel: str = TELEGRAM
) -> None:
    """A group became a supergroup; both the group's own word and a refused send tell us so."""
    chats.move_chat(tx, channel=channel, old=old, new=new, now=now)
