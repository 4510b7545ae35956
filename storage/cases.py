"""Cases, their history, their media, and who is on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.addresses import Address
from domain.answers import Json
from domain.cases import OPEN_STAGES, Case, Kind, Rating, Stage
from domain.media import AFTER, BEFORE
from storage.tables import (
    case_assignees,
    case_events,
    case_followers,
    case_media,
    cases,
    counters,
    loose_media,
)

FIRST_NUMBER = 1001


@dataclass(frozen=True)
class Picture:
    """A photo, video, voice or document that belongs to a case."""

    id: int
    source: str
    phase: str
    kind: str
    file: str

    @property
    def heads_a_card(self) -> bool:
        """A report's photo or video stands on its card; voice notes and documents follow it."""
        return self.phase == BEFORE and self.kind in ("photo", "video")

    @property
    def shows_the_result(self) -> bool:
        return self.phase == AFTER and self.kind in ("photo", "video")


@dataclass(frozen=True)
class Event:
    """Something that happened to a case."""

    kind: str
    at: datetime
    actor_id: int | None
    from_stage: Stage | None
    to_stage: Stage | None
    words: str
    data: dict[str, Json]


def _case(row: sa.Row[tuple[Json, ...]]) -> Case:
    return Case(
        id=row.id,
        number=row.number,
        community_id=row.community_id,
        kind=Kind(row.kind),
        stage=Stage(row.stage),
        stage_words=row.stage_words,
        stage_by=row.stage_by,
        stage_at=row.stage_at,
        stage_before_waiting=Stage(row.stage_before_waiting) if row.stage_before_waiting else None,
        version=row.version,
        words=row.words,
        place=row.place,
        latitude=row.latitude,
        longitude=row.longitude,
        grid_id=row.grid_id,
        reporter_id=row.reporter_id,
        author_id=row.author_id,
        first_finder_id=row.first_finder_id,
        reported_in=Address(row.chat, row.channel, row.thread, row.message),
        rating=Rating(row.rating) if row.rating else None,
        complaint=row.complaint,
        reopenings=row.reopenings,
        reported_at=row.reported_at,
        closed_at=row.closed_at,
    )


def next_number(tx: Connection) -> int:
    """The next case number of the whole bot; never given twice, not even after a rollback."""
    taken: int | None = tx.execute(
        counters.update()
        .where(counters.c.name == "case")
        .values(value=counters.c.value + 1)
        .returning(counters.c.value)
    ).scalar_one_or_none()
    if taken is None:
        tx.execute(counters.insert().values(name="case", value=FIRST_NUMBER))
        return FIRST_NUMBER
    return taken


def add_case(tx: Connection, **values: Json) -> Case:
    """Open a case; ``values`` are its columns, the number is given here."""
    row = tx.execute(
        cases.insert().values(number=next_number(tx), **values).returning(*cases.c)
    ).one()
    return _case(row)


def get_case(tx: Connection, case_id: int) -> Case:
    return _case(tx.execute(sa.select(cases).where(cases.c.id == case_id)).one())


def find_case(tx: Connection, *, community_id: int, number: int) -> Case | None:
    """A case by the number people know; another community's case does not exist here."""
    row = tx.execute(
        sa.select(cases).where(cases.c.number == number, cases.c.community_id == community_id)
    ).one_or_none()
    return _case(row) if row else None


def find_case_by_id(tx: Connection, *, community_id: int, case_id: int) -> Case | None:
    row = tx.execute(
        sa.select(cases).where(cases.c.id == case_id, cases.c.community_id == community_id)
    ).one_or_none()
    return _case(row) if row else None


def find_case_by_source(tx: Connection, source: str) -> Case | None:
    row = tx.execute(sa.select(cases).where(cases.c.source == source)).one_or_none()
    return _case(row) if row else None


def change_case(tx: Connection, case: Case, **changes: Json) -> Case | None:
    """Compare and set: ``None`` when somebody changed the case since it was read."""
    row = tx.execute(
        cases.update()
        .where(cases.c.id == case.id, cases.c.version == case.version)
        .values(version=cases.c.version + 1, **changes)
        .returning(*cases.c)
    ).one_or_none()
    return _case(row) if row else None


def add_event(
    tx: Connection,
    case: Case,
    *,
    kind: str,
    actor_id: int | None,
    source: str,
    now: datetime,
    from_stage: Stage | None = None,
    to_stage: Stage | None = None,
    words: str = "",
    data: dict[str, Json] | None = None,
) -> None:
    """Write down what happened; it is never changed or deleted."""
    tx.execute(
        case_events.insert().values(
            community_id=case.community_id,
            case_id=case.id,
            kind=kind,
            at=now,
            actor_id=actor_id,
            from_stage=from_stage.value if from_stage else None,
            to_stage=to_stage.value if to_stage else None,
            words=words,
            data=data or {},
            source=source,
        )
    )


def list_events(tx: Connection, case_id: int) -> list[Event]:
    rows = tx.execute(
        sa.select(case_events).where(case_events.c.case_id == case_id).order_by(case_events.c.id)
    )
    return [
        Event(
            row.kind,
            row.at,
            row.actor_id,
            Stage(row.from_stage) if row.from_stage else None,
            Stage(row.to_stage) if row.to_stage else None,
            row.words,
            row.data,
        )
        for row in rows
    ]


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
    return (row.case_id, row.phase) if row else None


def list_pictures(tx: Connection, case_id: int) -> list[Picture]:
    rows = tx.execute(
        sa.select(case_media).where(case_media.c.case_id == case_id).order_by(case_media.c.id)
    )
    return [Picture(row.id, row.source, row.phase, row.kind, row.file) for row in rows]


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


def add_assignee(tx: Connection, case: Case, person_id: int, *, now: datetime) -> bool:
    """Put a person on a case; ``False`` if they were on it."""
    added = tx.execute(
        postgresql.insert(case_assignees)
        .values(
            case_id=case.id, person_id=person_id, community_id=case.community_id, assigned_at=now
        )
        .on_conflict_do_nothing()
    )
    return added.rowcount == 1


def list_assignees(tx: Connection, case_id: int) -> list[int]:
    return list(
        tx.execute(
            sa.select(case_assignees.c.person_id)
            .where(case_assignees.c.case_id == case_id)
            .order_by(case_assignees.c.assigned_at, case_assignees.c.person_id)
        ).scalars()
    )


def add_follower(tx: Connection, case: Case, person_id: int, *, now: datetime) -> bool:
    """附议: one more person with the same problem; ``False`` if they said so before."""
    added = tx.execute(
        postgresql.insert(case_followers)
        .values(case_id=case.id, person_id=person_id, community_id=case.community_id, since=now)
        .on_conflict_do_nothing()
    )
    return added.rowcount == 1


def count_followers(tx: Connection, case_id: int) -> int:
    return tx.execute(
        sa.select(sa.func.count())
        .select_from(case_followers)
        .where(case_followers.c.case_id == case_id)
    ).scalar_one()


def _open_in(community_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(cases.c.community_id == community_id, cases.c.stage.in_([*OPEN_STAGES]))


def list_open(
    tx: Connection, *, community_id: int, offset: int = 0, limit: int | None = None
) -> list[Case]:
    """The community's cases that have not ended, the oldest first."""
    rows = tx.execute(
        sa.select(cases)
        .where(_open_in(community_id))
        .order_by(cases.c.id)
        .offset(offset)
        .limit(limit)
    )
    return [_case(row) for row in rows]


def count_open(tx: Connection, *, community_id: int) -> int:
    return tx.execute(
        sa.select(sa.func.count()).select_from(cases).where(_open_in(community_id))
    ).scalar_one()


def _mine(community_id: int, person_id: int) -> sa.ColumnElement[bool]:
    followed = sa.select(case_followers.c.case_id).where(case_followers.c.person_id == person_id)
    return sa.and_(
        cases.c.community_id == community_id,
        sa.or_(cases.c.reporter_id == person_id, cases.c.id.in_(followed)),
    )


def list_mine(
    tx: Connection, *, community_id: int, person_id: int, offset: int, limit: int
) -> Sequence[Case]:
    """What a person reported or follows, the newest first."""
    rows = tx.execute(
        sa.select(cases)
        .where(_mine(community_id, person_id))
        .order_by(cases.c.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return [_case(row) for row in rows]


def count_mine(tx: Connection, *, community_id: int, person_id: int) -> int:
    return tx.execute(
        sa.select(sa.func.count()).select_from(cases).where(_mine(community_id, person_id))
    ).scalar_one()
