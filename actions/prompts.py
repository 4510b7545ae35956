"""The bot asks one person for words, by a reply; their answer does what they had pressed."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import Connection

from actions.activity_changes import ASKS as ABOUT_AN_ACTIVITY
from actions.activity_changes import answer_change
from actions.asking import ADD, REPORT, REVEAL, ask, put_away
from actions.ballot_endings import ANNUL as ANNUL_BALLOT
from actions.ballot_endings import END as END_BALLOT
from actions.ballot_endings import answer_why_ended
from actions.ballot_votes import REASON as WHY_VOTED
from actions.ballot_votes import answer_reason
from actions.case_confirmation import COMPLAINT, explain_rating
from actions.case_moves import check_may_act
from actions.case_words import add_to_case
from actions.case_work import act_on_case, assign_case
from actions.cases import Filing, get_case_here, report_case
from actions.check_in import WHERE, answer_where
from actions.hour_answers import answer_about_hours
from actions.hour_claims import ASKS as ASKS_ABOUT_HOURS
from actions.households import CLAIM, REFUSE, answer_door, refuse_household
from actions.meeting_changes import ASKS as ABOUT_A_MEETING
from actions.meeting_changes import answer_change as answer_meeting
from actions.meeting_steps import STEP, answer_step
from actions.merging import merge_case, numbered
from actions.minutes import ASKED as ABOUT_MINUTES
from actions.minutes import answer_minutes
from actions.notice_questions import ANSWER as ANSWER_QUESTION
from actions.notice_questions import ASK as ASK_ABOUT_NOTICE
from actions.notice_questions import take_answer, take_question
from actions.offers import RESTOCK, restock_offer
from actions.once import once
from actions.proposal_reviews import DEFER, TAKE
from actions.proposal_reviews import answer_why as answer_proposal
from actions.proposals import ASK_WORDS as WHAT_TO_PROPOSE
from actions.proposals import answer_words as propose
from actions.proxies import GIVE, GIVE_SECRET, answer_whom
from actions.proxies import REASON as PROXYS_REASON
from actions.proxies import answer_reason as answer_proxys_reason
from actions.proxy_records import RECORD, record_vote
from actions.reminders import CHANGE as ANOTHER_TIME
from actions.reminders import answer_change as answer_reminder
from actions.resolution_making import NEW as WHAT_WAS_DECIDED
from actions.resolution_making import answer_new
from actions.resolution_updates import ASKED as ABOUT_PROGRESS
from actions.resolution_updates import answer_update
from actions.revealing import reveal_hidden
from actions.reversals import ASKS as WHY_REVERSED
from actions.reversals import answer_why
from actions.setting_answers import answer_setting
from actions.settings import ASKS
from actions.splitting import split_case
from actions.statements import DISPUTE, dispute_statement
from actions.updates import write_update
from domain.addresses import TELEGRAM, Address
from domain.answers import Answer
from domain.cases import BARE_KEYWORD_WAITS, OPEN_STAGES, Act, Case, Kind, next_stage
from domain.media import Words
from domain.people import Visitor
from domain.rules import RuleBroken
from domain.updates import UPDATE
from storage import cases, people, prompts
from storage.merging import living
from storage.prompts import Prompt


@once
def ask_about_act(
    tx: Connection,
    *,
    by: Visitor,
    act: Act,
    case_id: int,
    where: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """办结, 驳回 and the like need words: ask the presser, but only what they may really do."""
    case = get_case_here(tx, by, case_id)
    check_may_act(tx, act, case, by=by)
    next_stage(case, act)
    _ask(tx, by, case, act.value, where=where, source=source, now=now)
    return None


def _ask(
    tx: Connection,
    by: Visitor,
    case: Case,
    act: str,
    *,
    where: Address,
    source: str,
    now: datetime,
) -> None:
    ask(
        tx,
        person=by,
        community_id=case.community_id,
        act=act,
        case_id=case.id,
        where=where,
        source=source,
        now=now,
    )


@once
def ask_to_add(
    tx: Connection, *, by: Visitor, case_id: int, where: Address, source: str, now: datetime
) -> Answer | None:
    """补充: ask for more words, a photo, a place."""
    case = living(tx, get_case_here(tx, by, case_id))
    _ask(tx, by, case, ADD, where=where, source=source, now=now)
    return None


@once
def ask_what_is_wrong(
    tx: Connection, *, by: Visitor, kind: Kind, where: Address, source: str, now: datetime
) -> Answer | None:
    """A bare 随手拍 in a group: ask for words or a photo."""
    ask(
        tx,
        person=by,
        community_id=by.home,
        act=REPORT,
        case_id=None,
        where=where,
        source=source,
        kind=kind,
        now=now,
    )
    return None


def find_bare_report(
    tx: Connection, *, person_id: int, where: Address, now: datetime
) -> Prompt | None:
    """The question after a bare 随手拍 of the last two minutes: a voice note or a location without
    a reply answers it too, because Telegram lets neither carry a caption.
    """
    prompt = prompts.find_open_prompt(tx, person_id=person_id, where=where, act=REPORT, now=now)
    if prompt is None or now - prompt.asked_at > BARE_KEYWORD_WAITS:
        return None
    return prompt


@once
def answer_prompt(
    tx: Connection,
    *,
    by: Visitor,
    prompt_id: int,
    said: Words,
    here: Address,
    made_of: str,
    source: str,
    now: datetime,
) -> Answer | None:
    """Take a person's reply to a question that was asked of them; ``made_of`` names the reply.

    Raises ``RuleBroken`` when the question was answered, or, for an act of the office, has waited
    too long; words that the act refuses leave it open for better ones.
    """
    prompt = prompts.get_prompt(tx, prompt_id)
    if prompt.person_id != by.person_id:
        return _answer_for_another(tx, prompt, by=by, said=said, source=source, now=now)
    is_late = prompt.expires_at <= now and prompt.act in {*Act, REVEAL}
    if is_late or prompt.community_id != by.community_id:
        raise RuleBroken("case.prompt_expired")
    if not prompts.mark_answered(tx, prompt, now=now):
        raise RuleBroken("case.prompt_answered")
    put_away(tx, prompt, here, now=now)
    source = f"{source}:{prompt.act}"
    if prompt.act == REPORT:
        filing = Filing(Kind(prompt.data["kind"]), said, here, made_of)
        return report_case(tx, by=by, filing=filing, source=source, now=now)
    if prompt.act in ANSWERS:
        return ANSWERS[prompt.act](tx, prompt, by=by, said=said, source=source, now=now)
    if prompt.act == WHERE:
        return answer_where(tx, prompt, by=by, said=said, here=here, source=source, now=now)
    if prompt.act.startswith(ABOUT_AN_ACTIVITY):
        return answer_change(tx, prompt, by=by, said=said, now=now)
    if prompt.act.startswith(ASKS):
        return answer_setting(tx, prompt, by=by, said=said, here=here, source=source, now=now)
    if prompt.act.startswith(ASKS_ABOUT_HOURS):
        return answer_about_hours(tx, prompt, by=by, said=said, here=here, source=source, now=now)
    return _do(tx, prompt, by=by, said=said, here=here, source=source, now=now)


ANSWERS: Mapping[str, Callable[..., Answer | None]] = MappingProxyType(
    {
        WHY_REVERSED: answer_why,
        RESTOCK: restock_offer,
        DISPUTE: dispute_statement,
        ANOTHER_TIME: answer_reminder,
        ASK_ABOUT_NOTICE: take_question,
        ANSWER_QUESTION: take_answer,
        WHY_VOTED: answer_reason,
        END_BALLOT: answer_why_ended,
        ANNUL_BALLOT: answer_why_ended,
        WHAT_TO_PROPOSE: propose,
        TAKE: answer_proposal,
        DEFER: answer_proposal,
        WHAT_WAS_DECIDED: answer_new,
        **dict.fromkeys(ABOUT_PROGRESS, answer_update),
        **dict.fromkeys(ABOUT_MINUTES, answer_minutes),
        STEP: answer_step,
        **dict.fromkeys(ABOUT_A_MEETING, answer_meeting),
        CLAIM: answer_door,
        REFUSE: refuse_household,
        GIVE: answer_whom,
        GIVE_SECRET: answer_whom,
        PROXYS_REASON: answer_proxys_reason,
        RECORD: record_vote,
    }
)
"""What is done with words that are about no case, by what they were asked for."""


def _answer_for_another(
    tx: Connection, prompt: Prompt, *, by: Visitor, said: Words, source: str, now: datetime
) -> Answer | None:
    """Somebody else replied: what they say belongs to the case, if there is one."""
    if prompt.case_id is not None:
        source = f"{source}:{ADD}"
        return add_to_case(tx, by=by, case_id=prompt.case_id, said=said, source=source, now=now)
    names = people.names_of(tx, community_id=prompt.community_id, person_ids=[prompt.person_id])
    raise RuleBroken("case.prompt_for_another", who=names.get(prompt.person_id, ""))


def _do(
    tx: Connection,
    prompt: Prompt,
    *,
    by: Visitor,
    said: Words,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    case_id = prompt.case_id
    assert case_id is not None
    has_ended = cases.get_case(tx, case_id).stage not in OPEN_STAGES
    if prompt.act == ADD or (prompt.act == COMPLAINT and has_ended):
        return add_to_case(tx, by=by, case_id=case_id, said=said, source=source, now=now)
    if prompt.act == COMPLAINT:
        return explain_rating(tx, by=by, case_id=case_id, said=said, source=source, now=now)
    if prompt.act == UPDATE:
        return write_update(tx, by=by, case_id=case_id, said=said, source=source, now=now)
    if prompt.act == REVEAL:
        return reveal_hidden(tx, by=by, case_id=case_id, said=said, source=source, now=now)
    if prompt.act == Act.ASSIGN:
        to = named(tx, said.text, by=by)
        return assign_case(tx, by=by, case_id=case_id, to=to, source=source, now=now)
    if prompt.act == Act.MERGE:
        into = numbered(tx, said.text, by=by)
        return merge_case(
            tx, by=by, case_id=case_id, into_id=into.id, where=here, source=source, now=now
        )
    if prompt.act == Act.SPLIT:
        words = said.text
        return split_case(tx, by=by, case_id=case_id, words=words, source=source, now=now)
    act = Act(prompt.act)
    return act_on_case(tx, by=by, act=act, case_id=case_id, said=said, source=source, now=now)


def named(tx: Connection, text: str, *, by: Visitor) -> list[int]:
    """The members whom ``@names`` in a text mean.

    Raises ``RuleBroken`` for a text without one, and for somebody the community has not met.
    """
    found = []
    for name in re.findall(r"@(\w{4,32})", text, re.ASCII):
        called = people.list_members_called(
            tx, community_id=by.home, channel=TELEGRAM, username=name
        )
        if len(called) != 1:
            raise RuleBroken("case.assign_unknown")
        found.append(called[0].person_id)
    if not found:
        raise RuleBroken("case.needs_words.assign")
    return found
