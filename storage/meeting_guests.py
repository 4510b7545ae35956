"""Who was asked to a meeting by name, who has answered, and who has come."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.addresses import TELEGRAM, Address
from domain.answers import Json
from domain.meetings import Answers, Coming, Guest, Meeting
from storage.tables import accounts, meeting_guests, members


def _guest(row: sa.Row[tuple[Json, ...]]) -> Guest:
    return Guest(**{**row._mapping, "answer": Coming(row.answer)})


def find_guest(tx: Connection, *, meeting_id: int, person_id: int) -> Guest | None:
    row = tx.execute(
        sa.select(meeting_guests).where(
            meeting_guests.c.meeting_id == meeting_id, meeting_guests.c.person_id == person_id
        )
    ).one_or_none()
    return _guest(row) if row else None


def put_guest(tx: Connection, meeting: Meeting, person_id: int, **columns: Json) -> Guest:
    """Write down what is known of somebody at this meeting, over what was known before."""
    row = tx.execute(
        postgresql.insert(meeting_guests)
        .values(
            community_id=meeting.community_id,
            meeting_id=meeting.id,
            person_id=person_id,
            **columns,
        )
        .on_conflict_do_update(
            index_elements=["meeting_id", "person_id"],
            set_={**columns, "version": meeting_guests.c.version + 1},
        )
        .returning(meeting_guests)
    ).one()
    return _guest(row)


def list_guests(tx: Connection, meeting_id: int) -> list[Guest]:
    """Everybody of whom anything is known, in the order in which they were noted."""
    rows = tx.execute(
        sa.select(meeting_guests)
        .where(meeting_guests.c.meeting_id == meeting_id)
        .order_by(meeting_guests.c.id)
    )
    return [_guest(row) for row in rows]


def list_present(tx: Connection, meeting_id: int) -> list[Guest]:
    """Who has come, in the order in which they came."""
    rows = tx.execute(
        sa.select(meeting_guests)
        .where(
            meeting_guests.c.meeting_id == meeting_id,
            meeting_guests.c.checked_in_at.is_not(None),
        )
        .order_by(meeting_guests.c.checked_in_at, meeting_guests.c.id)
    )
    return [_guest(row) for row in rows]


def add_guests(
    tx: Connection, meeting: Meeting, person_ids: Collection[int], *, is_named: bool
) -> None:
    """Note who is told of it one by one; of whom more is known stays as they are."""
    if not person_ids:
        return
    rows = [
        {
            "community_id": meeting.community_id,
            "meeting_id": meeting.id,
            "person_id": one,
            "is_named": is_named,
        }
        for one in person_ids
    ]
    tx.execute(postgresql.insert(meeting_guests).on_conflict_do_nothing(), rows)


@dataclass(frozen=True)
class Reached:
    """Somebody who is told in private, or (``to`` is nobody's) cannot be."""

    guest: Guest
    to: Address | None


def list_reached(tx: Connection, meeting_id: int) -> list[Reached]:
    """Everybody of whom anything is known and who is still a member, with their private chat."""
    rows = tx.execute(
        sa.select(meeting_guests, accounts.c.external_id, accounts.c.is_reachable)
        .join(
            members,
            sa.and_(
                members.c.person_id == meeting_guests.c.person_id,
                members.c.community_id == meeting_guests.c.community_id,
            ),
        )
        .join(
            accounts,
            sa.and_(
                accounts.c.person_id == meeting_guests.c.person_id,
                accounts.c.channel == TELEGRAM,
            ),
        )
        .where(meeting_guests.c.meeting_id == meeting_id)
        .order_by(meeting_guests.c.id)
    )
    return [_reached(dict(row._mapping)) for row in rows]


def _reached(row: dict[str, Json]) -> Reached:
    chat, is_reachable = row.pop("external_id"), row.pop("is_reachable")
    guest = Guest(**{**row, "answer": Coming(row["answer"])})
    return Reached(guest, Address(chat) if is_reachable else None)


def count_answers(tx: Connection, meeting_id: int) -> Answers:
    row = meeting_guests.c
    is_coming = row.answer == Coming.YES.value
    counted = tx.execute(
        sa.select(
            sa.func.coalesce(sa.func.sum(sa.case((is_coming, 1), else_=0)), 0),
            sa.func.coalesce(sa.func.sum(sa.case((is_coming, 1 + row.plus), else_=0)), 0),
            sa.func.coalesce(sa.func.sum(sa.case((row.answer == Coming.NO.value, 1), else_=0)), 0),
            sa.func.count(row.checked_in_at),
        ).where(row.meeting_id == meeting_id)
    ).one()
    return Answers(*counted)
