"""What changes with a chat's outside id, in every table that holds it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import outbox
from storage.tables import cases, chats, prompts


def move_chat(tx: Connection, *, channel: str, old: str, new: str, now: datetime) -> None:
    """The same group under a new id; called again it finds nothing left to change."""
    outbox.move_chat(tx, channel=channel, old=old, new=new, now=now)
    known = tx.execute(
        sa.select(chats.c.id).where(chats.c.channel == channel, chats.c.external_id == new)
    ).scalar_one_or_none()
    change = {"external_id": new} if known is None else {"left_at": now}
    tx.execute(
        chats.update()
        .where(chats.c.channel == channel, chats.c.external_id == old, chats.c.left_at.is_(None))
        .values(change)
    )
    # Message numbers of the old chat mean nothing in the new one.
    tx.execute(
        cases.update()
        .where(cases.c.channel == channel, cases.c.chat == old)
        .values(chat=new, message=None, thread=None)
    )
    tx.execute(
        prompts.update().where(prompts.c.channel == channel, prompts.c.chat == old).values(chat=new)
    )
