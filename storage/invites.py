"""Invitations: one-time links that make their first user a secretary. Only hashes are kept."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from storage.tables import invites


@dataclass(frozen=True)
class Invite:
    community_id: int
    expires_at: datetime
    used_by: int | None


def add_invite(tx: Connection, *, community_id: int, token_hash: str, expires_at: datetime) -> None:
    tx.execute(
        invites.insert().values(
            community_id=community_id, token_hash=token_hash, expires_at=expires_at
        )
    )


def find_invite(tx: Connection, token_hash: str) -> Invite | None:
    row = tx.execute(sa.select(invites).where(invites.c.token_hash == token_hash)).one_or_none()
    return Invite(row.community_id, row.expires_at, row.used_by) if row else None


def claim_invite(tx: Connection, token_hash: str, *, person_id: int, now: datetime) -> bool:
    """Use it up; ``False`` when somebody was first, or when it is too late."""
    claimed = tx.execute(
        invites.update()
        .where(
            invites.c.token_hash == token_hash,
            invites.c.used_at.is_(None),
            invites.c.expires_at > now,
        )
        .values(used_by=person_id, used_at=now)
    )
    return claimed.rowcount == 1
