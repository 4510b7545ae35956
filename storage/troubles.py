"""What was set aside or given up: for the operator, who may mend the cause."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from storage.tables import inbox, outbox

# SQLite finds a partial index only by its own words, never by a parameter.
_IS_PARKED = sa.text("inbox.state = 'parked'")
_IS_GIVEN_UP = sa.text("outbox.state IN ('dead', 'uncertain')")


@dataclass(frozen=True)
class Trouble:
    """``count`` things of one ``kind`` that ended with the same ``error``."""

    kind: str
    error: str
    count: int


def list_parked(tx: Connection, *, since: datetime) -> list[Trouble]:
    """Updates that failed as often as they may, by what failed."""
    found = tx.execute(
        sa.select(inbox.c.error, sa.func.count().label("many"))
        .where(_IS_PARKED, inbox.c.done_at >= since)
        .group_by(inbox.c.error)
        .order_by(sa.desc("many"), inbox.c.error)
    )
    return [Trouble("update", row.error or "", row.many) for row in found]


def list_given_up(tx: Connection, *, since: datetime) -> list[Trouble]:
    """Messages that were not sent, or of which nobody knows, by kind and reason."""
    found = tx.execute(
        sa.select(outbox.c.kind, outbox.c.error, sa.func.count().label("many"))
        .where(_IS_GIVEN_UP, outbox.c.sent_at >= since)
        .group_by(outbox.c.kind, outbox.c.error)
        .order_by(sa.desc("many"), outbox.c.kind, outbox.c.error)
    )
    return [Trouble(row.kind, row.error or "", row.many) for row in found]
