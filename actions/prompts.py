"""The bot asks one person for words, by a reply; their answer does what they had pressed."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from actions.case_confirmation import explain_rating
from actions.case_words import add_to_case
from actions.case_work import act_on_case, assign_case, check_may_act
from actions.cases import Filing, get_case_here, report_case
from actions.once import once
from domain.addresses import Address
from domain.answers import Answer
from domain.cases import BARE_KEYWORD_WAITS, PROMPT_LASTS, Act, Kind, next_stage
from domain.media import Words
from domain.people import Visitor
from domain.rules import RuleBroken
from storage import messages, outbox, people, prompts
from storage.prompts import Prompt

ADD, REPORT, COMPLAINT = "add", "report", "complaint"
"""What an answer may do besides the office's acts."""


def ask(
    tx: Connection,
    *,
    person: Visitor,
    act: str,
    case_id: int | None,
    where: Address,
    source: str,
    now: datetime,
    lasts: timedelta = PROMPT_LASTS,
    kind: Kind | None = None,
) -> None:
    """Owe a question that only this person's reply answers, for ten minutes."""
    prompt = prompts.add_prompt(
        tx,
        community_id=person.home,
        person_id=person.person_id,
        act=act,
        case_id=case_id,
        source=source,
        where=where,
        now=now,
        expires_at=now + lasts,
        data={"kind": kind.value} if kind else {},
    )
    outbox.owe(
        tx,
        dedup=f"case.prompt:{prompt.id}",
        kind="case.prompt",
        about=prompt.about,
        to=where,
        lane=outbox.Lane.ACKNOWLEDGEMENT,
        community_id=prompt.community_id,
        now=now,
    )


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
    ask(tx, person=by, act=act.value, case_id=case.id, where=where, source=source, now=now)
    return Answer("case.asked")


@once
def ask_to_add(
    tx: Connection, *, by: Visitor, case_id: int, where: Address, source: str, now: datetime
) -> Answer | None:
    """补充: ask for more words, a photo, a place."""
    case = get_case_here(tx, by, case_id)
    ask(tx, person=by, act=ADD, case_id=case.id, where=where, source=source, now=now)
    return Answer("case.asked")


@once
def ask_for_complaint(
    tx: Connection, *, by: Visitor, case_id: int, where: Address, source: str, now: datetime
) -> Answer | None:
    """After 不满意: what is still wrong?"""
    case = get_case_here(tx, by, case_id)
    ask(tx, person=by, act=COMPLAINT, case_id=case.id, where=where, source=source, now=now)
    return None


@once
def ask_what_is_wrong(
    tx: Connection, *, by: Visitor, kind: Kind, where: Address, source: str, now: datetime
) -> Answer | None:
    """A bare 随手拍 in a group: ask for words or a photo."""
    ask(tx, person=by, act=REPORT, case_id=None, where=where, source=source, kind=kind, now=now)
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
    source: str,
    now: datetime,
) -> Answer | None:
    """Take a person's reply to a question that was asked of them.

    Raises ``RuleBroken`` when the question has waited too long or was answered; words that the
    act refuses leave the question open for better ones.
    """
    prompt = prompts.get_prompt(tx, prompt_id)
    if prompt.person_id != by.person_id or prompt.community_id != by.community_id:
        return None
    if prompt.expires_at <= now:
        raise RuleBroken("case.prompt_expired")
    if not prompts.mark_answered(tx, prompt, now=now):
        raise RuleBroken("case.prompt_answered")
    _put_away_question(tx, prompt, here, now=now)
    return _do(tx, prompt, by=by, said=said, here=here, source=f"{source}:{prompt.act}", now=now)


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
    if prompt.act == REPORT:
        filing = Filing(Kind(prompt.data["kind"]), said, here)
        return report_case(tx, by=by, filing=filing, source=source, now=now)
    case_id = prompt.case_id
    assert case_id is not None
    if prompt.act == ADD:
        return add_to_case(tx, by=by, case_id=case_id, said=said, source=source, now=now)
    if prompt.act == COMPLAINT:
        return explain_rating(tx, by=by, case_id=case_id, said=said, source=source, now=now)
    if prompt.act == Act.ASSIGN:
        to = named(tx, said.text, channel=here.channel)
        return assign_case(tx, by=by, case_id=case_id, to=to, source=source, now=now)
    act = Act(prompt.act)
    return act_on_case(tx, by=by, act=act, case_id=case_id, said=said, source=source, now=now)


def named(tx: Connection, text: str, *, channel: str) -> int:
    """Whom ``@name`` means; raises ``RuleBroken`` for somebody the bot has never met."""
    account = people.find_account_by_username(
        tx, channel=channel, username=text.strip().removeprefix("@")
    )
    if account is None:
        raise RuleBroken("case.assign_unknown")
    return account.person_id


def _put_away_question(tx: Connection, prompt: Prompt, here: Address, *, now: datetime) -> None:
    """The question has served: it leaves the chat, which nobody wants to scroll through."""
    standing = messages.find_standing(tx, kind="case.prompt", about=prompt.about, to=here)
    if standing is not None:
        outbox.owe(
            tx,
            dedup=f"message.delete:{prompt.about}",
            kind="message.delete",
            to=here,
            lane=outbox.Lane.DIGEST,
            community_id=prompt.community_id,
            payload={"message": standing.message},
            now=now,
        )
