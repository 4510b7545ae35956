"""简报: the buttons on the card of 设置 that turn one on or off."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from actions.digests import turn_digest
from domain.addresses import Address
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Verb
from handlers.doors import hear
from handlers.presses import Pressed, pressed
from storage.database import Database


def router() -> Router:
    room = Router(name="digests")
    hear(room.callback_query, on_turn, pressed("digest.turn"), verb=Verb.CHANGE_SETTINGS)
    return room


async def on_turn(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        turn_digest,
        by=visitor,
        plan_id=callback_data.subject,
        version=callback_data.version,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )
