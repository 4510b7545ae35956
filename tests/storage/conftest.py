"""A migrated database, opened as the bot opens it: on both engines, or SQLite's file alone."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.database_settings import SQLITE
from storage.database import Database
from storage.postgres import open_postgres
from storage.sqlite import open_sqlite
from tests.sqlite import lay_database

SPRING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "linlian.db"
    lay_database(path)
    return path


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    if database_url.startswith(SQLITE):
        database = await open_sqlite(Path(database_url.removeprefix(SQLITE)))
    else:
        database = await open_postgres(database_url)
    yield database
    await database.close()
