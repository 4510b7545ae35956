"""The page's door: the world as JSON, what people do, and a stream of what happens.

All of it lies below a key nobody can guess, for whoever knows it may act as anyone.
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox.controls import Controls
from sandbox.deeds import act
from sandbox.refusals import CannotDo, Refusal
from sandbox.requests import load_json, read
from sandbox.world import World

STATIC = Path(__file__).parent / "static"
PING_SECONDS = 15.0
_SHOWN_INLINE = ("image/", "video/", "audio/")
_OURS = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d+)?", re.IGNORECASE)
_CAREFUL = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class PageApi:
    def __init__(self, world: World, controls: Controls, key: str) -> None:
        self._world = world
        self._controls = controls
        self._key = key

    def add_to(self, app: web.Application) -> None:
        root = f"/{self._key}"
        app.middlewares.append(self.own_name_only)
        app.router.add_get(f"{root}/", self.index)
        app.router.add_get(f"{root}/world", self.world)
        app.router.add_get(f"{root}/events", self.events)
        app.router.add_get(f"{root}/file/{{file_id}}", self.file)
        app.router.add_get(f"{root}/calls", self.calls)
        app.router.add_get(f"{root}/menu", self.menu)
        app.router.add_post(f"{root}/act", self.act)
        app.router.add_get(f"{root}/controls", self.controls)
        for name, change in (
            ("clock", self._controls.move_clock),
            ("limits", self._controls.set_limits),
            ("delivery", self._controls.set_delivery),
            ("faults", self._controls.set_faults),
        ):
            app.router.add_post(f"{root}/{name}", partial(self._change, change))
        if STATIC.is_dir():
            app.router.add_static(f"{root}/static", STATIC)

    @web.middleware
    async def own_name_only(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Refuse a page that a stranger's site reaches under a name of its own (DNS rebinding)."""
        asks_for_page = request.path.startswith(f"/{self._key}/")
        if asks_for_page and not _OURS.fullmatch(request.headers.get("Host", "")):
            return web.Response(status=403, text="This page answers to localhost only.")
        return await handler(request)

    async def index(self, request: web.Request) -> web.StreamResponse:
        page = STATIC / "index.html"
        if not page.is_file():
            return web.Response(text="The sandbox runs, but it has no page.", headers=_CAREFUL)
        return web.FileResponse(page, headers=_CAREFUL | {"Cache-Control": "no-cache"})

    async def world(self, request: web.Request) -> web.Response:
        return web.json_response(self._world.view())

    async def menu(self, request: web.Request) -> web.Response:
        try:
            person_id, chat_id = int(request.query["as"]), int(request.query["chat"])
            commands = self._world.menu(person_id, chat_id)
        except (ValueError, KeyError):
            return _no(CannotDo("no_menu"))
        return web.json_response({"commands": commands})

    async def act(self, request: web.Request) -> web.Response:
        try:
            values, uploads = await read(request)
            body = load_json(values["json"]) if "json" in values else values
            done = act(self._world, body, uploads)
        except CannotDo as reason:
            return _no(reason)
        except Refusal as refusal:
            return _no(CannotDo("refused", why=refusal.description))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            return _no(CannotDo("senseless", why=repr(error)))
        return web.json_response({"ok": True, "seq": self._world.events.seq, **done})

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Server-Sent Events, from where the reader left off."""
        last = request.headers.get("Last-Event-ID") or request.query.get("after")
        seq = int(last) if last and last.isdecimal() else self._world.events.seq
        stream = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await stream.prepare(request)
        await stream.write(b"retry: 500\n\n")
        try:
            while True:
                seq = await self._write_news(stream, seq)
        except (ConnectionError, asyncio.CancelledError):
            return stream

    async def file(self, request: web.Request) -> web.Response:
        stored = self._world.files.find(request.match_info["file_id"])
        if stored is None:
            raise web.HTTPNotFound(text="There is no such file.")
        # An id is made from the bytes, so what it names never changes.
        headers = _CAREFUL | {"Cache-Control": "private, max-age=31536000, immutable"}
        mime = stored.mime
        if not mime.startswith(_SHOWN_INLINE) or "svg" in mime:
            headers["Content-Disposition"] = "attachment"
        return web.Response(body=stored.content, content_type=mime, headers=headers)

    async def controls(self, request: web.Request) -> web.Response:
        return web.json_response(self._controls.view())

    async def calls(self, request: web.Request) -> web.Response:
        after = request.query.get("after", "0")
        if not after.isdecimal():
            return _no(CannotDo("no_number"))
        return web.json_response(self._controls.faults.calls_after(int(after)))

    async def _change(self, change: Callable[[Any], None], request: web.Request) -> web.Response:
        """Set one of the controls, and let every open page read them again."""
        try:
            body = load_json(await request.text())
        except ValueError:
            return _no(CannotDo("no_json"))
        try:
            change(body)
        except CannotDo as reason:
            return _no(reason)
        self._world.events.publish("controls")
        return web.json_response({"ok": True})

    async def _write_news(self, stream: web.StreamResponse, seq: int) -> int:
        news = self._world.events.after(seq)
        for event in news:
            seq = event["seq"]
            await stream.write(f"id: {seq}\ndata: {_line(event)}\n\n".encode())
        if not news and not await self._world.events.wait(PING_SECONDS):
            await stream.write(b": ping\n\n")
        return seq


def _line(event: dict[str, Any]) -> str:
    # Pure ASCII, so that no odd character can end the stream.
    return json.dumps(event, allow_nan=False)


def _no(why: CannotDo) -> web.Response:
    body = {"ok": False, "error": str(why), "code": why.code, "names": why.names}
    return web.json_response(body, status=400)
