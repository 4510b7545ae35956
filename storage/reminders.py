"""Reminders 提醒 as rows: what is said where, and when it will be said next."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.addresses import Address
from domain.answers import Json
from domain.reminders import Reading, Reminder, ReminderState, read_reading
from domain.times import read_plan
from storage.tables import reminders

_COUNTS = (ReminderState.RUNNING.value, ReminderState.PAUSED.value)

# SQLite finds a partial index only by its own words, never by a parameter.
_IS_RUNNING = sa.text("reminders.state = 'running'")


def _reminder(row: sa.Row[tuple[Json, ...]]) -> Reminder:
    return Reminder(
        id=row.id,
        community_id=row.community_id,
        made_by=row.made_by,
        to=Address(row.chat, row.channel, row.thread),
        words=row.words,
        what=read_plan(row.what) if row.what is not None else None,
        readings=tuple(map(read_reading, row.readings)),
        state=ReminderState(row.state),
        version=row.version,
        next_at=row.next_at,
    )


def add_reminder(
    tx: Connection,
    *,
    community_id: int,
    made_by: int,
    to: Address,
    readings: Sequence[Reading],
    source: str,
    now: datetime,
) -> Reminder:
    """Write down what somebody asked for; the same ``source`` is the same reminder."""
    tx.execute(
        postgresql.insert(reminders)
        .values(
            community_id=community_id,
            made_by=made_by,
            channel=to.channel,
            chat=to.chat,
            thread=to.thread,
            readings=[one.as_stored() for one in readings],
            source=source,
            made_at=now,
        )
        .on_conflict_do_nothing()
    )
    return _reminder(tx.execute(sa.select(reminders).where(reminders.c.source == source)).one())


def find_reminder(tx: Connection, reminder_id: int) -> Reminder | None:
    row = tx.execute(sa.select(reminders).where(reminders.c.id == reminder_id)).one_or_none()
    return _reminder(row) if row else None


def get_reminder(tx: Connection, reminder_id: int) -> Reminder:
    return _reminder(tx.execute(sa.select(reminders).where(reminders.c.id == reminder_id)).one())


def list_of_chat(tx: Connection, *, community_id: int, to: Address) -> list[Reminder]:
    """What counts in a chat, running or paused, in the order in which it was asked for."""
    rows = tx.execute(
        sa.select(reminders)
        .where(
            reminders.c.channel == to.channel,
            reminders.c.chat == to.chat,
            reminders.c.community_id == community_id,
            reminders.c.state.in_(_COUNTS),
        )
        .order_by(reminders.c.id)
    )
    return [_reminder(row) for row in rows]


def list_running(tx: Connection, *, community_id: int) -> list[Reminder]:
    rows = tx.execute(
        sa.select(reminders)
        .where(reminders.c.community_id == community_id, _IS_RUNNING)
        .order_by(reminders.c.next_at, reminders.c.id)
    )
    return [_reminder(row) for row in rows]


def change_reminder(tx: Connection, reminder: Reminder, **columns: Json) -> Reminder | None:
    """Change it if it is still the version that was looked at; ``None`` if somebody was faster."""
    row = tx.execute(
        reminders.update()
        .where(reminders.c.id == reminder.id, reminders.c.version == reminder.version)
        .values(version=reminder.version + 1, **columns)
        .returning(reminders)
    ).one_or_none()
    return _reminder(row) if row else None


def plan_next(tx: Connection, reminder: Reminder, *, next_at: datetime | None) -> None:
    """Note when it is said next. That it was said is no change that a button of it must know."""
    state = ReminderState.RUNNING if next_at is not None else ReminderState.ENDED
    tx.execute(
        reminders.update()
        .where(reminders.c.id == reminder.id)
        .values(next_at=next_at, state=state.value)
    )


def move_chat(tx: Connection, *, channel: str, old: str, new: str) -> None:
    """The group is another chat now, whose topics are none of the old one's."""
    tx.execute(
        reminders.update()
        .where(reminders.c.channel == channel, reminders.c.chat == old)
        .values(chat=new, thread=None)
    )
