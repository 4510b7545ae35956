"""What Telegram lets the bot do in a group; asked, never assumed."""

import asyncio
from datetime import datetime

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramForbiddenError, TelegramMigrateToChat
from aiogram.types import ChatMemberAdministrator, ChatMemberOwner, ChatMemberRestricted

from actions.chats import move_chat
from actions.communities import leave_group, note_rights
from domain.addresses import TELEGRAM, Address
from domain.communities import Right
from storage.communities import list_all_chats
from storage.database import Database

REMOVALS = ("kicked", "not a member", "deactivated", "was deleted")
"""Words of a 403, in lower case, that say that the bot is in the group no more."""

log = structlog.get_logger(__name__)

LONGEST_QUESTION_S = 5
"""Whoever says /setup waits for this; without an answer the rights are unknown."""

BETWEEN_CHECKS_S = 0.05
"""A bot of many groups must not ask about all of them in one breath."""


async def missing_rights(bot: Bot, chat_id: int) -> list[str]:
    """What the bot lacks in this group; an answer that never came is said to be unknown."""
    try:
        return await _ask(bot, chat_id)
    except AiogramError as error:
        log.warning("rights unknown", chat=chat_id, error=str(error))
        return [Right.UNKNOWN.value]


async def _ask(bot: Bot, chat_id: int) -> list[str]:
    """Without being administrator a bot hears all messages only where its privacy mode is off,
    and a change of that mode counts in a group from the next time the bot is added to it.
    https://core.telegram.org/bots/features#privacy-mode
    """
    me = await bot.get_me(request_timeout=LONGEST_QUESTION_S)
    member = await bot.get_chat_member(chat_id, me.id, request_timeout=LONGEST_QUESTION_S)
    if isinstance(member, ChatMemberAdministrator | ChatMemberOwner):
        return []
    missing = []
    if not me.can_read_all_group_messages:
        missing.append(Right.HEAR.value)
    if isinstance(member, ChatMemberRestricted):
        if not member.can_send_messages:
            missing.append(Right.SPEAK.value)
        if not member.can_send_photos:
            missing.append(Right.MEDIA.value)
    return missing


async def check_rights(db: Database, bot: Bot, now: datetime) -> None:
    """Look at every bound group once, as after a time in which nobody listened.

    A group that the bot was removed from meanwhile is left; one where its rights changed is told.
    """
    for chat in await db.read(list_all_chats, channel=TELEGRAM):
        await _check_one(db, bot, chat.address, now)
        await asyncio.sleep(BETWEEN_CHECKS_S)


async def _check_one(db: Database, bot: Bot, at: Address, now: datetime) -> None:
    try:
        lacking = await _ask(bot, int(at.chat))
    except TelegramMigrateToChat as moved:
        await db.do(move_chat, old=at.chat, new=str(moved.migrate_to_chat_id), now=now)
    except AiogramError as error:
        if _says_we_are_out(error):
            await db.do(leave_group, at=at, now=now)
        else:
            log.warning("rights unknown", chat=at.chat, error=str(error))
    else:
        await db.do(note_rights, at=at, missing_rights=lacking, now=now)


def _says_we_are_out(error: AiogramError) -> bool:
    words = str(error).lower()
    return isinstance(error, TelegramForbiddenError) and any(one in words for one in REMOVALS)
