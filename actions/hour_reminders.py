"""Declared hours that nobody decides: the staff group is reminded once, later the secretaries."""

from datetime import datetime

from sqlalchemy import Connection

from actions import hour_promises as promises
from actions.deadlines import held
from domain.hour_claims import (
    RAISED_AFTER,
    REMINDED_AFTER,
    ClaimState,
    HourClaim,
    claim_id_of,
)
from storage import hour_claims, jobs
from storage.communities import get_community
from storage.jobs import Job

REMIND, UNDECIDED = "hours.remind", "hours.undecided"
SPANS = {"reminded": REMINDED_AFTER, "raised": RAISED_AFTER}


def plan_reminders(tx: Connection, claim: HourClaim, *, now: datetime) -> None:
    community = get_community(tx, claim.community_id)
    for period, span in SPANS.items():
        jobs.add_job(
            tx,
            kind=REMIND,
            subject=claim.about,
            period=period,
            due_at=held(now + span, community),
            community_id=claim.community_id,
        )


def cancel_reminders(tx: Connection, claim: HourClaim, *, now: datetime) -> None:
    jobs.cancel_jobs(tx, kind=REMIND, subject=claim.about, now=now)


def remind(tx: Connection, job: Job, now: datetime) -> None:
    """Nobody has decided it in all that time; after a standstill the hour may be a bad one."""
    claim = hour_claims.get_claim(tx, claim_id_of(job.subject))
    if claim.state is not ClaimState.ASKED:
        return
    due_at = held(now, get_community(tx, claim.community_id))
    if due_at > now:
        jobs.hold(tx, job.id, until=due_at)
        return
    say = promises.owe_to_secretaries if job.period == "raised" else promises.owe_below_the_card
    say(tx, claim, kind=UNDECIDED, payload={"days": SPANS[job.period].days}, now=now)
