"""A town full of people who report without a pause, and the sandbox that remembers it all."""

import asyncio
import random
from collections import deque
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection

from actions.visits import note_visit
from bot.database_settings import SQLITE
from domain.addresses import TELEGRAM, Address
from domain.communities import CommunityDefaults
from domain.people import ChatKind, Sighting
from domain.permissions import Role
from sandbox import Sandbox, World
from sandbox.chats import Chat
from sandbox.deeds import act
from sandbox.people import Person
from storage import communities, roles
from storage.migrate import connect, migrate_postgres, migrate_sqlite
from storage.postgres import connect_postgres
from tests.canary import WEBHOOK_SECRET
from tests.ports import free_port

QUARTERS = 4
PEOPLE = 200
OFFICERS = 2
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

Mode = Literal["polling", "webhook"]
MODES: tuple[Mode, Mode] = ("polling", "webhook")
DEFAULTS = CommunityDefaults("Asia/Shanghai", "zh_CN", "09:00-18:00", "")


@dataclass(frozen=True)
class Pace:
    """What the bot keeps to; 0 is no limit."""

    per_second: int = 0
    private_per_second: int = 0
    group_per_minute: int = 0


@dataclass(frozen=True, eq=False)
class Quarter:
    """A community with its residents' group, its staff group and those who live there."""

    name: str
    public: Chat
    staff: Chat
    people: list[Person]
    officers: list[Person]


@dataclass(frozen=True, eq=False)
class Report:
    """``words`` are nobody else's, so every card tells which report it is about."""

    words: str
    quarter: Quarter
    person: Person
    chat: int
    message: int
    update: int
    at: float


@dataclass
class Crowd:
    """One sandbox, one database, and everything that was said so far."""

    folder: Path
    seed: int
    database: str = ""
    reports: list[Report] = field(default_factory=list)
    pace: Pace = field(default_factory=Pace)

    def __post_init__(self) -> None:
        self.database = self.database or f"{SQLITE}{self.folder / 'linlian.db'}"
        self.world = World("邻联", "linlian_bot")
        self.sandbox = Sandbox(self.world)
        # All calls of the run, not only the last few thousand.
        self.sandbox.faults.calls = deque()
        self.quarters = [self._quarter(number) for number in range(QUARTERS)]
        self.chance = random.Random(self.seed)
        self.world.updates.delivery.random.seed(self.seed)

    def _quarter(self, number: int) -> Quarter:
        each = PEOPLE // QUARTERS
        people = [self.world.add_person(f"居民{number}-{one}") for one in range(each)]
        officers = [self.world.add_person(f"{one}号干部{number}") for one in range(OFFICERS)]
        group, office = f"{number}号小区", f"{number}号工作群"
        public = self.world.add_group(group, members=people + officers, bot="administrator")
        staff = self.world.add_group(office, members=officers, bot="administrator")
        return Quarter(f"小区{number}", public, staff, people, officers)

    def write_settings(self, mode: Mode = "polling", *, database: str = "") -> Path:
        """The settings file of a bot that nobody's zeal holds up."""
        port, name = free_port(), f"{mode}{len(list(self.folder.glob('*.toml')))}.toml"
        config = self.folder / name
        config.write_text(
            f'[bot]\ntoken = "{self.sandbox.token}"\napi_base = "{self.sandbox.api_base}"\n'
            f'mode = "{mode}"\n'
            f'[webhook]\nurl = "http://127.0.0.1:{port}/telegram"\n'
            f'secret = "{WEBHOOK_SECRET}"\n'
            f"[web]\nport = {port if mode == 'webhook' else 0}\n[metrics]\nport = 0\n"
            f'[database]\nurl = "{database or self.database}"\n'
            f'[media]\ndir = "{self.folder / "media"}"\n'
            f'[keys]\nfile = "{self.folder / "linlian.key"}"\n'
            f"[limits]\nper_second = {self.pace.per_second}\n"
            f"private_per_second = {self.pace.private_per_second}\n"
            f"group_per_minute = {self.pace.group_per_minute}\n"
            "person_per_minute = 0\nchat_per_minute = 0\n"
        )
        return config

    def settle_in(self, database: str = "") -> None:
        """Groups are bound, officers have their role, every second resident was seen there."""
        now = datetime.now(UTC)
        with ready(database or self.database, now=now) as tx:
            for quarter in self.quarters:
                _bind(tx, quarter, now=now)

    def report(self) -> Report:
        """Somebody reports: in the group, or in private if the bot knows where they live."""
        quarter = self.chance.choice(self.quarters)
        number = self.chance.randrange(len(quarter.people))
        is_private = number % 2 == 0 and self.chance.random() < 0.5
        person = quarter.people[number]
        return self.report_by(person, quarter, person.id if is_private else quarter.public.id)

    def report_by(self, person: Person, quarter: Quarter, chat: int) -> Report:
        words, update = f"路灯{len(self.reports):06d}不亮", self.world.updates.ids.next
        said = {"as": person.id, "do": "send", "chat": chat, "text": f"随手拍 {words}"}
        message = act(self.world, said, {})["message"]["message_id"]
        now = self.world.clock()
        report = Report(words, quarter, person, chat, message, update, now)
        self.reports.append(report)
        return report

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


def ready(database: str, *, now: datetime) -> AbstractContextManager[Connection]:
    if not database.startswith(SQLITE):
        migrate_postgres(database)
        return connect_postgres(database)
    path = Path(database.removeprefix(SQLITE))
    migrate_sqlite(path, now=now)
    return connect(path)


def _bind(tx: Connection, quarter: Quarter, *, now: datetime) -> None:
    community = communities.add_community(tx, quarter.name, defaults=DEFAULTS, now=now)
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
    for person in [*quarter.people[::2], *quarter.officers]:
        place = str(quarter.public.id)
        seen = Sighting(TELEGRAM, str(person.id), person.name, None, place, is_private=False)
        visitor = note_visit(tx, seen, now=now)
        if person in quarter.officers:
            roles.add_role(
                tx,
                community_id=community.id,
                person_id=visitor.person_id,
                role=Role.SECRETARY,
                grid_id=None,
                team=None,
                given_by=None,
                now=now,
            )
