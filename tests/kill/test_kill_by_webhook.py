"""What Telegram got our 200 for is kept, whenever we are killed; and nobody runs twice."""

import random

import pytest

from tests.kill.conftest import Play
from tests.postgres import Postgres

pytestmark = [pytest.mark.kill, pytest.mark.timeout(240)]


@pytest.fixture
def seed() -> int:
    return random.randrange(10**6)


async def test_killed_while_it_is_posted_to_it_answers_every_report_once(
    play: Play, seed: int
) -> None:
    await play("webhook", seed=seed)


async def test_on_one_postgres_one_program_runs_and_the_next_takes_over(
    play: Play, seed: int, postgres: Postgres
) -> None:
    await play("instances-postgres", seed=seed, database=postgres.database())


async def test_two_pollers_of_one_bot_say_so_and_lose_nothing(play: Play, seed: int) -> None:
    await play("pollers", seed=seed)
