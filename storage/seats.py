"""Seats: who goes to an activity, who waits for a place in it, who was there."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.activities import Activity, Seat, SeatState
from domain.answers import Json
from storage.tables import activity_seats


def seat_of(row: sa.Row[tuple[Json, ...]]) -> Seat:
    return Seat(
        id=row.id,
        community_id=row.community_id,
        activity_id=row.activity_id,
        person_id=row.person_id,
        team=row.team,
        state=SeatState(row.state),
        queued_at=row.queued_at,
        offered_until=row.offered_until,
        will_come=row.will_come,
        seeks_cover=row.seeks_cover,
        checked_in_at=row.checked_in_at,
        checked_in_by=row.checked_in_by,
        checked_out_at=row.checked_out_at,
        checked_out_by=row.checked_out_by,
        is_flagged=row.is_flagged,
        minutes=row.minutes,
        result=row.result,
        version=row.version,
    )


def find_seat(tx: Connection, *, activity_id: int, person_id: int) -> Seat | None:
    row = tx.execute(
        sa.select(activity_seats).where(
            activity_seats.c.activity_id == activity_id,
            activity_seats.c.person_id == person_id,
        )
    ).one_or_none()
    return seat_of(row) if row else None


def get_seat(tx: Connection, seat_id: int) -> Seat:
    return seat_of(
        tx.execute(sa.select(activity_seats).where(activity_seats.c.id == seat_id)).one()
    )


def find_seat_by_id(tx: Connection, seat_id: int) -> Seat | None:
    row = tx.execute(sa.select(activity_seats).where(activity_seats.c.id == seat_id)).one_or_none()
    return seat_of(row) if row else None


def list_seats(
    tx: Connection, activity_id: int, *, states: Collection[SeatState] = (SeatState.GOING,)
) -> list[Seat]:
    """Who is in one of these states, in the order in which they came."""
    rows = tx.execute(
        sa.select(activity_seats)
        .where(
            activity_seats.c.activity_id == activity_id,
            activity_seats.c.state.in_([one.value for one in states]),
        )
        .order_by(activity_seats.c.queued_at, activity_seats.c.id)
    )
    return [seat_of(row) for row in rows]


def count_seats(tx: Connection, activity_id: int) -> dict[SeatState, int]:
    """How many are in each state; a state that nobody is in is not there."""
    rows = tx.execute(
        sa.select(activity_seats.c.state, sa.func.count().label("people"))
        .where(activity_seats.c.activity_id == activity_id)
        .group_by(activity_seats.c.state)
    )
    return {SeatState(row.state): row.people for row in rows}


def put_seat(
    tx: Connection,
    activity: Activity,
    person_id: int,
    *,
    state: SeatState,
    team: str,
    now: datetime,
) -> Seat | None:
    """Seat somebody, or put them at the end of the queue; ``None`` if they are in already.

    Whoever had left comes back with a new turn in the queue.
    """
    values: dict[str, Json] = {
        "state": state.value,
        "team": team,
        "queued_at": now,
        "offered_until": None,
        "will_come": "",
        "seeks_cover": False,
    }
    is_out = activity_seats.c.state.in_([SeatState.CANCELLED.value, SeatState.LAPSED.value])
    row = tx.execute(
        postgresql.insert(activity_seats)
        .values(
            community_id=activity.community_id,
            activity_id=activity.id,
            person_id=person_id,
            **values,
        )
        .on_conflict_do_update(
            index_elements=["activity_id", "person_id"],
            set_={**values, "version": activity_seats.c.version + 1},
            where=is_out,
        )
        .returning(activity_seats)
    ).one_or_none()
    return seat_of(row) if row else None


def change_seat(tx: Connection, seat: Seat, **changes: Json) -> bool:
    """Change a seat that nobody has changed since it was read; ``False`` if somebody has."""
    changed = tx.execute(
        activity_seats.update()
        .where(activity_seats.c.id == seat.id, activity_seats.c.version == seat.version)
        .values(version=seat.version + 1, **changes)
    )
    return changed.rowcount == 1


def first_waiting(tx: Connection, activity_id: int) -> Seat | None:
    row = tx.execute(
        sa.select(activity_seats)
        .where(
            activity_seats.c.activity_id == activity_id,
            activity_seats.c.state == SeatState.WAITING.value,
        )
        .order_by(activity_seats.c.queued_at, activity_seats.c.id)
        .limit(1)
    ).one_or_none()
    return seat_of(row) if row else None


def position_of(tx: Connection, seat: Seat) -> int:
    """Somebody's place in the queue, the next one is 1."""
    before = sa.or_(
        activity_seats.c.queued_at < seat.queued_at,
        sa.and_(activity_seats.c.queued_at == seat.queued_at, activity_seats.c.id < seat.id),
    )
    ahead: int = tx.execute(
        sa.select(sa.func.count())
        .select_from(activity_seats)
        .where(
            activity_seats.c.activity_id == seat.activity_id,
            activity_seats.c.state == SeatState.WAITING.value,
            before,
        )
    ).scalar_one()
    return ahead + 1


def forget_promises(tx: Connection, activity_id: int) -> None:
    """Who said 我会到 to another time has said nothing about this one."""
    tx.execute(
        activity_seats.update()
        .where(activity_seats.c.activity_id == activity_id, activity_seats.c.will_come != "")
        .values(will_come="")
    )
