"""Which deeds have been done, under which source, and what they answered."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from domain.answers import Json
from storage.tables import effects


def find_answer(tx: Connection, source: str, *, deed: str) -> tuple[bool, Json]:
    """Whether ``source`` was done before, and its stored answer.

    One source for two different deeds is our mistake, never a repeat.
    """
    row = tx.execute(sa.select(effects).where(effects.c.source == source)).one_or_none()
    if row is None:
        return False, None
    assert row.deed == deed, f"{source} was {row.deed}, now asked for {deed}"
    return True, row.answer


def find_any(tx: Connection, source: str) -> tuple[bool, Json]:
    """As ``find_answer``, whatever was done: for the door, which asks before it chooses a deed."""
    row = tx.execute(sa.select(effects.c.answer).where(effects.c.source == source)).one_or_none()
    return (row is not None, row.answer if row is not None else None)


def add_answer(tx: Connection, source: str, *, deed: str, answer: Json, now: datetime) -> None:
    tx.execute(effects.insert().values(source=source, deed=deed, answer=answer, done_at=now))


def forget_answers(tx: Connection, *, before: datetime, limit: int) -> int:
    """Answers that nobody will ask for again; how many went."""
    old = sa.select(effects.c.source).where(effects.c.done_at < before).limit(limit)
    return tx.execute(effects.delete().where(effects.c.source.in_(old))).rowcount
