"""Eight write into the ledger at once, and a hundred press the last of something while the bot is
killed, on both engines: nothing is made, lost or done twice. ``make soak`` plays the long version.
"""

import random

import pytest

from tests.kill.conftest import Play
from tests.postgres import Postgres

pytestmark = [pytest.mark.kill, pytest.mark.timeout(240)]


async def test_eight_who_write_at_once_leave_the_ledger_right(play: Play) -> None:
    await play("ledger", seed=random.randrange(10**6))


async def test_on_postgres_eight_who_write_at_once_leave_the_ledger_right(
    play: Play, postgres: Postgres
) -> None:
    await play("ledger-postgres", seed=random.randrange(10**6), database=postgres.database())


async def test_killed_while_a_hundred_press_the_last_one_it_goes_to_one(play: Play) -> None:
    await play("last", seed=random.randrange(10**6))


async def test_killed_on_postgres_while_a_hundred_press_the_last_one_it_goes_to_one(
    play: Play, postgres: Postgres
) -> None:
    await play("last-postgres", seed=random.randrange(10**6), database=postgres.database())
