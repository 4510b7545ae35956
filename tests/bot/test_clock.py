"""Time passes by itself, and at once when a test says so."""

import asyncio
from datetime import timedelta

from bot.clock import Clock


async def test_whoever_sleeps_wakes_when_time_is_moved() -> None:
    clock = Clock()
    sleeper = asyncio.ensure_future(clock.sleep(3600))
    await asyncio.sleep(0)
    clock.move(minutes=59)
    await asyncio.wait([sleeper], timeout=0.01)
    assert not sleeper.done()

    clock.move(minutes=2)
    async with asyncio.timeout(5):
        await sleeper


async def test_a_moment_that_has_passed_is_not_waited_for() -> None:
    clock = Clock()
    async with asyncio.timeout(5):
        await clock.wait(asyncio.Event(), clock.now() - timedelta(hours=1))


async def test_a_bell_ends_the_wait() -> None:
    clock, bell = Clock(), asyncio.Event()
    bell.set()
    async with asyncio.timeout(5):
        await clock.wait(bell, None)
