"""Pictures 照片 of cases: those that hang on one, and an album's that do not know yet whether."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.cases import Case
from domain.media import AFTER, BEFORE
from storage.cases import find_case_by_source
from storage.tables import case_media, loose_media


@dataclass(frozen=True)
class Picture:
    """A photo, video, voice or document that belongs to a case."""

    id: int
    source: str
    phase: str
    kind: str
    file: str
    added_at: datetime

    @property
    def heads_a_card(self) -> bool:
        """A report's photo or video stands on its card; voice notes and documents follow it."""
        return self.phase == BEFORE and self.kind in ("photo", "video")

    @property
    def shows_the_result(self) -> bool:
        return self.phase == AFTER and self.kind in ("photo", "video")


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
    rows = tx.execute(
        sa.select(case_media).where(case_media.c.case_id == case_id).order_by(case_media.c.id)
    )
    return [
        Picture(row.id, row.source, row.phase, row.kind, row.file, row.added_at) for row in rows
    ]


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
