"""Ready answers 答复模板 of a community."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy import Connection

from domain.cases import Act
from domain.templates import Template
from storage.tables import categories, reply_templates

_WITH_CATEGORY = sa.select(reply_templates, categories.c.name.label("category")).select_from(
    reply_templates.outerjoin(categories, categories.c.id == reply_templates.c.category_id)
)


def _template(row: sa.Row[tuple[object, ...]]) -> Template:
    return Template(row.id, Act(row.act), row.words, row.category_id, row.category)


def list_templates(tx: Connection, *, community_id: int, act: Act) -> list[Template]:
    """Those for all categories first, in the order in which they were written down."""
    rows = tx.execute(
        _WITH_CATEGORY.where(
            reply_templates.c.community_id == community_id, reply_templates.c.act == act.value
        ).order_by(reply_templates.c.category_id.is_not(None), reply_templates.c.id)
    )
    return [_template(row) for row in rows]


def list_offered(
    tx: Connection, *, community_id: int, act: Act, category_id: int | None, limit: int
) -> list[Template]:
    """What fits a case: its own category's first, then those for all."""
    is_own = reply_templates.c.category_id == category_id if category_id else sa.false()
    rows = tx.execute(
        _WITH_CATEGORY.where(
            reply_templates.c.community_id == community_id,
            reply_templates.c.act == act.value,
            sa.or_(is_own, reply_templates.c.category_id.is_(None)),
        )
        .order_by(reply_templates.c.category_id.is_(None), reply_templates.c.id)
        .limit(limit)
    )
    return [_template(row) for row in rows]


def count_templates(tx: Connection, *, community_id: int) -> dict[Act, int]:
    rows = tx.execute(
        sa.select(reply_templates.c.act, sa.func.count().label("total"))
        .where(reply_templates.c.community_id == community_id)
        .group_by(reply_templates.c.act)
    )
    return {Act(row.act): row.total for row in rows}


def find_template(tx: Connection, *, community_id: int, template_id: int) -> Template | None:
    row = tx.execute(
        _WITH_CATEGORY.where(
            reply_templates.c.id == template_id, reply_templates.c.community_id == community_id
        )
    ).one_or_none()
    return _template(row) if row else None


def add_templates(
    tx: Connection,
    sentences: Iterable[tuple[Act, str]],
    *,
    community_id: int,
    category_id: int | None = None,
) -> None:
    rows = [
        {
            "community_id": community_id,
            "category_id": category_id,
            "act": act.value,
            "words": words,
        }
        for act, words in sentences
    ]
    if rows:
        tx.execute(reply_templates.insert(), rows)


def delete_template(tx: Connection, template: Template) -> None:
    tx.execute(reply_templates.delete().where(reply_templates.c.id == template.id))
