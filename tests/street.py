"""A neighbourhood to test in: the cast, their groups, the running bot, a clock."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Concatenate, Literal, ParamSpec, TypeVar

from pydantic import SecretStr
from sqlalchemy import Connection

from bot.clock import Clock
from bot.first_values import first_values
from bot.neighbourhood import COMMUNITY, PUBLIC, RIDERS, STAFF, build_neighbourhood, settle_in
from bot.program import Program
from bot.settings import KeySettings, MediaSettings, Settings
from bot.web_settings import MetricsSettings, WebhookSettings, WebSettings
from domain.addresses import Address
from domain.communities import CommunityDefaults
from sandbox import Sandbox
from sandbox.driver import Driver, Neighbour, Place
from storage.cases import find_case
from storage.communities import find_community
from tests.canary import WEBHOOK_SECRET
from tests.ports import free_port
from tests.sqlite import lay_database

P = ParamSpec("P")
T = TypeVar("T")

NO_LIMITS = {
    "per_second": 0,
    "private_per_second": 0,
    "group_per_minute": 0,
    "person_per_minute": 0,
    "chat_per_minute": 0,
}


@dataclass
class Street:
    """People act, tests look at what people see. ``settled`` waits until nothing is owed."""

    sandbox: Sandbox
    driver: Driver
    program: Program
    clock: Clock

    def person(self, name: str) -> Neighbour:
        return self.driver.person(name)

    @property
    def group(self) -> Place:
        return self.driver.chat(PUBLIC)

    @property
    def riders(self) -> Place:
        return self.driver.chat(RIDERS)

    @property
    def staff(self) -> Place:
        return self.driver.chat(STAFF)

    async def settled(self) -> None:
        await self.program.settle()

    async def wait(self, **span: float) -> None:
        """Let time pass once all is quiet, and then everything that it makes due."""
        await self.settled()
        self.sandbox.world.clock.move(timedelta(**span).total_seconds())
        await self.settled()

    async def restart(self) -> None:
        """Stop the bot and start it again on the same database."""
        await self.program.stop()
        self.program = Program(self.program.settings, clock=self.clock)
        await self.program.start()

    @property
    def defaults(self) -> CommunityDefaults:
        return first_values(self.program.settings.community)

    def address_of(self, place: Place) -> Address:
        return Address(str(place.id))

    async def read(
        self, query: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        return await self.program.db.read(query, *args, **kwargs)

    async def stage_of(self, number: int) -> str:
        def stage(tx: Connection) -> str:
            community = find_community(tx, COMMUNITY)
            assert community is not None
            case = find_case(tx, community_id=community.id, number=number)
            return case.stage.value if case else "no such case"

        return await self.read(stage)


def settings_for(
    sandbox: Sandbox,
    folder: Path,
    *,
    operators: list[int],
    database_url: str = "",
    mode: Literal["polling", "webhook"] = "polling",
    **limits: float,
) -> Settings:
    first, port = Settings(), free_port()
    bot = first.bot.model_copy(
        update={
            "token": SecretStr(sandbox.token),
            "api_base": sandbox.api_base,
            "operators": operators,
            "mode": mode,
        }
    )
    webhook = WebhookSettings(
        url=f"http://127.0.0.1:{port}/telegram", secret=SecretStr(WEBHOOK_SECRET)
    )
    database = first.database.model_copy(
        update={"url": database_url or f"sqlite+aiosqlite:///{folder / 'linlian.db'}"}
    )
    changed: dict[str, Any] = {
        "bot": bot,
        "webhook": webhook,
        "web": WebSettings(port=port),
        "metrics": MetricsSettings(port=0),
        "database": database,
        "media": MediaSettings(dir=str(folder / "media")),
        "keys": KeySettings(file=str(folder / "linlian.key")),
        "limits": first.limits.model_copy(update=NO_LIMITS | limits),
    }
    return first.model_copy(update=changed)


@asynccontextmanager
async def open_street(
    folder: Path,
    *,
    database_url: str = "",
    mode: Literal["polling", "webhook"] = "polling",
    **limits: float,
) -> AsyncIterator[Street]:
    """The cast of the practice sandbox, settled in, on a fresh database."""
    here = build_neighbourhood()
    if not database_url:
        lay_database(folder / "linlian.db")
    async with Sandbox(here.world) as sandbox, Driver(sandbox.page_url) as driver:
        settings = settings_for(
            sandbox,
            folder,
            operators=[here.operator_id],
            database_url=database_url,
            mode=mode,
            **limits,
        )
        clock = Clock()
        here.world.clock.on_move(lambda seconds: clock.move(seconds=seconds))
        program = Program(settings, clock=clock)
        street = Street(sandbox, driver, program, clock)
        try:
            await program.start()
            await program.db.do(settle_in, here, defaults=street.defaults, now=clock.now())
            yield street
        finally:
            await street.program.stop()
