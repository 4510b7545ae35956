"""What migrations say differently on the two engines."""

import sqlalchemy as sa
from alembic import op

from storage.triggers import append_only_triggers


def create_index_of(name: str, table: str, columns: list[str], *, where: str) -> None:
    """An index that holds only these rows."""
    only = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=only, postgresql_where=only)


def make_append_only(table: str) -> None:
    for statement in append_only_triggers(table, op.get_bind().dialect.name):
        op.execute(statement)


def refer(table: str, column: str, to: str) -> None:
    """A new optional column that names a row of another table; SQLite takes the reference only
    together with its column.
    """
    reference = sa.Column(column, sa.Integer(), sa.ForeignKey(f"{to}.id"), nullable=True)
    op.add_column(table, reference, inline_references=True)
