"""Killed at any moment, under load, the bot loses nothing and does nothing twice.

Told from the chats, not from our tables. ``make soak`` plays the long version.
"""

import asyncio
import os
import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.sender import SIDE_BY_SIDE
from tests.kill.bots import drained, open_town
from tests.kill.crowd import Crowd
from tests.kill.judge import Ends, Verdict, judge, left_over

IS_SOAK = os.environ.get("LINLIAN_SOAK") == "large"
KILLS = 50 if IS_SOAK else 10
ROUNDS = 20 if IS_SOAK else 1
STOPS = 30 if IS_SOAK else 3

LONGEST_LIFE = 1.2
LONGEST_STOP = 10.0
LAST_WORDS = 0.05
"""What a bot had written to its connections when it died, the sandbox still reads."""

pytestmark = [pytest.mark.kill, pytest.mark.timeout(400 if IS_SOAK else 110)]

Say = Callable[[str], None]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """Print a figure so that it is seen."""

    def out(line: str) -> None:
        with capsys.disabled():
            print(f"\n{datetime.now(UTC):%Y-%m-%d %H:%M} {line}", flush=True)

    return out


def check(verdict: Verdict, crowd: Crowd) -> None:
    assert verdict.is_clean, verdict
    left = left_over(crowd.database)
    assert left == {}, f"left over: {left}"


@pytest.mark.parametrize("turn", range(ROUNDS))
async def test_killed_at_any_moment_it_answers_every_report_once(
    tmp_path: Path, say: Say, turn: int
) -> None:
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    async with open_town(tmp_path, seed=seed) as (crowd, bots):
        ends, starts = Ends(crowd), []
        with crowd.talking():
            for _ in range(KILLS):
                starts.append(await bots.start())
                await asyncio.sleep(chance.uniform(0.0, LONGEST_LIFE))
                assert await bots.kill() == -9, "it ended before it was killed"
                await asyncio.sleep(LAST_WORDS)
                ends.note()
            starts.append(await bots.start())
        await drained(crowd)
        assert await bots.stop() == 0
        verdict, limit = judge(crowd, ends), bots.on_their_way()

    say(
        f"kill -9: {KILLS} kills, {verdict.reports} reports, "
        f"{verdict.reports - len(verdict.unanswered)} answered, "
        f"{verdict.second_answers} answers and {verdict.second_cards} cards twice"
        f" ({limit} on their way at a kill), restart {sorted(starts)[len(starts) // 2]:.2f} s"
        f" (seed {seed})"
    )
    check(verdict, crowd)
    assert verdict.doubled <= limit <= SIDE_BY_SIDE * KILLS


async def test_stopped_politely_it_answers_every_report_once(tmp_path: Path, say: Say) -> None:
    loop, longest = asyncio.get_running_loop(), 0.0
    seed = random.randrange(10**6)
    async with open_town(tmp_path, seed=seed) as (crowd, bots):
        ends = Ends(crowd)
        with crowd.talking():
            for _ in range(STOPS):
                await bots.start()
                await asyncio.sleep(random.uniform(0.2, 1.5))
                began = loop.time()
                assert await bots.stop() == 0
                longest = max(longest, loop.time() - began)
                ends.note()
            await bots.start()
        await drained(crowd)
        assert await bots.stop() == 0
        verdict, limit = judge(crowd, ends), bots.on_their_way()

    say(
        f"SIGTERM: {STOPS} stops, {verdict.reports} reports, "
        f"{verdict.reports - len(verdict.unanswered)} answered, "
        f"{verdict.doubled} twice, longest stop {longest:.2f} s (seed {seed})"
    )
    check(verdict, crowd)
    assert verdict.doubled == limit == 0
    assert longest < LONGEST_STOP
