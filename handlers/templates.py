"""A ready answer 答复模板 pressed below the bot's question."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from actions.ready_answers import give_ready_answer
from domain.addresses import Address
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Verb
from handlers.doors import hear
from handlers.presses import Pressed, pressed
from storage.database import Database


def router() -> Router:
    room = Router(name="templates")
    hear(room.callback_query, on_give, pressed("template.give"), verb=Verb.ANSWER_PROMPT)
    return room


async def on_give(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        give_ready_answer,
        by=visitor,
        prompt_id=callback_data.subject,
        template_id=callback_data.version,
        here=here,
        source=source,
        now=now,
    )
