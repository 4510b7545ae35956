"""A bot that lives through a year in which it is killed, down, and its clock is put wrong."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from random import Random
from typing import TypeAlias
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from actions.digests import owe_digests
from actions.reminder_runs import owe_reminders
from bot.jobs import JOBS
from bot.ticker import do_job
from storage import jobs
from storage.tables import jobs as job_rows

FIRST = datetime(2027, 12, 31, 16, tzinfo=UTC)
LAST = FIRST + timedelta(days=366)
ATTENTIVE = timedelta(seconds=1)
"""So long after its time something is noticed to be due."""

SLOWER = timedelta(milliseconds=20)
LONGEST_WRONG = timedelta(hours=3)
APART = timedelta(hours=12)
"""So far away is trouble from what must happen at its hour."""

Act: TypeAlias = Callable[[datetime], None]
ZoneChanges: TypeAlias = Sequence[tuple[datetime, datetime, ZoneInfo]]
"""From when until when people lived by which clocks."""


@dataclass
class Machine:
    """Time goes from one due job, or deed of people, to the next."""

    tx: Connection
    random: Random
    now: datetime = FIRST
    trouble: list[tuple[datetime, datetime]] = field(default_factory=list)
    kills: int = 0
    firm: tuple[datetime, ...] = ()
    look: Act = lambda now: None
    """Whatever people see and answer, after anything was done."""
    _acts: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=count)

    def at(self, moment: datetime, act: Act) -> None:
        """What people do then, or as soon as the bot is up again."""
        heappush(self._acts, (moment, next(self._numbers), act))

    def live(self) -> None:
        while (due := self._next_due()) is not None and max(due, self.now) < LAST:
            self.now = max(due + ATTENTIVE, self.now)
            if self.random.random() < 0.04:
                self._have_trouble()
            self._tick()
            while self._acts and self._acts[0][0] <= self.now:
                heappop(self._acts)[2](self.now)
            self.look(self.now)

    def was_up(self, begin: datetime, end: datetime) -> bool:
        return not any(since <= end and begin <= until for since, until in self.trouble)

    def start(self) -> None:
        """What is looked after whenever the bot comes up."""
        owe_digests(self.tx, now=self.now)
        owe_reminders(self.tx, now=self.now)

    def _next_due(self) -> datetime | None:
        waits = sa.text("jobs.state = 'waiting'")
        found: datetime | None = self.tx.execute(
            sa.select(job_rows.c.due_at).where(waits).order_by(job_rows.c.due_at).limit(1)
        ).scalar()
        known = [one for one in (found, self._acts[0][0] if self._acts else None) if one]
        return min(known, default=None)

    def _have_trouble(self) -> None:
        """Down for some minutes or some days, or somebody puts the clock forward or back."""
        longest = self.random.choice((10, 90, 300, 5 * 1440))
        span = timedelta(minutes=self.random.uniform(1, longest))
        if any(one - span - APART < self.now < one + APART for one in self.firm):
            return
        if self.random.random() < 0.6:
            self.trouble.append((self.now - ATTENTIVE, self.now + span))
            self.now += span
            self.start()
            return
        span = min(span, LONGEST_WRONG)
        self._put_clock(span if self.random.random() < 0.5 else -span)

    def _put_clock(self, span: timedelta) -> None:
        """Wrong by so much, and right again some hours later."""
        low, high = sorted((self.now, self.now + span))
        self.trouble.append((low - ATTENTIVE, high + ATTENTIVE))
        self.now += span
        if span > timedelta():
            hours = self.random.uniform(0, 8)
            self.at(self.now + timedelta(hours=hours), lambda _now: self._put_clock(-span))
        if self.random.random() < 0.5:
            self.start()

    def _tick(self) -> None:
        while due := jobs.list_due(self.tx, now=self.now, limit=50):
            for job in due:
                if self.random.random() < 0.05:  # killed before it was written down
                    self.kills += 1
                    step = self.tx.begin_nested()
                    do_job(self.tx, job, deeds=JOBS, now=self.now)
                    step.rollback()
                    self.start()
                do_job(self.tx, job, deeds=JOBS, now=self.now)
                if self.random.random() < 0.1:  # another program, which is a little slower
                    do_job(self.tx, job, deeds=JOBS, now=self.now + SLOWER)
