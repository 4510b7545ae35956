"""Mutes 禁言: whom the bot does not listen to, until when, by whose word and why; never deleted."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from domain.mutes import Mute
from storage.tables import mutes


@dataclass(frozen=True)
class Muted:
    """One mute with the people in it."""

    mute: Mute
    person_id: int
    muted_by: int
    muted_at: datetime


def _muted(row: sa.Row[tuple[object, ...]]) -> Muted:
    return Muted(Mute(row.id, row.reason, row.ends_at), row.person_id, row.muted_by, row.muted_at)


def _lasts(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(mutes.c.ended_at.is_(None), mutes.c.ends_at > now)


def find_mute(tx: Connection, *, community_id: int, person_id: int, now: datetime) -> Mute | None:
    """The mute that holds now; it ends by itself, nobody has to end it."""
    row = tx.execute(
        sa.select(mutes)
        .where(mutes.c.community_id == community_id, mutes.c.person_id == person_id, _lasts(now))
        .order_by(mutes.c.ends_at.desc())
        .limit(1)
    ).one_or_none()
    return _muted(row).mute if row else None


def get_muted(tx: Connection, mute_id: int) -> Muted:
    return _muted(tx.execute(sa.select(mutes).where(mutes.c.id == mute_id)).one())


def list_muted(tx: Connection, *, community_id: int, now: datetime) -> list[Muted]:
    """Who is not listened to now, the one who will be heard again first at the top."""
    rows = tx.execute(
        sa.select(mutes)
        .where(mutes.c.community_id == community_id, _lasts(now))
        .order_by(mutes.c.ends_at, mutes.c.id)
    )
    return [_muted(row) for row in rows]


def add_mute(
    tx: Connection,
    *,
    community_id: int,
    person_id: int,
    reason: str,
    by: int,
    ends_at: datetime,
    now: datetime,
) -> int:
    number: int = tx.execute(
        mutes.insert()
        .values(
            community_id=community_id,
            person_id=person_id,
            reason=reason,
            muted_by=by,
            muted_at=now,
            ends_at=ends_at,
        )
        .returning(mutes.c.id)
    ).scalar_one()
    return number


def end_mutes(tx: Connection, *, community_id: int, person_id: int, now: datetime) -> bool:
    """Listen to somebody again; whether they were muted at all."""
    ended = tx.execute(
        mutes.update()
        .where(mutes.c.community_id == community_id, mutes.c.person_id == person_id, _lasts(now))
        .values(ended_at=now)
    )
    return ended.rowcount > 0
