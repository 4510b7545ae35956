"""Asking one person for words, by a reply that only they can give."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from domain.addresses import Address
from domain.answers import Json
from domain.cases import PROMPT_LASTS, Case, Kind
from domain.people import Visitor
from storage import messages, outbox, prompts
from storage.prompts import Prompt

ADD, REPORT, REVEAL = "add", "report", "reveal"
"""What an answer may do besides the office's acts."""

ANSWER_TO_WAITING_LASTS = timedelta(days=30)


def ask(
    tx: Connection,
    *,
    person: Visitor,
    community_id: int,
    act: str,
    case_id: int | None,
    where: Address,
    source: str,
    now: datetime,
    lasts: timedelta = PROMPT_LASTS,
    kind: Kind | None = None,
    data: dict[str, Json] | None = None,
) -> None:
    """Owe a question that only this person's reply answers, for ten minutes; ``data`` is what the
    answer will want to know.
    """
    prompt = prompts.add_prompt(
        tx,
        community_id=community_id,
        person_id=person.person_id,
        act=act,
        case_id=case_id,
        source=source,
        where=where,
        now=now,
        expires_at=now + lasts,
        data={**(data or {}), **({"kind": kind.value} if kind else {})},
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


def close_questions(
    tx: Connection, *, person_id: int, where: Address, act: str, now: datetime
) -> None:
    """What these questions asked for has come another way: they wait no more and leave the chat."""
    for prompt in prompts.list_open(tx, person_id=person_id, where=where, act=act, now=now):
        prompts.mark_answered(tx, prompt, now=now)
        put_away(tx, prompt, where, now=now)


def put_away(tx: Connection, prompt: Prompt, here: Address, *, now: datetime) -> None:
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


def expect_answer(
    tx: Connection, case: Case, *, where: Address, source: str, now: datetime
) -> None:
    """The reporter has been asked something in private: whatever they say there next is the
    answer, reply or no reply.
    """
    prompts.add_prompt(
        tx,
        community_id=case.community_id,
        person_id=case.reporter_id,
        act=ADD,
        case_id=case.id,
        source=source,
        where=where,
        now=now,
        expires_at=now + ANSWER_TO_WAITING_LASTS,
    )
