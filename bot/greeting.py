"""What the program does once at its start, beside its work: command menus, rights in each group."""

from datetime import datetime

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError

from bot import menus
from handlers.rights import check_rights
from storage.database import Database

log = structlog.get_logger("greeting")


async def greet(bot: Bot, db: Database, now: datetime) -> None:
    """Publish the menus and look at the bot's rights; neither is worth stopping for."""
    try:
        await menus.publish(bot)
    except AiogramError as error:
        log.warning("the command menus could not be published", why=type(error).__name__)
    await check_rights(db, bot, now)
