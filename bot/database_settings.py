"""Where the data are kept: one file, or a PostgreSQL server."""

import re
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl

from pydantic import Field, field_validator

from bot.section import Section, address_of

SQLITE: Final = "sqlite+aiosqlite:///"
POSTGRES: Final = "postgresql+psycopg://"


ENCRYPTION: Final = frozenset({"sslmode", "sslrootcert", "sslcert", "sslkey", "channel_binding"})
"""What an address of PostgreSQL may ask for besides; the rest of a session is ours to choose."""


class DatabaseSettings(Section):
    url: str = Field(
        default=f"{SQLITE}data/linlian.db",
        description=f"{SQLITE} and the path of a file, or {POSTGRES}USER:PASSWORD@HOST/NAME",
    )

    @field_validator("url")
    @classmethod
    def _names_a_database(cls, url: str) -> str:
        if url.startswith(POSTGRES):
            parts = address_of(url)
            asked = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
            if not re.fullmatch(r"/[^/]+", parts.path) or parts.fragment or asked - ENCRYPTION:
                raise ValueError
            return url
        path = url.removeprefix(SQLITE)
        # A memory database would lose what was promised, and the readers could not see it.
        if path == url or not path or path.endswith("/") or re.search(r"[?#\0]|:memory:", path):
            raise ValueError
        return url

    @property
    def is_postgres(self) -> bool:
        return self.url.startswith(POSTGRES)

    @property
    def path(self) -> Path:
        """The file of an SQLite database."""
        assert not self.is_postgres
        return Path(self.url.removeprefix(SQLITE))
