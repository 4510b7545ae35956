"""What the bot's own tables still hold. They pace a round and end it; they judge only that nothing
was left lying, and never whether people got what they were promised.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.engine import make_url

from bot.database_settings import SQLITE
from bot.letters import LETTERS

NICETIES = ", ".join(f"'{kind}'" for kind, letter in LETTERS.items() if letter.is_nicety)


@contextmanager
def opened(database: str) -> Iterator[Connection]:
    """To look into it while a bot may be writing."""
    if database.startswith(SQLITE):
        database = f"sqlite:///{Path(database.removeprefix(SQLITE))}"
    engine = sa.create_engine(make_url(database), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as tx:
            yield tx
    finally:
        engine.dispose()


def left_over(database: str) -> dict[str, int]:
    """Rows that are neither done nor given up with a word, of a database that is whole.

    A nicety (the eyes on a report) is tried once; it owes nobody anything.
    """
    with opened(database) as tx:
        if tx.dialect.name == "sqlite":
            assert tx.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
        return {
            **_states(tx, "outbox", f"state <> 'sent' AND kind NOT IN ({NICETIES})"),
            **_states(tx, "inbox", "state <> 'done'"),
        }


def unhandled(database: str) -> int:
    """How many updates were kept and wait for their turn."""
    with opened(database) as tx:
        return _count(tx, "SELECT count(*) FROM inbox WHERE state = 'new'")


def still_waiting(database: str) -> bool:
    """Whether the running bot has anything left to handle or to send, now or later."""
    with opened(database) as tx:
        owed = _count(tx, "SELECT count(*) FROM outbox WHERE state IN ('new', 'sending')")
        return owed > 0 or _count(tx, "SELECT count(*) FROM inbox WHERE state = 'new'") > 0


def _count(tx: Connection, query: str) -> int:
    number: int = tx.exec_driver_sql(query).scalar_one()
    return number


def _states(tx: Connection, table: str, which: str) -> dict[str, int]:
    rows = tx.exec_driver_sql(f"SELECT state, count(*) FROM {table} WHERE {which} GROUP BY state")
    return {f"{table}.{state}": count for state, count in rows}
