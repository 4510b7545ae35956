"""Activities 志愿活动: what was planned, moved, called off; and how many places are taken."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.activities import Activity, ActivityState
from domain.answers import Json
from domain.media import Point
from storage.tables import activities, activity_seats
from storage.tables.volunteering import IS_PLANNED

# SQLite finds a partial index only by its own words, never by a parameter.
_IS_PLANNED = sa.text(f"activities.{IS_PLANNED}")


def activity_of(row: sa.Row[tuple[Json, ...]]) -> Activity:
    is_on_the_map = row.latitude is not None and row.longitude is not None
    return Activity(
        id=row.id,
        community_id=row.community_id,
        title=row.title,
        service=row.service,
        place=row.place,
        point=Point(row.latitude, row.longitude) if is_on_the_map else None,
        radius_m=row.radius_m,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        cancel_by=row.cancel_by,
        capacity=row.capacity,
        taken=row.taken,
        added=row.added,
        teams=tuple(row.teams),
        words=row.words,
        record=row.record,
        repeats=row.repeats,
        follows_id=row.follows_id,
        leader_id=row.leader_id,
        made_by=row.made_by,
        state=ActivityState(row.state),
        secret=row.secret,
        sequence=row.sequence,
        version=row.version,
        source=row.source,
        made_at=row.made_at,
        ended_at=row.ended_at,
    )


def find_activity(tx: Connection, activity_id: int) -> Activity | None:
    row = tx.execute(sa.select(activities).where(activities.c.id == activity_id)).one_or_none()
    return activity_of(row) if row else None


def get_activity(tx: Connection, activity_id: int) -> Activity:
    return activity_of(
        tx.execute(sa.select(activities).where(activities.c.id == activity_id)).one()
    )


def find_by_source(tx: Connection, source: str) -> Activity | None:
    row = tx.execute(sa.select(activities).where(activities.c.source == source)).one_or_none()
    return activity_of(row) if row else None


def add_activity(
    tx: Connection,
    *,
    source: str,
    point: Point | None,
    teams: tuple[str, ...] = (),
    now: datetime,
    **columns: Json,
) -> Activity | None:
    """Write a planned activity down, with what stands in its row under the same names; ``None`` if
    this source has made one before.
    """
    row = tx.execute(
        postgresql.insert(activities)
        .values(
            source=source,
            latitude=point.latitude if point else None,
            longitude=point.longitude if point else None,
            teams=list(teams),
            made_at=now,
            **columns,
        )
        .on_conflict_do_nothing()
        .returning(activities)
    ).one_or_none()
    return activity_of(row) if row else None


def change_activity(tx: Connection, activity: Activity, **changes: Json) -> bool:
    """Change an activity that nobody has changed since it was read; ``False`` if somebody has.

    People who come and go do not count as a change: ``taken`` is not under the version.
    """
    changed = tx.execute(
        activities.update()
        .where(activities.c.id == activity.id, activities.c.version == activity.version)
        .values(version=activity.version + 1, **changes)
    )
    return changed.rowcount == 1


def take_place(tx: Connection, activity_id: int) -> bool:
    """Take one of the places of a planned activity; ``False`` when there is none left."""
    is_free = sa.or_(activities.c.capacity == 0, activities.c.taken < activities.c.capacity)
    taken = tx.execute(
        activities.update()
        .where(
            activities.c.id == activity_id,
            activities.c.state == ActivityState.PLANNED.value,
            is_free,
        )
        .values(taken=activities.c.taken + 1)
    )
    return taken.rowcount == 1


def free_place(tx: Connection, activity_id: int) -> None:
    tx.execute(
        activities.update()
        .where(activities.c.id == activity_id)
        .values(taken=activities.c.taken - 1)
    )


def list_coming(
    tx: Connection, *, community_id: int, now: datetime, limit: int, offset: int = 0
) -> list[Activity]:
    """What is planned and not over, the next one first."""
    rows = tx.execute(
        sa.select(activities)
        .where(
            _IS_PLANNED,
            activities.c.community_id == community_id,
            activities.c.ends_at > now,
        )
        .order_by(activities.c.starts_at, activities.c.id)
        .limit(limit)
        .offset(offset)
    )
    return [activity_of(row) for row in rows]


def count_coming(tx: Connection, *, community_id: int, now: datetime) -> int:
    found: int = tx.execute(
        sa.select(sa.func.count())
        .select_from(activities)
        .where(_IS_PLANNED, activities.c.community_id == community_id, activities.c.ends_at > now)
    ).scalar_one()
    return found


def list_coming_of(tx: Connection, *, community_id: int, person_id: int) -> list[Activity]:
    """What this person goes to or waits for and is not over, the next one first."""
    rows = tx.execute(
        sa.select(activities)
        .join(activity_seats, activity_seats.c.activity_id == activities.c.id)
        .where(
            activity_seats.c.person_id == person_id,
            activity_seats.c.state.in_(["going", "offered", "waiting"]),
            activities.c.community_id == community_id,
            activities.c.state == ActivityState.PLANNED.value,
        )
        .order_by(activities.c.starts_at, activities.c.id)
    )
    return [activity_of(row) for row in rows]
