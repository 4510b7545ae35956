"""Does what has fallen due. APScheduler only ticks; what and when stands in the ``jobs`` rows."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import Connection

from bot.clock import Clock
from storage import case_media, code_tries, effects, inbox, jobs, paying, search, unheard
from storage.database import Database
from storage.jobs import Job

TICK_SECONDS = 1
AT_ONCE = 50
MOST_TRIES = 10
LONGEST_PAUSE = timedelta(minutes=10)
BODIES_KEPT_FOR = timedelta(days=7)
LOOSE_PICTURES_KEPT_FOR = timedelta(days=1)
ANSWERS_KEPT_FOR = timedelta(days=30)
"""Telegram delivers again within a day; an older wish that comes back is a new one."""
COUNTS_KEPT_FOR = timedelta(days=30)
TRIES_KEPT_FOR = timedelta(days=1)
FORGOTTEN_AT_ONCE = 500
"""Deeds wait for one another, so a year's rows go in many small ones."""
INDEXED_AT_ONCE, INDEXED_A_TICK = 50, 1000
"""What is reported is found within a second or two; a million cases of before within the hour."""

log = structlog.get_logger("ticker")

Deed = Callable[[Connection, Job, datetime], None]


async def run_due(db: Database, deeds: Mapping[str, Deed], now: datetime) -> int:
    """Do everything that is due, the oldest first; return how many were tried.

    A failing job is put off and later given up; it never keeps the others.
    """
    count = 0
    while due := await db.read(jobs.list_due, now=now, limit=AT_ONCE):
        for job in due:
            await _run_one(db, deeds, job, now)
        count += len(due)
    return count


async def _run_one(db: Database, deeds: Mapping[str, Deed], job: Job, now: datetime) -> None:
    try:
        await db.do(do_job, job, deeds=deeds, now=now)
    except Exception as error:
        is_final = job.attempts + 1 >= MOST_TRIES
        log.exception("a job failed", job=job.id, kind=job.kind, is_given_up=is_final)
        await db.do(_put_aside, job, error=type(error).__name__, is_final=is_final, now=now)


def do_job(tx: Connection, job: Job, *, deeds: Mapping[str, Deed], now: datetime) -> None:
    """Take the job off the list and do it, both or neither; whoever comes second does nothing."""
    if jobs.end_job(tx, job.id, state=jobs.DONE, now=now):
        deeds[job.kind](tx, job, now)


def _put_aside(tx: Connection, job: Job, *, error: str, is_final: bool, now: datetime) -> None:
    if is_final:
        jobs.end_job(tx, job.id, state=jobs.FAILED, now=now, error=error)
    else:
        pause = min(timedelta(seconds=2**job.attempts), LONGEST_PAUSE)
        jobs.put_off(tx, job.id, until=now + pause, error=error)


def forget_old(tx: Connection, *, now: datetime) -> bool:
    """Delete some of what nobody needs any more and people's words should not lie about in;
    ``True`` while there is more.
    """
    counts = (
        inbox.forget_done(tx, before=now - BODIES_KEPT_FOR, limit=FORGOTTEN_AT_ONCE),
        case_media.forget_loose_pictures(
            tx, before=now - LOOSE_PICTURES_KEPT_FOR, limit=FORGOTTEN_AT_ONCE
        ),
        effects.forget_answers(tx, before=now - ANSWERS_KEPT_FOR, limit=FORGOTTEN_AT_ONCE),
        paying.forget_sent(tx, before=now - ANSWERS_KEPT_FOR, limit=FORGOTTEN_AT_ONCE),
        code_tries.forget_tries(tx, before=now - TRIES_KEPT_FOR, limit=FORGOTTEN_AT_ONCE),
        unheard.forget_unheard(tx, before=now - COUNTS_KEPT_FOR, limit=FORGOTTEN_AT_ONCE),
    )
    return FORGOTTEN_AT_ONCE in counts


async def index_new(db: Database) -> None:
    """Let what has been reported or reworded be found by its words, so much of it as a tick takes.

    Never in the report's own deed: at a million cases that made reporting ten times slower.
    """
    done = 0
    while done < INDEXED_A_TICK and await db.read(search.is_anything_new):
        count = await db.do(search.index_cases, limit=INDEXED_AT_ONCE)
        if not count:
            return
        done += count


class Ticker:
    def __init__(self, db: Database, clock: Clock, deeds: Mapping[str, Deed]) -> None:
        self._db = db
        self._clock = clock
        self._deeds = deeds
        self._turn = asyncio.Lock()
        self._scheduler = AsyncIOScheduler(
            timezone="UTC",
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    def start(self) -> None:
        self._scheduler.add_job(self.tick, "interval", seconds=TICK_SECONDS)
        self._scheduler.add_job(self.index, "interval", seconds=TICK_SECONDS)
        self._scheduler.add_job(self._forget, "interval", hours=1)
        self._scheduler.start()

    async def stop(self, within: float) -> None:
        """No more ticks; the job that is being done is finished first, if it can be in time."""
        if not self._scheduler.running:
            return
        self._scheduler.pause()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within), self._turn:
                pass
        self._scheduler.shutdown(wait=False)

    async def tick(self) -> None:
        async with self._turn:
            try:
                await run_due(self._db, self._deeds, self._clock.now())
            except Exception:  # the database's trouble; the rows wait for the next tick
                log.exception("what is due could not be looked up")

    async def index(self) -> None:
        try:
            await index_new(self._db)
        except Exception:  # the database's trouble; what is not indexed waits for the next tick
            log.exception("what is new could not be indexed")

    async def _forget(self) -> None:
        try:
            while await self._db.do(forget_old, now=self._clock.now()):
                pass
        except Exception:  # the database's trouble; the next hour tries again
            log.exception("what is old could not be deleted")
