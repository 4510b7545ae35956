"""Fetches updates and keeps them: first the commit, only then the offset that confirms them."""

import asyncio
from typing import NoReturn

import structlog
from aiogram.exceptions import TelegramAPIError
from aiogram.methods import DeleteWebhook, GetUpdates

from bot.clock import Clock
from bot.errors import wrong_token
from bot.intake import ALLOWED_UPDATES, Inlet
from bot.remedies import Kind, remedy_for
from bot.session import Call
from domain.answers import Json

POLL_SECONDS = 25
"""How long Telegram holds an empty poll; proxies like to cut silent connections at 30."""

log = structlog.get_logger("polling")


class Polling:
    def __init__(self, call: Call, clock: Clock, inlet: Inlet) -> None:
        self._call = call
        self._clock = clock
        self._inlet = inlet
        # No offset at first: update ids jump after a quiet week, so a stored one may be wrong.
        self._offset: int | None = None
        self._has_begun = False
        self._trouble: str | None = None
        self._failures = 0
        self._is_resting = False
        self._request: asyncio.Future[Json] | None = None
        self._hurried: list[asyncio.Future[None]] = []

    @property
    def received(self) -> int:
        return self._inlet.received

    @property
    def trouble(self) -> str | None:
        return self._trouble

    async def run(self) -> NoReturn:
        """For good; ends only by cancellation or, for a wrong token, by ``OperatorError``."""
        while True:
            try:
                await self._poll()
            except TelegramAPIError as error:
                await self._rest(error)
            except Exception:  # the database's trouble: the batch comes again, as does the try
                log.exception("updates could not be kept; asking for them again")
                await self._sleep(self._backoff())

    async def stop(self, within: float) -> None:
        """Nothing to wait for: what was not confirmed is handed over again."""

    async def drain(self) -> None:
        """Ask at once, and return when Telegram has nothing more for us (or is in trouble)."""
        if self._is_resting:
            return
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._hurried.append(done)
        if self._request is not None:
            self._request.cancel()
        await done

    async def _poll(self) -> None:
        if not self._has_begun:
            await self._call(DeleteWebhook(drop_pending_updates=False))
            self._has_begun = True
        waiting = list(self._hurried)
        updates = await self._ask(0 if waiting else POLL_SECONDS)
        if updates is None:
            return
        self._recovered()
        if updates:
            await self._keep(updates)
        else:
            self._release(waiting)

    async def _ask(self, seconds: int) -> list[dict[str, Json]] | None:
        """One long poll; ``None`` if it was broken off because somebody is in a hurry."""
        method = GetUpdates(
            offset=self._offset, limit=100, timeout=seconds, allowed_updates=ALLOWED_UPDATES
        )
        self._request = asyncio.ensure_future(self._call(method, seconds=seconds + 15))
        try:
            updates: list[dict[str, Json]] = await self._request
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if not self._hurried or (task is not None and task.cancelling()):
                raise
            return None
        finally:
            self._request = None
        return updates

    async def _keep(self, updates: list[dict[str, Json]]) -> None:
        await self._inlet.keep(updates)
        self._offset = max(update["update_id"] for update in updates) + 1

    async def _rest(self, error: TelegramAPIError) -> None:
        remedy = remedy_for(error)
        seconds = self._backoff()
        if remedy.kind is Kind.STOP:
            raise wrong_token() from error
        if remedy.kind is Kind.WAIT:
            seconds = remedy.seconds
        elif remedy.kind is Kind.OTHER_POLLER:
            seconds = max(seconds, 5.0)
            self._complain("another program receives this bot's updates with the same bot.token")
        else:
            self._complain("Telegram cannot be reached; trying until it can", why=error.message)
        await self._sleep(seconds)

    async def _sleep(self, seconds: float) -> None:
        self._release()
        self._is_resting = True
        await self._clock.sleep(seconds)
        self._is_resting = False

    def _backoff(self) -> float:
        self._failures += 1
        return min(2.0 ** (self._failures - 1), 30.0)

    def _complain(self, line: str, **details: str) -> None:
        """Once for each trouble, not once for each try."""
        if self._trouble != line:
            self._trouble = line
            log.error(line, **details)

    def _recovered(self) -> None:
        self._failures = 0
        if self._trouble is not None:
            self._trouble = None
            log.info("updates come in again")

    def _release(self, waiting: list[asyncio.Future[None]] | None = None) -> None:
        """Tell those who asked in ``drain``."""
        for done in list(self._hurried) if waiting is None else waiting:
            self._hurried.remove(done)
            if not done.done():
                done.set_result(None)
