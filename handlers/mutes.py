"""Mutes 禁言: /mute and /unmute in reply to a message, or with @name; /mute alone lists."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import Message

from actions import mutes as deeds
from domain.addresses import Address
from domain.answers import Answer
from domain.mutes import parse_mute
from domain.people import Visitor
from domain.permissions import Verb
from domain.whom import parse_whom
from handlers.context import replied_to
from handlers.doors import command, hear
from handlers.whom import target_in, words_behind
from storage.database import Database

NOBODY = "mute.not_a_person"


def router() -> Router:
    """Who hears what in this file; the first match wins."""
    room = Router(name="mutes")
    hear(room.message, on_list, command("mute"), is_alone, verb=Verb.MUTE)
    link = CommandStart(deep_link=True, magic=F.args == "mutes")
    hear(room.message, on_list, link, F.chat.type == "private", verb=Verb.MUTE)
    hear(room.message, on_mute, command("mute"), verb=Verb.MUTE)
    hear(room.message, on_unmute, command("unmute"), verb=Verb.MUTE)
    return room


def is_alone(message: Message, command: CommandObject) -> bool:
    return not command.args and replied_to(message) is None


async def on_list(
    message: Message, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    return await db.do(deeds.show_muted, by=visitor, here=here, source=source, now=now)


async def on_mute(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    here: Address,
    operators: frozenset[str],
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        deeds.mute_person,
        by=visitor,
        here=here,
        wish=parse_mute(words_behind(message, command)),
        target=target_in(message, nobody=NOBODY),
        operators=operators,
        source=source,
        now=now,
    )


async def on_unmute(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    username, _ = parse_whom(words_behind(message, command))
    return await db.do(
        deeds.unmute_person,
        by=visitor,
        here=here,
        username=username,
        target=target_in(message, nobody=NOBODY),
        source=source,
        now=now,
    )
