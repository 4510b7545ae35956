"""Updates as Telegram handed them over, kept until they are done and a week longer."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from storage.tables import accounts, inbox

NEW, DONE, PARKED = "new", "done", "parked"


# SQLite finds a partial index only by its own words, never by a parameter.
_IS_NEW = sa.text("inbox.state = 'new'")
_HAS_ENDED = sa.text("inbox.state <> 'new'")


@dataclass(frozen=True)
class Arrival:
    """One raw update on its way in; ``chat`` keys the order in which updates are handled."""

    update_id: int
    chat: str
    body: str


@dataclass(frozen=True)
class Update:
    id: int
    update_id: int
    chat: str
    body: str
    attempts: int
    received_at: datetime


def add_arrivals(
    tx: Connection, *, bot_id: int, arrivals: Collection[Arrival], now: datetime
) -> None:
    """Keep a batch before its offset is confirmed; an update delivered again changes nothing."""
    if not arrivals:
        return
    rows = [
        {
            "bot_id": bot_id,
            "update_id": arrival.update_id,
            "chat": arrival.chat,
            "body": arrival.body,
            "received_at": now,
        }
        for arrival in arrivals
    ]
    tx.execute(postgresql.insert(inbox).on_conflict_do_nothing(), rows)


def list_next(tx: Connection, *, now: datetime, busy: Collection[str], limit: int) -> list[Update]:
    """The oldest new update of each chat that nobody is working on and that may be tried now.

    A chat whose oldest update waits for its next try waits as a whole: order is kept.
    """
    oldest = (
        sa.select(sa.func.min(inbox.c.id).label("id"))
        .where(_IS_NEW, inbox.c.chat.not_in(busy))
        .group_by(inbox.c.chat)
        .subquery()
    )
    found = tx.execute(
        sa.select(inbox)
        .join(oldest, inbox.c.id == oldest.c.id)
        .where(sa.or_(inbox.c.retry_at.is_(None), inbox.c.retry_at <= now))
        .order_by(inbox.c.id)
        .limit(limit)
    )
    return [
        Update(row.id, row.update_id, row.chat, row.body, row.attempts, row.received_at)
        for row in found
    ]


def next_retry_at(tx: Connection) -> datetime | None:
    """When the soonest failed update may be tried again."""
    moment: datetime | None = tx.execute(
        sa.select(sa.func.min(inbox.c.retry_at)).where(_IS_NEW)
    ).scalar_one()
    return moment


def mark_done(tx: Connection, update: int, *, now: datetime) -> None:
    tx.execute(inbox.update().where(inbox.c.id == update).values(state=DONE, done_at=now))


def mark_failed(tx: Connection, update: int, *, error: str, retry_at: datetime) -> None:
    tx.execute(
        inbox.update()
        .where(inbox.c.id == update)
        .values(attempts=inbox.c.attempts + 1, error=error, retry_at=retry_at)
    )


def park(tx: Connection, update: int, *, error: str, now: datetime) -> None:
    """Set an update aside for a person to look at; its chat goes on with the next."""
    tx.execute(
        inbox.update()
        .where(inbox.c.id == update)
        .values(state=PARKED, attempts=inbox.c.attempts + 1, error=error, done_at=now)
    )


def count_new(tx: Connection) -> int:
    return tx.execute(sa.select(sa.func.count()).select_from(inbox).where(_IS_NEW)).scalar_one()


def blank_private(
    tx: Connection, *, person_ids: sa.SelectBase, channel: str, since: datetime
) -> None:
    """What these people have said to the bot in private since then goes at once, also what was set
    aside; that it came stays, so that none of it can come again.
    """
    chats = sa.select(accounts.c.external_id).where(
        accounts.c.channel == channel, accounts.c.person_id.in_(person_ids)
    )
    tx.execute(
        inbox.update()
        .where(
            _HAS_ENDED,
            inbox.c.done_at >= since,
            inbox.c.chat.in_(chats),
        )
        .values(body="{}")
    )


def forget_done(tx: Connection, *, before: datetime, limit: int) -> int:
    """Bodies are personal data: they go when they have been handled for a while. How many went."""
    old = sa.select(inbox.c.id).where(_HAS_ENDED, inbox.c.state == DONE, inbox.c.done_at < before)
    return tx.execute(inbox.delete().where(inbox.c.id.in_(old.limit(limit)))).rowcount
