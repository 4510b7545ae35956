"""Communities 社区: /setup, and the bot's and people's coming and going in groups."""

from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import ChatMemberRestricted, ChatMemberUnion, ChatMemberUpdated, Message

from actions import communities as deeds
from actions.chats import move_chat
from actions.people import note_reach
from domain.addresses import TELEGRAM, Address
from domain.answers import Answer
from domain.communities import CommunityDefaults, parse_set_up
from domain.people import Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from handlers.doors import hear
from handlers.rights import missing_rights
from storage.database import Database

GROUPS = F.chat.type.in_({"group", "supergroup"})
PRESENT = {"creator", "administrator", "member"}


def router() -> Router:
    """Who hears what in this file; the first match wins."""
    room = Router(name="communities")
    set_up = Command("setup", ignore_case=True)
    hear(room.message, on_set_up, set_up, GROUPS, verb=Verb.SET_UP)
    hear(room.message, on_set_up_elsewhere, set_up, verb=Verb.SET_UP)
    hear(room.message, on_newcomers, F.new_chat_members, GROUPS, verb=Verb.JOIN)
    hear(room.message, on_new_number, F.migrate_to_chat_id, verb=Verb.JOIN)
    hear(room.message, on_old_number, F.migrate_from_chat_id, verb=Verb.JOIN)
    room.my_chat_member.register(on_my_place, GROUPS)
    room.my_chat_member.register(on_my_private_place, F.chat.type == "private")
    room.chat_member.register(on_their_place, GROUPS)
    return room


async def on_set_up(
    message: Message,
    command: CommandObject,
    db: Database,
    bot: Bot,
    visitor: Visitor,
    here: Address,
    defaults: CommunityDefaults,
    source: str,
    now: datetime,
) -> Answer | None:
    wish = parse_set_up(command.args or "")
    if wish is None:
        raise RuleBroken("setup.usage")
    return await db.do(
        deeds.set_up,
        visitor=visitor,
        here=here,
        title=message.chat.title or "",
        wish=wish,
        defaults=defaults,
        missing_rights=await missing_rights(bot, message.chat.id),
        source=source,
        now=now,
    )


async def on_set_up_elsewhere(message: Message) -> Answer | None:
    raise RuleBroken("setup.only_in_group")


async def on_newcomers(
    message: Message, db: Database, here: Address, source: str, now: datetime
) -> Answer | None:
    assert message.new_chat_members
    if all(one.is_bot for one in message.new_chat_members):
        return None
    return await db.do(deeds.welcome_newcomers, at=Address(here.chat), source=source, now=now)


async def on_new_number(message: Message, db: Database, now: datetime) -> Answer | None:
    """The group became a supergroup, as Telegram says in the old one."""
    await db.do(move_chat, old=str(message.chat.id), new=str(message.migrate_to_chat_id), now=now)
    return None


async def on_old_number(message: Message, db: Database, now: datetime) -> Answer | None:
    """The supergroup was a group before, as Telegram says in the new one."""
    old = str(message.migrate_from_chat_id)
    await db.do(move_chat, old=old, new=str(message.chat.id), now=now)
    return None


async def on_my_place(event: ChatMemberUpdated, db: Database, bot: Bot, now: datetime) -> None:
    """The bot was added, promoted, demoted, restricted or removed."""
    at = Address(str(event.chat.id), TELEGRAM)
    if not is_present(event.new_chat_member):
        await db.do(deeds.leave_group, at=at, now=now)
        return
    lacking = await missing_rights(bot, event.chat.id)
    if is_present(event.old_chat_member):
        await db.do(deeds.note_rights, at=at, missing_rights=lacking, now=now)
    else:
        await db.do(
            deeds.enter_group,
            at=at,
            missing_rights=lacking,
            source=source_of_place(event),
            now=now,
        )


async def on_my_private_place(event: ChatMemberUpdated, db: Database, now: datetime) -> None:
    """Somebody blocked the bot or took it back; a blocked bot keeps its words to itself."""
    await db.do(
        note_reach,
        channel=TELEGRAM,
        external_id=str(event.chat.id),
        is_reachable=is_present(event.new_chat_member),
        now=now,
    )


async def on_their_place(event: ChatMemberUpdated, db: Database, now: datetime) -> None:
    """Somebody came in: large groups show no message of it, but an administrator is told."""
    came = is_present(event.new_chat_member) and not is_present(event.old_chat_member)
    if came and not event.new_chat_member.user.is_bot:
        await db.do(
            deeds.welcome_newcomers,
            at=Address(str(event.chat.id), TELEGRAM),
            source=source_of_place(event),
            now=now,
        )


def is_present(member: ChatMemberUnion) -> bool:
    """Whether somebody is in the chat; a restricted one may be in or out."""
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status in PRESENT


def source_of_place(event: ChatMemberUpdated) -> str:
    """The name of a coming or going: such an update has no message to be named after."""
    user, status = event.new_chat_member.user.id, event.new_chat_member.status
    return f"place:{event.chat.id}:{user}:{int(event.date.timestamp())}:{status}"
