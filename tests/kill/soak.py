"""``make soak``: play every promise until its large figure is reached, from where it was left.

A round that fails stays in the journal with its seed, and its folder with the logs is kept.
"""

import argparse
import asyncio
import random
import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path

from tests.kill.journal import Journal, Played
from tests.kill.outcome import Order
from tests.kill.page import write_page
from tests.kill.parent import Parent
from tests.kill.promises import PROMISES, Promise
from tests.postgres import Postgres, serving, why_not

ROOT = Path(__file__).parents[2]
HOME = ROOT / ".soak"
PAGE = ROOT / "docs" / "promises.md"


class Soak:
    def __init__(self, home: Path, parent: Parent, *, postgres: Postgres | None = None) -> None:
        self.journal = Journal(home / "journal.jsonl")
        self._home = home
        self._parent = parent
        self._postgres = postgres

    def reach(self, promise: Promise, goal: int) -> None:
        """Rounds until so many were played, those of earlier runs counted."""
        while (missing := goal - self._played(promise)) > 0:
            seed = 2 * random.randrange(500_000) + len(self.journal.rounds(promise.name)) % 2
            played = self.play(promise, seed, min(missing, promise.size.at_once))
            self.journal.add(played)
            _say(f"{promise.name}: {self._played(promise):,} of {goal:,} {promise.size.unit}")

    def play(self, promise: Promise, seed: int, count: int) -> Played:
        """One round in a fresh folder, which is kept if the promise was not."""
        folder = self._home / "rounds" / f"{promise.name}-{seed}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        date, began = datetime.now(UTC).isoformat(timespec="seconds"), time.monotonic()
        with self._database(promise) as database:
            try:
                outcome = asyncio.run(
                    promise.play(Order(folder, self._parent, seed, count, database))
                )
            except AssertionError as error:
                figures, troubles = {}, [f"broken off: {error}"]
            else:
                count, figures, troubles = outcome.count, outcome.figures, outcome.troubles
        seconds = round(time.monotonic() - began)
        played = Played(promise.name, count, seed, figures, troubles, date, seconds)
        told = ", ".join(f"{name} {value}" for name, value in figures.items())
        _say(f"{promise.name}, seed {seed}: {count} {promise.size.unit} in {seconds} s; {told}")
        if played.is_kept:
            shutil.rmtree(folder)
        for trouble in troubles:
            _say(f"  FAILED: {trouble} (see {folder})")
        return played

    def _played(self, promise: Promise) -> int:
        return sum(one.count for one in self.journal.rounds(promise.name))

    @contextmanager
    def _database(self, promise: Promise) -> Iterator[str]:
        if not promise.is_on_postgres:
            yield ""
            return
        assert self._postgres is not None
        url = self._postgres.database()
        try:
            yield url
        finally:
            self._postgres.drop(url)


def summary(journal: Journal, promises: Iterable[Promise]) -> int:
    """How many rounds were kept and which were not, said; the exit code."""
    rounds = [one for promise in promises for one in journal.rounds(promise.name)]
    failed = [one for one in rounds if not one.is_kept]
    for one in failed:
        _say(f"FAILED {one.name}, seed {one.seed}, {one.date}: {'; '.join(one.troubles)}")
    _say(f"passed {len(rounds) - len(failed)}, failed {len(failed)}")
    return 1 if failed else 0


def main(argv: Sequence[str] | None = None) -> int:
    args = _arguments().parse_args(argv)
    names = [name for part in args.only for name in part.split(",")]
    chosen = [one for one in PROMISES if not names or one.name in names]
    if unknown := set(names) - {one.name for one in chosen}:
        _say(f"there is no {', '.join(sorted(unknown))}; {', '.join(p.name for p in PROMISES)}")
        return 2
    journal = Journal(HOME / "journal.jsonl")
    if args.page:
        write_page(PAGE, PROMISES, journal)
        return 0
    if args.fresh:
        journal.begin_anew([one.name for one in chosen])
    if why_not() and any(one.is_on_postgres for one in chosen):
        _say(f"skipped: what runs on PostgreSQL, for there is {why_not()}")
        chosen = [one for one in chosen if not one.is_on_postgres]
    needs_postgres = any(one.is_on_postgres for one in chosen)
    with Parent() as parent, serving() if needs_postgres else nullcontext() as postgres:
        soak = Soak(HOME, parent, postgres=postgres)
        if args.seed is not None:
            played = [soak.play(one, args.seed, one.size.at_once) for one in chosen]
            return int(not all(one.is_kept for one in played))
        try:
            for promise in chosen:
                soak.reach(promise, promise.size.small if args.small else promise.size.large)
        except KeyboardInterrupt:
            _say("broken off; the same command goes on from here")
    write_page(PAGE, PROMISES, journal)
    return summary(journal, chosen)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("--only", nargs="*", default=[], help="these promises, by their names")
    parser.add_argument("--fresh", action="store_true", help="begin anew; the old lines are kept")
    parser.add_argument("--small", action="store_true", help="the small figures are enough")
    parser.add_argument("--seed", type=int, help="play one round again and write nothing down")
    parser.add_argument("--page", action="store_true", help="only write the table of the page")
    return parser


def _say(line: str) -> None:
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
