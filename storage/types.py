"""Column types that behave alike on every engine."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa


class Words(sa.TypeDecorator[str]):
    """Text as people write it. PostgreSQL cannot keep the character NUL, so neither does SQLite:
    what some program put there is seen as the sign for what cannot be shown.
    """

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        return value.replace("\0", "\ufffd") if value else value


class Moment(sa.TypeDecorator[datetime]):
    """An aware moment, kept in UTC. SQLite forgets zones, so a naive value is our mistake."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise AssertionError(f"a moment without a zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
