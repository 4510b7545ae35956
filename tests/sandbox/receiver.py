"""A bot's webhook that answers as told, and remembers everything it was posted."""

import asyncio
from collections import defaultdict
from types import TracebackType
from typing import Any

import aiohttp
from aiohttp import web

from sandbox.courier import SECRET_HEADER

HANG = -1
BREAK = -2


class Receiver:
    """``answers`` are given one after the other, then always 200; so are ``replies``, which is
    what they say.
    """

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.replies: list[Any] = []
        self.heard: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.most_at_once: dict[int, int] = defaultdict(int)
        self.gate = asyncio.Event()
        self.gate.set()
        self._open: dict[int, int] = defaultdict(int)
        self._bell = asyncio.Event()
        self._port = 0
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}/hook"

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.heard]

    @property
    def at_once(self) -> int:
        """How many posts wait for their answer just now."""
        return sum(self._open.values())

    async def start(self) -> None:
        app = web.Application()
        app.router.add_post("/hook", self._hear)
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def has_heard(self, count: int, within: float = 10.0) -> None:
        async with asyncio.timeout(within):
            while len(self.heard) < count:
                bell = self._bell
                await bell.wait()

    async def _hear(self, request: web.Request) -> web.Response:
        update = await request.json()
        self.heard.append(update)
        self.secrets.append(request.headers.get(SECRET_HEADER))
        answer = self.answers.pop(0) if self.answers else 200
        chat = update.get("message", {}).get("chat", {}).get("id", 0)
        self._open[chat] += 1
        self.most_at_once[chat] = max(self.most_at_once[chat], self._open[chat])
        self._bell.set()
        self._bell = asyncio.Event()
        try:
            await self.gate.wait()
            if answer == HANG:
                await asyncio.Event().wait()
        finally:
            self._open[chat] -= 1
        if answer == BREAK:
            assert request.transport is not None
            request.transport.abort()
        reply = self.replies.pop(0) if self.replies else None
        if isinstance(reply, aiohttp.FormData):
            reply = reply()
        if isinstance(reply, aiohttp.payload.Payload):
            headers = {"Content-Type": str(reply.headers["Content-Type"])}
            return web.Response(status=max(answer, 200), body=reply, headers=headers)
        if reply is not None:
            return web.json_response(reply, status=max(answer, 200))
        return web.Response(status=max(answer, 200))

    async def __aenter__(self) -> "Receiver":
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.gate.set()
        await self.stop()
