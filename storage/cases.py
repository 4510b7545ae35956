"""Cases, their history, their media, and who is on them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.addresses import Address
from domain.answers import Json
from domain.cases import OPEN_STAGES, Act, Case, Kind, Rating, Stage
from domain.categories import Priority
from domain.deadlines import Clock
from storage.tables import (
    case_assignees,
    case_events,
    case_followers,
    cases,
    counters,
)

FIRST_NUMBER = 1001

FOUND_BY = {"words", "place", "place_mark", "transferred_to", "category_id"}
"""What a search finds a case by: whoever changes one of these has the case indexed anew."""


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


def case_of(row: sa.Row[tuple[Json, ...]]) -> Case:
    return Case(
        id=row.id,
        number=row.number,
        community_id=row.community_id,
        kind=Kind(row.kind),
        stage=Stage(row.stage),
        stage_words=row.stage_words,
        stage_by=row.stage_by,
        stage_at=row.stage_at,
        stage_before=Stage(row.stage_before) if row.stage_before else None,
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
        **_judged(row),
    )


def _judged(row: sa.Row[tuple[Json, ...]]) -> dict[str, Json]:
    """What was judged about it: of what kind, how urgent, where, whose, and by when."""
    return {
        "category_id": row.category_id,
        "answers": tuple((question, answer) for question, answer in row.answers or ()),
        "priority": Priority(row.priority),
        "is_anonymous": row.is_anonymous,
        "is_confidential": row.is_confidential,
        "place_id": row.place_id,
        "place_mark": row.place_mark,
        "cell": row.cell,
        "merged_into_id": row.merged_into_id,
        "split_from_id": row.split_from_id,
        "same_as_id": row.same_as_id,
        "offered_until": row.offered_until,
        "transferred_to": row.transferred_to,
        "transfer_reference": row.transfer_reference,
        "clock_from": row.clock_from,
        "paused_at": row.paused_at,
        "paused_for": timedelta(seconds=row.paused_s),
        "respond_by": row.respond_by,
        "solve_by": row.solve_by,
        "is_due_about": row.is_due_about,
        "responded_at": row.responded_at,
        "updated_at": row.updated_at,
    }


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
    return case_of(row)


def get_case(tx: Connection, case_id: int) -> Case:
    return case_of(tx.execute(sa.select(cases).where(cases.c.id == case_id)).one())


def find_case(tx: Connection, *, community_id: int, number: int) -> Case | None:
    """A case by the number people know; another community's case does not exist here."""
    row = tx.execute(
        sa.select(cases).where(cases.c.number == number, cases.c.community_id == community_id)
    ).one_or_none()
    return case_of(row) if row else None


def find_case_by_id(tx: Connection, *, community_id: int, case_id: int) -> Case | None:
    row = tx.execute(
        sa.select(cases).where(cases.c.id == case_id, cases.c.community_id == community_id)
    ).one_or_none()
    return case_of(row) if row else None


def find_community_of(tx: Connection, *, case_id: int | None, number: int | None) -> int | None:
    """Whose case this is, by either of its names."""
    if case_id is None and number is None:
        return None
    is_it = cases.c.id == case_id if case_id is not None else cases.c.number == number
    found: int | None = tx.execute(
        sa.select(cases.c.community_id).where(is_it)
    ).scalar_one_or_none()
    return found


def find_case_by_source(tx: Connection, source: str) -> Case | None:
    row = tx.execute(sa.select(cases).where(cases.c.source == source)).one_or_none()
    return case_of(row) if row else None


def find_wordless_case(
    tx: Connection, *, reporter_id: int, channel: str, chat: str, since: datetime
) -> Case | None:
    """The newest case that this person has just filed in this chat without saying a word."""
    row = tx.execute(
        sa.select(cases)
        .where(
            cases.c.reporter_id == reporter_id,
            cases.c.channel == channel,
            cases.c.chat == chat,
            cases.c.words == "",
            cases.c.reported_at > since,
        )
        .order_by(cases.c.id.desc())
        .limit(1)
    ).one_or_none()
    return case_of(row) if row else None


def change_case(tx: Connection, case: Case, **changes: Json) -> Case | None:
    """Compare and set: ``None`` when somebody changed the case since it was read."""
    if FOUND_BY & changes.keys():
        changes["is_indexed"] = False
    row = tx.execute(
        cases.update()
        .where(cases.c.id == case.id, cases.c.version == case.version)
        .values(version=cases.c.version + 1, **changes)
        .returning(*cases.c)
    ).one_or_none()
    changed = case_of(row) if row else None
    if changed is not None and changed.is_open != case.is_open:
        _put_down(tx, changed)
    return changed


def _put_down(tx: Connection, case: Case) -> None:
    """Whoever is on a case has it in hand until it ends, and again when it is reopened."""
    tx.execute(
        case_assignees.update()
        .where(case_assignees.c.case_id == case.id)
        .values(is_past=not case.is_open)
    )


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
    dues: Mapping[Clock, datetime] | None = None,
) -> None:
    """Write down what happened, for good; ``dues`` are those of the clocks that it ended."""
    dues = dues or {}
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
            response_due_at=dues.get(Clock.RESPONSE),
            solution_due_at=dues.get(Clock.SOLUTION),
        )
    )


def last_report_words(tx: Connection, case_id: int) -> str:
    """What the report itself said last, as filed or as edited."""
    words: str | None = tx.execute(
        sa.select(case_events.c.words)
        .where(case_events.c.case_id == case_id, case_events.c.kind.in_(("reported", "edited")))
        .order_by(case_events.c.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    return words or ""


def find_case_reported_by(
    tx: Connection, *, reporter_id: int, channel: str, chat: str, message: str
) -> Case | None:
    """The case that this message of this person asked for, whatever message it is made of."""
    row = tx.execute(
        sa.select(cases)
        .where(
            cases.c.reporter_id == reporter_id,
            cases.c.channel == channel,
            cases.c.chat == chat,
            cases.c.message == message,
        )
        .order_by(cases.c.id)  # what was split off it later stands in reply to it, too
    ).first()
    return case_of(row) if row else None


def find_case_to_rate(tx: Connection, *, community_id: int, reporter_id: int) -> Case | None:
    """The newest case about which this person is being asked whether it is mended."""
    row = tx.execute(
        sa.select(cases)
        .where(
            cases.c.reporter_id == reporter_id,
            cases.c.community_id == community_id,
            cases.c.stage == Stage.RESOLVED.value,
        )
        .order_by(cases.c.id.desc())
        .limit(1)
    ).one_or_none()
    return case_of(row) if row else None


def list_open_by(tx: Connection, *, community_id: int, reporter_id: int, limit: int) -> list[Case]:
    """What this person reported and has not ended, the newest first."""
    rows = tx.execute(
        sa.select(cases)
        .where(cases.c.reporter_id == reporter_id, _open_in(community_id))
        .order_by(cases.c.id.desc())
        .limit(limit)
    )
    return [case_of(row) for row in rows]


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


def list_reopenings(tx: Connection, case_id: int) -> list[Act]:
    """What sent a case back to work, each time: the finder's verdict, or the office."""
    rows = tx.execute(
        sa.select(case_events.c.kind)
        .where(
            case_events.c.case_id == case_id,
            case_events.c.kind.in_([Act.RATE.value, Act.REOPEN.value]),
            case_events.c.to_stage == Stage.IN_PROGRESS.value,
        )
        .order_by(case_events.c.id)
    )
    return [Act(kind) for kind in rows.scalars()]


def mended_at(tx: Connection, case_id: int) -> datetime | None:
    """When a case was last said to be mended."""
    return tx.execute(
        sa.select(case_events.c.at)
        .where(case_events.c.case_id == case_id, case_events.c.kind == Act.RESOLVE.value)
        .order_by(case_events.c.id.desc())
        .limit(1)
    ).scalar_one_or_none()


def add_assignee(tx: Connection, case: Case, person_id: int, *, now: datetime) -> bool:
    """Put a person on a case; ``False`` if they were on it."""
    added = tx.execute(
        postgresql.insert(case_assignees)
        .values(
            case_id=case.id, person_id=person_id, community_id=case.community_id, assigned_at=now
        )
        .on_conflict_do_nothing()
        .returning(case_assignees.c.person_id)
    )
    return added.first() is not None


def remove_assignee(tx: Connection, case: Case, person_id: int) -> None:
    """Somebody is on this case no more."""
    tx.execute(
        case_assignees.delete().where(
            case_assignees.c.case_id == case.id, case_assignees.c.person_id == person_id
        )
    )


def list_open_of(tx: Connection, *, community_id: int, assignee_id: int) -> list[Case]:
    """The open cases somebody is on."""
    theirs = sa.select(case_assignees.c.case_id).where(case_assignees.c.person_id == assignee_id)
    rows = tx.execute(
        sa.select(cases).where(cases.c.id.in_(theirs), _open_in(community_id)).order_by(cases.c.id)
    )
    return [case_of(row) for row in rows]


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
        .returning(case_followers.c.person_id)
    )
    return added.first() is not None


def count_followers(tx: Connection, case_id: int) -> int:
    return tx.execute(
        sa.select(sa.func.count())
        .select_from(case_followers)
        .where(case_followers.c.case_id == case_id)
    ).scalar_one()


def _open_in(community_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(cases.c.community_id == community_id, cases.c.stage.in_([*OPEN_STAGES]))


def list_open(tx: Connection, *, community_id: int) -> list[Case]:
    """The cases of the community that have not ended, the oldest first."""
    rows = tx.execute(sa.select(cases).where(_open_in(community_id)).order_by(cases.c.id))
    return [case_of(row) for row in rows]
