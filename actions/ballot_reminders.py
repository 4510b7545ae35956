"""Those who have not voted are reminded in private, a day and two hours before the end.

A run is a job that goes on some persons at a time, each piece a deed of its own, so that a large
roll makes nobody wait; killed anywhere, it goes on with the piece that it had not finished, and
what was promised to a person is promised once.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from actions.deadlines import held
from domain.addresses import TELEGRAM
from domain.answers import Json
from domain.ballot_reminders import LEFT, reminder_times
from domain.ballots import Ballot, is_open
from domain.quiet_hours import parse_quiet
from storage import ballot_reminders, ballots, communities, jobs, outbox, people
from storage.ballot_reminders import Undecided
from storage.jobs import Job
from storage.outbox import Lane

REMIND = "ballot.remind"
REMINDER, UNDECIDED = "ballot.reminder", "ballot.undecided"

AT_ONCE = 50
"""Persons in one piece."""


def plan(tx: Connection, ballot: Ballot) -> None:
    """Promise the reminders of a ballot that has just been opened; its end never moves."""
    community = communities.get_community(tx, ballot.community_id)
    times = reminder_times(
        opens_at=ballot.opens_at,
        closes_at=ballot.closes_at,
        quiet=parse_quiet(community.quiet_hours),
        zone=ZoneInfo(community.timezone),
    )
    for which, at in times.items():
        jobs.add_job(
            tx,
            kind=REMIND,
            subject=ballot.about,
            period=which,
            due_at=at,
            community_id=ballot.community_id,
        )


def unplan(tx: Connection, ballot: Ballot, *, now: datetime) -> None:
    """It is over: nobody is reminded any more."""
    jobs.cancel_jobs(tx, kind=REMIND, subject=ballot.about, now=now)


def remind(tx: Connection, job: Job, now: datetime) -> None:
    """The next few; the period of the job says of which reminder, and after whom. What comes late,
    by night, waits for the morning if that leaves time to vote, and is left unsaid otherwise.
    """
    ballot = ballots.get_ballot(tx, int(job.subject.rpartition(":")[2]))
    if not is_open(ballot, now=now):
        return
    morning = held(now, communities.get_community(tx, ballot.community_id))
    if morning > now:
        if morning <= ballot.closes_at - LEFT:
            jobs.hold(tx, job.id, until=morning)
        return
    which, _, after = job.period.partition(":")
    found = ballot_reminders.list_undecided(
        tx, ballot.id, channel=TELEGRAM, after=int(after or 0), limit=AT_ONCE
    )
    for one in found:
        _remind(tx, ballot, one, which, now=now)
    if len(found) == AT_ONCE:
        jobs.go_on(tx, job.id, period=f"{which}:{found[-1].person_id}", now=now)
    else:
        _tell_maker(tx, ballot, which, now=now)


def _remind(tx: Connection, ballot: Ballot, one: Undecided, which: str, *, now: datetime) -> None:
    if not one.is_reachable:
        return
    account = people.get_account(tx, one.person_id, channel=TELEGRAM)
    outbox.owe(
        tx,
        dedup=f"{REMINDER}:{ballot.id}:{which}:{one.person_id}",
        kind=REMINDER,
        about=ballot.about,
        to=account.private,
        lane=Lane.NOTICE,
        community_id=ballot.community_id,
        payload={"ballot": ballot.id, "person": one.person_id},
        now=now,
    )


def undecided_of(ballot: Ballot, viewer: int) -> dict[str, Json]:
    """What the card of those who have not voted is asked with."""
    return {"ballot": ballot.id, "viewer": viewer}


def _tell_maker(tx: Connection, ballot: Ballot, which: str, *, now: datetime) -> None:
    """Whom nobody could remind somebody has to visit: whoever made the ballot learns how many."""
    account = people.get_account(tx, ballot.made_by, channel=TELEGRAM)
    is_worth_it = ballot_reminders.count_unreachable(tx, ballot.id, channel=TELEGRAM)
    if account.is_reachable and is_worth_it:
        outbox.owe_standing(
            tx,
            kind=UNDECIDED,
            about=f"{ballot.about}:{which}",
            to=account.private,
            lane=Lane.NOTICE,
            community_id=ballot.community_id,
            payload=undecided_of(ballot, ballot.made_by),
            pause=timedelta(0),
            now=now,
        )
