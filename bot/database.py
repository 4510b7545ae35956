"""Opens the database that the settings name, brought up to date first."""

import asyncio
import contextlib
import importlib.util
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from bot.clock import Clock
from bot.database_settings import DatabaseSettings
from bot.errors import OperatorError
from bot.settings import Settings
from storage.database import Database, NotNow, StorageError
from storage.migrate import connect, migrate_postgres, migrate_sqlite
from storage.postgres import connect_postgres, open_postgres
from storage.sqlite import open_sqlite

PATIENCE = timedelta(seconds=30)
"""How long we wait for another program to leave, or for a server to come back, at the start."""

log = structlog.get_logger("database")


async def open_database(settings: Settings, *, clock: Clock) -> Database:
    """Raises ``OperatorError`` naming ``database.url`` for whatever keeps us from using it.

    While another program runs on it, or its server is away, it waits for half a minute first.
    """
    database = settings.database

    async def opened() -> Database:
        await asyncio.to_thread(_migrate, database, now=clock.now())
        if database.is_postgres:
            return await open_postgres(database.url)
        return await open_sqlite(database.path)

    with _explained(database):
        return await _patiently(opened, clock)


async def _patiently(opened: Callable[[], Awaitable[Database]], clock: Clock) -> Database:
    until, is_silent = clock.now() + PATIENCE, False
    while True:
        try:
            return await opened()
        except NotNow as trouble:
            if clock.now() >= until:
                raise
            if not is_silent:
                log.warning("waiting for the database", why=str(trouble), seconds=PATIENCE.seconds)
            is_silent = True
        await clock.sleep(1)


def migrate_database(settings: Settings, *, now: datetime) -> None:
    """As ``open_database`` does before it opens, without its patience."""
    with _explained(settings.database):
        _migrate(settings.database, now=now)


@contextlib.contextmanager
def beside(settings: Settings) -> Iterator[Connection]:
    """One writing transaction beside the running bot, whose hold is for those who stay.

    Raises ``OperatorError`` naming ``database.url``, also when there is no database yet.
    """
    with _aside(settings, writes=True) as tx:
        yield tx


@contextlib.contextmanager
def reading(settings: Settings) -> Iterator[Connection]:
    """As ``beside``, but for long looks: the bot writes meanwhile."""
    with _aside(settings, writes=False) as tx:
        yield tx


@contextlib.contextmanager
def _aside(settings: Settings, *, writes: bool) -> Iterator[Connection]:
    database = settings.database
    if not (database.is_postgres or database.path.exists()):
        raise OperatorError(
            f"database.url: {database.path} does not exist yet; start the bot once first"
        )
    with _explained(database), _transaction(database, writes=writes) as tx:
        yield tx


def _transaction(database: DatabaseSettings, *, writes: bool) -> AbstractContextManager[Connection]:
    if database.is_postgres:
        return connect_postgres(database.url)
    return connect(database.path, writes=writes)


def _migrate(database: DatabaseSettings, *, now: datetime) -> None:
    if database.is_postgres:
        if migrate_postgres(database.url):
            log.info("the database was brought up to date")
        return
    copy = migrate_sqlite(database.path, now=now)
    if copy is not None:
        log.info("the database was brought up to date; the old one is kept", copy=str(copy))


@contextlib.contextmanager
def _explained(database: DatabaseSettings) -> Iterator[None]:
    if database.is_postgres and importlib.util.find_spec("psycopg") is None:
        raise OperatorError("database.url: PostgreSQL needs psycopg; install it by: make install")
    try:
        yield
    except StorageError as error:
        raise OperatorError(f"database.url: {error}") from error
