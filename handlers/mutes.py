"""Mutes 禁言: /mute and /unmute in reply to a message, or with @name; /mute alone lists."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import Message

from actions import mutes as deeds
from domain.addresses import Address
from domain.answers import Answer
from domain.mutes import parse_mute, parse_whom
from domain.people import Visitor
from domain.permissions import Verb
from domain.roles import Target
from domain.rules import RuleBroken
from handlers.context import FACELESS_IDS, is_faceless, replied_to
from handlers.doors import command, hear
from handlers.roles import mentioned
from storage.database import Database


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
        wish=parse_mute(_words(message, command)),
        target=_target(message),
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
    username, _ = parse_whom(_words(message, command))
    return await db.do(
        deeds.unmute_person,
        by=visitor,
        here=here,
        username=username,
        target=_target(message),
        source=source,
        now=now,
    )


def _words(message: Message, command: CommandObject) -> str:
    """What stands behind the command, without the name of somebody who was chosen from a list."""
    meant, words = mentioned(message), command.args or ""
    return words.replace(meant.full_name, " ", 1).strip() if meant else words


def _target(message: Message) -> Target | None:
    """The person who was chosen from Telegram's list, else the author of the message replied to."""
    original = replied_to(message)
    author = mentioned(message) or (original.from_user if original else None)
    if author is None:
        return None
    is_nobody = author.is_bot or author.id in FACELESS_IDS
    if is_nobody or (original and author is original.from_user and is_faceless(original)):
        raise RuleBroken("mute.not_a_person")
    return Target(str(author.id), author.full_name, author.username)
