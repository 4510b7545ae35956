"""The letter that says what will be said when."""

from sqlalchemy import Connection

from actions.reminder_runs import SAY, calendar_of
from actions.reminders import PLANNED
from bot.letters.letter import Letter
from cards.card import Card, Reader
from cards.jobs import TOLD, JobFacts, jobs_card
from domain.cases import case_id_of
from domain.permissions import Verb, may
from domain.reminders import Calendar, reminder_id_of
from storage import activities, cases, jobs, people, reminders
from storage.jobs import Job
from storage.paying import Owed

MOST_LISTED = 15
LOOKED_AT = 300
"""So many of the next are looked at, to find those that people will see."""


def coming(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    """Nothing for whoever was a secretary when it was owed and is none any more."""
    home, viewer = owed.community_id, owed.payload["viewer"]
    assert home is not None
    held = people.holdings_of(tx, community_id=home, person_id=viewer)
    if not may(Verb.LOOK_AT_JOBS, held):
        return None
    found = jobs.list_coming(tx, community_id=home, limit=LOOKED_AT)
    calendar = calendar_of(tx, home)
    told = [facts for one in found if (facts := _facts(tx, one, viewer, calendar)) is not None]
    told.sort(key=lambda one: one.due_at)
    return jobs_card(told[:MOST_LISTED], len(found) - len(told[:MOST_LISTED]), to)


def _facts(tx: Connection, job: Job, viewer: int, calendar: Calendar) -> JobFacts | None:
    """What somebody asked to be reminded of in private is theirs alone."""
    if job.kind not in TOLD:
        return None
    if job.kind != SAY:
        return JobFacts(job.kind, job.due_at, _about(tx, job))
    reminder = reminders.get_reminder(tx, reminder_id_of(job.subject))
    if reminder.to.is_private and reminder.made_by != viewer:
        return None
    return JobFacts(job.kind, calendar.held(job.due_at), reminder.words, reminder)


def _about(tx: Connection, job: Job) -> str:
    case_id = case_id_of(job.subject)
    if case_id is not None:
        return cases.get_case(tx, case_id).code
    noun, _, number = job.subject.partition(":")
    found = activities.find_activity(tx, int(number)) if noun == "activity" else None
    return found.title if found is not None else ""


LETTERS: dict[str, Letter] = {PLANNED: Letter(coming, is_standing=True)}
