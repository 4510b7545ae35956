"""A database in memory with the real tables, and the people of the street in it."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection, event

from domain.addresses import TELEGRAM, Address
from domain.answers import Json
from domain.communities import CommunityDefaults
from domain.people import ChatKind, Visitor
from domain.permissions import ANYONE, Holding, Role
from storage import communities, grids, people, roles
from storage.tables import metadata, outbox
from storage.triggers import APPEND_ONLY, append_only_triggers

DEFAULTS = CommunityDefaults("Asia/Shanghai", "zh_CN", "09:00-18:00", "22:00-07:00")
OPERATOR = Holding(Role.OPERATOR)


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def tx() -> Iterator[Connection]:
    yield from in_memory()


def in_memory() -> Iterator[Connection]:
    """A fresh database; savepoints work in it, because BEGIN is said and not guessed."""
    engine = sa.create_engine("sqlite://")

    @event.listens_for(engine, "connect")
    def prepare(raw: sqlite3.Connection, _: object) -> None:
        raw.isolation_level = None
        raw.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    with engine.begin() as connection:
        metadata.create_all(connection)
        for table in APPEND_ONLY:
            for trigger in append_only_triggers(table, "sqlite"):
                connection.exec_driver_sql(trigger)
        yield connection
    engine.dispose()


@dataclass
class Place:
    """A community with its groups, and quick ways to put people into it."""

    tx: Connection
    now: datetime

    def __post_init__(self) -> None:
        self._numbers = count(1001)
        self._messages = count(1)
        self.community = communities.add_community(
            self.tx, "桃然亭", defaults=DEFAULTS, now=self.now
        )

    @property
    def id(self) -> int:
        return self.community.id

    def group(self, chat: str, kind: ChatKind) -> Address:
        at = Address(chat)
        communities.bind_chat(
            self.tx,
            community_id=self.id,
            at=at,
            kind=kind,
            title="群",
            missing_rights=[],
            now=self.now,
        )
        return at

    def person(self, name: str, *held: Role, username: str | None = None) -> Visitor:
        """Somebody who belongs to the community and holds these roles everywhere in it."""
        outsider = self.outsider(name, username=username)
        people.add_member(
            self.tx,
            community_id=self.id,
            person_id=outsider.person_id,
            name=name,
            now=self.now,
        )
        for role in held:
            self.give(outsider, role)
        return self.seen_in(outsider, self.id)

    def give(self, visitor: Visitor, role: Role, *, grid_id: int | None = None) -> None:
        roles.add_role(
            self.tx,
            community_id=self.id,
            person_id=visitor.person_id,
            role=role,
            grid_id=grid_id,
            team=None,
            given_by=None,
            now=self.now,
        )

    def outsider(self, name: str, *holdings: Holding, username: str | None = None) -> Visitor:
        number = str(next(self._numbers))
        person_id = people.add_person(
            self.tx,
            channel=TELEGRAM,
            external_id=number,
            name=name,
            username=username,
            now=self.now,
        )
        return Visitor(
            person_id=person_id,
            name=name,
            external_id=number,
            community_id=None,
            chat_kind=None,
            holdings=frozenset({ANYONE, *holdings}),
            is_reachable=True,
            locale=None,
        )

    def seen_in(self, visitor: Visitor, community_id: int | None, *more: Holding) -> Visitor:
        """The same person as the door would show them in a community."""
        held = people.holdings_of(self.tx, community_id=community_id, person_id=visitor.person_id)
        return Visitor(
            person_id=visitor.person_id,
            name=visitor.name,
            external_id=visitor.external_id,
            community_id=community_id,
            chat_kind=None,
            holdings=held | set(more),
            is_reachable=True,
            locale=None,
        )

    def grid(self, name: str, *words: str) -> int:
        grids.put_grid(self.tx, community_id=self.id, name=name, words=words)
        found = grids.find_grid(self.tx, community_id=self.id, name=name)
        assert found is not None
        return found.id

    def here(self, chat: str = "-100") -> Address:
        """Where the next message in this chat would be answered."""
        return Address(chat, reply_to=str(next(self._messages)))

    def owed(self, kind: str) -> list[dict[str, Json]]:
        """What has been promised of a kind, in order."""
        rows = self.tx.execute(
            sa.select(outbox.c.payload).where(outbox.c.kind == kind).order_by(outbox.c.id)
        )
        return list(rows.scalars())


@pytest.fixture
def place(tx: Connection, now: datetime) -> Place:
    return Place(tx, now)
