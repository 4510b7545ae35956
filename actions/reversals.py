"""撤销: what was given by mistake is taken back by a row the other way round; nothing is edited."""

from datetime import datetime

from sqlalchemy import Connection

from actions.asking import ask
from actions.award_letters import show_again, tell_person
from actions.awards import LAPSE
from actions.grants import undo
from actions.once import once
from actions.permits import check_visitor_may
from domain.addresses import Address
from domain.answers import Answer
from domain.awards import LONGEST_REASON
from domain.grants import Grant, GrantState
from domain.media import Words
from domain.people import Visitor
from domain.permissions import Verb
from domain.plain_text import in_one_line
from domain.rules import RuleBroken
from storage import grants, jobs, messages, points
from storage.prompts import Prompt

ASKS = "award.reverse"
"""What the question is called whose answer is why something is taken back."""


@once
def ask_why_to_reverse(
    tx: Connection, *, by: Visitor, grant_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """撤销 begins with a reason, by a reply."""
    grant = _reversible(tx, by, grant_id)
    ask(
        tx,
        person=by,
        community_id=by.home,
        act=ASKS,
        case_id=None,
        where=here,
        source=source,
        data={"subject": grant.id, "params": {"points": abs(grant.points)}},
        now=now,
    )
    return Answer("case.asked")


def answer_why(
    tx: Connection, prompt: Prompt, *, by: Visitor, said: Words, source: str, now: datetime
) -> Answer | None:
    return reverse_award(
        tx,
        by=by,
        grant_id=prompt.data["subject"],
        reason=said.text,
        source=source,
        now=now,
    )


def grant_at(tx: Connection, by: Visitor, here: Address, message: str) -> int:
    """The award that a message of ours is about.

    Raises ``RuleBroken`` where it is about anything else.
    """
    about = messages.find_about(tx, channel=here.channel, chat=here.chat, message=message)
    kind, _, number = (about or "").partition(":")
    if kind != "grant":
        raise RuleBroken("award.reverse_usage")
    return int(number)


@once
def reverse_award(
    tx: Connection, *, by: Visitor, grant_id: int, reason: str, source: str, now: datetime
) -> Answer | None:
    """Take back what was given, or call off what nobody has agreed to yet; once for each."""
    grant, reason = _reversible(tx, by, grant_id), in_one_line(reason)
    if not any(letter.isalnum() for letter in reason):
        raise RuleBroken("award.reverse_why")
    if len(reason) > LONGEST_REASON:
        raise RuleBroken("award.reason_too_long", count=LONGEST_REASON)
    was_paid = take_back(tx, grant, confirmed_by=by.person_id, words=reason, now=now)
    jobs.cancel_jobs(tx, kind=LAPSE, subject=grant.subject, now=now)
    show_again(tx, grant, now=now)
    if was_paid:
        tell_person(tx, grant, taken_back=reason, now=now)
    return Answer("award.taken_back" if was_paid else "award.called_off")


def _reversible(tx: Connection, by: Visitor, grant_id: int) -> Grant:
    check_visitor_may(tx, by, Verb.REVERSE_POINTS)
    grant = grants.find_grant_here(tx, grant_id, community_id=by.home)
    if grant is None:
        raise RuleBroken("press.stale")
    if grant.person_id == by.person_id:
        raise RuleBroken("award.oneself")
    if not grant.counts:
        raise RuleBroken("award.over_already")
    return grant


def take_back(
    tx: Connection, grant: Grant, *, confirmed_by: int, words: str, now: datetime
) -> bool:
    """End a grant for good, in the ledger and in its month; whether it stood in the ledger.

    Raises ``RuleBroken``, and changes nothing, where the points have been spent.
    """
    was_paid = grant.state is GrantState.PAID
    to = GrantState.REVERSED if was_paid else GrantState.REFUSED
    if not grants.move_grant(tx, grant, to, now=now):
        raise RuleBroken("points.decided_already")
    if not was_paid:
        return False
    has = points.balance_of(tx, community_id=grant.community_id, person_id=grant.person_id)
    if has < grant.points:
        raise RuleBroken("award.spent")
    undo(tx, grant, confirmed_by=confirmed_by, words=words, now=now)
    return True
