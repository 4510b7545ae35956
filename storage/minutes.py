"""Minutes 会议纪要: photos of a meeting, and every version of what was published."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.answers import Json
from domain.media import Attachment
from domain.meetings import Meeting
from domain.minutes import Minutes, Version, as_stored, read_minutes
from storage.tables import meeting_events, meeting_pictures

PUBLISHED = "minutes"
"""The kind of event that a publication is."""


@dataclass(frozen=True)
class MeetingPicture:
    """A photo of a meeting, by the name its channel knows it under."""

    kind: str
    file: str


def add_picture(
    tx: Connection, meeting: Meeting, one: Attachment, *, given_by: int, now: datetime
) -> bool:
    """Keep a picture; ``False`` if this very message's picture is kept already."""
    added = tx.execute(
        postgresql.insert(meeting_pictures)
        .values(
            community_id=meeting.community_id,
            meeting_id=meeting.id,
            kind=one.kind,
            file=one.file,
            given_by=given_by,
            source=one.source,
            given_at=now,
        )
        .on_conflict_do_nothing(index_elements=["source"])
        .returning(meeting_pictures.c.id)
    )
    return added.first() is not None


def list_pictures(tx: Connection, meeting_id: int) -> list[MeetingPicture]:
    rows = tx.execute(
        sa.select(meeting_pictures.c.kind, meeting_pictures.c.file)
        .where(meeting_pictures.c.meeting_id == meeting_id)
        .order_by(meeting_pictures.c.id)
    )
    return [MeetingPicture(row.kind, row.file) for row in rows]


def count_pictures(tx: Connection, meeting_id: int) -> int:
    return tx.execute(
        sa.select(sa.func.count()).where(meeting_pictures.c.meeting_id == meeting_id)
    ).scalar_one()


def add_version(
    tx: Connection,
    meeting: Meeting,
    minutes: Minutes,
    *,
    number: int,
    correction: str,
    made_by: int,
    now: datetime,
) -> bool:
    """Keep what is published; ``False`` if a version of this number has been."""
    data: Mapping[str, Json] = {"version": number, "minutes": as_stored(minutes)}
    added = tx.execute(
        postgresql.insert(meeting_events)
        .values(
            community_id=meeting.community_id,
            meeting_id=meeting.id,
            kind=PUBLISHED,
            reason=correction,
            data=data,
            made_by=made_by,
            source=f"{PUBLISHED}:{meeting.id}:{number}",
            made_at=now,
        )
        .on_conflict_do_nothing(index_elements=["source"])
        .returning(meeting_events.c.id)
    )
    return added.first() is not None


def list_versions(tx: Connection, meeting_id: int) -> list[Version]:
    """The first first."""
    rows = tx.execute(
        sa.select(meeting_events)
        .where(meeting_events.c.meeting_id == meeting_id, meeting_events.c.kind == PUBLISHED)
        .order_by(meeting_events.c.id)
    )
    return [
        Version(row.data["version"], read_minutes(row.data["minutes"]), row.reason, row.made_at)
        for row in rows
    ]


def find_latest(tx: Connection, meeting_id: int) -> Version | None:
    found = list_versions(tx, meeting_id)
    return found[-1] if found else None
