"""Which messages of ours stand where, and what they are about."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from domain.addresses import Address
from storage.tables import messages


@dataclass(frozen=True)
class Standing:
    """A message of ours in a chat; ``media_file`` is the picture it shows, if it shows one."""

    message: str
    media_file: str | None = None


def find_standing(tx: Connection, *, kind: str, about: str, to: Address) -> Standing | None:
    """The newest message of this kind about this subject that still counts."""
    row = tx.execute(
        sa.select(messages.c.message, messages.c.media_file)
        .where(
            messages.c.about == about,
            messages.c.kind == kind,
            messages.c.channel == to.channel,
            messages.c.chat == to.chat,
            messages.c.superseded_at.is_(None),
        )
        .order_by(messages.c.id.desc())
        .limit(1)
    ).one_or_none()
    return Standing(row.message, row.media_file) if row else None


def list_standing(tx: Connection, *, kind: str, about: str) -> list[tuple[Address, str]]:
    """Every message of this kind about this subject that still counts, with where it stands."""
    rows = tx.execute(
        sa.select(messages.c.chat, messages.c.channel, messages.c.message)
        .where(
            messages.c.about == about,
            messages.c.kind == kind,
            messages.c.superseded_at.is_(None),
        )
        .order_by(messages.c.id)
    )
    return [(Address(row.chat, row.channel), row.message) for row in rows]


def find_about(tx: Connection, *, channel: str, chat: str, message: str) -> str | None:
    """What a message of ours is about: ``case:7``, ``prompt:3``; ``None`` for others' messages."""
    about: str | None = tx.execute(
        sa.select(messages.c.about).where(
            messages.c.channel == channel,
            messages.c.chat == chat,
            messages.c.message == message,
        )
    ).scalar_one_or_none()
    return about


def find_community(tx: Connection, *, channel: str, chat: str, message: str) -> int | None:
    """Which community a message of ours speaks for, if it is kept and speaks for one."""
    found: int | None = tx.execute(
        sa.select(messages.c.community_id).where(
            messages.c.channel == channel,
            messages.c.chat == chat,
            messages.c.message == message,
        )
    ).scalar_one_or_none()
    return found


def supersede(tx: Connection, *, channel: str, chat: str, message: str, now: datetime) -> None:
    """This message can no longer be edited; the next one takes its place."""
    tx.execute(
        messages.update()
        .where(
            messages.c.channel == channel, messages.c.chat == chat, messages.c.message == message
        )
        .values(superseded_at=now)
    )
