"""An SQLite file for a test: laid down ready, as a server's template is, for that is quicker."""

import tempfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from storage.migrate import migrate_sqlite


@cache
def _template() -> bytes:
    with tempfile.TemporaryDirectory(prefix="linlian-sqlite-") as folder:
        path = Path(folder) / "linlian.db"
        migrate_sqlite(path, now=datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
        return path.read_bytes()


def lay_database(path: Path) -> None:
    """What migrations make of an empty file, for this user alone as they leave it."""
    path.touch(mode=0o600)
    path.write_bytes(_template())
