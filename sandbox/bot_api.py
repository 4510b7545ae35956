"""The bot's door: the Bot API over HTTP."""

import asyncio
import inspect
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from weakref import WeakSet

from aiohttp import web

from sandbox.arguments import Arguments
from sandbox.faults import Faults, Rule
from sandbox.limits import Limits
from sandbox.methods import Method, find_method
from sandbox.refusals import Refusal
from sandbox.requests import read
from sandbox.trouble import cut
from sandbox.world import World


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
        if request.match_info["token"] != self._world.token:
            return _refused(Refusal(401, "Unauthorized"))
        found = find_method(request.match_info["method"])
        if found is None or request.method not in ("GET", "POST"):
            return _refused(Refusal(404, "Not Found"))
        if request.transport is not None:
            self._connections.add(request.transport)
        name, method = found
        note = _Note(self._faults, name, self._world.clock())
        if rule := self._faults.fire(name, None, is_read=False):
            note.write(0, rule)
            return cut(request)
        try:
            values, uploads = await read(request)
        except web.HTTPRequestEntityTooLarge:
            return _refused(Refusal(413, "Request Entity Too Large"))
        except Refusal as refusal:
            return _refused(refusal)
        return await self._answer(request, note, method, Arguments(values, uploads))

    async def download(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != self._world.token:
            return _refused(Refusal(401, "Unauthorized"))
        stored = self._world.files.at(request.match_info["path"])
        if stored is None:
            return _refused(Refusal(404, "Not Found"))
        return web.Response(body=stored.content, content_type="application/octet-stream")

    async def _answer(
        self, request: web.Request, note: "_Note", method: Method, args: Arguments
    ) -> web.StreamResponse:
        """Do what was asked, unless a fault rule wants trouble."""
        note.chat_id = args.integer("chat_id")
        rule = self._faults.fire(note.method, note.chat_id)
        if rule is None:
            answer = await self._run(note.method, method, args)
            note.write(answer.status)
            return answer
        if rule.trouble.outage and self.on_outage is not None:
            self.on_outage(rule.trouble.outage)
        try:
            answer, status = await rule.trouble.spoil(
                request, partial(self._run, note.method, method, args)
            )
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


def _refused(refusal: Refusal) -> web.Response:
    return web.json_response(refusal.body(), status=refusal.code)
