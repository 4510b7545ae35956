"""Years of reminders, meetings and digests in simulated time, with trouble at random."""

from random import Random

from tests.kill.outcome import Order, Outcome
from tests.years.judge import judge
from tests.years.town import lived


async def live_years(order: Order) -> Outcome:
    troubles, kills, outages = list[str](), 0, 0
    for number in range(order.count):
        with lived(Random(f"{order.seed}:{number}")) as town:
            troubles += judge(town)
            kills += town.machine.kills
            outages += len(town.machine.trouble)
    figures = {"kills": kills, "outages and wrong clocks": outages, "faults": len(troubles)}
    return Outcome(order.count, {**figures}, troubles)
