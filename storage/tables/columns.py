"""What every table is made of: names of constraints, and the usual columns."""

import sqlalchemy as sa

from storage.types import Moment, Words

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


_SINGULAR = {
    "activities": "activity",
    "ballot_proxies": "ballot_proxy",
    "categories": "category",
    "communities": "community",
    "hour_claims": "claim",
    "media_files": "file",
    "rule_sheets": "sheet",
}


def row_id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True)


def of(table: str, *, name: str | None = None, optional: bool = False) -> sa.Column[int]:
    """A reference to another table's row."""
    singular = _SINGULAR.get(table, table.removesuffix("s"))
    return sa.Column(
        name or f"{singular}_id", sa.Integer, sa.ForeignKey(f"{table}.id"), nullable=optional
    )


def text(name: str, *, optional: bool = False, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, Words, nullable=optional, server_default=default)


def at(name: str, *, optional: bool = False) -> sa.Column[object]:
    return sa.Column(name, Moment, nullable=optional)


def count(name: str, start: int = 0) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False, server_default=str(start))


def flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false())


def index_of(name: str, *columns: str, where: str) -> sa.Index:
    """An index that holds only these rows."""
    only = sa.text(where)
    return sa.Index(name, *columns, sqlite_where=only, postgresql_where=only)
