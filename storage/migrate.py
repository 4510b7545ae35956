"""Bring a database up to date, with a copy of the old one kept first."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event

from storage.database import StorageError
from storage.postgres import connect_postgres
from storage.sqlite import BUSY_SECONDS, explained, hold_or_explain

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate_sqlite(path: Path, *, now: datetime) -> Path | None:
    """Apply what is missing; return where the copy of the old database lies, if there was one.

    All steps are one transaction: a kill leaves either the old schema or the new one. Raises
    ``StorageError`` for a file that is held, locked, read-only, damaged or not ours. A second call
    changes nothing.
    """
    with explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():  # it keeps what people tell the office: for this user alone
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    release = hold_or_explain(path)
    try:
        with explained(path):
            _check(path)
            with connect(path) as connection:
                _check_is_ours(path, connection)
                if is_up_to_date(connection):
                    return None
                copy = keep_copy(path, connection, now=now)
                upgrade(connection)
                return copy
    finally:
        release()


def migrate_postgres(url: str) -> bool:
    """The same for PostgreSQL, whose copies are its operator's (``pg_dump``); whether it changed.

    Raises ``NotNow`` while another program runs on it or its server is away, ``StorageError`` for
    a database that is not ours or cannot keep Chinese.
    """
    with connect_postgres(url, holds=True) as connection:
        encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
        name = str(connection.engine.url.database)
        if encoding != "UTF8":
            raise StorageError(f"{name} is kept in {encoding}: create it with the encoding UTF8")
        _check_is_ours(name, connection)
        if is_up_to_date(connection):
            return False
        # A large index may take its hours; whoever reads the tables meanwhile is waited for less.
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        upgrade(connection)
        return True


@contextmanager
def connect(path: Path, *, writes: bool = True) -> Iterator[Connection]:
    """A plain connection whose DDL is transactional, as Alembic needs it. One that never writes
    keeps nobody else from it.
    """
    engine = sa.create_engine(
        f"sqlite:///{path}",
        connect_args={"timeout": BUSY_SECONDS, "isolation_level": None},
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin if writes else _look)
    try:
        with explained(path), engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _look(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def upgrade(connection: Connection, *, to: str = "head") -> None:
    """Run every migration that this database lacks."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def is_up_to_date(connection: Connection) -> bool:
    """Whether the tables are those of this version."""
    return _revision(connection) == _script().get_current_head()


def _script() -> ScriptDirectory:
    return ScriptDirectory(str(MIGRATIONS))


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _check(path: Path) -> None:
    if not path.exists():
        return
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS)
    try:
        found: list[Any] = connection.execute("PRAGMA quick_check(1)").fetchall()
    finally:
        connection.close()
    if found != [("ok",)]:
        raise sqlite3.DatabaseError(f"malformed: {found[0][0]}")


def _check_is_ours(name: object, connection: Connection) -> None:
    """Never mend what we do not know: another program's tables, or those of our own future."""
    revision = _revision(connection)
    if revision is None and sa.inspect(connection).get_table_names():
        raise StorageError(f"{name} is another program's database: name one of its own")
    if revision is not None and revision not in {
        one.revision for one in _script().walk_revisions()
    }:
        raise StorageError(
            f"{name} was last used by a newer Linlian: start that one, or restore the copy it made"
        )


def keep_copy(path: Path, connection: Connection, *, now: datetime) -> Path | None:
    """A copy of the database as it is, beside it; ``None`` for one that holds nothing yet."""
    revision = _revision(connection)
    if revision is None:
        return None
    folder = path.parent / "backups"
    folder.mkdir(exist_ok=True)
    copy = folder / f"{path.stem}-before-upgrade-from-{revision}-{now:%Y%m%dT%H%M%SZ}.db"
    source, target = sqlite3.connect(path), sqlite3.connect(copy)
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()
    copy.chmod(0o600)
    return copy
