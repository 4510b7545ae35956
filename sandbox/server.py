"""One sandbox on one loopback port: both doors to one world."""

import secrets
from types import TracebackType

from aiohttp import web

from sandbox.bot_api import BotApi
from sandbox.faults import Faults
from sandbox.page_api import PageApi
from sandbox.world import World

HOST = "127.0.0.1"
LARGEST_REQUEST = 55 * 1024 * 1024


class Sandbox:
    def __init__(self, world: World, port: int = 0) -> None:
        self.world = world
        self.faults = Faults()
        self._port = port
        self._key = secrets.token_urlsafe(16)
        self._runner: web.AppRunner | None = None

    @property
    def token(self) -> str:
        return self.world.token

    @property
    def api_base(self) -> str:
        return f"http://{HOST}:{self._port}"

    @property
    def page_url(self) -> str:
        return f"{self.api_base}/{self._key}/"

    async def start(self) -> None:
        app = web.Application(client_max_size=LARGEST_REQUEST)
        # The page comes first: its key could begin with the letters of the bot's door.
        PageApi(self.world, self.faults, self._key).add_to(app)
        BotApi(self.world, self.faults).add_to(app)
        # No access log: the bot's token stands in every address. Polls and streams end with
        # their reader, and are not waited for when the sandbox stops.
        self._runner = web.AppRunner(
            app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, HOST, self._port).start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> "Sandbox":
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()
