"""Bots that are killed, or politely stopped, again and again while people go on reporting."""

import asyncio
import random
from functools import partial
from statistics import median

from bot.sender import SIDE_BY_SIDE
from tests.kill.bots import Bots, drained, open_town
from tests.kill.crowd import MODES, Mode
from tests.kill.judge import Ends, Verdict, judge
from tests.kill.outcome import Figures, Order, Outcome, wrong

LONGEST_LIFE = 0.8
LONGEST_STOP = 10.0
LAST_WORDS = 20
"""What a bot had written to its connections when it died, the sandbox still reads: in so many turns
of its loop. On a busy machine one longer pause might be a single turn, and a dead bot's word be
taken for its successor's.
"""


async def last_words_heard() -> None:
    for _ in range(LAST_WORDS):
        await asyncio.sleep(0.005)


async def kill_again_and_again(order: Order, mode: Mode) -> Outcome:
    chance, troubles, starts = random.Random(order.seed), [], []
    async with open_town(order.folder, order.parent, seed=order.seed, database=order.database) as (
        crowd,
        bots,
    ):
        ends = Ends(crowd)
        with crowd.talking():
            for _ in range(order.count):
                starts.append(await bots.start(mode))
                await asyncio.sleep(chance.uniform(0.0, LONGEST_LIFE))
                if (code := await bots.kill()) != -9:
                    troubles.append(f"it had ended by itself: {code}")
                await last_words_heard()
                ends.note()
            starts.append(await bots.start(mode))
        await drained(crowd)
        troubles += await _leaves(bots)
        verdict, limit = judge(crowd, ends), bots.on_their_way()
    troubles += wrong(verdict, crowd)
    if not verdict.doubled <= limit <= SIDE_BY_SIDE * order.count:
        troubles.append(f"{verdict.doubled} doubled, but {limit} on their way at the kills")
    figures = told(verdict) | {"on their way": limit, "restart s": round(median(starts), 2)}
    return Outcome(order.count, figures, troubles)


by_polling = partial(kill_again_and_again, mode="polling")
by_webhook = partial(kill_again_and_again, mode="webhook")


async def stop_again_and_again(order: Order) -> Outcome:
    """Each bot hands over to one that gets its updates the other way."""
    chance, troubles, stops = random.Random(order.seed), [], []
    loop = asyncio.get_running_loop()
    async with open_town(order.folder, order.parent, seed=order.seed) as (crowd, bots):
        ends = Ends(crowd)
        with crowd.talking():
            for turn in range(order.count):
                await bots.start(MODES[turn % 2])
                await asyncio.sleep(chance.uniform(0.0, LONGEST_LIFE))
                began = loop.time()
                troubles += await _leaves(bots)
                stops.append(loop.time() - began)
                ends.note()
            await bots.start(MODES[order.count % 2])
        await drained(crowd)
        troubles += await _leaves(bots)
        verdict, limit = judge(crowd, ends), bots.on_their_way()
    troubles += wrong(verdict, crowd)
    if verdict.doubled or limit:
        troubles.append(f"{verdict.doubled} doubled and {limit} on their way at polite stops")
    if max(stops) >= LONGEST_STOP:
        troubles.append(f"a stop took {max(stops):.1f} s")
    return Outcome(order.count, told(verdict) | {"longest stop s": round(max(stops), 2)}, troubles)


async def _leaves(bots: Bots) -> list[str]:
    code = await bots.stop()
    return [f"told to stop, it ended with {code}"] if code else []


def told(verdict: Verdict) -> Figures:
    return {
        "reports": verdict.reports,
        "lost": len(verdict.unanswered),
        "two effects": len(verdict.with_two_numbers),
        "taken over": verdict.taken_over,
        "messages twice": verdict.doubled,
    }
