"""Categories 类别 of a community: its catalogue of kinds of cases."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.answers import Json
from domain.categories import Category, Priority, Question, Starter
from domain.permissions import Role
from storage.tables import categories, communities


def _category(row: sa.Row[tuple[object, ...]]) -> Category:
    return Category(
        id=row.id,
        community_id=row.community_id,
        code=row.code,
        head=row.head,
        name=row.name,
        words=tuple(row.words),
        response=row.response,
        solution=row.solution,
        priority=Priority(row.priority),
        grid_role=Role(row.grid_role),
        is_confidential=row.is_confidential,
        needs_check=row.needs_check,
        questions=tuple(Question(text, tuple(answers)) for text, answers in row.questions),
        is_active=row.is_active,
    )


def _values(one: Starter) -> dict[str, Json]:
    return {
        "code": one.code,
        "head": one.head,
        "name": one.name,
        "words": list(one.words),
        "response": one.response,
        "solution": one.solution,
        "priority": int(one.priority),
        "grid_role": one.grid_role.value,
        "is_confidential": one.is_confidential,
        "needs_check": one.needs_check,
        "questions": [[question.text, list(question.answers)] for question in one.questions],
        "is_active": one.is_active,
    }


def list_categories(tx: Connection, *, community_id: int) -> list[Category]:
    """The whole catalogue in its order, retired kinds too."""
    rows = tx.execute(
        sa.select(categories)
        .where(categories.c.community_id == community_id)
        .order_by(categories.c.position, categories.c.id)
    )
    return [_category(row) for row in rows]


def get_category(tx: Connection, category_id: int) -> Category:
    return _category(tx.execute(sa.select(categories).where(categories.c.id == category_id)).one())


def find_category(tx: Connection, *, community_id: int, code: str) -> Category | None:
    row = tx.execute(
        sa.select(categories).where(
            categories.c.community_id == community_id, categories.c.code == code
        )
    ).one_or_none()
    return _category(row) if row else None


def list_without_catalogue(tx: Connection) -> list[tuple[int, str]]:
    """Communities that have no category at all, with their languages."""
    has_one = sa.exists().where(categories.c.community_id == communities.c.id)
    rows = tx.execute(
        sa.select(communities.c.id, communities.c.locale).where(~has_one).order_by(communities.c.id)
    )
    return [(row.id, row.locale) for row in rows]


def add_starter(tx: Connection, starters: Sequence[Starter], *, community_id: int) -> None:
    """The first categories of a community, in this order; one that is there already stays."""
    if starters:
        rows = [
            {"community_id": community_id, "position": place, **_values(one)}
            for place, one in enumerate(starters, 1)
        ]
        tx.execute(
            postgresql.insert(categories).on_conflict_do_nothing(
                index_elements=["community_id", "code"]
            ),
            rows,
        )


def put_category(tx: Connection, one: Starter, *, community_id: int) -> bool:
    """Give a category of this code these values, or add it as the last; ``True`` if it is new."""
    is_new = find_category(tx, community_id=community_id, code=one.code) is None
    last = sa.select(sa.func.coalesce(sa.func.max(categories.c.position), 0) + 1).where(
        categories.c.community_id == community_id
    )
    values = _values(one)
    tx.execute(
        postgresql.insert(categories)
        .values(community_id=community_id, position=last.scalar_subquery(), **values)
        .on_conflict_do_update(index_elements=["community_id", "code"], set_=values)
    )
    return is_new
