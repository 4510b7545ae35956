"""Surveys 满意度: three questions, a press each."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from actions.surveys import begin_again, rate_meeting
from domain.addresses import Address
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Verb
from handlers.doors import hear
from handlers.presses import Pressed, pressed
from storage.database import Database


def router() -> Router:
    room = Router(name="surveys")
    hear(room.callback_query, on_rate, pressed("survey.rate"), verb=Verb.RATE_MEETING)
    hear(room.callback_query, on_again, pressed("survey.again"), verb=Verb.RATE_MEETING)
    return room


async def on_rate(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Somebody may change their mind and change it back, so each press is one of its own."""
    return await db.do(
        rate_meeting,
        by=visitor,
        meeting_id=callback_data.subject,
        question=callback_data.arg,
        score=callback_data.version,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_again(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        begin_again,
        by=visitor,
        meeting_id=callback_data.subject,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )
