"""Opens the database that the settings name, brought up to date first."""

import asyncio
import contextlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import structlog

from bot.errors import OperatorError
from bot.settings import Settings
from storage.database import Database, StorageError
from storage.migrate import migrate_sqlite
from storage.sqlite import open_sqlite

log = structlog.get_logger("database")


async def open_database(settings: Settings, *, now: datetime) -> Database:
    """Raises ``OperatorError`` naming ``database.url`` for whatever keeps us from using it."""
    path = settings.database.path
    with _explained():
        await asyncio.to_thread(_migrate, path, now=now)
        return await open_sqlite(path)


def migrate_database(settings: Settings, *, now: datetime) -> None:
    """As ``open_database`` does before it opens."""
    with _explained():
        _migrate(settings.database.path, now=now)


def _migrate(path: Path, *, now: datetime) -> None:
    copy = migrate_sqlite(path, now=now)
    if copy is not None:
        log.info("the database was brought up to date; the old one is kept", copy=str(copy))


@contextlib.contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except StorageError as error:
        raise OperatorError(f"database.url: {error}") from error
