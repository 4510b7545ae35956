"""The street: the whole product against the sandbox over real HTTP, on a clock that tests move."""

import gc
import logging
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path

import pytest
import structlog
from aiohttp import web_app

from bot import logs
from bot.database_settings import SQLITE
from tests import canary
from tests.postgres import Postgres, serving, why_not
from tests.sqlite import lay_database
from tests.street import Street, open_street

COLLECT_AFTER, OLDER, OLDEST = 100_000, 10, 3
"""Allocations between garbage collections, and how many of these for one of what is older; Python's
own figures are 700, 10, 10.
"""


def pytest_collection_finish() -> None:
    """A quarter of the time went into looking for garbage among what was imported."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER, OLDER, OLDEST)


@pytest.fixture(autouse=True)
def servers_that_were() -> Iterator[None]:
    """aiohttp remembers the last thousand handlers with all that hangs on them: of a test that is
    a whole bot, nine megabytes that every collection would walk through again.
    """
    yield
    web_app._cached_build_middleware.cache_clear()


@pytest.fixture(autouse=True)
def logs_as_they_were(request: pytest.FixtureRequest) -> Iterator[None]:
    """Each test logs as the program does, so that its log can be searched for what must not be in
    it; and what it sets up itself does not stay.
    """
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    heard = request.node.stash[canary.HEARD] = canary.Heard()
    logs.configure(stream=heard, as_json=False)
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "teardown":
        canary.judge(item, report)
    return report


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test of what people see or what is stored runs on both databases, unless it says that it
    is about one of them (``pytest.mark.sqlite``).
    """
    if "engine" in metafunc.fixturenames:
        is_about_one = metafunc.definition.get_closest_marker("sqlite") is not None
        metafunc.parametrize("engine", ["sqlite"] if is_about_one else ["sqlite", "postgres"])


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A server of this test process's own; what needs it is skipped where none can be had."""
    if why_not():
        pytest.skip(why_not())
    with serving() as server:
        yield server


@pytest.fixture
def database_url(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database that migrations have brought up to date."""
    if engine == "sqlite":
        lay_database(tmp_path / "linlian.db")
        yield f"{SQLITE}{tmp_path / 'linlian.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    url = server.database()
    yield url
    server.drop(url)


@pytest.fixture
async def street(tmp_path: Path, database_url: str) -> AsyncIterator[Street]:
    async with open_street(tmp_path, database_url=database_url) as street:
        yield street
