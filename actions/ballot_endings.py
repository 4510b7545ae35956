"""The end of a ballot: on its hour by the clock, or sooner, with a reason, by a secretary."""

from datetime import datetime

from sqlalchemy import Connection

from actions.asking import ask, close_questions
from actions.ballots import annul, close, get_ballot_here
from actions.once import once
from actions.permits import check_visitor_may
from domain.addresses import Address
from domain.answers import Answer
from domain.ballots import LONGEST_REASON, BallotState, check_is_open
from domain.media import Words
from domain.people import Visitor
from domain.permissions import Verb
from domain.plain_text import in_one_line
from domain.rules import RuleBroken
from storage import ballots
from storage.jobs import Job
from storage.prompts import Prompt

END, ANNUL = "ballot.end", "ballot.annul"
"""The questions whose answer is why a ballot ends before its time, or counts for nothing."""


def close_due(tx: Connection, job: Job, now: datetime) -> None:
    """Its hour has come."""
    ballot = ballots.get_ballot(tx, int(job.subject.partition(":")[2]))
    if ballot.state is BallotState.OPEN:
        close(tx, ballot, now=now)


@once
def ask_to_end(
    tx: Connection,
    *,
    by: Visitor,
    ballot_id: int,
    what: str,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """提前结束 and 作废 need a reason, which everybody will read."""
    ballot = get_ballot_here(tx, by, ballot_id)
    check_visitor_may(tx, by, Verb.END_BALLOT)
    check_is_open(ballot, now=now)
    if what not in (END, ANNUL):
        raise RuleBroken("press.stale")
    for act in (END, ANNUL):
        close_questions(tx, person_id=by.person_id, where=here, act=act, now=now)
    ask(
        tx,
        person=by,
        community_id=ballot.community_id,
        act=what,
        case_id=None,
        where=here,
        source=source,
        data={"ballot": ballot.id, "params": {"title": ballot.title}},
        now=now,
    )
    return Answer("case.asked")


def answer_why_ended(
    tx: Connection, prompt: Prompt, *, by: Visitor, said: Words, source: str, now: datetime
) -> Answer | None:
    """End it for the reason that was asked for."""
    ballot = get_ballot_here(tx, by, prompt.data["ballot"])
    check_visitor_may(tx, by, Verb.END_BALLOT)
    check_is_open(ballot, now=now)
    reason = in_one_line(said.text)
    if not any(letter.isalnum() for letter in reason):
        raise RuleBroken("ballot.why_ended_missing")
    if len(reason) > LONGEST_REASON:
        raise RuleBroken("ballot.reason_too_long", count=LONGEST_REASON)
    if prompt.act == ANNUL:
        annul(tx, ballot, ending=reason, by=by.person_id, now=now)
        return Answer("ballot.annulled_done", {"title": ballot.title})
    close(tx, ballot, ending=reason, by=by.person_id, now=now)
    return Answer("ballot.ended_done", {"title": ballot.title})
