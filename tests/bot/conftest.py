"""The running program on the sandbox, with a feed of the test's own; and a database alone."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import aiohttp
import pytest
from pydantic import SecretStr

from bot.clock import Clock
from bot.database_settings import DatabaseSettings
from bot.program import Program
from bot.settings import BotSettings, KeySettings, LimitSettings, MediaSettings, Settings
from bot.ticker import Deed
from bot.web_settings import MetricsSettings, WebhookSettings, WebSettings
from domain.addresses import Address
from domain.answers import Json
from sandbox import Sandbox, World
from sandbox.deeds import act
from storage import outbox
from storage.database import Database
from storage.outbox import Lane
from storage.sqlite import open_sqlite
from storage.tables import outbox as outbox_table
from tests.canary import WEBHOOK_SECRET
from tests.ports import free_port
from tests.sqlite import lay_database

SECRET = WEBHOOK_SECRET
NO_LIMITS = {
    "per_second": 0,
    "private_per_second": 0,
    "group_per_minute": 0,
    "person_per_minute": 0,
    "chat_per_minute": 0,
}


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    path = tmp_path / "alone.db"
    lay_database(path)
    db = await open_sqlite(path)
    yield db
    await db.close()


@dataclass
class Post:
    """A sandbox with 小李 and a group, and a program whose feed only notes what it is fed."""

    folder: Path
    world: World = field(default_factory=lambda: World("邻联", "linlian_bot"))
    clock: Clock = field(default_factory=Clock)
    fed: list[dict[str, Json]] = field(default_factory=list)
    feed: Callable[[str], Awaitable[None]] | None = None
    deeds: Mapping[str, Deed] = field(default_factory=dict)
    mode: Literal["polling", "webhook"] = "polling"
    port: int = field(default_factory=free_port)
    metrics_port: int = 0

    def __post_init__(self) -> None:
        lay_database(self.folder / "linlian.db")
        self.rider = self.world.add_person("小李", started=True)
        self.group = self.world.add_group("群", members=[self.rider])
        self.sandbox = Sandbox(self.world)
        self.program: Program | None = None

    async def start(self, **limits: int) -> None:
        settings = self.settings(**limits)
        self.program = Program(
            settings, clock=self.clock, feed=self.feed or self._note, deeds=self.deeds
        )
        await self.program.start()

    def settings(self, **limits: int) -> Settings:
        url = f"sqlite+aiosqlite:///{self.folder / 'linlian.db'}"
        return Settings(
            bot=BotSettings(
                token=SecretStr(self.sandbox.token),
                api_base=self.sandbox.api_base,
                mode=self.mode,
            ),
            webhook=WebhookSettings(url=self.webhook_url, secret=SecretStr(SECRET)),
            web=WebSettings(port=self.port),
            metrics=MetricsSettings(port=self.metrics_port),
            database=DatabaseSettings(url=url),
            media=MediaSettings(dir=str(self.folder / "media")),
            keys=KeySettings(file=str(self.folder / "linlian.key")),
            limits=LimitSettings(**(NO_LIMITS | limits)),
        )

    @property
    def web_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def webhook_url(self) -> str:
        return f"{self.web_url}/telegram"

    async def stop(self) -> None:
        if self.program is not None:
            await self.program.stop()
            self.program = None

    async def settle(self) -> None:
        """Let everything come to rest; a program that cannot fails the test."""
        assert self.program is not None
        async with asyncio.timeout(20):
            await self.program.settle()

    async def wait(self, **span: float) -> None:
        await self.settle()
        self.clock.move(**span)
        await self.settle()

    def says(self, words: str, *, chat: int | None = None) -> int:
        body = {"as": self.rider.id, "do": "send", "chat": chat or self.rider.id, "text": words}
        return int(act(self.world, body, {})["message"]["message_id"])

    def trouble(self, effect: dict[str, Any] | str, method: str = "send", **rule: Any) -> None:
        self.sandbox.faults.replace([{"effect": effect, "method": method, **rule}])

    async def owe(self, dedup: str, *, chat: int | None = None, **more: Any) -> None:
        """Promise one sentence."""
        assert self.program is not None
        to = Address(str(chat or self.rider.id), reply_to=more.pop("reply_to", None))
        promise: dict[str, Any] = {
            "kind": "words",
            "lane": Lane.NOTICE,
            "payload": {"key": "intake.parked"},
            **more,
        }
        await self.program.db.do(
            outbox.owe, dedup=dedup, to=to, community_id=None, now=self.clock.now(), **promise
        )

    async def row(self, dedup: str) -> Any:
        assert self.program is not None
        found = outbox_table.select().where(outbox_table.c.dedup == dedup)
        return await self.program.db.read(lambda tx: tx.execute(found).one())

    def heard(self, chat: int | None = None) -> list[dict[str, Any]]:
        """What the bot has said there."""
        messages = self.world.chats[chat or self.rider.id].messages.values()
        return [one.data for one in messages if one.from_id == self.world.bot.id]

    def calls(self, method: str) -> list[int]:
        """The answers the bot got, by status."""
        return [one["status"] for one in self.sandbox.faults.calls if one["method"] == method]

    async def _note(self, body: str) -> None:
        self.fed.append(json.loads(body))


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    post = Post(tmp_path)
    async with post.sandbox:
        try:
            yield post
        finally:
            await post.stop()


@pytest.fixture
async def hook(tmp_path: Path) -> AsyncIterator[Post]:
    """As ``post``, but posted to."""
    hook = Post(tmp_path, mode="webhook")
    async with hook.sandbox:
        try:
            yield hook
        finally:
            await hook.stop()


@pytest.fixture
async def stranger() -> AsyncIterator[aiohttp.ClientSession]:
    """Somebody who speaks HTTP with us."""
    async with aiohttp.ClientSession() as session:
        yield session
