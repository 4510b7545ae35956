"""The bot's door: the Bot API over HTTP."""

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from weakref import WeakSet

from aiohttp import web

from sandbox.arguments import Arguments
from sandbox.faults import DOWNLOAD, Faults, Rule
from sandbox.limits import Limits
from sandbox.methods import Method, find_method
from sandbox.refusals import Refusal
from sandbox.requests import read
from sandbox.trouble import cut
from sandbox.world import World

LONGEST_NAME = 64  # of a method nobody knows, in the log


class BotApi:
    """``on_outage`` is asked to keep everybody out for some seconds."""

    def __init__(self, world: World, faults: Faults, limits: Limits) -> None:
        self._world = world
        self._faults = faults
        self._limits = limits
        self._connections: WeakSet[asyncio.BaseTransport] = WeakSet()
        self.on_outage: Callable[[float], None] | None = None

    def add_to(self, app: web.Application) -> None:
        app.router.add_route("*", "/bot{token:[^/]+}/{method:[^/]+}", self.call)
        app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", self.download)

    def hang_up(self) -> None:
        """Break every connection that the bot holds."""
        for connection in list(self._connections):
            if isinstance(connection, asyncio.WriteTransport):
                connection.abort()

    async def call(self, request: web.Request) -> web.StreamResponse:
        asked = request.match_info["method"][:LONGEST_NAME]
        if request.match_info["token"] != self._world.token:
            return self._note(asked).refuse(Refusal(401, "Unauthorized"))
        found = find_method(asked)
        if found is None or request.method not in ("GET", "POST"):
            return self._note(asked).refuse(Refusal(404, "Not Found"))
        self._remember(request)
        name, method = found
        note = self._note(name)
        if rule := self._faults.fire(name, None, is_read=False):
            note.write(0, rule)
            return cut(request)
        try:
            values, uploads = await read(request)
        except web.HTTPRequestEntityTooLarge:
            return note.refuse(Refusal(413, "Request Entity Too Large"))
        except Refusal as refusal:
            return note.refuse(refusal)
        args = Arguments(values, uploads)
        note.chat_id = args.integer("chat_id")
        return await self._answer(request, note, partial(self._run, name, method, args))

    async def download(self, request: web.Request) -> web.StreamResponse:
        note = self._note(DOWNLOAD)
        if request.match_info["token"] != self._world.token:
            return note.refuse(Refusal(401, "Unauthorized"))
        self._remember(request)
        if rule := self._faults.fire(DOWNLOAD, None, is_read=False):
            note.write(0, rule)
            return cut(request)
        return await self._answer(request, note, partial(self._file, request.match_info["path"]))

    async def take_reply(self, asked: str, args: Arguments) -> None:
        """Do what the answer to a posted update asked for; its result nobody is told."""
        asked = asked[:LONGEST_NAME]
        found = find_method(asked)
        if found is None:
            self._note(asked).write(404)
            return
        name, method = found
        note = self._note(name)
        note.chat_id = args.integer("chat_id")
        note.write((await self._run(name, method, args)).status)

    async def _answer(
        self, request: web.Request, note: "_Note", run: Callable[[], Awaitable[web.Response]]
    ) -> web.StreamResponse:
        """Do what was asked, unless a fault rule wants trouble."""
        rule = self._faults.fire(note.method, note.chat_id)
        if rule is None:
            answer = await run()
            note.write(answer.status)
            return answer
        if rule.trouble.outage and self.on_outage is not None:
            self.on_outage(rule.trouble.outage)
        try:
            answer, status = await rule.trouble.spoil(request, run)
        except asyncio.CancelledError:
            note.write(0, rule)  # the bot would not wait any longer
            raise
        note.write(status, rule)
        return answer

    async def _run(self, name: str, method: Method, args: Arguments) -> web.Response:
        chat_id = args.integer("chat_id") or 0
        try:
            self._limits.check(name, chat_id, args)
            result: Any = method(self._world, args)
            if inspect.isawaitable(result):
                result = await result
        except Refusal as refusal:
            return _refused(refusal)
        self._limits.count(name, chat_id, args)
        return web.json_response({"ok": True, "result": result})

    async def _file(self, path: str) -> web.Response:
        stored = self._world.files.at(path)
        if stored is None:
            return _refused(Refusal(404, "Not Found"))
        return web.Response(body=stored.content, content_type="application/octet-stream")

    def _note(self, method: str) -> "_Note":
        return _Note(self._faults, method, self._world.clock())

    def _remember(self, request: web.Request) -> None:
        if request.transport is not None:
            self._connections.add(request.transport)


@dataclass
class _Note:
    """What the log will say of one call."""

    faults: Faults
    method: str
    at: float
    began: float = field(default_factory=time.monotonic)
    chat_id: int | None = None

    def write(self, status: int, rule: Rule | None = None) -> None:
        self.faults.log(
            self.method,
            chat_id=self.chat_id,
            status=status,
            at=self.at,
            ms=round((time.monotonic() - self.began) * 1000, 1),
            fault=(rule.name or rule.effect) if rule else None,
        )

    def refuse(self, refusal: Refusal) -> web.Response:
        self.write(refusal.code)
        return _refused(refusal)


def _refused(refusal: Refusal) -> web.Response:
    return web.json_response(refusal.body(), status=refusal.code)
