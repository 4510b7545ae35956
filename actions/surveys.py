"""Surveys 满意度: begun when what a meeting decided is done, asked in private, reminded of once."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from actions.deadlines import held
from actions.looks import show_instead
from actions.once import once
from actions.permits import check_visitor_may
from domain.addresses import TELEGRAM, Address
from domain.answers import Answer
from domain.meetings import Meeting, Stage, meeting_id_of
from domain.people import Visitor
from domain.permissions import Verb
from domain.resolutions import ResolutionState
from domain.rules import RuleBroken
from domain.surveys import OPEN_FOR, QUESTIONS, REMINDED_AFTER, SCORES, Question, next_question
from storage import communities, jobs, meetings, outbox, people, resolutions, surveys
from storage.jobs import Job
from storage.outbox import Lane

CARD = "survey.card"
ASK, REMIND = "survey.ask", "survey.remind"
SHOWS_FIGURES = {"meeting.card": "meeting", "minutes.card": "minutes"}
"""The cards in the groups on which the answers are counted, and what they are about."""

AT_A_TIME = 200
"""So many people are asked in one go; whoever comes next is the next job's."""


def begin_where_all_is_done(tx: Connection, meeting_id: int, *, now: datetime) -> None:
    """A resolution has ended: with the last one of a meeting that is over, its people are asked."""
    begin_with(tx, meetings.get_meeting(tx, meeting_id), now=now)


def begin_with(tx: Connection, meeting: Meeting, *, now: datetime) -> None:
    """Ask where nothing is left to be done: all that was decided has ended, or the meeting is put
    away with what is left of it.
    """
    decided = resolutions.list_of_meeting(tx, meeting.id)
    is_all_done = bool(decided) and not any(one.state is ResolutionState.OPEN for one in decided)
    if meeting.stage is Stage.CLOSED or (meeting.stage is Stage.FOLLOWING and is_all_done):
        begin(tx, meeting, now=now)


def begin(tx: Connection, meeting: Meeting, *, now: datetime) -> None:
    """Ask all who took part, once for each meeting, and not by night."""
    at = held(now, communities.get_community(tx, meeting.community_id))
    if not surveys.begin_survey(tx, meeting, at=at):
        return
    _promise(tx, meeting, ASK, after=0, due_at=at)
    _promise(tx, meeting, REMIND, after=0, due_at=at + REMINDED_AFTER)


def _promise(tx: Connection, meeting: Meeting, kind: str, *, after: int, due_at: datetime) -> None:
    jobs.add_job(
        tx,
        kind=kind,
        subject=meeting.about,
        period=str(after),
        due_at=due_at,
        community_id=meeting.community_id,
    )


def drop_survey(tx: Connection, job: Job, now: datetime) -> None:
    """Whom nobody asks, nobody reminds."""
    jobs.cancel_jobs(tx, kind=REMIND, subject=job.subject, now=now)


def ask_next(tx: Connection, job: Job, now: datetime) -> None:
    """Ask the next of them."""
    _walk(tx, job, "", is_reminder=False, now=now)


def remind_next(tx: Connection, job: Job, now: datetime) -> None:
    """Whoever has left a question out is asked once more, and never again."""
    _walk(tx, job, ":again", is_reminder=True, now=now)


def _walk(tx: Connection, job: Job, mark: str, *, is_reminder: bool, now: datetime) -> None:
    meeting = meetings.get_meeting(tx, meeting_id_of(job.subject))
    until = held(now, communities.get_community(tx, meeting.community_id))
    if until > now:
        jobs.hold(tx, job.id, until=until)
        return
    if not _is_open(tx, meeting, now=now):
        return
    found = surveys.list_asked(tx, meeting.id, after=int(job.period), limit=AT_A_TIME)
    for person_id in found:
        answered = surveys.answers_of(tx, meeting_id=meeting.id, person_id=person_id)
        if not is_reminder or next_question(answered) < len(QUESTIONS):
            _owe_card(tx, meeting, person_id, mark, step=next_question(answered), now=now)
    if len(found) == AT_A_TIME:
        _promise(tx, meeting, job.kind, after=found[-1], due_at=now)


def _owe_card(
    tx: Connection, meeting: Meeting, person_id: int, mark: str, *, step: int, now: datetime
) -> None:
    account = people.get_account(tx, person_id, channel=TELEGRAM)
    if account.is_reachable:
        outbox.owe_standing(
            tx,
            kind=CARD,
            about=f"survey:{meeting.id}:{person_id}{mark}",
            to=account.private,
            lane=Lane.NOTICE,
            community_id=meeting.community_id,
            payload={
                "meeting": meeting.id,
                "person": person_id,
                "step": step,
                "is_reminder": bool(mark),
            },
            pause=timedelta(0),
            now=now,
        )


def _is_open(tx: Connection, meeting: Meeting, *, now: datetime) -> bool:
    begun_at = surveys.begun_at(tx, meeting.id)
    return begun_at is not None and now < begun_at + OPEN_FOR


@once
def rate_meeting(
    tx: Connection,
    *,
    by: Visitor,
    meeting_id: int,
    question: str,
    score: int,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """One press, one answer; the next question stands in the place of this one. Until the end the
    last press counts.
    """
    check_visitor_may(tx, by, Verb.RATE_MEETING)
    meeting = _asked_of(tx, by, meeting_id, now=now)
    if question not in set(Question) or score not in SCORES:
        raise RuleBroken("press.stale")
    surveys.put_answer(tx, meeting, by.person_id, Question(question), score=score, at=now)
    step = QUESTIONS.index(Question(question)) + 1
    show_instead(tx, {"step": step}, here, now=now)
    for kind, noun in SHOWS_FIGURES.items():
        outbox.want_all_again(tx, about=f"{noun}:{meeting.id}", kinds=(kind,), now=now)
    return Answer("survey.noted")


@once
def begin_again(
    tx: Connection, *, by: Visitor, meeting_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """改一改: the first question again; what was answered counts until another press."""
    check_visitor_may(tx, by, Verb.RATE_MEETING)
    _asked_of(tx, by, meeting_id, now=now)
    show_instead(tx, {"step": 0}, here, now=now)
    return None


def _asked_of(tx: Connection, by: Visitor, meeting_id: int, *, now: datetime) -> Meeting:
    """The meeting, for somebody who took part in it, while answers are taken."""
    meeting = meetings.find_meeting(tx, meeting_id)
    if meeting is None or meeting.community_id != by.community_id:
        raise RuleBroken("press.stale")
    if by.person_id not in surveys.list_asked(tx, meeting.id):
        raise RuleBroken("survey.not_asked")
    if not _is_open(tx, meeting, now=now):
        raise RuleBroken("survey.is_over")
    return meeting
