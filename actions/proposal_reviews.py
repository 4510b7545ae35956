"""The secretary's answer to a proposal: 领题 or 暂缓, with words that everybody behind it reads."""

from datetime import datetime

from sqlalchemy import Connection

from actions.asking import ask, close_questions
from actions.once import once
from actions.permits import check_visitor_may
from actions.proposal_news import tell_those_behind
from actions.proposals import move, proposal_here
from domain.addresses import Address
from domain.answers import Answer
from domain.media import Words
from domain.people import Visitor
from domain.permissions import Verb
from domain.proposals import FROM, Proposal, ProposalState, read_reason
from domain.rules import RuleBroken
from storage.prompts import Prompt

TAKE, DEFER = "proposal.take", "proposal.defer"
LEADS_TO = {TAKE: ProposalState.TAKEN, DEFER: ProposalState.DEFERRED}


@once
def ask_why(
    tx: Connection,
    *,
    by: Visitor,
    act: str,
    proposal_id: int,
    version: int,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """领题 or 暂缓 was pressed: the answer wants words."""
    proposal = _waiting_here(tx, by, proposal_id, version, act)
    for one in LEADS_TO:
        close_questions(tx, person_id=by.person_id, where=here, act=one, now=now)
    ask(
        tx,
        person=by,
        community_id=proposal.community_id,
        act=act,
        case_id=None,
        where=here,
        source=source,
        data={
            "proposal": proposal.id,
            "version": proposal.version,
            "params": {"code": proposal.code},
        },
        now=now,
    )
    return Answer("case.asked")


def _waiting_here(
    tx: Connection, by: Visitor, proposal_id: int, version: int, act: str
) -> Proposal:
    """One that can be answered so, and that nobody has answered since it was looked at."""
    check_visitor_may(tx, by, Verb.REVIEW_PROPOSAL)
    proposal = proposal_here(tx, by, proposal_id)
    is_possible = proposal.state in (ProposalState.SECONDED, ProposalState.DEFERRED)
    if proposal.version != version or not is_possible or proposal.state not in FROM[LEADS_TO[act]]:
        raise RuleBroken("proposal.changed_meanwhile", code=proposal.code)
    return proposal


def answer_why(
    tx: Connection, prompt: Prompt, *, by: Visitor, said: Words, source: str, now: datetime
) -> Answer | None:
    """The proposal is taken up or put off, and all who stand behind it hear so, and why."""
    proposal = _waiting_here(tx, by, prompt.data["proposal"], prompt.data["version"], prompt.act)
    answered = move(
        tx,
        proposal,
        LEADS_TO[prompt.act],
        reason=read_reason(said.text),
        reviewed_by=by.person_id,
        reviewed_at=now,
        now=now,
    )
    tell_those_behind(tx, answered, but_for=by.person_id, now=now)
    return Answer(f"proposal.answered.{answered.state}", {"code": answered.code})
