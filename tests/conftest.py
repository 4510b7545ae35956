"""The street: the whole product against the sandbox over real HTTP, on a clock that tests move."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.street import Street, open_street


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    async with open_street(tmp_path) as street:
        yield street
