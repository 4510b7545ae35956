"""More programs than one: on one database, where only one may run, or for one and the same bot."""

import asyncio
import random
import re
import signal
from functools import partial
from pathlib import Path

from bot.database_settings import SQLITE
from tests.kill.books import still_waiting
from tests.kill.bots import Bots, drained, open_town
from tests.kill.crowd import Crowd
from tests.kill.judge import Ends, judge, look
from tests.kill.kills import last_words_heard, told
from tests.kill.outcome import Figures, Order, Outcome, wrong
from tests.kill.waiting import until

PER_SECOND = 10
LONGEST_WAIT = 45.0
HOLDER = re.compile(r"another Linlian \((?:process|linlian) (\d+)\b.*\) is running on ")
CONFLICT = "another program receives this bot's updates with the same bot.token"
SIDE_BY_SIDE = 6.0
REST = 5.0
"""For so long at least whoever was turned away leaves Telegram in peace."""


async def start_many_on_one_database(order: Order) -> Outcome:
    """One runs and the others wait. It is killed, one of them takes over, and so on; those who
    are never needed say who runs, and end with 1.
    """
    chance, troubles = random.Random(order.seed), list[str]()
    async with open_town(
        order.folder, order.parent, seed=order.seed, database=order.database, troubles=()
    ) as (
        crowd,
        bots,
    ):
        ends, crew = Ends(crowd), Crew(crowd, bots)
        with crowd.talking(PER_SECOND):
            for _ in range(order.count):
                crew.add()
            for _ in range(order.count // 2):
                running = await crew.runner()
                await asyncio.sleep(chance.uniform(0.2, 1.0))
                await bots.end(running, signal.SIGKILL)
                await last_words_heard()
                ends.note()
            last = await crew.runner()
            gave_up = await crew.give_up()
        await drained(crowd)
        if code := await bots.end(last, signal.SIGTERM):
            troubles.append(f"told to stop, the last one ended with {code}")
        verdict, limit = judge(crowd, ends), crew.on_their_way()
    troubles += wrong(verdict, crowd) + gave_up
    if verdict.doubled > limit:
        troubles.append(f"{verdict.doubled} doubled, but {limit} on their way at the kills")
    if conflicts := _conflicts(crowd):
        troubles.append(f"two of them asked for updates at once, {conflicts} times")
    return Outcome(order.count, told(verdict) | {"handed over": order.count // 2}, troubles)


class Crew:
    """Programs with a log each, so that it can be told which of them is the one that runs."""

    def __init__(self, crowd: Crowd, bots: Bots) -> None:
        self._crowd = crowd
        self._bots = bots
        self._config = crowd.write_settings()
        self._logs: dict[int, Path] = {}
        self._ran: set[int] = set()

    def add(self) -> None:
        log = self._crowd.folder / f"bot{len(self._logs)}.log"
        self._logs[self._bots.fork(self._config, log)] = log

    async def runner(self) -> int:
        """The one that has begun to run since we last asked."""
        for _ in range(int(LONGEST_WAIT / 0.05)):
            running = {process for process in self._logs if self._has_said(process, "running")}
            if new := running - self._ran:
                self._ran |= new
                [process] = new
                return process
            await asyncio.sleep(0.05)
        raise AssertionError("nobody took over")

    async def give_up(self) -> list[str]:
        """Wait for those that never ran; what was wrong with how they ended."""
        found = []
        for process in self._logs.keys() - self._ran:
            code, words = await self._bots.ended(process), self._logs[process].read_text()
            told = [line for line in words.splitlines() if line.startswith("linlian: ")]
            holders = {int(name) for line in told for name in HOLDER.findall(line)}
            if code != 1 or not holders or not holders <= self._ran:
                found.append(f"one that was not needed ended with {code} and said {told}")
        return found

    def on_their_way(self) -> int:
        return sum(self._bots.on_their_way(log) for log in self._logs.values())

    def _has_said(self, process: int, event: str) -> bool:
        return any(line["event"] == event for line in self._bots.log_lines(self._logs[process]))


async def two_pollers(order: Order) -> Outcome:
    """The same token in two programs, each with its own database: a mistake of the operator's,
    that must be said and must lose nothing.
    """
    troubles, chance, seconds = list[str](), random.Random(order.seed), 0.0
    async with open_town(order.folder, order.parent, seed=order.seed, troubles=()) as (crowd, bots):
        other, database = order.folder / "other.log", f"{SQLITE}{order.folder / 'other.db'}"
        mine, second = crowd.write_settings(), crowd.write_settings(database=database)
        crowd.settle_in(database)
        with crowd.talking(PER_SECOND):
            first = bots.fork(mine)
            for _ in range(order.count):
                process, lasts = bots.fork(second, other), chance.uniform(1, 2) * SIDE_BY_SIDE
                await asyncio.sleep(lasts)
                seconds += lasts
                troubles += await _leaves(bots, process)
        await until(lambda: not len(crowd.world.updates), LONGEST_WAIT)
        troubles += await _leaves(bots, first)
        # Each owes what it has taken, and pays it when it may run alone.
        for config, log, owing in ((second, other, database), (mine, bots.log, crowd.database)):
            if not _is_paid(owing):
                process = bots.fork(config, log)
                await until(partial(_is_paid, owing), LONGEST_WAIT, every=0.2)
                troubles += await _leaves(bots, process)
        seen, words = look(crowd), bots.log_lines() + bots.log_lines(other)
    conflicts = _conflicts(crowd)
    if lost := [one.report.words for one in seen if not (one.answers and one.cards)]:
        troubles.append(f"never answered: {len(lost)}, {lost[:3]}")
    if CONFLICT not in {line["event"] for line in words}:
        troubles.append("neither said that another program has the same token")
    if not 0 < conflicts <= 2 * (seconds / REST + order.count):
        troubles.append(f"{conflicts} conflicts in {seconds:.0f} s")
    twice = sum(len(one.answers) > 1 for one in seen)
    figures: Figures = {"reports": len(seen), "lost": len(lost), "conflicts": conflicts}
    return Outcome(order.count, figures | {"answered by both": twice}, troubles)


def _is_paid(database: str) -> bool:
    return not still_waiting(database)


async def _leaves(bots: Bots, process: int) -> list[str]:
    code = await bots.end(process, signal.SIGTERM)
    return [f"told to stop, it ended with {code}"] if code else []


def _conflicts(crowd: Crowd) -> int:
    calls = crowd.sandbox.faults.calls
    return sum(call["method"] == "getUpdates" and call["status"] == 409 for call in calls)
