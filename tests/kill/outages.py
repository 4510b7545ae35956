"""The Bot API goes away for a while, again and again, and everybody goes on talking."""

import asyncio
import random

from bot.sender import SIDE_BY_SIDE
from tests.kill.bots import drained, open_town
from tests.kill.crowd import Crowd, Report
from tests.kill.judge import Ends, judge, look
from tests.kill.kills import told
from tests.kill.outcome import Order, Outcome, wrong
from tests.kill.waiting import until

PER_SECOND = 15
SHORTEST = 1.0
BETWEEN = (0.5, 2.0)
LONGEST_BACK = 120.0
IN_ROUTINE = 4.0
"""How long an outage lasts at most where only few are played."""
LONGEST = 20.0
FEW = 5

OVERTAKEN_AT_MOST = 0.1
"""Of those who spoke meanwhile. What was on its way when the line broke may have arrived; it is
said again after a pause, and so out of its turn. Nobody else is.
"""


async def go_away_again_and_again(order: Order) -> Outcome:
    """With a webhook, what is said meanwhile is taken at once; by polling Telegram keeps it."""
    mode, chance = order.mode, random.Random(order.seed)
    troubles: list[str] = []
    lasted, spoken, kept = [], list[Report](), 0
    longest = IN_ROUTINE if order.count <= FEW else LONGEST
    async with open_town(order.folder, order.parent, seed=order.seed, troubles=()) as (crowd, bots):
        ends = Ends(crowd)
        with crowd.talking(PER_SECOND):
            await bots.start(mode)
            for _ in range(order.count):
                await asyncio.sleep(chance.uniform(*BETWEEN))
                seconds = chance.uniform(SHORTEST, longest)
                news, taken = await _away(crowd, seconds, ends)
                lasted.append(seconds)
                spoken, kept = spoken + news, kept + taken
        await drained(crowd, LONGEST_BACK)
        code = await bots.stop()
        verdict = judge(crowd, ends)
        overtaken = overtakers(crowd, spoken)
    troubles += wrong(verdict, crowd)
    if code:
        troubles.append(f"told to stop, it ended with {code}")
    if verdict.doubled > SIDE_BY_SIDE * order.count:
        troubles.append(f"{verdict.doubled} doubled, more than can have been on their way")
    if len(overtaken) > OVERTAKEN_AT_MOST * len(spoken):
        troubles.append(f"answered before those who had spoken first: {overtaken[:3]}")
    if mode == "webhook" and kept < len(spoken):
        troubles.append(f"of {len(spoken)} updates in the outages only {kept} were taken meanwhile")
    figures = told(verdict) | {
        "away s": round(sum(lasted)),
        "said meanwhile": len(spoken),
        "out of turn": len(overtaken),
        "taken meanwhile": kept,
    }
    return Outcome(order.count, figures, troubles)


async def _away(crowd: Crowd, seconds: float, ends: Ends) -> tuple[list[Report], int]:
    """What was said while it was away, and how much of that had been confirmed before its end."""
    crowd.sandbox.faults.replace([{"effect": {"outage": seconds}, "times": 1}])
    [rule] = crowd.sandbox.faults.rules
    assert await until(lambda: rule.fired > 0, LONGEST_BACK), "it never called again"
    before = len(crowd.reports)
    await asyncio.sleep(seconds - 0.5)
    ends.note()  # what was on its way when it went away is said again
    spoken = crowd.reports[before:]
    await asyncio.sleep(0.4)
    answered = crowd.world.updates.answered
    return spoken, sum(report.update in answered for report in spoken)


def overtakers(crowd: Crowd, spoken: list[Report]) -> list[str]:
    """Reports that were answered before an earlier one of the same chat."""
    last: dict[int, int] = {}
    found, asked = [], set(spoken)
    for one in look(crowd):
        if one.report in asked:
            chat, first = one.report.chat, min(one.answers, default=0)
            if first < last.get(chat, 0):
                found.append(one.report.words)
            last[chat] = max(first, last.get(chat, 0))
    return found
