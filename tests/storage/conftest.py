"""A migrated database on a file, opened as the bot opens it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.database import Database
from storage.migrate import migrate_sqlite
from storage.sqlite import open_sqlite

SPRING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "linlian.db"
    migrate_sqlite(path, now=SPRING)
    return path


@pytest.fixture
async def db(file: Path) -> AsyncIterator[Database]:
    database = await open_sqlite(file)
    yield database
    await database.close()
