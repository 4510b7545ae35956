"""A notice to a whole town while people report and the bot is killed three times on the way: told
once, at the pace that Telegram allows, and nobody who reports waits behind it.
"""

import os
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from bot.sender import SIDE_BY_SIDE
from tests.kill.bots import Bots, drained, open_town
from tests.kill.crowd import Crowd, Pace
from tests.kill.judge import Ends, judge, look
from tests.kill.kills import last_words_heard, told
from tests.kill.outcome import Figures, Order, Outcome, wrong
from tests.kill.town import Town, settle_town
from tests.kill.waiting import until

KILLS = 3
PER_SECOND = 3
RATE = 300
SLOW_RATE = 100
"""For the few of the small figure, so that there is something to see on the way."""
LARGE = 10_000
"""From here on the machine is measured, too, unless others work on it meanwhile."""
LONGEST_SENDING = 600.0
WARM_UP = 1.0
SLOWEST_ANSWER = 1.0
LEAST_SHARE = 0.98
MOST_BEFORE_AN_ANSWER = 250
"""What waits in the outbox is several times that, and some is sent while a report is read."""


@dataclass(frozen=True)
class Life:
    """What one bot asked of the sandbox: when each notice, and all that a limit counts."""

    notices: list[float]
    counted: list[float]
    refused: list[float]

    @property
    def per_second(self) -> tuple[int, int]:
        """How many calls in how many seconds, from when it was warm to the last notice. Whole ones:
        what a limit lets pass comes in bursts, a second apart.
        """
        begin = self.notices[0] + WARM_UP
        seconds = max(int(self.notices[-1] - begin), 0)
        return sum(begin <= one < begin + seconds for one in self.counted), seconds


async def tell_a_town(order: Order) -> Outcome:
    troubles, moments = list[str](), list[float]()
    async with open_town(
        order.folder, order.parent, seed=order.seed, database=order.database, troubles=()
    ) as (crowd, bots):
        town, ends = settle_town(crowd, order.count), Ends(crowd)
        _set_limits(crowd, _rate_of(order))
        with town.watching():
            with crowd.talking(PER_SECOND):
                await bots.start(order.mode)
                town.send()
                await town.sent_off()
                for turn in range(KILLS):
                    await _have_heard(town, (turn + 1) * order.count // (KILLS + 1))
                    await bots.kill()
                    await last_words_heard()
                    ends.note()
                    moments.append(crowd.world.clock())
                    await bots.start(order.mode)
                if not await until(lambda: town.card() is not None, LONGEST_SENDING, every=0.2):
                    troubles.append(f"it never ended: {town.bars[-1:]} of {order.count}")
            await drained(crowd)
        if code := await bots.stop():
            troubles.append(f"told to stop, it ended with {code}")
        return _outcome(order, town, bots, ends, moments, troubles)


def _rate_of(order: Order) -> int:
    return RATE if order.count >= LARGE else SLOW_RATE


def _set_limits(crowd: Crowd, rate: int) -> None:
    """Several times what Telegram allows, so that it is soon over; ours are the same."""
    times = rate // 30
    crowd.pace = Pace(rate, private_per_second=times, group_per_minute=20 * times)
    for name, value in asdict(crowd.pace).items():
        setattr(crowd.sandbox.limits, name, value)
    crowd.sandbox.limits.on = True


async def _have_heard(town: Town, count: int) -> None:
    calls = town.crowd.sandbox.faults.calls
    mine, seen, heard = {one.id for one in town.people}, 0, 0

    def is_so() -> bool:
        nonlocal seen, heard
        while seen < len(calls):
            heard += calls[seen]["method"] == "sendMessage" and calls[seen]["chat_id"] in mine
            seen += 1
        return heard >= count

    assert await until(is_so, LONGEST_SENDING), f"{heard} of {count} have heard it"


def _outcome(
    order: Order,
    town: Town,
    bots: Bots,
    ends: Ends,
    moments: list[float],
    troubles: list[str],
) -> Outcome:
    crowd = town.crowd
    lives = lives_of(town, moments)
    verdict, behind = judge(crowd, ends), answers_of(crowd, lives, moments)
    troubles += told_once(town, on_their_way=bots.on_their_way())
    troubles += paced(town, lives, fewest_bars=2 + order.count // 2000)
    troubles += [one for one in wrong(verdict, crowd) if "outbox" not in one]
    most = max((one.notices for one in behind), default=0)
    if most > MOST_BEFORE_AN_ANSWER:
        troubles.append(f"{most} heard the notice before somebody's report was answered")
    slowest = _p99(one.seconds for one in behind if one.is_same_bot)
    calls, seconds = map(sum, zip(*(life.per_second for life in lives), strict=True))
    share = calls / seconds / _rate_of(order) if seconds else 0.0
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    if order.count >= LARGE and load <= cores:
        if share < LEAST_SHARE:
            troubles.append(f"{share:.1%} of the rate that is allowed")
        if slowest > SLOWEST_ANSWER:
            troubles.append(f"a report was answered after {slowest:.2f} s (p99)")
    card = town.card()
    figures: Figures = told(verdict) | {
        "told": sum(town.told(one.id) > 0 for one in town.people),
        "uncertain": card.uncertain if card else 0,
        "429s": crowd.sandbox.limits.refused,
        "rate %": round(100 * share, 1),
        "answer p99 s": round(slowest, 2),
        "notices before an answer": most,
        "progress seen": len(town.bars),
        "load": round(load, 1),
    }
    return Outcome(order.count, figures, troubles)


def told_once(town: Town, *, on_their_way: int) -> list[str]:
    """By the chats, the sandbox's list of who has blocked the bot, and the composer's card."""
    troubles, card = list[str](), town.card()
    often = {one.id: town.told(one.id) for one in town.people}
    twice = [one for one, times in often.items() if times > 1]
    missed = [one for one, times in often.items() if not times and one not in town.blocked]
    if twice:
        troubles.append(f"told twice: {len(twice)}, {twice[:3]}")
    if card is None:
        return [*troubles, "the composer was never told how it ended"]
    if card.reached + card.blocked + card.uncertain != len(town.people):
        troubles.append(f"{card} for {len(town.people)} people")
    if card.uncertain > min(on_their_way, SIDE_BY_SIDE * KILLS):
        troubles.append(f"{card.uncertain} uncertain, but {on_their_way} on their way at the kills")
    arrived = sum(often.values())
    if not card.reached <= arrived <= card.reached + card.uncertain:
        troubles.append(f"{card}, but {arrived} have it")
    if not card.blocked <= len(town.blocked) <= card.blocked + card.uncertain:
        troubles.append(f"{card}, but {len(town.blocked)} have blocked the bot")
    if len(missed) > card.uncertain:
        troubles.append(f"never told: {len(missed)}, {missed[:3]}")
    return troubles


def paced(town: Town, lives: list[Life], *, fewest_bars: int) -> list[str]:
    """No 429 but in the first second of a bot that was killed a moment ago; the bar grows."""
    troubles = list[str]()
    if many := sum(one > life.notices[0] + WARM_UP for life in lives for one in life.refused):
        troubles.append(f"{many} calls too many, says Telegram")
    if len(town.bars) < fewest_bars or any(one > two for one, two in pairwise(town.bars)):
        troubles.append(f"the bar went {town.bars}")
    return troubles


def lives_of(town: Town, moments: list[float]) -> list[Life]:
    mine = {one.id for one in town.people[1:]}
    lives = [Life([], [], []) for _ in range(len(moments) + 1)]
    for call in town.crowd.sandbox.faults.calls:
        if not _counts(call):
            continue
        life = lives[bisect_left(moments, call["at"])]
        life.counted.append(call["at"])
        if call["status"] == 429:
            life.refused.append(call["at"])
        if call["method"] == "sendMessage" and call["chat_id"] in mine:
            life.notices.append(call["at"])
    return [life for life in lives if life.notices]


def _counts(call: dict[str, Any]) -> bool:
    method: str = call["method"]
    return method.startswith(("send", "edit")) and method != "sendChatAction"


@dataclass(frozen=True)
class Wait:
    """From a report to its answer: how long, and how many heard the notice meanwhile."""

    seconds: float
    notices: int
    is_same_bot: bool


def answers_of(crowd: Crowd, lives: list[Life], moments: list[float]) -> list[Wait]:
    """Of the reports that were made while the notice went out."""
    sent, notices = _moments_sent(crowd), [at for life in lives for at in life.notices]
    found = []
    for one in look(crowd):
        first, said_at = min(one.answers, default=None), one.report.at
        if first is not None and notices[0] <= said_at <= notices[-1]:
            answered_at = sent[one.report.chat][first]
            between = sum(said_at < at < answered_at for at in notices)
            is_same = not any(said_at < at < answered_at for at in moments)
            found.append(Wait(answered_at - said_at, between, is_same))
    return found


def _moments_sent(crowd: Crowd) -> dict[int, dict[int, float]]:
    """When each message of the bot was sent: the n-th call into a chat wrote its n-th message."""
    bot, moments = crowd.world.bot.id, dict[int, list[float]]()
    for call in crowd.sandbox.faults.calls:
        if call["method"].startswith("send") and _counts(call) and call["status"] == 200:
            moments.setdefault(call["chat_id"], []).append(call["at"])
    return {
        chat.id: dict(
            zip(
                (one.id for one in chat.messages.values() if one.from_id == bot),
                moments.get(chat.id, []),
                strict=True,
            )
        )
        for chat in crowd.world.chats.values()
    }


def _p99(seconds: Iterable[float]) -> float:
    ordered = sorted(seconds)
    return ordered[len(ordered) * 99 // 100] if ordered else 0.0
