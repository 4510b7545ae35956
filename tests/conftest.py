"""The street: the whole product against the sandbox over real HTTP, on a clock that tests move."""

import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog

from tests.street import Street, open_street


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    """The program sets the logs of its whole process up; the next test begins without that."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    async with open_street(tmp_path) as street:
        yield street
