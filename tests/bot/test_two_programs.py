"""Two programs on one database: one works, the other waits and says who is there."""

import asyncio
from pathlib import Path

import psycopg
import pytest
from structlog.testing import capture_logs

from bot.clock import Clock
from bot.errors import OperatorError
from bot.program import Program
from storage.postgres import HOLD
from tests.postgres import Postgres, end_sessions
from tests.street import Street, open_street


class Watched(Clock):
    """Tells when somebody begins to wait by it."""

    def __init__(self) -> None:
        super().__init__()
        self.is_waited_for = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        self.is_waited_for.set()
        await super().sleep(seconds)


def names_the_holder(line: str) -> bool:
    return "another Linlian (" in line and "is running on" in line


async def test_the_second_waits_half_a_minute_and_then_says_who_holds_it(street: Street) -> None:
    clock = Watched()
    second = Program(street.program.settings, clock=clock)
    with capture_logs() as logs:
        begun = asyncio.create_task(second.start())
        await clock.is_waited_for.wait()
        clock.move(seconds=31)
        await asyncio.wait([begun])

    with pytest.raises(OperatorError) as caught:
        await begun
    await second.stop()

    assert names_the_holder(caught.value.message)
    assert caught.value.exit_code == 1
    assert [names_the_holder(one["why"]) for one in logs if "why" in one] == [True]


async def test_the_second_goes_on_where_the_first_has_ended(street: Street) -> None:
    clock = Watched()
    second = Program(street.program.settings, clock=clock)
    begun = asyncio.create_task(second.start())
    await clock.is_waited_for.wait()
    await street.program.stop()
    clock.move(seconds=2)
    await begun
    street.program = second

    await street.person("小李").says("随手拍 井盖松动", to=street.group)
    await street.settled()

    await street.group.shows("#C1001")


async def test_who_lost_the_database_to_another_ends(tmp_path: Path, postgres: Postgres) -> None:
    """A server that was away for a moment may have let somebody else in."""
    url = postgres.database()
    async with open_street(tmp_path, database_url=url) as street:
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as other:
            end_sessions(other)
            other.execute(f"SELECT pg_advisory_lock({HOLD})")
            await street.person("小李").says("随手拍 井盖松动", to=street.group)

            with pytest.raises(OperatorError, match="another Linlian"):
                async with asyncio.timeout(10):
                    await street.program.wait()
    postgres.drop(url)
