"""Wrong codes: who tried one, and when."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from storage.tables import code_tries


def add_try(tx: Connection, *, person_id: int, now: datetime) -> None:
    tx.execute(code_tries.insert().values(person_id=person_id, tried_at=now))


def list_tries(tx: Connection, *, person_id: int, since: datetime, limit: int) -> list[datetime]:
    """The last ones after ``since``, the latest first."""
    tries = tx.execute(
        sa.select(code_tries.c.tried_at)
        .where(code_tries.c.person_id == person_id, code_tries.c.tried_at > since)
        .order_by(code_tries.c.tried_at.desc())
        .limit(limit)
    )
    return list(tries.scalars())


def forget_tries(tx: Connection, *, before: datetime, limit: int) -> int:
    """Rows of days long gone; how many went."""
    old = sa.select(code_tries.c.id).where(code_tries.c.tried_at < before).limit(limit)
    return tx.execute(code_tries.delete().where(code_tries.c.id.in_(old))).rowcount
