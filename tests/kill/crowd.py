"""A town full of people who report without a pause, and the sandbox that remembers it all."""

import asyncio
import random
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from actions.visits import note_visit
from domain.addresses import TELEGRAM, Address
from domain.communities import CommunityDefaults
from domain.people import ChatKind, Sighting
from sandbox import Sandbox, World
from sandbox.chats import Chat
from sandbox.deeds import act
from sandbox.people import Person
from storage import communities
from storage.migrate import connect, migrate_sqlite

QUARTERS = 4
PEOPLE = 200
PER_SECOND = 40
BAD_GATEWAY: dict[str, Any] = {
    "method": "send",
    "every": 7,
    "effect": {
        "status": 502,
        "body": "<html><body><h1>502 Bad Gateway</h1></body></html>",
        "content_type": "text/html",
    },
}
"""Every seventh message meets the web page of a gateway that has lost its server."""


@dataclass(frozen=True)
class Quarter:
    """A community with its residents' group, its staff group and those who live there."""

    name: str
    public: Chat
    staff: Chat
    people: list[Person] = field(default_factory=list)


@dataclass(frozen=True)
class Report:
    """``words`` are nobody else's, so every card tells which report it is about."""

    words: str
    quarter: Quarter
    chat: int
    message: int


class Crowd:
    """One sandbox, one database, and everything that was said so far."""

    def __init__(self, folder: Path, *, seed: int, database: Path | None = None) -> None:
        self.world = World("邻联", "linlian_bot")
        self.sandbox = Sandbox(self.world)
        # All calls of the run, not only the last few thousand.
        self.sandbox.faults.calls = deque()
        self.quarters = [self._quarter(number) for number in range(QUARTERS)]
        self.reports: list[Report] = []
        self.folder = folder
        self.database = database or folder / "linlian.db"
        self._chance = random.Random(seed)

    def _quarter(self, number: int) -> Quarter:
        people = [
            self.world.add_person(f"居民{number}-{each}") for each in range(PEOPLE // QUARTERS)
        ]
        public = self.world.add_group(f"{number}号小区", members=people, bot="administrator")
        staff = self.world.add_group(f"{number}号工作群", members=people[:1], bot="administrator")
        return Quarter(f"小区{number}", public, staff, people)

    def write_settings(self) -> Path:
        """The settings file of a bot that is held back by no limit."""
        config = self.folder / "config.toml"
        config.write_text(
            f'[bot]\ntoken = "{self.sandbox.token}"\napi_base = "{self.sandbox.api_base}"\n'
            f'[database]\nurl = "sqlite+aiosqlite:///{self.database}"\n'
            "[limits]\nper_second = 0\nprivate_per_second = 0\ngroup_per_minute = 0\n"
            "person_per_minute = 0\nchat_per_minute = 0\n"
        )
        return config

    def settle_in(self) -> None:
        """Groups are bound, and every second resident has been seen there before."""
        now = datetime.now(UTC)
        migrate_sqlite(self.database, now=now)
        with connect(self.database) as tx:
            for quarter in self.quarters:
                _bind(tx, quarter, now=now)

    def report(self) -> None:
        """Somebody reports: in the group, or in private if the bot knows where they live."""
        quarter = self._chance.choice(self.quarters)
        number = self._chance.randrange(len(quarter.people))
        person = quarter.people[number]
        is_private = number % 2 == 0 and self._chance.random() < 0.5
        chat = person.id if is_private else quarter.public.id
        words = f"路灯{len(self.reports):06d}不亮"
        said = {"as": person.id, "do": "send", "chat": chat, "text": f"随手拍 {words}"}
        message = act(self.world, said, {})["message"]["message_id"]
        self.reports.append(Report(words, quarter, chat, message))

    @contextmanager
    def talking(self, per_second: float = PER_SECOND) -> Iterator[None]:
        """While this lasts, people report; how fast the bot is does not slow them down."""
        task = asyncio.create_task(self._talk(per_second))
        try:
            yield
        finally:
            task.cancel()

    async def _talk(self, per_second: float) -> None:
        loop = asyncio.get_running_loop()
        began, said = loop.time(), 0
        with suppress(asyncio.CancelledError):
            while True:
                while said < (loop.time() - began) * per_second:
                    self.report()
                    said += 1
                await asyncio.sleep(0.5 / per_second)


def _bind(tx: Connection, quarter: Quarter, *, now: datetime) -> None:
    defaults = CommunityDefaults("Asia/Shanghai", "zh_CN", "09:00-18:00", "")
    community = communities.add_community(tx, quarter.name, defaults=defaults, now=now)
    for kind, group in ((ChatKind.PUBLIC, quarter.public), (ChatKind.STAFF, quarter.staff)):
        communities.bind_chat(
            tx,
            community_id=community.id,
            at=Address(str(group.id), TELEGRAM),
            kind=kind,
            title=group.title,
            missing_rights=(),
            now=now,
        )
    for person in quarter.people[::2]:
        place = str(quarter.public.id)
        seen = Sighting(TELEGRAM, str(person.id), person.name, None, place, is_private=False)
        note_visit(tx, seen, now=now)
