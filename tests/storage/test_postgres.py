"""What is PostgreSQL's alone: sessions that end, programs that share a server, its own words."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy import Connection, make_url

from storage import outbox
from storage.database import Database, HeldByAnother, NotNow, StorageError
from storage.migrate import migrate_postgres
from storage.postgres import HOLD, connect_postgres, open_postgres
from storage.tables import outbox as outbox_table
from tests.postgres import Postgres, end_sessions
from tests.storage.conftest import SPRING
from tests.storage.test_lanes import add, increase, value_of
from tests.storage.test_migrate import SEARCH, compared


@pytest.fixture
def url(postgres: Postgres) -> Iterator[str]:
    url = postgres.database()
    yield url
    postgres.drop(url)


@pytest.fixture
def empty(postgres: Postgres) -> Iterator[str]:
    url = postgres.empty()
    yield url
    postgres.drop(url)


@pytest.fixture
async def shared(url: str) -> AsyncIterator[Database]:
    database = await open_postgres(url)
    yield database
    await database.close()


def test_all_migrations_in_order_are_the_tables_in_code(empty: str) -> None:
    assert migrate_postgres(empty)
    assert not migrate_postgres(empty)

    with connect_postgres(empty) as tx:
        assert compared(tx) == []
        found = sa.inspect(tx).get_indexes(SEARCH)
    assert [one["name"] for one in found] == ["ix_case_words_words"]


def test_a_stranger_s_tables_are_left_alone(empty: str) -> None:
    with connect_postgres(empty) as tx:
        tx.exec_driver_sql("CREATE TABLE invoices (id integer)")

    with pytest.raises(StorageError, match="another program's"):
        migrate_postgres(empty)
    with connect_postgres(empty) as tx:
        assert sa.inspect(tx).get_table_names() == ["invoices"]


def test_a_database_that_cannot_keep_chinese_is_refused(postgres: Postgres) -> None:
    postgres.run("CREATE DATABASE narrow TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
    url = postgres.url("narrow")
    try:
        with pytest.raises(StorageError, match="encoding UTF8"):
            migrate_postgres(url)
    finally:
        postgres.drop(url)


async def test_a_second_program_is_told_who_is_there(shared: Database, url: str) -> None:
    with pytest.raises(HeldByAnother, match=r"another Linlian \(linlian \d+ on .+\) is running"):
        await open_postgres(url)
    with pytest.raises(HeldByAnother):
        migrate_postgres(url)


async def test_whoever_comes_after_the_end_may_begin(url: str) -> None:
    for _ in range(2):
        database = await open_postgres(url)
        await database.close()


async def test_a_lost_session_is_opened_again_and_nobody_notices(
    shared: Database, url: str
) -> None:
    await shared.do(add, "a", 0)
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as other:
        end_sessions(other)

    await asyncio.gather(*(shared.do(increase, "a") for _ in range(20)))

    assert await shared.read(value_of, "a") == 20


async def test_who_lost_the_hold_to_another_writes_no_more(shared: Database, url: str) -> None:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as other:
        end_sessions(other)
        other.execute(f"SELECT pg_advisory_lock({HOLD})")

        with pytest.raises(HeldByAnother):
            await shared.do(add, "late")
        async with asyncio.timeout(5):
            await shared.has_lost_hold()

    def nothing(tx: Connection) -> object:
        return value_of(tx, "late")

    assert await shared.read(nothing) is None


async def test_a_command_beside_the_program_waits_for_its_turn(shared: Database, url: str) -> None:
    """Two read-modify-writes from two programs: the second sees what the first has done."""
    await shared.do(add, "a", 0)

    def beside() -> None:
        for _ in range(40):
            with connect_postgres(url) as tx:
                increase(tx, "a")

    await asyncio.gather(asyncio.to_thread(beside), *(shared.do(increase, "a") for _ in range(200)))

    assert await shared.read(value_of, "a") == 240


@pytest.mark.parametrize(
    ("part", "wrong", "words", "kind"),
    [
        ("linlian@", "secret-wrong@", "refuses this user or password", StorageError),
        ("/street_", "/nowhere_", "there is no database nowhere_", StorageError),
        ("", "", "cannot be reached", NotNow),
    ],
)
async def test_an_operator_reads_one_line_without_the_password(
    url: str, part: str, wrong: str, words: str, kind: type[StorageError]
) -> None:
    address = url.replace(part, wrong) if kind is not NotNow else _of_nobody(url)

    for begin in (open_postgres, _migrate):
        with pytest.raises(kind, match=words) as caught:
            await begin(address)
        assert "\n" not in str(caught.value)
        assert "secret" not in str(caught.value)


def _of_nobody(url: str) -> str:
    """The same address at a port where nobody listens."""
    return str(make_url(url).set(port=1).render_as_string(hide_password=False))


async def _migrate(url: str) -> object:
    return await asyncio.to_thread(migrate_postgres, url)


class Relay:
    """A way to the server that can be lost: we hear of it, the server does not."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._ways: list[tuple[asyncio.StreamWriter, asyncio.StreamWriter]] = []
        self.is_frozen = False
        self._server: asyncio.Server | None = None

    async def start(self) -> int:
        self._server = await asyncio.start_server(self._join, "127.0.0.1", 0)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self._to)
        self._ways.append((writer, back))
        await asyncio.gather(self._pass_on(reader, back), self._pass_on(there, writer))

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65536):
                if not self.is_frozen:
                    writer.write(data)

    def lose(self) -> None:
        for ours, _ in self._ways:
            ours.transport.abort()

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        for pair in self._ways:
            for way in pair:
                way.transport.abort()
        await self._server.wait_closed()


async def test_a_session_that_the_server_has_not_missed_yet_does_not_shut_us_out(
    url: str, postgres: Postgres
) -> None:
    relay = Relay(postgres.port)
    port = await relay.start()
    database = await open_postgres(url.replace(f":{postgres.port}/", f":{port}/"))
    try:
        await database.do(add, "a", 0)
        relay.lose()

        async with asyncio.timeout(20):
            await asyncio.gather(*(database.do(increase, "a") for _ in range(20)))

        assert await database.read(value_of, "a") == 20
    finally:
        await database.close()
        await relay.stop()


async def test_a_server_that_falls_silent_does_not_keep_us_from_stopping(
    url: str, postgres: Postgres
) -> None:
    relay = Relay(postgres.port)
    port = await relay.start()
    database = await open_postgres(url.replace(f":{postgres.port}/", f":{port}/"))
    await database.do(add, "a")
    relay.is_frozen = True
    waiting = asyncio.create_task(database.do(add, "b"))
    await asyncio.sleep(0)

    async with asyncio.timeout(10):
        await database.close()

    with pytest.raises(sa.exc.OperationalError):
        await waiting
    await relay.stop()


async def test_a_server_that_takes_no_words_is_told_apart(url: str, postgres: Postgres) -> None:
    name = url.rpartition("/")[2]
    postgres.run(f"ALTER DATABASE {name} SET default_transaction_read_only = on")

    with pytest.raises(StorageError, match="is read-only"):
        await open_postgres(url)


def test_a_migration_behind_somebody_s_long_reading_says_so(empty: str) -> None:
    migrate_postgres(empty)
    with psycopg.connect(empty.replace("+psycopg", "")) as reader:
        reader.execute("LOCK TABLE cases IN ACCESS SHARE MODE")
        with pytest.raises(NotNow, match="a backup"):
            _add_a_column(empty)


def _add_a_column(url: str) -> None:
    with connect_postgres(url) as tx:
        tx.exec_driver_sql("SET LOCAL lock_timeout = '50ms'")
        tx.exec_driver_sql("ALTER TABLE cases ADD COLUMN more text")


async def test_a_group_of_a_large_town_moves_at_once(shared: Database) -> None:
    """Each row looks its new name up by the index; the list of all names would not fit."""

    def settle(tx: Connection) -> None:
        tx.exec_driver_sql(
            "INSERT INTO outbox (dedup, lane, channel, chat, kind, about, payload, is_standing,"
            " not_before, owed_at, state) SELECT 'case.card:case:' || n || ':tg:-1', 2, 'tg', '-1',"
            " 'case.card', 'case:' || n, '{}', true, now(), now(), 'sent'"
            " FROM generate_series(1, 20000) n"
        )

    def move(tx: Connection) -> None:
        tx.exec_driver_sql("SET LOCAL work_mem = '64kB'")
        tx.exec_driver_sql("SET LOCAL statement_timeout = '8s'")
        outbox.move_chat(tx, channel="tg", old="-1", new="-1001", now=SPRING)

    await shared.do(settle)
    await shared.do(move)

    left = sa.select(sa.func.count()).where(outbox_table.c.dedup.endswith(":-1"))
    assert await shared.read(lambda tx: tx.execute(left).scalar_one()) == 0
