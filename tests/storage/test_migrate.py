"""Migrations: all of them in order give the tables in code, and the old file is kept."""

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from storage.database import StorageError
from storage.migrate import MIGRATIONS, connect, keep_copy, migrate_sqlite, upgrade
from storage.sqlite import hold
from storage.tables import metadata
from storage.triggers import APPEND_ONLY, append_only_triggers
from tests.storage.conftest import SPRING

SEARCH = "case_words"
"""Made by a migration alone: metadata can tell neither of the two indexes for words, nor the
tables that SQLite keeps one of them in. ``tests/storage/test_search.py`` uses it.
"""


def is_told(_one: object, name: str | None, kind: str, _is_there: bool, _other: object) -> bool:
    """Whether metadata can say anything about this."""
    return not (kind == "table" and name is not None and name.startswith(SEARCH))


def compared(connection: sa.Connection) -> list[object]:
    """Where the database and metadata differ, in all that both can tell."""
    context = MigrationContext.configure(connection, opts={"include_object": is_told})
    return list(compare_metadata(context, metadata))


def columns(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every table's columns with type, need and default, as the database itself tells them."""
    raw = sqlite3.connect(path)
    tables = [name for kind, name in schema(path) if kind == "table"]
    found = {
        table: sorted(row[1:] for row in raw.execute(f"PRAGMA table_info({table})"))
        for table in tables
    }
    raw.close()
    return found


def schema(path: Path) -> set[tuple[str, str]]:
    with sqlite3.connect(path) as raw:
        rows = raw.execute(
            "SELECT type, name FROM sqlite_master"
            " WHERE name NOT LIKE 'sqlite_%' AND name <> 'alembic_version'"
        ).fetchall()
    raw.close()
    return {(kind, name) for kind, name in rows if not name.startswith(SEARCH)}


def test_all_migrations_in_order_are_the_tables_in_code(file: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.db"
    engine = sa.create_engine(f"sqlite:///{fresh}")
    with engine.begin() as connection:
        metadata.create_all(connection)
        for table in APPEND_ONLY:
            for trigger in append_only_triggers(table, "sqlite"):
                connection.exec_driver_sql(trigger)
    engine.dispose()

    assert schema(file) == schema(fresh)
    assert columns(file) == columns(fresh)
    with connect(file) as connection:
        assert compared(connection) == []


def test_the_index_for_words_is_there_and_nothing_else_is_called_like_it(file: Path) -> None:
    with connect(file) as connection:
        rows = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE name LIKE ?", (SEARCH + "%",)
        ).fetchall()
    made = {str(name): str(sql) for name, sql in rows}

    assert "fts5" in made.pop(SEARCH)
    assert set(made) == {f"{SEARCH}_{part}" for part in ("config", "content", "data", "idx")}


def test_migrations_are_numbered_without_a_gap() -> None:
    files = sorted(one.name for one in (MIGRATIONS / "versions").glob("0*.py"))

    assert [one[:4] for one in files] == [f"{n:04}" for n in range(1, len(files) + 1)]


def test_a_second_run_changes_nothing_and_copies_nothing(file: Path) -> None:
    assert migrate_sqlite(file, now=SPRING) is None
    assert not (file.parent / "backups").exists()


def test_what_is_changed_is_copied_first(file: Path) -> None:
    with connect(file) as connection:
        connection.exec_driver_sql("INSERT INTO counters VALUES ('case', 1234)")
    with connect(file) as connection:
        copy = keep_copy(file, connection, now=SPRING)

    assert copy is not None
    kept = sqlite3.connect(copy)
    assert kept.execute("SELECT value FROM counters").fetchall() == [(1234,)]
    kept.close()
    assert copy.stat().st_mode & 0o077 == 0


def test_an_empty_database_needs_no_copy(tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.db"
    with connect(fresh) as connection:
        assert keep_copy(fresh, connection, now=SPRING) is None


def test_a_failing_migration_leaves_the_old_schema_whole(
    tmp_path: Path,
) -> None:
    path = tmp_path / "half.db"
    with connect(path) as connection:
        connection.exec_driver_sql("CREATE TABLE prompts (id INTEGER)")  # the last one, in the way

    with pytest.raises(StorageError):
        migrate_sqlite(path, now=SPRING)

    assert schema(path) == {("table", "prompts")}


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_what_happened_is_never_rewritten(file: Path, table: str) -> None:
    with connect(file) as connection:
        triggers = connection.exec_driver_sql(
            "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table,)
        ).scalar_one()
    assert triggers == 2


def test_one_file_has_one_holder(file: Path) -> None:
    release = hold(file)
    with pytest.raises(StorageError, match="is running on"):
        hold(file)
    release()
    hold(file)()


EARLIER = [
    f"{number:04}" for number in range(1, len(list((MIGRATIONS / "versions").glob("0*.py"))))
]


@pytest.mark.parametrize("revision", EARLIER)
def test_what_an_earlier_version_kept_is_all_there_afterwards(
    tmp_path: Path, revision: str
) -> None:
    path = tmp_path / "old.db"
    with connect(path) as connection:
        upgrade(connection, to=revision)
        for number in range(50):
            connection.exec_driver_sql(
                "INSERT INTO inbox (bot_id, update_id, chat, body, received_at, state)"
                f" VALUES (1, {number}, '-100', '井盖 {number}', '2026-03-02', 'parked')"
            )
    kept = rows(path)

    copy = migrate_sqlite(path, now=SPRING)

    assert copy is not None
    assert rows(path) == rows(copy) == kept
    with connect(path) as connection:
        assert compared(connection) == []


def rows(path: Path) -> list[tuple[object, ...]]:
    raw = sqlite3.connect(path)
    found = raw.execute("SELECT * FROM inbox ORDER BY id").fetchall()
    raw.close()
    return found


def test_what_people_told_the_office_is_for_this_user_alone(tmp_path: Path) -> None:
    path = tmp_path / "data" / "linlian.db"
    migrate_sqlite(path, now=SPRING)
    with connect(path) as connection:
        connection.exec_driver_sql("INSERT INTO counters VALUES ('case', 1234)")
        beside = sorted(path.parent.iterdir())
        assert len(beside) > 1
        assert {one.stat().st_mode & 0o077 for one in beside} == {0}
