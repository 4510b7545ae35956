"""A notice to a whole town, three in ten of whom have blocked the bot, is told once to each of the
others, though the bot is killed three times on the way; ``make soak`` plays the long version.
"""

import random

import pytest

from tests.kill.conftest import Play
from tests.postgres import Postgres

pytestmark = [pytest.mark.kill, pytest.mark.timeout(240)]


async def test_killed_on_the_way_a_notice_is_told_once_to_each(play: Play) -> None:
    await play("notice", seed=random.randrange(10**6))


async def test_killed_on_postgres_a_notice_is_told_once_to_each(
    play: Play, postgres: Postgres
) -> None:
    await play("notice-postgres", seed=random.randrange(10**6), database=postgres.database())
