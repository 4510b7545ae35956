"""Rule sheets 积分规则: every version that ever held."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.rule_sheets import RuleSheet, as_stored, read_sheet
from storage.tables import communities, rule_sheets


def _sheet(row: sa.Row[tuple[object, ...]]) -> RuleSheet:
    return read_sheet(row.content, sheet_id=row.id, version=row.version)


def find_sheet(tx: Connection, *, community_id: int) -> RuleSheet | None:
    """The sheet that holds now."""
    row = tx.execute(
        sa.select(rule_sheets)
        .where(rule_sheets.c.community_id == community_id)
        .order_by(rule_sheets.c.version.desc())
        .limit(1)
    ).one_or_none()
    return _sheet(row) if row else None


def get_sheet(tx: Connection, sheet_id: int) -> RuleSheet:
    return _sheet(tx.execute(sa.select(rule_sheets).where(rule_sheets.c.id == sheet_id)).one())


def add_sheet(
    tx: Connection, sheet: RuleSheet, *, community_id: int, made_by: int | None, now: datetime
) -> bool:
    """Write the next version after ``sheet.version``; ``False`` if there is one already."""
    made = tx.execute(
        postgresql.insert(rule_sheets)
        .values(
            community_id=community_id,
            version=sheet.version + 1,
            content=as_stored(sheet),
            made_by=made_by,
            made_at=now,
        )
        .on_conflict_do_nothing()
        .returning(rule_sheets.c.id)
    ).scalar_one_or_none()
    return made is not None


def find_expiry(tx: Connection, *, community_id: int) -> tuple[str, datetime] | None:
    """By which rule points lapse now, and since when it has held without a break."""
    rows = tx.execute(
        sa.select(rule_sheets.c.content, rule_sheets.c.made_at)
        .where(rule_sheets.c.community_id == community_id)
        .order_by(rule_sheets.c.version.desc())
    )
    found: tuple[str, datetime] | None = None
    for row in rows:
        rule = row.content.get("expiry", "")
        if found is not None and rule != found[0]:
            break
        found = (rule, row.made_at)
    return found


def list_without_sheet(tx: Connection) -> list[tuple[int, str]]:
    """Communities that have no rule sheet yet, with their languages."""
    has_one = sa.exists().where(rule_sheets.c.community_id == communities.c.id)
    rows = tx.execute(
        sa.select(communities.c.id, communities.c.locale).where(~has_one).order_by(communities.c.id)
    )
    return [(row.id, row.locale) for row in rows]
