"""The list of what is promised and played: small on every change, large by ``make soak``."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tests.kill.days import repeat_everything, shuffle_everything
from tests.kill.kills import by_polling, by_webhook, stop_again_and_again
from tests.kill.last_ones import press_the_last
from tests.kill.ledgers import write_at_once
from tests.kill.notices import tell_a_town
from tests.kill.outages import go_away_again_and_again
from tests.kill.outcome import Round
from tests.kill.pairs import start_many_on_one_database, two_pollers
from tests.kill.presses import press_at_once
from tests.kill.years import live_years


@dataclass(frozen=True)
class Size:
    """``small`` and ``large`` count ``unit``; a round plays ``at_once`` of them at most."""

    unit: str
    small: int
    large: int
    at_once: int


@dataclass(frozen=True)
class Promise:
    name: str
    fault: str
    size: Size
    play: Round
    is_on_postgres: bool = False


def _promises() -> Iterator[Promise]:
    size = Size("kills", 15, 1_000, 25)
    yield Promise("polling", "kill -9 while it polls", size, by_polling)
    size = Size("kills", 12, 500, 25)
    yield Promise("webhook", "kill -9 while it is posted to", size, by_webhook)
    size = Size("kills", 6, 200, 25)
    yield Promise("postgres", "kill -9 on PostgreSQL", size, by_polling, is_on_postgres=True)
    size = Size("stops", 12, 300, 30)
    yield Promise("sigterm", "SIGTERM under load", size, stop_again_and_again)
    size = Size("deliveries", 2_000, 200_000, 10_000)
    yield Promise("repeated", "each update delivered 1-5 times", size, repeat_everything)
    size = Size("updates", 2_000, 100_000, 10_000)
    yield Promise("shuffled", "updates shuffled within 50", size, shuffle_everything)
    size, play = Size("starts", 6, 200, 10), start_many_on_one_database
    yield Promise("instances", "programs on one SQLite file", size, play)
    yield Promise("instances-postgres", "programs on one PostgreSQL", size, play, True)
    size = Size("starts", 2, 40, 5)
    yield Promise("pollers", "two programs poll for one bot", size, two_pollers)
    size = Size("outages", 5, 100, 10)
    yield Promise("outages", "the Bot API is down for 1-20 s", size, go_away_again_and_again)
    size = Size("cases", 50, 2_000, 200)
    yield Promise("presses", "two officers press ten times at once", size, press_at_once)
    size, what = Size("presses", 400, 8_000, 1_600), "a hundred press the last one, kill -9"
    yield Promise("last", what, size, press_the_last)
    yield Promise("last-postgres", f"{what}, on PostgreSQL", size, press_the_last, True)
    size, play = Size("moves", 4_000, 100_000, 100_000), write_at_once
    yield Promise("ledger", "eight write into the ledger at once", size, play)
    yield Promise("ledger-postgres", "the same on PostgreSQL", size, play, True)
    size, what = Size("people", 500, 10_000, 10_000), "a notice to a town, kill -9 three times"
    yield Promise("notice", what, size, tell_a_town)
    yield Promise("notice-postgres", f"{what}, on PostgreSQL", size, tell_a_town, True)
    size, what = Size("years", 1, 30, 10), "a year of what the clock says, in simulated time"
    yield Promise("year", what, size, live_years)


PROMISES: Final = tuple(_promises())


def promise_of(name: str) -> Promise:
    """Raises ``StopIteration`` for a name that is none."""
    return next(one for one in PROMISES if one.name == name)
