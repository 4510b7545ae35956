"""A database that refuses deeds, loses its answers to them, or lets them wait."""

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any, Concatenate, NoReturn, ParamSpec, TypeVar

from aiogram.methods import TelegramMethod
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from bot.session import REQUEST_SECONDS
from domain.answers import Json
from storage.database import Database

P = ParamSpec("P")
T = TypeVar("T")

AWAY = OperationalError("COMMIT", {}, ConnectionError("the server has gone"))

Deed = Callable[..., Any]


class Unlucky(Database):
    """Each trouble is named by the deed it befalls, with how often.

    ``refuses``: it is not done. ``forgets``: it is done and its answer lost, as when a server ends
    right after COMMIT; a claim of nothing is not counted. ``holds``: the answer waits for an event;
    ``held`` counts those.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self.refuses: Counter[Deed] = Counter()
        self.forgets: Counter[Deed] = Counter()
        self.holds: dict[Deed, asyncio.Event] = {}
        self.held: Counter[Deed] = Counter()
        self.tries: Counter[Deed] = Counter()
        self.why: Exception = AWAY

    async def do(
        self, deed: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        self.tries[deed] += 1
        if self.refuses[deed]:
            self.refuses[deed] -= 1
            raise self.why
        answer = await self._db.do(deed, *args, **kwargs)
        if deed in self.holds:
            self.held[deed] += 1
            await self.holds[deed].wait()
        if self.forgets[deed] and answer != []:
            self.forgets[deed] -= 1
            raise self.why
        return answer

    async def read(
        self, query: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        return await self._db.read(query, *args, **kwargs)

    def on_commit(self, listener: Callable[[], None]) -> None:
        self._db.on_commit(listener)


class Hung(Database):
    """It answers nothing, and each time somebody asks ``passes`` is called."""

    def __init__(self, passes: Callable[[], None]) -> None:
        self._passes = passes
        self.asked = 0

    async def do(
        self, deed: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        await self._nothing()

    async def read(
        self, query: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        await self._nothing()

    async def _nothing(self) -> NoReturn:
        self.asked += 1
        self._passes()
        await asyncio.Event().wait()
        raise AssertionError


async def never_called(method: TelegramMethod[Any], *, seconds: float = REQUEST_SECONDS) -> Json:
    raise AssertionError(method)
