"""A year of reminders: restarts, outages and clocks put back, and each is said once or skipped."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from actions.reminder_runs import SAID, SAY, SKIPPED, calendar_of, promise_next, say_reminder
from bot.ticker import do_job
from domain.addresses import TELEGRAM, Address
from domain.people import ChatKind
from domain.quiet_hours import awake_between
from domain.reminders import SAID_LATE_WITHIN, Calendar, Reading, Reminder, ReminderState
from domain.times import Days, Once, Plan, Recurrence, Unit
from storage import communities, jobs, people, reminders
from storage.tables import jobs as job_rows
from storage.tables import outbox
from tests.actions.conftest import Place

FIRST = datetime(2027, 12, 31, 16, tzinfo=UTC)
LAST = FIRST + timedelta(days=366)
ATTENTIVE = timedelta(seconds=1)
"""So long after its time something is noticed to be due."""

SPRING_FESTIVAL = [f"2028-01-{day}" for day in range(25, 32)]
DAYS_OFF = {
    "holidays": [*SPRING_FESTIVAL, "2028-05-01", "2028-10-02", "2028-10-03"],
    "workdays": ["2028-01-22", "2028-10-08"],
    "years": [2028],
}
WEEKDAYS = (0, 1, 2, 3, 4)
PLANS: tuple[Plan, ...] = (
    Recurrence(Unit.DAY, (510,)),
    Recurrence(Unit.DAY, (300, 360)),  # both by night
    Recurrence(Unit.DAY, (420, 1319)),  # as the quiet hours end, and just before they begin
    Recurrence(Unit.DAY, (1410,), every=3, since=date(2028, 1, 2)),
    Recurrence(Unit.DAY, (540,), days=Days.WORKDAYS),
    Recurrence(Unit.DAY, (1200,), days=Days.NO_HOLIDAYS, until=date(2028, 5, 2)),
    Recurrence(Unit.WEEK, (480,), weekdays=WEEKDAYS, since=date(2028, 8, 1)),
    Recurrence(Unit.WEEK, (90,), weekdays=(6,)),  # where it is jumped over, or comes twice
    Recurrence(Unit.WEEK, (600,), every=2, weekdays=(2,), since=date(2028, 1, 3)),
    Recurrence(Unit.WEEK, (1080,), weekdays=(0,), days=Days.AFTER_HOLIDAYS),
    Recurrence(Unit.MONTH, (540,), month_days=(-1,)),
    Recurrence(Unit.MONTH, (540,), month_days=(31,)),
    Recurrence(Unit.MONTH, (540,), month_days=(1,), days=Days.AFTER_HOLIDAYS),
    Recurrence(Unit.MONTH, (1140,), weekdays=(4,), nth=-1),
    Recurrence(Unit.MONTH, (1380,), month_days=(10,), every=2, since=date(2028, 1, 1)),
    Recurrence(Unit.YEAR, (540,), month_days=(29,), months=(2,)),
    Recurrence(Unit.YEAR, (0,), month_days=(25,), months=(1, 10), days=Days.NEXT_WORKDAY),
    Once(FIRST + timedelta(days=59, hours=3, seconds=25)),
    Once(FIRST + timedelta(days=100, hours=17)),
    Once(FIRST + timedelta(days=200, hours=1)),
)


@dataclass
class Year:
    """Time goes from one due job to the next, and sometimes the bot is down or killed."""

    tx: Connection
    random: Random
    now: datetime = FIRST
    trouble: list[tuple[datetime, datetime]] = field(default_factory=list)
    kills: int = 0

    def pass_by(self) -> None:
        while (due := self._next_due()) is not None and max(due, self.now) < LAST:
            self.now = max(due + ATTENTIVE, self.now)
            if self.random.random() < 0.03:
                self._have_trouble()
            self._tick()

    def _next_due(self) -> datetime | None:
        waits = sa.text("jobs.state = 'waiting'")
        found: datetime | None = self.tx.execute(
            sa.select(job_rows.c.due_at).where(waits).order_by(job_rows.c.due_at).limit(1)
        ).scalar()
        return found

    def _have_trouble(self) -> None:
        """Down for some minutes or some days, or somebody puts the clock back."""
        longest = self.random.choice((10, 90, 300, 3 * 1440))
        span = timedelta(minutes=self.random.uniform(1, longest))
        if self.random.random() < 0.2:
            self.trouble.append((self.now - span, self.now + span))
            self.now -= min(span, timedelta(hours=3))
        else:
            self.trouble.append((self.now - ATTENTIVE, self.now + span))
            self.now += span

    def _tick(self) -> None:
        while due := jobs.list_due(self.tx, now=self.now, limit=50):
            for job in due:
                if self.random.random() < 0.05:  # killed before it was written down
                    self.kills += 1
                    step = self.tx.begin_nested()
                    do_job(self.tx, job, deeds={SAY: say_reminder}, now=self.now)
                    step.rollback()
                do_job(self.tx, job, deeds={SAY: say_reminder}, now=self.now)
                do_job(self.tx, job, deeds={SAY: say_reminder}, now=self.now)  # another program


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


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York"])
def test_each_is_said_once_at_its_time_or_late_by_policy_and_none_at_night(
    place: Place, zone: str
) -> None:
    tx = place.tx
    communities.change_community(tx, place.id, days_off=DAYS_OFF, timezone=zone)
    place.group("-100", ChatKind.PUBLIC)
    calendar = calendar_of(tx, place.id)
    plans = {str(laid(place, plan, n).id): plan for n, plan in enumerate(PLANS, 1)}
    year = Year(tx, Random(zone))

    year.pass_by()

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
