"""Taking something off the list of what will be said."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import Connection

from actions.activity_plans import REMIND as ACTIVITY_REMINDER
from actions.ballot_reminders import REMIND as BALLOT
from actions.bulk_digests import REMIND as BULK
from actions.case_confirmation import REMINDER
from actions.deadlines import NUDGE
from actions.deadlines import plan as plan_deadlines
from actions.digests import SAY as DIGEST
from actions.digests import skip_digest
from actions.escalation import case_of
from actions.hour_reminders import REMIND as HOURS
from actions.looks import show_instead
from actions.meeting_plans import NAG
from actions.meeting_plans import REMIND as MEETING_REMINDER
from actions.notice_sending import START as NOTICE
from actions.notice_sending import drop_planned
from actions.once import once
from actions.permits import check_visitor_may
from actions.ranking import PUBLISH, plan_publication
from actions.resolution_news import TELL as RESOLUTION_NEWS
from actions.resolutions import DUE
from actions.surveys import ASK as SURVEY
from actions.surveys import REMIND as SURVEY_REMINDER
from actions.surveys import drop_survey
from actions.suspicions import LOOK, plan_look
from actions.vouchers import WARNING
from domain.addresses import Address
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from storage import jobs
from storage.jobs import Job

log = logging.getLogger("jobs")


@once
def cancel_job(
    tx: Connection, *, by: Visitor, job_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """It counts as done, though it was not said, so that no later plan brings it back; what comes
    again by itself is promised for its next time.
    """
    check_visitor_may(tx, by, Verb.LOOK_AT_JOBS)
    job = jobs.find_waiting(tx, job_id, community_id=by.home)
    if job is None or job.kind not in CANCELLED:
        raise RuleBroken("job.gone")
    ended = jobs.end_job(tx, job.id, state=jobs.DONE, error="cancelled", now=now)
    assert ended, "nobody else writes inside this transaction"
    log.info("job %s %s %s cancelled by person %s", job.kind, job.subject, job.period, by.person_id)
    CANCELLED[job.kind](tx, job, now)
    show_instead(tx, {}, here, now=now)
    return Answer("job.cancelled")


def _nothing_more(tx: Connection, job: Job, now: datetime) -> None:
    """It was said once, or others of its kind wait by themselves."""


def _next_publication(tx: Connection, job: Job, now: datetime) -> None:
    plan_publication(tx, _community_of(job), after=job.period, now=now)


def _next_look(tx: Connection, job: Job, now: datetime) -> None:
    plan_look(tx, _community_of(job), after=job.period, now=now)


def _next_nudge(tx: Connection, job: Job, now: datetime) -> None:
    plan_deadlines(tx, case_of(tx, job), now=now)


def _community_of(job: Job) -> int:
    return int(job.subject.removeprefix("community:"))


CANCELLED: Mapping[str, Callable[[Connection, Job, datetime], None]] = MappingProxyType(
    {
        DIGEST: skip_digest,
        NOTICE: drop_planned,
        PUBLISH: _next_publication,
        LOOK: _next_look,
        ACTIVITY_REMINDER: _nothing_more,
        MEETING_REMINDER: _nothing_more,
        NAG: _nothing_more,
        HOURS: _nothing_more,
        NUDGE: _next_nudge,
        REMINDER: _nothing_more,
        BULK: _nothing_more,
        BALLOT: _nothing_more,
        WARNING: _nothing_more,
        DUE: _nothing_more,
        RESOLUTION_NEWS: _nothing_more,
        SURVEY: drop_survey,
        SURVEY_REMINDER: _nothing_more,
    }
)
"""What can be cancelled, and what follows. Deadlines cannot, for they are what the community has
promised to whoever reported; nor what does something besides saying it, such as closing a case.
"""
