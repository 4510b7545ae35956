"""Days on which Telegram hands over everything several times, or in any order."""

import asyncio
import random
from collections.abc import Callable

from tests.kill.bots import drained, open_town
from tests.kill.day import CountedDelivery, Day
from tests.kill.evening import untrue
from tests.kill.judge import Ends, judge
from tests.kill.kills import told
from tests.kill.outcome import Figures, Order, Outcome, wrong

TIMES = 5
WINDOW = 50
LONGEST_EVENING = 120.0
UNTIL_EDITS_SHOW = 3.0
"""Edits of one card are gathered for so long before they are sent."""


async def repeat_everything(order: Order) -> Outcome:
    """Each update comes one to five times; ``count`` is of deliveries."""
    delivery = CountedDelivery(repeat=TIMES, random=random.Random(order.seed))
    return await _live_through(order, delivery, lambda: delivery.deliveries)


async def shuffle_everything(order: Order) -> Outcome:
    """Any fifty updates that follow each other may change places; ``count`` is of updates."""
    delivery = CountedDelivery(shuffle=WINDOW, random=random.Random(order.seed))
    return await _live_through(order, delivery, lambda: delivery.updates)


async def _live_through(
    order: Order, delivery: CountedDelivery, counted: Callable[[], int]
) -> Outcome:
    troubles, loop = list[str](), asyncio.get_running_loop()
    async with open_town(order.folder, order.parent, seed=order.seed, troubles=()) as (crowd, bots):
        crowd.world.updates.delivery = delivery
        crowd.report()
        await bots.start(order.mode)
        began, day = loop.time(), Day(crowd)
        await day.pass_until(lambda: counted() >= order.count)
        await drained(crowd, LONGEST_EVENING)
        await asyncio.sleep(UNTIL_EDITS_SHOW)
        await drained(crowd)
        if code := await bots.stop():
            troubles.append(f"told to stop, it ended with {code}")
        seconds = loop.time() - began
        verdict = judge(crowd, Ends(crowd))
    if delivery.is_shuffled:  # numbers follow the order in which people were heard
        verdict.out_of_turn.clear()
    troubles += wrong(verdict, crowd) + untrue(day)
    figures: Figures = told(verdict) | {
        "updates": delivery.updates,
        "deliveries": delivery.deliveries,
        "presses": sum(map(len, day.seconded.values())) + len(day.accepted),
        "a second": round(counted() / seconds),
    }
    return Outcome(counted(), figures, troubles)
