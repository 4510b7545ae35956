"""A year of reminders: restarts, outages and clocks put back, and each is said once or skipped."""

from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from actions.reminder_runs import SAID, SAY, SKIPPED, calendar_of, promise_next
from domain.addresses import TELEGRAM, Address
from domain.people import ChatKind
from domain.quiet_hours import awake_between
from domain.reminders import SAID_LATE_WITHIN, Calendar, Reading, Reminder, ReminderState
from domain.times import Plan
from storage import communities, people, reminders
from storage.tables import jobs as job_rows
from storage.tables import outbox
from tests.actions.conftest import Place
from tests.years.machine import ATTENTIVE, FIRST, LAST, Machine
from tests.years.plans import DAYS_OFF, LINES

ZONE = "America/New_York"
"""In a zone with summer time; ``tests/years`` plays the year of a whole community without one."""

PLANS = [line.plan for line in LINES]


def laid(place: Place, plan: Plan, number: int) -> Reminder:
    """A reminder that counts from the beginning of the year."""
    author = place.person(f"网格员{number}")
    people.change_account(place.tx, author.person_id, channel=TELEGRAM, is_reachable=True)
    made = reminders.add_reminder(
        place.tx,
        community_id=place.id,
        made_by=author.person_id,
        to=Address("-100"),
        readings=(),
        source=f"test:{number}",
        now=FIRST,
    )
    next_at = calendar_of(place.tx, place.id).next_of(plan, after=FIRST)
    counting = reminders.change_reminder(
        place.tx,
        made,
        words=str(number),
        what=Reading(plan, "").as_stored()["what"],
        state=ReminderState.RUNNING.value,
        next_at=next_at,
    )
    assert counting is not None
    promise_next(place.tx, counting, next_at=next_at, now=FIRST)
    return counting


def said(tx: Connection) -> dict[tuple[str, datetime], datetime]:
    """When each was said, by its words and its planned time."""
    rows = tx.execute(sa.select(outbox).where(outbox.c.kind == SAID)).all()
    found = {
        (row.payload["words"], datetime.fromisoformat(row.payload["planned"])): row.owed_at
        for row in rows
    }
    assert len(found) == len(rows)
    return found


def skipped(tx: Connection) -> dict[tuple[str, datetime], datetime]:
    rows = tx.execute(
        sa.select(job_rows).where(job_rows.c.kind == SAY, job_rows.c.error == "skipped")
    ).all()
    return {
        (row.subject.split(":")[1], datetime.fromisoformat(row.period)): row.ended_at
        for row in rows
    }


def planned_in(calendar: Calendar, plan: Plan, until: datetime) -> list[datetime]:
    found, after = list[datetime](), FIRST
    while (moment := calendar.next_of(plan, after=after)) is not None and moment < until:
        found.append(moment)
        after = moment
    return found


def test_each_is_said_once_at_its_time_or_late_by_policy_and_none_at_night(place: Place) -> None:
    tx = place.tx
    communities.change_community(tx, place.id, days_off=DAYS_OFF, timezone=ZONE)
    place.group("-100", ChatKind.PUBLIC)
    calendar = calendar_of(tx, place.id)
    plans = {str(laid(place, plan, n).id): plan for n, plan in enumerate(PLANS, 1)}
    year = Machine(tx, Random(ZONE))

    year.live()

    assert len(year.trouble) > 20
    assert year.kills > 20
    told, missed = said(tx), skipped(tx)
    assert not told.keys() & missed.keys()
    assert len(missed) > 20
    until = LAST - timedelta(days=4)
    for number, plan in plans.items():
        expected = {(number, moment) for moment in planned_in(calendar, plan, until)}
        happened = {one for one in told.keys() | missed.keys() if one[0] == number}
        assert {one for one in happened if one[1] < until} == expected, plan
    for (number, planned), at in told.items():
        assert calendar.held(at) == at, "nobody is woken up"
        assert at >= planned
        assert late(calendar, planned, at) < SAID_LATE_WITHIN
        was_up = not any(begin <= at and planned <= end for begin, end in year.trouble)
        assert not was_up or at <= calendar.held(planned) + 2 * ATTENTIVE, (number, planned, at)
    for (_, planned), at in missed.items():
        assert late(calendar, planned, at) >= SAID_LATE_WITHIN
    counts = [one["count"] for one in place.owed(SKIPPED)]
    assert sum(counts) == len(missed)


def late(calendar: Calendar, planned: datetime, at: datetime) -> timedelta:
    zone: ZoneInfo = calendar.zone
    return awake_between(planned, at, calendar.quiet, zone, at_most=timedelta(days=1))
