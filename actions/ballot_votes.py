"""Voting: whoever is on the roll chooses, and may choose anew until the end; the last counts."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from actions.asking import ask, close_questions
from actions.ballots import get_ballot_here, refresh_here, show_again
from actions.once import once
from actions.permits import check_visitor_may
from actions.proxy_cards import show_own_vote
from domain.addresses import Address
from domain.answers import Answer, Json
from domain.ballots import (
    LONGEST_REASON,
    Ballot,
    Reasons,
    check_is_open,
    is_open,
    mark_of,
    option_of,
)
from domain.media import Words
from domain.people import Visitor
from domain.permissions import Verb
from domain.plain_text import in_one_line
from domain.rules import RuleBroken
from storage import audiences, ballots, communities
from storage.ballots import Voter
from storage.prompts import Prompt

REASON = "ballot.reason"
"""The question why: where a reason is required, the vote counts with its answer alone."""


@once
def vote(
    tx: Connection,
    *,
    by: Visitor,
    ballot_id: int,
    mark: str,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Give one's vote, or one's household's, or another one instead of it. ``mark`` is what the
    button of an option says.
    """
    ballot, voter = _voter_here(tx, by, ballot_id, now=now)
    option = option_of(ballot, voter.voter, mark)
    if option is None or not (here.is_private or ballot.is_voted_in_groups):
        raise RuleBroken("press.stale")
    if ballot.reasons is Reasons.REQUIRED:
        _ask_why(tx, by, ballot, mark, here=here, source=source, now=now)
        return Answer("ballot.say_why", {"title": ballot.title}, must_be_read=True)
    before = ballots.find_vote(tx, ballot.id, voter.voter)
    is_same = before is not None and before.choice == mark
    cast(
        tx,
        ballot,
        voter.voter,
        mark,
        reason=before.reason if before and is_same else "",
        by=by.person_id,
        now=now,
    )
    refresh_here(tx, here, now=now)
    return receipt(tx, ballot, option)


def cast(
    tx: Connection,
    ballot: Ballot,
    voter: str,
    mark: str,
    *,
    reason: str = "",
    by: int,
    ballot_proxy_id: int | None = None,
    now: datetime,
) -> None:
    """Put a vote in, whoever casts it; raises ``RuleBroken`` once the ballot has ended."""
    if ballots.take_open(tx, ballot.id, now=now) is None:
        raise RuleBroken("ballot.over", title=ballot.title)
    ballots.put_vote(
        tx,
        ballot,
        voter=voter,
        choice=mark,
        reason=reason,
        cast_by=by,
        ballot_proxy_id=ballot_proxy_id,
        now=now,
    )
    show_again(tx, ballot, now=now)
    show_own_vote(tx, ballot, voter, now=now)


def receipt(tx: Connection, ballot: Ballot, option: int) -> Answer:
    """What whoever voted is told; it is kept with the deed, so a secret choice is not in it."""
    zone = ZoneInfo(communities.get_community(tx, ballot.community_id).timezone)
    local = ballot.closes_at.astimezone(zone)
    until = {"month": local.month, "day": local.day, "clock": f"{local:%H:%M}"}
    if ballot.is_secret:
        return Answer("ballot.receipt_secret", until, must_be_read=True)
    params = {**until, "option": ballot.options[option]}
    return Answer("ballot.receipt", params, must_be_read=True)


def _voter_here(
    tx: Connection, by: Visitor, ballot_id: int, *, now: datetime
) -> tuple[Ballot, Voter]:
    """An open ballot, and the presser as somebody on its roll."""
    ballot = get_ballot_here(tx, by, ballot_id)
    check_visitor_may(tx, by, Verb.VOTE)
    check_is_open(ballot, now=now)
    voter = ballots.find_voter(tx, ballot.id, by.person_id)
    if voter is None:
        raise RuleBroken(_why_not(tx, ballot, by.person_id), title=ballot.title)
    return ballot, voter


def _why_not(tx: Connection, ballot: Ballot, person_id: int) -> str:
    """Why somebody is not on the roll."""
    if not audiences.is_meant_now(tx, ballot.community_id, ballot.audience, person_id):
        return "ballot.not_asked"
    return "ballot.no_household" if ballot.is_by_household else "ballot.joined_later"


def _ask_why(
    tx: Connection,
    by: Visitor,
    ballot: Ballot,
    mark: str,
    *,
    here: Address,
    source: str,
    now: datetime,
) -> None:
    close_questions(tx, person_id=by.person_id, where=here, act=REASON, now=now)
    ask(
        tx,
        person=by,
        community_id=ballot.community_id,
        act=REASON,
        case_id=None,
        where=here,
        source=source,
        data={"ballot": ballot.id, "mark": mark, "params": {"title": ballot.title}},
        now=now,
    )


@once
def ask_reason(
    tx: Connection, *, by: Visitor, ballot_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """写理由: to a vote that was given, where reasons are welcome."""
    ballot, voter = _voter_here(tx, by, ballot_id, now=now)
    given = ballots.find_vote(tx, ballot.id, voter.voter)
    if not here.is_private:
        raise RuleBroken("press.stale")
    if given is None or ballot.reasons is Reasons.NONE:
        raise RuleBroken("ballot.vote_first")
    _ask_why(tx, by, ballot, given.choice, here=here, source=source, now=now)
    return Answer("case.asked")


def answer_reason(
    tx: Connection, prompt: Prompt, *, by: Visitor, said: Words, source: str, now: datetime
) -> Answer | None:
    """The vote is put in with its reason. A choice made since by another press stays."""
    ballot, voter = _voter_here(tx, by, prompt.data["ballot"], now=now)
    mark: Json = prompt.data["mark"]
    option = option_of(ballot, voter.voter, mark)
    if option is None:
        raise RuleBroken("press.stale")
    reason = in_one_line(said.text)
    if not any(letter.isalnum() for letter in reason):
        raise RuleBroken("ballot.reason_missing")
    if len(reason) > LONGEST_REASON:
        raise RuleBroken("ballot.reason_too_long", count=LONGEST_REASON)
    given = ballots.find_vote(tx, ballot.id, voter.voter)
    if ballot.reasons is Reasons.OPTIONAL and (given is None or given.choice != mark):
        raise RuleBroken("ballot.vote_changed")
    cast(tx, ballot, voter.voter, mark, reason=reason, by=by.person_id, now=now)
    return receipt(tx, ballot, option)


@once
def ask_for_result(
    tx: Connection, *, by: Visitor, ballot_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """结果告诉我: whoever is on the roll is told in private how it ends."""
    ballot, voter = _voter_here(tx, by, ballot_id, now=now)
    if not voter.wants_result:
        ballots.ask_for_result(tx, ballot.id, by.person_id)
        refresh_here(tx, here, now=now)
    return Answer("ballot.will_be_told")


def marks_for(ballot: Ballot, voter: Voter | None, *, now: datetime) -> tuple[str, ...]:
    """What the buttons of the options say for somebody; none for whoever cannot vote."""
    if voter is None or not is_open(ballot, now=now):
        return ()
    return tuple(mark_of(ballot, voter.voter, at) for at in range(len(ballot.options)))
