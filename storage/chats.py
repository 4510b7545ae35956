"""What changes with a chat's outside id, in every table that holds it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import effects, outbox, reminders
from storage.tables import cases, chats, prompts


def move_chat(tx: Connection, *, channel: str, old: str, new: str, now: datetime) -> None:
    """The same group under a new id; called again it finds nothing left to change.

    A group that only its old id is said to have been left is not left: it has moved.
    """
    outbox.move_chat(tx, channel=channel, old=old, new=new, now=now)
    is_old = sa.and_(chats.c.channel == channel, chats.c.external_id == old)
    known = tx.execute(
        sa.select(chats.c.id).where(chats.c.channel == channel, chats.c.external_id == new)
    ).scalar_one_or_none()
    if known is None:
        tx.execute(chats.update().where(is_old).values(external_id=new, left_at=None))
    else:
        tx.execute(chats.update().where(is_old, chats.c.left_at.is_(None)).values(left_at=now))
    # Message numbers of the old chat mean nothing in the new one.
    tx.execute(
        cases.update()
        .where(cases.c.channel == channel, cases.c.chat == old)
        .values(chat=new, message=None, thread=None)
    )
    tx.execute(
        prompts.update().where(prompts.c.channel == channel, prompts.c.chat == old).values(chat=new)
    )
    reminders.move_chat(tx, channel=channel, old=old, new=new)


def note_move(tx: Connection, *, channel: str, old: str, new: str, now: datetime) -> bool:
    """Keep where a chat went, as long as updates from the old one may be on their way; ``False``
    if it was known.
    """
    if find_new_chat(tx, channel=channel, chat=old) is not None:
        return False
    effects.add_answer(tx, _source(channel, old), deed="move_chat", answer=new, now=now)
    return True


def find_new_chat(tx: Connection, *, channel: str, chat: str) -> str | None:
    """Where a chat of this id has gone, if it has."""
    is_known, new = effects.find_any(tx, _source(channel, chat))
    return str(new) if is_known else None


def _source(channel: str, chat: str) -> str:
    return f"moved:{channel}:{chat}"
