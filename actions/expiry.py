"""Points lapse 过期: a run over everybody's at the end of a month, and a word 30 and 7 days before.

The run is a job that goes on piece by piece, each piece a deed of its own, so that nobody waits for
it; killed anywhere, it goes on with the piece that it had not finished.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from actions.deadlines import held
from actions.points import move_points, pool_of
from domain.addresses import TELEGRAM
from domain.expiry import NOTICES, Expiry, Lot, lots_left, next_run
from domain.points import Movement, PointAccount
from domain.wall_clock import moment_of
from storage import communities, jobs, outbox, people, points
from storage.communities import Community
from storage.jobs import Job
from storage.outbox import Lane
from storage.rule_sheets import find_expiry

RUN, WALK = "points.expiry", "points.expiry_walk"
NOTICE = "points.lapsing"

AT_ONCE = 20
"""Accounts in one piece."""

BEGINS = 5
"""Minutes after midnight."""


@dataclass(frozen=True)
class _Round:
    """What holds for everybody in one run."""

    community: Community
    expiry: Expiry
    day: date


def plan_expiry(tx: Connection, community_id: int, *, now: datetime) -> None:
    """Promise the next run; asked again, it is the same promise."""
    zone = ZoneInfo(communities.get_community(tx, community_id).timezone)
    _plan(tx, community_id, next_run(now.astimezone(zone).date()), zone)


def _plan(tx: Connection, community_id: int, day: date, zone: ZoneInfo) -> None:
    jobs.add_job(
        tx,
        kind=RUN,
        subject=f"community:{community_id}",
        period=day.isoformat(),
        due_at=moment_of(day, BEGINS, zone),
        community_id=community_id,
    )


def begin_run(tx: Connection, job: Job, now: datetime) -> None:
    """Begin the run of a day, if points lapse here at all, and promise the next. After a standstill
    the days that were missed are made up for, one after the other.
    """
    community_id, day = _community_of(job), date.fromisoformat(job.period)
    zone = ZoneInfo(communities.get_community(tx, community_id).timezone)
    _plan(tx, community_id, next_run(day), zone)
    if _expiry_of(tx, community_id, zone).rule:
        jobs.add_job(
            tx,
            kind=WALK,
            subject=job.subject,
            period=f"{job.period}:0",
            due_at=now,
            community_id=community_id,
        )


def walk_on(tx: Connection, job: Job, now: datetime) -> None:
    """The next few accounts; the period of the job says after which."""
    community_id = _community_of(job)
    day, _, after = job.period.partition(":")
    community = communities.get_community(tx, community_id)
    zone = ZoneInfo(community.timezone)
    around = _Round(community, _expiry_of(tx, community_id, zone), date.fromisoformat(day))
    found = points.list_full_purses(tx, community_id=community_id, after=int(after), limit=AT_ONCE)
    for account in found:
        lots = lots_left(points.list_all_entries(tx, account.id), account.id, zone)
        _let_lapse(tx, around, account, lots, now=now)
        _tell(tx, around, account, lots, now=now)
    if len(found) == AT_ONCE:
        jobs.go_on(tx, job.id, period=f"{day}:{found[-1].id}", now=now)


def _community_of(job: Job) -> int:
    return int(job.subject.removeprefix("community:"))


def _expiry_of(tx: Connection, community_id: int, zone: ZoneInfo) -> Expiry:
    found = find_expiry(tx, community_id=community_id)
    if found is None:
        return Expiry("", date.max)
    rule, since = found
    return Expiry(rule, since.astimezone(zone).date())


def _let_lapse(
    tx: Connection, around: _Round, account: PointAccount, lots: list[Lot], *, now: datetime
) -> None:
    lapsed = around.expiry.lapsed(lots, around.day)
    if lapsed:
        move_points(
            tx,
            source=f"expired:{account.id}:{around.day}",
            from_=account,
            to=pool_of(tx, account.community_id),
            points=lapsed,
            rule=Movement.EXPIRED.value,
            now=now,
        )


def _tell(
    tx: Connection, around: _Round, account: PointAccount, lots: list[Lot], *, now: datetime
) -> None:
    """How many will lapse soon, in one message each time."""
    assert account.person_id is not None
    for ahead in NOTICES:
        last = around.day + timedelta(days=ahead)
        due = around.expiry.due(lots, last)
        if not due:
            continue
        person = people.get_account(tx, account.person_id, channel=TELEGRAM)
        if not person.is_reachable:
            continue
        outbox.owe(
            tx,
            dedup=f"{NOTICE}:{account.id}:{last}:{ahead}",
            kind=NOTICE,
            to=person.private,
            lane=Lane.NOTICE,
            community_id=account.community_id,
            payload={"points": due, "last": last.isoformat(), "person": account.person_id},
            not_before=held(now, around.community),
            now=now,
        )
