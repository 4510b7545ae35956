"""Pictures 照片 of cases: those that hang on one, and an album's that do not know yet whether."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.answers import Json
from domain.cases import Case
from domain.media import AFTER, BEFORE, KEPT, REFUSED, Shown, name_of_file
from storage.cases import find_case_by_source
from storage.merging import list_family
from storage.tables import case_media, loose_media, media_files


@dataclass(frozen=True)
class Picture:
    """A photo, video, voice or document that belongs to a case; ``kind`` is what it was sent as,
    ``shown`` how others get to see it.
    """

    id: int
    source: str
    phase: str
    kind: str
    file: str
    added_at: datetime
    state: str
    shown: Shown

    @property
    def may_be_shown(self) -> bool:
        """What Telegram has made a photo itself at once; a document, which may be anything, when
        we have looked into it.
        """
        return self.state == KEPT or (self.kind != "document" and self.state != REFUSED)

    @property
    def heads_a_card(self) -> bool:
        """A report's photo or video stands on its card; voice notes and documents follow it."""
        return self._is_seen(BEFORE)

    @property
    def shows_the_result(self) -> bool:
        return self._is_seen(AFTER)

    def _is_seen(self, phase: str) -> bool:
        return self.phase == phase and self.kind in ("photo", "video") and self.may_be_shown


def add_picture(
    tx: Connection,
    case: Case,
    *,
    source: str,
    phase: str,
    kind: str,
    file: str,
    album: str | None,
    given_by: int,
    now: datetime,
) -> int | None:
    """Hang a picture on a case; ``None`` when this very message's picture hangs there already."""
    added: int | None = tx.execute(
        postgresql.insert(case_media)
        .values(
            community_id=case.community_id,
            case_id=case.id,
            source=source,
            phase=phase,
            kind=kind,
            file=file,
            album=album,
            given_by=given_by,
            added_at=now,
        )
        .on_conflict_do_nothing()
        .returning(case_media.c.id)
    ).scalar_one_or_none()
    return added


def find_album(tx: Connection, album: str) -> tuple[int, str] | None:
    """The case that an album's earlier pictures hang on, and as what (before, after …)."""
    row = tx.execute(
        sa.select(case_media.c.case_id, case_media.c.phase)
        .where(case_media.c.album == album)
        .order_by(case_media.c.id)
        .limit(1)
    ).one_or_none()
    if row is not None:
        return row.case_id, row.phase
    case = find_case_by_source(tx, album)
    return (case.id, BEFORE) if case else None


def list_pictures(tx: Connection, case_id: int) -> list[Picture]:
    """A case's own pictures in their order, then those of the cases that went into it."""
    rows = tx.execute(
        sa.select(
            case_media,
            media_files.c.hash,
            media_files.c.mime,
            media_files.c.kind.label("really"),
        )
        .join(media_files, media_files.c.id == case_media.c.file_id, isouter=True)
        .where(case_media.c.case_id.in_(list_family(tx, case_id)))
        .order_by(case_media.c.case_id != case_id, case_media.c.id)
    )
    return [_picture(row) for row in rows]


def _picture(row: sa.Row[tuple[Json, ...]]) -> Picture:
    stored = name_of_file(row.hash, row.mime) if row.hash else ""
    shown = Shown(row.id, row.really or row.kind, row.file, stored)
    return Picture(
        row.id, row.source, row.phase, row.kind, row.file, row.added_at, row.state, shown
    )


def was_reported_with_picture(tx: Connection, case_id: int) -> bool:
    """Whether the report itself came with a photo or a video, also as a document."""
    found = tx.execute(
        sa.select(case_media.c.id)
        .join(media_files, media_files.c.id == case_media.c.file_id, isouter=True)
        .where(
            case_media.c.case_id == case_id,
            case_media.c.phase == BEFORE,
            case_media.c.state != REFUSED,
            sa.func.coalesce(media_files.c.kind, case_media.c.kind).in_(("photo", "video")),
        )
        .limit(1)
    )
    return found.first() is not None


def remember_file(tx: Connection, picture_id: int, *, file: str) -> None:
    """The channel's own name for a picture that was sent to it from our copy."""
    tx.execute(case_media.update().where(case_media.c.id == picture_id).values(file=file))


def add_loose_picture(
    tx: Connection,
    *,
    community_id: int,
    source: str,
    album: str,
    kind: str,
    file: str,
    person_id: int,
    now: datetime,
) -> None:
    """Keep an album's picture whose album has not said yet whether it is a report."""
    tx.execute(
        postgresql.insert(loose_media)
        .values(
            community_id=community_id,
            source=source,
            album=album,
            kind=kind,
            file=file,
            person_id=person_id,
            seen_at=now,
        )
        .on_conflict_do_nothing()
    )


def take_loose_pictures(tx: Connection, *, album: str) -> list[tuple[str, str, str]]:
    """The album's pictures seen so far, as (source, kind, file); they are loose no more."""
    rows = tx.execute(
        loose_media.delete()
        .where(loose_media.c.album == album)
        .returning(loose_media.c.id, loose_media.c.source, loose_media.c.kind, loose_media.c.file)
    ).all()
    return [(row.source, row.kind, row.file) for row in sorted(rows)]


def forget_loose_pictures(tx: Connection, *, before: datetime, limit: int) -> int:
    """Pictures of albums that never became a report; how many went."""
    old = sa.select(loose_media.c.id).where(loose_media.c.seen_at < before).limit(limit)
    return tx.execute(loose_media.delete().where(loose_media.c.id.in_(old))).rowcount
