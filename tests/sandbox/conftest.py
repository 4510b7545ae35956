"""A small street for judging the sandbox itself: raw calls on one side, people on the other."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from sandbox import Sandbox, World
from sandbox.chats import Chat
from sandbox.driver import Driver

# The header of a 640x480 PNG is all the sandbox reads of it.
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (640).to_bytes(4) + (480).to_bytes(4) + b"rest"


@dataclass
class Clock:
    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Api:
    """The Bot API, spoken by hand: what comes back is what came over the wire."""

    base: str
    session: aiohttp.ClientSession

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        async with self.session.post(f"{self.base}/{method}", json=params) as response:
            body: dict[str, Any] = await response.json()
            assert body["ok"] == (response.status == 200)
            return body

    async def result(self, method: str, **params: Any) -> Any:
        body = await self.call(method, **params)
        assert body["ok"], body["description"]
        return body["result"]

    async def refusal(self, method: str, **params: Any) -> str:
        body = await self.call(method, **params)
        assert not body["ok"], body["result"]
        return str(body["description"])

    async def upload(self, method: str, files: dict[str, bytes], **params: Any) -> dict[str, Any]:
        form = aiohttp.FormData()
        for name, value in params.items():
            form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        for name, content in files.items():
            form.add_field(name, content, filename=f"{name}.bin")
        async with self.session.post(f"{self.base}/{method}", data=form) as response:
            body: dict[str, Any] = await response.json()
            return body

    async def updates(self, **params: Any) -> list[dict[str, Any]]:
        """All waiting updates, confirmed at once."""
        updates: list[dict[str, Any]] = await self.result("getUpdates", **params)
        if updates:
            await self.result("getUpdates", offset=updates[-1]["update_id"] + 1)
        return updates


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def world(clock: Clock) -> World:
    world = World("邻联", "linlian_bot", clock=clock)
    rider = world.add_person("小李", "xiaoli", started=True)
    aunt = world.add_person("王阿姨")
    secretary = world.add_person("陈书记", "chenshuji")
    world.add_person("外人")
    world.add_group("幸福里居民群", members=[rider, aunt], admins=[secretary])
    return world


@pytest.fixture
def group(world: World) -> Chat:
    return next(chat for chat in world.chats.values() if chat.person is None)


@pytest.fixture
async def sandbox(world: World) -> AsyncIterator[Sandbox]:
    async with Sandbox(world) as sandbox:
        yield sandbox


@pytest.fixture
async def api(sandbox: Sandbox) -> AsyncIterator[Api]:
    async with aiohttp.ClientSession() as session:
        yield Api(f"{sandbox.api_base}/bot{sandbox.token}", session)


@pytest.fixture
async def street(sandbox: Sandbox) -> AsyncIterator[Driver]:
    async with Driver(sandbox.page_url) as street:
        yield street
