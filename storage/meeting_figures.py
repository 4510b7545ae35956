"""What came of meetings, in figures: held, raised, solved (FIELD F15: 17, 52 and 43)."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from domain.meeting_figures import MeetingFigures
from domain.meetings import STEPS, ItemState
from storage.tables import agenda_items, meetings, resolutions

_HELD = sorted(STEPS[1:])


def figures_of(
    tx: Connection,
    *,
    community_id: int,
    since: datetime | None = None,
    until: datetime | None = None,
) -> MeetingFigures:
    """Of the meetings that were to begin from ``since`` on and before ``until``."""
    spans = [
        meetings.c.community_id == community_id,
        meetings.c.stage.in_(_HELD),
        *([meetings.c.starts_at >= since] if since else []),
        *([meetings.c.starts_at < until] if until else []),
    ]
    held = tx.execute(sa.select(sa.func.count()).select_from(meetings).where(*spans)).scalar_one()
    is_unfinished = sa.exists().where(
        resolutions.c.meeting_id == meetings.c.id,
        resolutions.c.agenda_item_id == agenda_items.c.id,
        resolutions.c.state != "done",
    )
    first_time = sa.and_(
        agenda_items.c.carried_from_id.is_(None),
        agenda_items.c.state != ItemState.DROPPED.value,
    )
    is_solved = sa.and_(agenda_items.c.state == ItemState.DONE.value, ~is_unfinished)
    raised, solved = tx.execute(
        sa.select(
            sa.func.coalesce(sa.func.sum(sa.case((first_time, 1), else_=0)), 0),
            sa.func.coalesce(sa.func.sum(sa.case((is_solved, 1), else_=0)), 0),
        )
        .select_from(meetings.join(agenda_items, agenda_items.c.meeting_id == meetings.c.id))
        .where(*spans)
    ).one()
    return MeetingFigures(held, raised, solved)
