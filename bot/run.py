"""What the command line calls: run until told to stop, or bring the database up to date."""

import asyncio
import contextlib
import gc
import os
import signal
from collections.abc import AsyncIterator

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import User

from bot.clock import Clock
from bot.database import beside, migrate_database
from bot.errors import OperatorError, wrong_token
from bot.invites import make_link
from bot.program import Program
from bot.remedies import Kind, remedy_for
from bot.session import Session
from bot.settings import Settings

COLLECT_AFTER = 20_000
"""Allocations between garbage collections; with aiogram's many objects the default of 700
spends half of the time on looking at what never changes (docs/decisions).
"""

log = structlog.get_logger("run")


async def run(settings: Settings) -> int:
    """The bot until somebody cancels this, which is the polite way to stop it: exit code 0.

    Raises ``OperatorError`` for what the operator has to mend.
    """
    program = Program(settings)
    try:
        await program.start()
        gc.freeze()
        gc.set_threshold(COLLECT_AFTER)
        await program.wait()
    except asyncio.CancelledError:
        log.info("stopping when what is under way is done; a second signal does not wait")
        raise
    finally:
        _stop_at_once_next_time()
        await program.stop()
    return 0


def migrate(settings: Settings) -> None:
    migrate_database(settings, now=Clock().now())


async def invite(settings: Settings, community_name: str) -> str:
    """A link that makes its first user a secretary; works while the bot is running, too.

    Raises ``OperatorError`` for an unknown community, naming those there are.
    """
    if not settings.bot.has_token:
        raise OperatorError("bot.token is empty; an invitation needs the bot's name")
    with beside(settings):
        pass  # a database that is not there is the first thing to say
    async with telegram(settings) as bot:
        me = await introduced(bot)
    assert me.username is not None
    with beside(settings) as tx:
        return make_link(tx, community_name, bot_username=me.username, now=Clock().now())


@contextlib.asynccontextmanager
async def telegram(settings: Settings) -> AsyncIterator[Bot]:
    """For a command that asks Telegram something and ends."""
    session = Session(api_base=settings.bot.api_base, proxy=settings.bot.proxy)
    try:
        yield Bot(settings.bot.token.get_secret_value(), session=session)
    finally:
        await session.close()


async def introduced(bot: Bot) -> User:
    """Who we are; ``OperatorError`` for a wrong token and for a missing network."""
    try:
        return await bot.me()
    except TelegramAPIError as error:
        if remedy_for(error).kind is Kind.STOP:
            raise wrong_token() from error
        raise OperatorError("Telegram cannot be reached; try again when it can") from error


def _stop_at_once_next_time() -> None:
    """A second signal does not wait: all that is promised is on the disk already."""
    loop = asyncio.get_running_loop()
    with contextlib.suppress(NotImplementedError):
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, os._exit, 1)
