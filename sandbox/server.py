"""One sandbox on one loopback port: both doors to one world."""

import asyncio
import logging
import secrets
from types import TracebackType

from aiohttp import web

from sandbox.bot_api import BotApi
from sandbox.controls import Controls
from sandbox.courier import Courier
from sandbox.faults import Faults
from sandbox.limits import Limits
from sandbox.page_api import PageApi
from sandbox.world import World

HOST = "127.0.0.1"
LARGEST_REQUEST = 55 * 1024 * 1024
REOPEN_SECONDS = 0.2

log = logging.getLogger(__name__)


class Sandbox:
    def __init__(self, world: World, port: int = 0) -> None:
        self.world = world
        self.faults = Faults()
        self.limits = Limits(world.clock)
        self.courier = Courier(world.updates, world.clock)
        self._port = port
        self._key = secrets.token_urlsafe(16)
        self._runner: web.AppRunner | None = None
        self._site: web.TCPSite | None = None
        self._bot_door = BotApi(world, self.faults, self.limits)
        self._bot_door.on_outage = self._keep_out
        self.courier.on_reply = self._bot_door.take_reply
        self._outage: asyncio.Task[None] | None = None

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
        controls = Controls(self.world, self.faults, self.limits)
        PageApi(self.world, controls, self._key).add_to(app)
        self._bot_door.add_to(app)
        # No access log: the bot's token stands in every address. Polls and streams end with
        # their reader, and are not waited for when the sandbox stops.
        self._runner = web.AppRunner(
            app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1
        )
        await self._runner.setup()
        await self._open()
        self._port = self._runner.addresses[0][1]
        self.courier.start()

    async def stop(self) -> None:
        await self.courier.stop()
        outage, self._outage = self._outage, None
        if outage is not None:
            outage.cancel()
            await asyncio.wait([outage])
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
        if outage is not None and not outage.cancelled():
            outage.result()

    async def _open(self) -> None:
        assert self._runner is not None
        self._site = web.TCPSite(self._runner, HOST, self._port)
        await self._site.start()

    def _keep_out(self, seconds: float) -> None:
        """Refuse all new connections for a while; people's open pages go on living."""
        if self._outage is None or self._outage.done():
            self._outage = asyncio.create_task(self._shut_for(seconds))

    async def _shut_for(self, seconds: float) -> None:
        assert self._site is not None
        await self._site.stop()
        self._bot_door.hang_up()
        await asyncio.sleep(seconds)
        await self._reopen()

    async def _reopen(self) -> None:
        """An outage ends, even if somebody else has taken the port and gives it back late."""
        while True:
            try:
                return await self._open()
            except OSError as error:
                log.warning("the outage goes on, port %s is taken: %s", self._port, error)
                await asyncio.sleep(REOPEN_SECONDS)

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
