"""The rows of an export 导出, a page at a time along an index, and what they come to."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from domain.answers import Json
from storage.rates import Among
from storage.tables import (
    agenda_items,
    cases,
    hours,
    ledger,
    meeting_guests,
    meetings,
    members,
    point_accounts,
    resolutions,
)

Row = dict[str, Json]
After = tuple[Json, int]
"""The last row that was read, by what rows are ordered by, and its id."""


def _beyond(
    column: sa.ColumnElement[Json], row_id: sa.ColumnElement[int], after: After | None
) -> sa.ColumnElement[bool]:
    """The rows behind one, along an index of the column."""
    if after is None:
        return sa.true()
    value, last = after
    is_later = sa.or_(column > value, sa.and_(column == value, row_id > last))
    return sa.and_(column >= value, is_later)


def _member_of(
    community: sa.ColumnElement[int], person: sa.ColumnElement[int | None]
) -> sa.ColumnElement[bool]:
    return sa.and_(members.c.community_id == community, members.c.person_id == person)


_WHO = (members.c.name, members.c.trade, members.c.kind.label("member_kind"))


def page_of_cases(tx: Connection, among: Among, *, after: After | None, limit: int) -> list[Row]:
    """In the order in which they were reported."""
    is_reporter = _member_of(cases.c.community_id, cases.c.reporter_id)
    rows = tx.execute(
        sa.select(*_OF_A_CASE, *_WHO)
        .select_from(cases.join(members, is_reporter, isouter=True))
        .where(
            cases.c.community_id == among.community_id,
            cases.c.reported_at >= among.since,
            cases.c.reported_at < among.until,
            among.is_in_part,
            _beyond(cases.c.reported_at, cases.c.id, after),
        )
        .order_by(cases.c.reported_at, cases.c.id)
        .limit(limit)
    )
    return [row._asdict() for row in rows]


_OF_A_CASE = (
    cases.c.id,
    cases.c.number,
    cases.c.kind,
    cases.c.category_id,
    cases.c.grid_id,
    cases.c.place,
    cases.c.words,
    cases.c.stage,
    cases.c.reported_at,
    cases.c.respond_by,
    cases.c.responded_at,
    cases.c.solve_by,
    cases.c.closed_at,
    cases.c.rating,
    cases.c.complaint,
    cases.c.reopenings,
    cases.c.transferred_to,
    cases.c.is_anonymous,
    cases.c.is_confidential,
)


def page_of_hours(
    tx: Connection,
    *,
    community_id: int,
    days: tuple[date, date],
    after: After | None,
    limit: int,
) -> list[Row]:
    """By the day on which they were worked; counter-rows stand among them."""
    is_person = _member_of(hours.c.community_id, hours.c.person_id)
    rows = tx.execute(
        sa.select(
            hours.c.id,
            hours.c.held_on,
            hours.c.kind,
            hours.c.service,
            hours.c.minutes,
            hours.c.words,
            hours.c.reverses_id,
            members.c.grid_id,
            *_WHO,
        )
        .select_from(hours.join(members, is_person, isouter=True))
        .where(
            hours.c.community_id == community_id,
            hours.c.held_on.between(days[0].isoformat(), days[1].isoformat()),
            _beyond(hours.c.held_on, hours.c.id, after),
        )
        .order_by(hours.c.held_on, hours.c.id)
        .limit(limit)
    )
    return [row._asdict() for row in rows]


def page_of_points(
    tx: Connection,
    *,
    community_id: int,
    moments: tuple[datetime, datetime],
    after: After | None,
    limit: int,
) -> list[Row]:
    """Every movement with its two sides."""
    giver, taker = point_accounts.alias(), point_accounts.alias()
    person = sa.func.coalesce(taker.c.person_id, giver.c.person_id)
    rows = tx.execute(
        sa.select(
            ledger.c.id,
            ledger.c.entered_at,
            ledger.c.rule,
            ledger.c.points,
            ledger.c.words,
            giver.c.kind.label("came_from"),
            taker.c.kind.label("went_to"),
            *_WHO,
        )
        .select_from(
            ledger.join(giver, giver.c.id == ledger.c.from_id)
            .join(taker, taker.c.id == ledger.c.to_id)
            .join(members, _member_of(ledger.c.community_id, person), isouter=True)
        )
        .where(
            ledger.c.community_id == community_id,
            ledger.c.entered_at >= moments[0],
            ledger.c.entered_at < moments[1],
            _beyond(ledger.c.entered_at, ledger.c.id, after),
        )
        .order_by(ledger.c.entered_at, ledger.c.id)
        .limit(limit)
    )
    return [row._asdict() for row in rows]


def page_of_meetings(
    tx: Connection,
    *,
    community_id: int,
    moments: tuple[datetime, datetime],
    after: After | None,
    limit: int,
) -> list[Row]:
    """Each with how many came and what became of it; ``name`` is its leader's."""
    is_leader = _member_of(meetings.c.community_id, meetings.c.leader_id)
    rows = tx.execute(
        sa.select(*_of_a_meeting(), *_WHO)
        .select_from(meetings.join(members, is_leader, isouter=True))
        .where(
            meetings.c.community_id == community_id,
            meetings.c.starts_at >= moments[0],
            meetings.c.starts_at < moments[1],
            _beyond(meetings.c.starts_at, meetings.c.id, after),
        )
        .order_by(meetings.c.starts_at, meetings.c.id)
        .limit(limit)
    )
    return [row._asdict() for row in rows]


def _of_a_meeting() -> list[sa.ColumnElement[Json]]:
    here, guests = meetings.c.id, meeting_guests.c
    of_it = resolutions.c.meeting_id == here
    return [
        *(here, meetings.c.number, meetings.c.title, meetings.c.place),
        *(meetings.c.starts_at, meetings.c.ends_at, meetings.c.stage, meetings.c.invited),
        _count("came", guests.meeting_id == here, guests.checked_in_at.is_not(None)),
        _count("items", agenda_items.c.meeting_id == here),
        _count("resolved", of_it),
        _count("done", of_it, resolutions.c.state == "done"),
    ]


def _count(name: str, *conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    counted = sa.select(sa.func.count()).where(*conditions).correlate(meetings)
    return counted.scalar_subquery().label(name)


def sum_hours(
    tx: Connection, *, community_id: int, days: tuple[date, date]
) -> list[tuple[str, str, int, int]]:
    """By month and kind of service: the minutes, and how many people worked them."""
    month: sa.ColumnClause[str]
    month = sa.literal_column("substr(held_on, 1, 7)")  # bound lengths would not group alike
    rows = tx.execute(
        sa.select(
            month.label("month"),
            hours.c.service,
            sa.func.sum(hours.c.minutes),
            sa.func.count(hours.c.person_id.distinct()),
        )
        .where(
            hours.c.community_id == community_id,
            hours.c.held_on.between(days[0].isoformat(), days[1].isoformat()),
        )
        .group_by(month, hours.c.service)
        .order_by(month, hours.c.service)
    )
    return [(when, service, minutes, people) for when, service, minutes, people in rows]


def sum_points(
    tx: Connection, *, community_id: int, moments: tuple[datetime, datetime]
) -> list[tuple[str, int, int]]:
    """By rule: how often points moved by it, and how many."""
    rows = tx.execute(
        sa.select(ledger.c.rule, sa.func.count(), sa.func.sum(ledger.c.points))
        .where(
            ledger.c.community_id == community_id,
            ledger.c.entered_at >= moments[0],
            ledger.c.entered_at < moments[1],
        )
        .group_by(ledger.c.rule)
        .order_by(ledger.c.rule)
    )
    return [(rule, times, points) for rule, times, points in rows]
