"""The bot's door: the Bot API over HTTP."""

import inspect
from typing import Any

from aiohttp import web

from sandbox.arguments import Arguments
from sandbox.faults import Faults, trouble
from sandbox.methods import Method, find_method
from sandbox.refusals import Refusal
from sandbox.requests import read
from sandbox.world import World


class BotApi:
    def __init__(self, world: World, faults: Faults) -> None:
        self._world = world
        self._faults = faults

    def add_to(self, app: web.Application) -> None:
        app.router.add_route("*", "/bot{token:[^/]+}/{method:[^/]+}", self.call)
        app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", self.download)

    async def call(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self._world.token:
            return _refused(Refusal(401, "Unauthorized"))
        found = find_method(request.match_info["method"])
        if found is None or request.method not in ("GET", "POST"):
            return _refused(Refusal(404, "Not Found"))
        name, method = found
        try:
            values, uploads = await read(request)
        except web.HTTPRequestEntityTooLarge:
            return _refused(Refusal(413, "Request Entity Too Large"))
        except Refusal as refusal:
            return _refused(refusal)
        return await self._answer(request, name, method, Arguments(values, uploads))

    async def download(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != self._world.token:
            return _refused(Refusal(401, "Unauthorized"))
        stored = self._world.files.at(request.match_info["path"])
        if stored is None:
            return _refused(Refusal(404, "Not Found"))
        return web.Response(body=stored.content, content_type="application/octet-stream")

    async def _answer(
        self, request: web.Request, name: str, method: Method, args: Arguments
    ) -> web.StreamResponse:
        """Do what was asked, unless a fault rule wants trouble."""
        chat_id = args.integer("chat_id")
        effect = self._faults.effect(name, chat_id)
        spoilt = await trouble(effect) if effect is not None else None
        if spoilt is not None:
            answer = spoilt
        elif effect == "reset_before":
            answer = _broken(request)
        else:
            answer = await self._run(method, args)
            if effect == "reset_after":
                answer = _broken(request)
        status = 0 if effect in ("reset_before", "reset_after") else answer.status
        self._faults.log(name, chat_id, status, self._world.clock())
        return answer

    async def _run(self, method: Method, args: Arguments) -> web.Response:
        try:
            result: Any = method(self._world, args)
            if inspect.isawaitable(result):
                result = await result
        except Refusal as refusal:
            return _refused(refusal)
        return web.json_response({"ok": True, "result": result})


def _refused(refusal: Refusal) -> web.Response:
    return web.json_response(refusal.body(), status=refusal.code)


def _broken(request: web.Request) -> web.Response:
    """Cut the connection; the response is never seen, aiohttp only wants one."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
