"""Telegram repeats, shuffles and goes away; people press all at once. Each thing happens once.

By polling with an even seed, by webhook with an odd one.
"""

import random

import pytest

from tests.kill.conftest import Play

pytestmark = [pytest.mark.kill, pytest.mark.timeout(240)]
WAYS = pytest.mark.parametrize("way", [0, 1], ids=["polling", "webhook"])


@pytest.fixture
def seed(way: int) -> int:
    return 2 * random.randrange(500_000) + way


@WAYS
async def test_what_is_delivered_up_to_five_times_happens_once(play: Play, seed: int) -> None:
    await play("repeated", seed=seed, share=2)


@WAYS
async def test_what_comes_in_any_order_comes_to_the_same(play: Play, seed: int) -> None:
    await play("shuffled", seed=seed, share=2)


@WAYS
async def test_of_two_officers_who_press_at_once_one_wins(play: Play, seed: int) -> None:
    await play("presses", seed=seed, share=2)


# A connection that comes in while the sandbox shuts its port is lost by asyncio half made, and
# nobody is left to close it (CPython 3.11, Server._attach after close). It is the outage we play.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@WAYS
async def test_while_telegram_is_away_everybody_keeps_their_place(play: Play, seed: int) -> None:
    await play("outages", seed=seed, share=2)
