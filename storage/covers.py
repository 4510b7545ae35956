"""Whom to ask to take somebody's place over 顶班: who has helped before, the least asked first."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from storage.tables import hours, members


def list_helpers(tx: Connection, *, community_id: int, since: datetime, limit: int) -> list[int]:
    """People who were at an activity since then."""
    rows = tx.execute(
        sa.select(hours.c.person_id)
        .join(
            members,
            sa.and_(
                members.c.community_id == hours.c.community_id,
                members.c.person_id == hours.c.person_id,
            ),
        )
        .where(
            hours.c.community_id == community_id,
            hours.c.entered_at >= since,
            hours.c.activity_id.is_not(None),
            hours.c.minutes > 0,
        )
        .group_by(hours.c.person_id, members.c.times_asked)
        .order_by(members.c.times_asked, sa.func.max(hours.c.entered_at).desc(), hours.c.person_id)
        .limit(limit)
    )
    return list(rows.scalars())


def note_asked(tx: Connection, *, community_id: int, person_id: int) -> None:
    """Once more: next time others are asked first."""
    tx.execute(
        members.update()
        .where(members.c.community_id == community_id, members.c.person_id == person_id)
        .values(times_asked=members.c.times_asked + 1)
    )
