"""Our own copies of what hangs on cases: which are wanted, what became of each."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.media import KEPT, WANTED, KeptFile
from storage.tables import case_media, media_files

# SQLite finds a partial index only by its own words, never by a parameter.
_IS_WANTED = sa.text("case_media.state = 'wanted'")


@dataclass(frozen=True)
class Wanted:
    """A file that we have no copy of yet."""

    id: int
    kind: str
    file: str
    attempts: int
    added_at: datetime


@dataclass(frozen=True)
class Given:
    """A file and where it came from, for whoever has to be told about it."""

    id: int
    case_id: int
    community_id: int
    kind: str
    source: str
    album: str | None
    given_by: int | None
    added_at: datetime


def list_wanted(
    tx: Connection, *, now: datetime, busy: Collection[int], limit: int
) -> list[Wanted]:
    """The newest first: somebody may be waiting for those."""
    rows = tx.execute(
        sa.select(
            case_media.c.id,
            case_media.c.kind,
            case_media.c.file,
            case_media.c.attempts,
            case_media.c.added_at,
        )
        .where(
            _IS_WANTED,
            sa.or_(case_media.c.retry_at.is_(None), case_media.c.retry_at <= now),
            case_media.c.id.not_in(busy),
        )
        .order_by(case_media.c.id.desc())
        .limit(limit)
    )
    return [Wanted(row.id, row.kind, row.file, row.attempts, row.added_at) for row in rows]


def next_wanted_at(tx: Connection, *, now: datetime) -> datetime | None:
    """When a file that could not be fetched is to be tried again."""
    moment: datetime | None = tx.execute(
        sa.select(sa.func.min(case_media.c.retry_at)).where(_IS_WANTED, case_media.c.retry_at > now)
    ).scalar_one()
    return moment


def get_given(tx: Connection, media_id: int) -> Given:
    row = tx.execute(sa.select(case_media).where(case_media.c.id == media_id)).one()
    return Given(
        row.id,
        row.case_id,
        row.community_id,
        row.kind,
        row.source,
        row.album,
        row.given_by,
        row.added_at,
    )


def add_file(tx: Connection, *, community_id: int, kept: KeptFile, now: datetime) -> int:
    """A community's entry for a file; the same content twice is the same file."""
    tx.execute(
        postgresql.insert(media_files)
        .values(
            community_id=community_id,
            hash=kept.hash,
            kind=kept.kind,
            mime=kept.mime,
            size=kept.size,
            width=kept.width,
            height=kept.height,
            likeness=kept.likeness,
            kept_at=now,
        )
        .on_conflict_do_nothing()
    )
    number: int = tx.execute(
        sa.select(media_files.c.id).where(
            media_files.c.community_id == community_id, media_files.c.hash == kept.hash
        )
    ).scalar_one()
    return number


def book_kept(tx: Connection, given: Given, *, file_id: int) -> bool:
    """``False`` if what becomes of this file was decided before. The channel's name of a document
    is forgotten, for as what we have made of it the channel does not know it.
    """
    changes: dict[str, object] = {"state": KEPT, "file_id": file_id, "retry_at": None}
    if given.kind == "document":
        changes["file"] = ""
    return _book(tx, given.id, changes)


def book_ended(tx: Connection, media_id: int, *, state: str, reason: str) -> bool:
    """Refused or lost; ``False`` if what becomes of this file was decided before."""
    return _book(tx, media_id, {"state": state, "refusal": reason, "retry_at": None})


def put_off(tx: Connection, media_id: int, *, until: datetime) -> None:
    """Try again at ``until``."""
    _book(tx, media_id, {"attempts": case_media.c.attempts + 1, "retry_at": until})


def _book(tx: Connection, media_id: int, changes: dict[str, object]) -> bool:
    row = tx.execute(
        case_media.update()
        .where(case_media.c.id == media_id, case_media.c.state == WANTED)
        .values(changes)
        .returning(case_media.c.id)
    ).one_or_none()
    return row is not None
