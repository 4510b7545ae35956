"""Killed at any moment, under load, the bot loses nothing and does nothing twice.

Told from the chats, not from our tables. ``make soak`` plays the long version.
"""

import random

import pytest

from tests.kill.conftest import Play
from tests.postgres import Postgres

pytestmark = [pytest.mark.kill, pytest.mark.timeout(240)]


@pytest.fixture
def seed() -> int:
    return random.randrange(10**6)


async def test_killed_while_it_polls_it_answers_every_report_once(play: Play, seed: int) -> None:
    await play("polling", seed=seed)


async def test_stopped_politely_it_answers_every_report_once(play: Play, seed: int) -> None:
    await play("sigterm", seed=seed)


async def test_killed_on_postgres_it_answers_every_report_once(
    play: Play, seed: int, postgres: Postgres
) -> None:
    await play("postgres", seed=seed, database=postgres.database())


async def test_on_one_file_one_program_runs_and_the_next_takes_over(play: Play, seed: int) -> None:
    await play("instances", seed=seed)
