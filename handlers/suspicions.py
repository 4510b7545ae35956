"""Suspicions 异常线索: /pairs, for secretaries, in private."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import CommandStart
from aiogram.types import Message

from actions.looks import show
from actions.suspicions import CARD
from domain.addresses import Address
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Verb
from handlers.doors import command, hear
from storage.database import Database


def router() -> Router:
    room = Router(name="suspicions")
    private, verb = F.chat.type == "private", Verb.LOOK_AT_PAIRS
    hear(room.message, on_pairs, command("pairs"), verb=verb)
    hear(room.message, on_pairs, private, F.text == "异常线索", verb=verb)
    start = CommandStart(deep_link=True, magic=F.args == "pairs")
    hear(room.message, on_pairs, start, private, verb=verb)
    return room


async def on_pairs(
    message: Message, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    return await db.do(
        show,
        by=visitor,
        kind=CARD,
        payload={"viewer": visitor.person_id},
        here=here,
        is_personal=True,
        start="pairs",
        source=source,
        now=now,
    )
