"""Everything a database holds, as whoever gets its file could read it."""

import re

import sqlalchemy as sa
from sqlalchemy import Connection

from storage.tables import metadata

_ESCAPED = re.compile(r"\\+u([0-9a-f]{4})")


def all_rows(tx: Connection) -> list[str]:
    """Every row of every table in one line each; escaped letters are letters again."""
    rows = [
        f"{table.name} {tuple(row)!r}"
        for table in metadata.sorted_tables
        for row in tx.execute(sa.select(table))
    ]
    return [_ESCAPED.sub(lambda found: chr(int(found[1], 16)), row) for row in rows]
