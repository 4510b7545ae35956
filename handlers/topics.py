"""Topics 话题 of the staff group: /topic with grids or heads in a topic, /topic none, /topic."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import CommandObject
from aiogram.types import Message

from actions import topics as deeds
from domain.addresses import Address
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Verb
from handlers.doors import command, hear
from storage.database import Database

NOTHING = {"none", "无", "取消", "清空"}


def router() -> Router:
    room = Router(name="topics")
    hear(room.message, on_topic, command("topic"), verb=Verb.ROUTE_TOPICS)
    return room


async def on_topic(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    line = (command.args or "").strip()
    if not line:
        return await db.do(deeds.show_topics, visitor=visitor, here=here, source=source, now=now)
    if line.lower() in NOTHING:
        return await db.do(deeds.clear_topic, visitor=visitor, here=here, source=source, now=now)
    return await db.do(
        deeds.route_topic, visitor=visitor, line=line, here=here, source=source, now=now
    )
