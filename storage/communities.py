"""Communities 社区 and the chats bound to them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.addresses import Address
from domain.answers import Json
from domain.communities import CommunityDefaults
from domain.people import ChatKind
from storage.tables import chats, communities


@dataclass(frozen=True)
class Community:
    id: int
    name: str
    timezone: str
    locale: str
    office_hours: str
    quiet_hours: str
    days_off: Json = None
    """What the community knows of its holidays itself: ISO days under ``holidays`` and
    ``workdays``, and under ``years`` those that stand there whole.
    """
    seconds_needed: int = 0
    """How many must stand behind a proposal; 0: it depends on how many members there are."""


@dataclass(frozen=True)
class Chat:
    """A group bound to a community."""

    id: int
    community_id: int
    channel: str
    external_id: str
    kind: ChatKind
    title: str
    welcomed_at: datetime | None
    missing_rights: tuple[str, ...] = ()

    @property
    def address(self) -> Address:
        return Address(self.external_id, self.channel)


def _community(row: sa.Row[tuple[object, ...]]) -> Community:
    return Community(
        row.id,
        row.name,
        row.timezone,
        row.locale,
        row.office_hours,
        row.quiet_hours,
        row.days_off,
        row.seconds_needed,
    )


def _chat(row: sa.Row[tuple[object, ...]]) -> Chat:
    return Chat(
        row.id,
        row.community_id,
        row.channel,
        row.external_id,
        ChatKind(row.kind),
        row.title,
        row.welcomed_at,
        tuple(row.missing_rights),
    )


def get_community(tx: Connection, community_id: int) -> Community:
    return _community(
        tx.execute(sa.select(communities).where(communities.c.id == community_id)).one()
    )


def find_community(tx: Connection, name: str) -> Community | None:
    row = tx.execute(sa.select(communities).where(communities.c.name == name)).one_or_none()
    return _community(row) if row else None


def list_communities(tx: Connection) -> list[Community]:
    return [
        _community(row) for row in tx.execute(sa.select(communities).order_by(communities.c.id))
    ]


def find_chat(tx: Connection, *, channel: str, external_id: str) -> Chat | None:
    """The bound chat with this outside id, if the bot has not left it."""
    row = tx.execute(
        sa.select(chats).where(
            chats.c.channel == channel,
            chats.c.external_id == external_id,
            chats.c.left_at.is_(None),
        )
    ).one_or_none()
    return _chat(row) if row else None


def list_chats(tx: Connection, *, community_id: int, kind: ChatKind) -> list[Chat]:
    rows = tx.execute(
        sa.select(chats)
        .where(
            chats.c.community_id == community_id,
            chats.c.kind == kind.value,
            chats.c.left_at.is_(None),
        )
        .order_by(chats.c.id)
    )
    return [_chat(row) for row in rows]


def list_groups(tx: Connection, *, community_id: int) -> list[Chat]:
    """Every group of a community, kind by kind."""
    return [
        chat for kind in ChatKind for chat in list_chats(tx, community_id=community_id, kind=kind)
    ]


def list_all_chats(tx: Connection, *, channel: str) -> list[Chat]:
    """Every group the bot serves and has not left."""
    rows = tx.execute(
        sa.select(chats)
        .where(chats.c.channel == channel, chats.c.left_at.is_(None))
        .order_by(chats.c.id)
    )
    return [_chat(row) for row in rows]


def get_chat(tx: Connection, chat_id: int) -> Chat:
    return _chat(tx.execute(sa.select(chats).where(chats.c.id == chat_id)).one())


def add_community(
    tx: Connection, name: str, *, defaults: CommunityDefaults, now: datetime
) -> Community:
    row = tx.execute(
        communities.insert()
        .values(
            name=name,
            timezone=defaults.timezone,
            locale=defaults.locale,
            office_hours=defaults.office_hours,
            quiet_hours=defaults.quiet_hours,
            created_at=now,
        )
        .returning(communities)
    ).one()
    return _community(row)


def change_community(tx: Connection, community_id: int, **changes: Json) -> None:
    tx.execute(communities.update().where(communities.c.id == community_id).values(**changes))


def bind_chat(
    tx: Connection,
    *,
    community_id: int,
    at: Address,
    kind: ChatKind,
    title: str,
    missing_rights: Collection[str],
    now: datetime,
) -> int:
    """Let a group belong to a community, whatever it was before; return its id."""
    values = {
        "community_id": community_id,
        "kind": kind.value,
        "title": title,
        "missing_rights": list(missing_rights),
        "bound_at": now,
        "left_at": None,
    }
    chat_id: int = tx.execute(
        postgresql.insert(chats)
        .values(channel=at.channel, external_id=at.chat, **values)
        .on_conflict_do_update(index_elements=["channel", "external_id"], set_=values)
        .returning(chats.c.id)
    ).scalar_one()
    return chat_id


def change_chat(tx: Connection, chat_id: int, **changes: object) -> None:
    tx.execute(chats.update().where(chats.c.id == chat_id).values(**changes))


def rejoin_chat(tx: Connection, *, channel: str, external_id: str) -> bool:
    """The bot is back in a group it had left; ``False`` if it had not."""
    back = tx.execute(
        chats.update()
        .where(
            chats.c.channel == channel,
            chats.c.external_id == external_id,
            chats.c.left_at.is_not(None),
        )
        .values(left_at=None)
    )
    return back.rowcount == 1
