"""Replies to the bot's own messages: answers to its questions, words for a case."""

from datetime import datetime

from aiogram import F, Router
from aiogram.types import Message

from actions.case_confirmation import rate_case, settle_case
from actions.case_words import add_to_case
from actions.prompts import answer_prompt
from domain.addresses import Address
from domain.answers import Answer
from domain.cases import Case, Rating
from domain.people import Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from handlers.doors import hear
from handlers.filters import AnswersInPrivate, RepliesToOurs, SaysFixed
from handlers.said import made_of, words_of
from storage.cases import find_case_to_rate
from storage.database import Database

RATINGS = {
    "满意": Rating.SATISFIED,
    "基本满意": Rating.FAIR,
    "不满意": Rating.DISSATISFIED,
}

NOT_A_COMMAND = ~F.text.startswith("/")


def router() -> Router:
    """A reply that is a command is the command's; so these come later."""
    room = Router(name="case replies")
    hear(room.message, on_answer, RepliesToOurs("prompt"), verb=Verb.ANSWER_PROMPT)
    hear(room.message, on_fixed, SaysFixed(), verb=Verb.SETTLE)
    hear(room.message, on_addition, RepliesToOurs("case"), NOT_A_COMMAND, verb=Verb.ADD_TO_CASE)
    in_private = F.chat.type == "private"
    hear(room.message, on_rating_words, in_private, F.text.in_(RATINGS), verb=Verb.RATE)
    hear(
        room.message,
        on_answer,
        in_private,
        NOT_A_COMMAND,
        AnswersInPrivate(),
        verb=Verb.ANSWER_PROMPT,
    )
    return room


async def on_fixed(
    message: Message,
    found: list[Case],
    db: Database,
    visitor: Visitor,
    source: str,
    now: datetime,
) -> Answer | None:
    """已经好了 in words; of several cases the person has to say which."""
    if len(found) > 1:
        codes = " ".join(case.code for case in found)
        raise RuleBroken("fixed.which", codes=codes, number=found[0].number)
    return await db.do(settle_case, by=visitor, case_id=found[0].id, source=source, now=now)


async def on_rating_words(
    message: Message, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    """满意, typed instead of pressed, answers the newest question that waits for it."""
    case = await db.read(
        find_case_to_rate, community_id=visitor.home, reporter_id=visitor.person_id
    )
    if case is None:
        return Answer("private.hint")
    return await db.do(
        rate_case,
        by=visitor,
        case_id=case.id,
        rating=RATINGS[message.text or ""],
        where=here,
        source=source,
        now=now,
    )


async def on_answer(
    message: Message,
    about_id: int,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        answer_prompt,
        by=visitor,
        prompt_id=about_id,
        said=words_of(message),
        here=here,
        made_of=made_of(message),
        source=source,
        now=now,
    )


async def on_addition(
    message: Message,
    about_id: int,
    db: Database,
    visitor: Visitor,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        add_to_case,
        by=visitor,
        case_id=about_id,
        said=words_of(message),
        source=source,
        now=now,
    )
