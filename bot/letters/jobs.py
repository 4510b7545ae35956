"""The letter that says what will be said when."""

from datetime import datetime

from sqlalchemy import Connection

from actions.digests import SAY as DIGEST
from actions.jobs import CANCELLED
from actions.reminder_runs import SAY, calendar_of
from actions.reminders import PLANNED
from bot.letters.letter import Letter
from cards.card import Card, Reader
from cards.jobs import MOST_LISTED, OF_A_CASE, TOLD, JobFacts, cancels, jobs_card, skips
from domain.cases import case_id_of
from domain.digests import read_about
from domain.permissions import Verb, may
from domain.reminders import Calendar, reminder_id_of
from storage import (
    activities,
    ballots,
    cases,
    jobs,
    meetings,
    notices,
    people,
    reminders,
    resolutions,
)
from storage.jobs import Job
from storage.paying import Owed

LOOKED_AT = 300
"""So many of the next that are about one case, and so many others, can be leafed through."""


def coming(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    """Nothing for whoever was a secretary when it was owed and is none any more."""
    home, viewer = owed.community_id, owed.payload["viewer"]
    assert home is not None
    held = people.holdings_of(tx, community_id=home, person_id=viewer)
    if not may(Verb.LOOK_AT_JOBS, held):
        return None
    calendar = calendar_of(tx, home)
    told = [
        *_coming(tx, home, TOLD - OF_A_CASE, viewer, calendar),
        *_coming(tx, home, OF_A_CASE, viewer, calendar),
    ]
    pages = max(1, -(-len(told) // MOST_LISTED))
    page = max(0, min(owed.payload["page"], pages - 1))
    shown = told[page * MOST_LISTED :][:MOST_LISTED]
    others = jobs.count_coming(tx, community_id=home) - len(told)
    facts = [_facts(tx, job, due_at, to) for due_at, job in shown]
    return jobs_card(facts, others, to, page=page, pages=pages)


def _coming(
    tx: Connection, home: int, kinds: frozenset[str], viewer: int, calendar: Calendar
) -> list[tuple[datetime, Job]]:
    """Each with when it will really be said. What somebody asked to be reminded of in private is
    theirs alone.
    """
    found = []
    for job in jobs.list_coming(tx, community_id=home, kinds=kinds, limit=LOOKED_AT):
        due_at = job.due_at
        if job.kind == SAY:
            reminder = reminders.get_reminder(tx, reminder_id_of(job.subject))
            if reminder.to.is_private and reminder.made_by != viewer:
                continue
            due_at = calendar.held(due_at)
        found.append((due_at, job))
    return sorted(found, key=lambda one: one[0])


def _facts(tx: Connection, job: Job, due_at: datetime, to: Reader) -> JobFacts:
    if job.kind == SAY:
        reminder = reminders.get_reminder(tx, reminder_id_of(job.subject))
        return JobFacts(job.kind, due_at, reminder.words, skips(reminder))
    press = cancels(job.id) if job.kind in CANCELLED else None
    return JobFacts(job.kind, due_at, _about(tx, job, to), press)


def _about(tx: Connection, job: Job, to: Reader) -> str:
    if job.kind == DIGEST:
        return to.say(f"digest.kind.{read_about(job.subject)[1]}")
    case_id = case_id_of(job.subject)
    if case_id is not None:
        return cases.get_case(tx, case_id).code
    noun, _, number = job.subject.partition(":")
    if noun == "ballot":
        return ballots.get_ballot(tx, int(number)).title
    if noun == "meeting":
        return meetings.get_meeting(tx, int(number)).title
    if noun == "notice":
        return notices.get_notice(tx, int(number)).words or to.say("notice.file")
    if noun == "resolution":
        return resolutions.get_resolution(tx, int(number)).number
    found = activities.find_activity(tx, int(number)) if noun == "activity" else None
    return found.title if found is not None else ""


LETTERS: dict[str, Letter] = {PLANNED: Letter(coming, is_standing=True)}
