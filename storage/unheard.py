"""How many updates were kept and not acted upon: by person, chat and day, without their words."""

from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.addresses import Address
from storage.tables import chats, unheard


def count_unheard(tx: Connection, *, person_id: int, where: Address, at: datetime) -> None:
    """One more. A statistic: an update that is handled again after a crash may count twice."""
    tx.execute(
        postgresql.insert(unheard)
        .values(
            person_id=person_id,
            channel=where.channel,
            chat=where.chat,
            day=_day(at),
            updates=1,
        )
        .on_conflict_do_update(
            index_elements=["person_id", "channel", "chat", "day"],
            set_={"updates": unheard.c.updates + 1},
        )
    )


def sum_unheard(tx: Connection, *, community_id: int, person_id: int, since: datetime) -> int:
    """How many of somebody's updates in a community's groups were not acted upon since that day."""
    is_there = sa.and_(chats.c.channel == unheard.c.channel, chats.c.external_id == unheard.c.chat)
    total: int = tx.execute(
        sa.select(sa.func.coalesce(sa.func.sum(unheard.c.updates), 0))
        .select_from(unheard.join(chats, is_there))
        .where(
            unheard.c.person_id == person_id,
            unheard.c.day >= _day(since),
            chats.c.community_id == community_id,
        )
    ).scalar_one()
    return total


def forget_unheard(tx: Connection, *, before: datetime, limit: int) -> int:
    """Rows of days long gone; how many went."""
    keys = (unheard.c.person_id, unheard.c.channel, unheard.c.chat, unheard.c.day)
    old = sa.select(*keys).where(unheard.c.day < _day(before)).limit(limit)
    return tx.execute(unheard.delete().where(sa.tuple_(*keys).in_(old))).rowcount


def _day(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d")
