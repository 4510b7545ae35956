"""Replies to the bot's own messages: answers to its questions, words for a case."""

from datetime import datetime

from aiogram import F, Router
from aiogram.types import Message

from actions.case_words import add_to_case
from actions.prompts import answer_prompt
from domain.addresses import Address
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Verb
from handlers.doors import hear
from handlers.filters import AnswersInPrivate, RepliesToOurs
from handlers.said import made_of, words_of
from storage.database import Database

NOT_A_COMMAND = ~F.text.startswith("/")


def router() -> Router:
    """A reply that is a command is the command's; so these come later."""
    room = Router(name="case replies")
    hear(room.message, on_answer, RepliesToOurs("prompt"), verb=Verb.ANSWER_PROMPT)
    hear(room.message, on_addition, RepliesToOurs("case"), NOT_A_COMMAND, verb=Verb.ADD_TO_CASE)
    in_private = F.chat.type == "private"
    hear(
        room.message,
        on_answer,
        in_private,
        NOT_A_COMMAND,
        AnswersInPrivate(),
        verb=Verb.ANSWER_PROMPT,
    )
    return room


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
