"""How much waits and for how long, on both engines."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from domain.addresses import Address
from storage import inbox, jobs, outbox, paying
from storage.database import Database
from storage.figures import Waiting, prove_writable, take_figures
from storage.outbox import Lane
from tests.storage.conftest import SPRING

LATER = SPRING + timedelta(hours=1)


def promise(tx: Connection, /, dedup: str, **more: Any) -> None:
    how: dict[str, Any] = {"lane": Lane.NOTICE, "now": SPRING, **more}
    outbox.owe(tx, dedup=dedup, kind="words", to=Address("7"), community_id=None, **how)


async def test_an_empty_database_has_nothing_waiting(db: Database) -> None:
    await db.do(prove_writable)
    figures = await db.read(take_figures, now=SPRING)

    assert figures.updates == figures.jobs == Waiting(0, None)
    assert figures.owed == dict.fromkeys(Lane, 0)
    assert figures.overdue_since is None
    assert figures.database_bytes > 1000


async def test_updates_wait_from_their_arrival_until_they_are_done(db: Database) -> None:
    for number, at in ((1, SPRING), (2, LATER), (3, LATER)):
        arrival = inbox.Arrival(number, "7", "{}")
        await db.do(inbox.add_arrivals, bot_id=1, arrivals=[arrival], now=at)
    assert (await db.read(take_figures, now=LATER)).updates == Waiting(3, SPRING)

    [first] = await db.read(inbox.list_next, now=LATER, busy=(), limit=9)
    await db.do(inbox.mark_done, first.id, now=LATER)
    assert (await db.read(take_figures, now=LATER)).updates == Waiting(2, LATER)


async def test_what_waits_for_its_time_is_owed_and_not_late(db: Database) -> None:
    await db.do(promise, "later", not_before=LATER + timedelta(hours=1))
    figures = await db.read(take_figures, now=LATER)

    assert figures.owed[Lane.NOTICE] == 1
    assert figures.overdue_since is None


async def test_what_was_tried_in_vain_is_late_since_its_promise(db: Database) -> None:
    await db.do(promise, "first")
    [owed] = await db.do(paying.claim_owed, now=SPRING, limit=9, waiting_chats=())
    await db.do(paying.put_back, owed, not_before=LATER + timedelta(hours=1), error="offline")

    assert (await db.read(take_figures, now=LATER)).overdue_since == SPRING


async def test_a_card_is_late_since_it_was_due_again(db: Database) -> None:
    def owe_card(tx: Connection) -> None:
        outbox.owe(
            tx,
            dedup="card",
            kind="case.card",
            about="case:1",
            to=Address("7"),
            lane=Lane.CARD,
            community_id=None,
            is_standing=True,
            not_before=LATER,
            now=SPRING,
        )

    await db.do(owe_card)
    assert (await db.read(take_figures, now=LATER)).overdue_since == LATER


async def test_jobs_count_from_their_time(db: Database) -> None:
    for name, due_at in (("a", SPRING), ("b", LATER), ("c", LATER + timedelta(seconds=1))):
        job: dict[str, Any] = {"kind": "test", "subject": name, "period": "", "community_id": None}
        await db.do(jobs.add_job, due_at=due_at, **job)

    assert (await db.read(take_figures, now=LATER)).jobs == Waiting(2, SPRING)
