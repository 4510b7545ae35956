"""Attendance 签到: which activities are on, who was there, who stayed away before, and pictures."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.activities import Activity
from domain.check_in import OPENS_BEFORE, STAYS_OPEN_FOR, Result
from domain.media import Attachment
from storage.activities import activity_of
from storage.people import list_memberships
from storage.tables import activities, activity_pictures, activity_seats
from storage.tables.volunteering import IS_PLANNED

# SQLite finds a partial index only by its own words, never by a parameter.
_IS_PLANNED = sa.text(f"activities.{IS_PLANNED}")


def list_on(
    tx: Connection, *, community_id: int, now: datetime, ahead: timedelta = OPENS_BEFORE
) -> list[Activity]:
    """The activities at which one can check in or out now, or so long from now, the one that
    begins first at the top.
    """
    rows = tx.execute(
        sa.select(activities)
        .where(
            _IS_PLANNED,
            activities.c.community_id == community_id,
            activities.c.starts_at <= now + ahead,
            activities.c.ends_at > now - STAYS_OPEN_FOR,
        )
        .order_by(activities.c.starts_at, activities.c.id)
    )
    return [activity_of(row) for row in rows]


def list_on_for(tx: Connection, *, person_id: int, now: datetime) -> list[Activity]:
    """The same in all communities this person belongs to, whether they have a seat or not."""
    homes = list_memberships(tx, person_id)
    return [one for home in homes for one in list_on(tx, community_id=home, now=now)]


def make_room(tx: Connection, activity_id: int) -> None:
    """One more place, taken at once: whom the leader sees there has come."""
    is_full = sa.and_(activities.c.capacity > 0, activities.c.taken >= activities.c.capacity)
    more = sa.case((is_full, 1), else_=0)
    tx.execute(
        activities.update()
        .where(activities.c.id == activity_id)
        .values(
            capacity=activities.c.capacity + more,
            added=activities.c.added + more,
            taken=activities.c.taken + 1,
        )
    )


def count_no_shows(
    tx: Connection, *, community_id: int, person_ids: Collection[int], since: datetime
) -> dict[int, int]:
    """How often each of them had a place since then and did not come; who always came is not
    there.
    """
    rows = tx.execute(
        sa.select(activity_seats.c.person_id, sa.func.count().label("times"))
        .join(activities, activities.c.id == activity_seats.c.activity_id)
        .where(
            activity_seats.c.person_id.in_(person_ids),
            activity_seats.c.result == Result.NO_SHOW.value,
            activities.c.community_id == community_id,
            activities.c.starts_at >= since,
        )
        .group_by(activity_seats.c.person_id)
    )
    return {row.person_id: row.times for row in rows}


@dataclass(frozen=True)
class ActivityPicture:
    """A photo or video of an activity, by the name its channel knows it under."""

    kind: str
    file: str


def add_picture(
    tx: Connection, activity: Activity, one: Attachment, *, given_by: int, now: datetime
) -> bool:
    """Keep a picture; ``False`` if this very message's picture is kept already."""
    added = tx.execute(
        postgresql.insert(activity_pictures)
        .values(
            community_id=activity.community_id,
            activity_id=activity.id,
            kind=one.kind,
            file=one.file,
            given_by=given_by,
            source=one.source,
            given_at=now,
        )
        .on_conflict_do_nothing(index_elements=["source"])
        .returning(activity_pictures.c.id)
    ).scalar_one_or_none()
    return added is not None


def list_pictures(tx: Connection, activity_id: int) -> list[ActivityPicture]:
    rows = tx.execute(
        sa.select(activity_pictures.c.kind, activity_pictures.c.file)
        .where(activity_pictures.c.activity_id == activity_id)
        .order_by(activity_pictures.c.id)
    )
    return [ActivityPicture(row.kind, row.file) for row in rows]
