"""Digests 简报: when each is said, how each ended, and what there is to say."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.answers import Json
from domain.cases import Rating, Stage
from domain.desk import Today
from domain.digests import (
    FIRST,
    MOST_STORIES,
    DigestKind,
    DigestPlan,
    Ended,
    Meant,
    Morning,
    Week,
    When,
)
from domain.media import AFTER, BEFORE
from domain.people import ChatKind
from storage.rates import Among, count_outcomes
from storage.tables import (
    activities,
    case_events,
    case_media,
    cases,
    chats,
    communities,
    digest_plans,
    digests,
    meetings,
    resolutions,
)
from storage.tables.cases import IS_OPEN, IS_VERDICT
from storage.tables.meetings import IS_AHEAD
from storage.tables.meetings import IS_OPEN as IS_UNDONE
from storage.tables.volunteering import IS_PLANNED

MOST_THANKED = 20

# SQLite finds a partial index only by its own words, never by a parameter.
_OPEN = sa.text(f"cases.{IS_OPEN}")
_VERDICT = sa.text(f"case_events.{IS_VERDICT}")
_PLANNED = sa.text(f"activities.{IS_PLANNED}")
_AHEAD = sa.text(f"meetings.{IS_AHEAD}")
_UNDONE = sa.text(f"resolutions.{IS_UNDONE}")

_CONTENT = (Rating.SATISFIED.value, Rating.FAIR.value)


def ensure_plans(tx: Connection, *, community_id: int) -> None:
    """Give a community what it has not yet laid down itself."""
    for kind, when in FIRST.items():
        tx.execute(
            postgresql.insert(digest_plans)
            .values(community_id=community_id, kind=kind.value, day=when.day, clock=when.clock)
            .on_conflict_do_nothing()
        )


def list_plans(tx: Connection, *, community_id: int) -> list[DigestPlan]:
    """In the order in which they are spoken of."""
    rows = tx.execute(sa.select(digest_plans).where(digest_plans.c.community_id == community_id))
    known = {row.kind: _plan(row) for row in rows}
    return [known[kind] for kind in DigestKind if kind in known]


def get_plan(tx: Connection, *, community_id: int, kind: DigestKind) -> DigestPlan:
    return next(one for one in list_plans(tx, community_id=community_id) if one.kind is kind)


def _plan(row: sa.Row[tuple[Json, ...]]) -> DigestPlan:
    kind, when = DigestKind(row.kind), When(row.day, row.clock)
    return DigestPlan(row.id, row.community_id, kind, row.is_off, when, row.version)


def change_plan(tx: Connection, plan: DigestPlan, **changes: Json) -> bool:
    """Compare and set: ``False`` when somebody changed it since it was read."""
    changed = tx.execute(
        digest_plans.update()
        .where(digest_plans.c.id == plan.id, digest_plans.c.version == plan.version)
        .values(version=plan.version + 1, **changes)
    )
    return changed.rowcount == 1


def list_communities_without_plans(tx: Connection) -> list[int]:
    """Those that are older than digests are."""
    has = sa.select(digest_plans.c.id).where(digest_plans.c.community_id == communities.c.id)
    rows = tx.execute(sa.select(communities.c.id).where(~has.exists()).order_by(communities.c.id))
    return list(rows.scalars())


def add_ended(
    tx: Connection, plan: DigestPlan, *, key: str, state: str, reason: str = "", now: datetime
) -> None:
    """Write down how the digest of a period ended; it ends once."""
    tx.execute(
        postgresql.insert(digests)
        .values(
            community_id=plan.community_id,
            kind=plan.kind.value,
            period=key,
            state=state,
            reason=reason,
            ended_at=now,
        )
        .on_conflict_do_nothing()
    )


def _of(plan: DigestPlan) -> sa.ColumnElement[bool]:
    return sa.and_(digests.c.community_id == plan.community_id, digests.c.kind == plan.kind.value)


def has_ended(tx: Connection, plan: DigestPlan, *, key: str) -> bool:
    found = sa.select(digests.c.id).where(_of(plan), digests.c.period == key)
    return tx.execute(found).first() is not None


def find_last(tx: Connection, plan: DigestPlan) -> Ended | None:
    """How the last one ended."""
    row = tx.execute(
        sa.select(digests).where(_of(plan)).order_by(digests.c.period.desc()).limit(1)
    ).one_or_none()
    return Ended(row.period, row.state, row.reason, row.ended_at) if row else None


def read_morning(tx: Connection, *, community_id: int, begins: datetime, today: Today) -> Morning:
    """Counts alone of the cases, so that nothing of a discreet one is told."""
    clocks = (cases.c.respond_by, cases.c.solve_by)
    is_overdue = sa.or_(*(clock <= today.now for clock in clocks))
    is_due = sa.or_(*(clock <= today.ends for clock in clocks))
    row = tx.execute(
        sa.select(
            _count(is_overdue),
            _count(sa.and_(is_due, sa.not_(sa.func.coalesce(is_overdue, sa.false())))),
            _count(cases.c.stage == Stage.OPEN.value),
            _count(cases.c.stage == Stage.RESOLVED.value),
        ).where(cases.c.community_id == community_id, _OPEN)
    ).one()
    return Morning(
        *row,
        activities=_activities(tx, community_id, begins, today.ends),
        meetings=_meetings(tx, community_id, begins, today.ends),
        resolutions=_resolutions(tx, community_id, today.ends),
    )


def _count(what: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((what, 1), else_=0)), 0)


def _activities(
    tx: Connection, community_id: int, begins: datetime, ends: datetime
) -> tuple[Meant, ...]:
    rows = tx.execute(
        sa.select(activities.c.starts_at, activities.c.title)
        .where(
            _PLANNED,
            activities.c.community_id == community_id,
            activities.c.starts_at >= begins,
            activities.c.starts_at < ends,
        )
        .order_by(activities.c.starts_at, activities.c.id)
    )
    return tuple(Meant(at, title) for at, title in rows)


def _meetings(
    tx: Connection, community_id: int, begins: datetime, ends: datetime
) -> tuple[Meant, ...]:
    rows = tx.execute(
        sa.select(meetings.c.starts_at, meetings.c.title)
        .where(
            _AHEAD,
            meetings.c.community_id == community_id,
            meetings.c.starts_at >= begins,
            meetings.c.starts_at < ends,
        )
        .order_by(meetings.c.starts_at, meetings.c.id)
    )
    return tuple(Meant(at, title) for at, title in rows)


def _resolutions(tx: Connection, community_id: int, ends: datetime) -> int:
    return tx.execute(
        sa.select(sa.func.count())
        .select_from(resolutions)
        .where(_UNDONE, resolutions.c.community_id == community_id, resolutions.c.due_at < ends)
    ).scalar_one()


def read_week(tx: Connection, *, community_id: int, since: datetime, until: datetime) -> Week:
    return Week(
        reported=_count_reported(tx, community_id, since, until),
        mended=count_outcomes(tx, Among(community_id, since, until)).solution.hits,
        stories=_stories(tx, community_id, since, until),
        reporters=_reporters(tx, community_id, since, until),
    )


def _count_reported(tx: Connection, community_id: int, since: datetime, until: datetime) -> int:
    return tx.execute(
        sa.select(sa.func.count())
        .select_from(cases)
        .where(
            cases.c.community_id == community_id,
            cases.c.reported_at >= since,
            cases.c.reported_at < until,
        )
    ).scalar_one()


def _mended(
    column: sa.Column[int], community_id: int, since: datetime, until: datetime
) -> sa.Select[Json]:
    """Of what its reporter found mended then, and is closed still, and may be told of; the newest
    first.
    """
    return (
        sa.select(column)
        .select_from(case_events.join(cases, cases.c.id == case_events.c.case_id))
        .where(
            case_events.c.community_id == community_id,
            _VERDICT,
            case_events.c.at >= since,
            case_events.c.at < until,
            case_events.c.from_stage == Stage.RESOLVED.value,
            case_events.c.actor_id.is_not(None),
            cases.c.stage == Stage.CLOSED.value,
            sa.or_(cases.c.rating.is_(None), cases.c.rating.in_(_CONTENT)),
            sa.not_(cases.c.is_anonymous),
            sa.not_(cases.c.is_confidential),
        )
        .group_by(column)
        .order_by(sa.func.max(case_events.c.id).desc())
    )


def _stories(
    tx: Connection, community_id: int, since: datetime, until: datetime
) -> tuple[int, ...]:
    found = _mended(cases.c.id, community_id, since, until)
    for phase in (BEFORE, AFTER):
        shown = sa.select(case_media.c.id).where(
            case_media.c.case_id == cases.c.id, case_media.c.phase == phase
        )
        found = found.where(shown.exists())
    return tuple(tx.execute(found.limit(MOST_STORIES)).scalars())


def _reporters(
    tx: Connection, community_id: int, since: datetime, until: datetime
) -> tuple[int, ...]:
    """Those whom everybody saw reporting; who did so in private, or among colleagues, is not
    named.
    """
    among_colleagues = sa.select(chats.c.id).where(
        chats.c.channel == cases.c.channel,
        chats.c.external_id == cases.c.chat,
        chats.c.kind == ChatKind.STAFF.value,
    )
    found = _mended(cases.c.reporter_id, community_id, since, until)
    found = found.where(cases.c.chat.startswith("-"), ~among_colleagues.exists())
    return tuple(tx.execute(found.limit(MOST_THANKED)).scalars())
