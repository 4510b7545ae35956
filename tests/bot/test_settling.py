"""The row's way after each failure, as a table."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.letters.letter import Letter, words
from bot.remedies import Kind, Remedy
from bot.settling import (
    FEWEST_TRIES,
    MOST_INTERRUPTED,
    TRIES_IN_A_DAY,
    Failure,
    book_failure,
    pause_after,
    recover_interrupted,
    settle_failure,
)
from domain.addresses import Address
from storage import outbox, paying
from storage.database import Database
from storage.messages import Standing
from storage.outbox import DEAD, NEW, SENDING, SENT, UNCERTAIN, Lane
from storage.paying import Owed
from storage.tables import messages
from storage.tables import outbox as table

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PLAIN = Letter(words)
CARD = Letter(words, is_standing=True)
REPOSTED = Letter(words, is_standing=True, reposts=True)
NICETY = Letter(words, is_nicety=True)
OLD = Standing("9")


async def claimed(db: Database, chat: str = "7") -> Owed:
    await db.do(
        outbox.owe,
        dedup="one",
        kind="words",
        about="case:1",
        to=Address(chat),
        lane=Lane.NOTICE,
        community_id=None,
        now=NOON,
    )
    [owed] = await db.do(paying.claim_owed, now=NOON, waiting_chats=(), limit=1)
    return owed


async def row(db: Database) -> Any:
    return await db.read(lambda tx: tx.execute(table.select()).one())


@pytest.mark.parametrize(
    ("kind", "letter", "standing", "state", "tries", "doubts"),
    [
        (Kind.WAIT, PLAIN, None, NEW, 0, 0),
        (Kind.OFFLINE, PLAIN, None, NEW, 0, 0),
        (Kind.RETRY, PLAIN, None, NEW, 1, 0),
        (Kind.RETRY, CARD, OLD, NEW, 1, 0),
        (Kind.UNCERTAIN, PLAIN, None, NEW, 1, 1),
        (Kind.UNCERTAIN, CARD, None, NEW, 1, 1),
        (Kind.UNCERTAIN, CARD, OLD, NEW, 1, 0),
        (Kind.RECARD, REPOSTED, OLD, NEW, 0, 0),
        (Kind.RECARD, CARD, OLD, DEAD, 0, 0),
        (Kind.RECARD, PLAIN, None, DEAD, 0, 0),
        (Kind.UNREACHABLE, PLAIN, None, DEAD, 0, 0),
        (Kind.BUG, PLAIN, None, DEAD, 0, 0),
        (Kind.STOP, PLAIN, None, NEW, 0, 0),
        (Kind.STOP, NICETY, None, NEW, 0, 0),
        (Kind.WAIT, NICETY, None, DEAD, 0, 0),
        (Kind.RETRY, NICETY, None, DEAD, 0, 0),
        (Kind.UNCERTAIN, NICETY, None, DEAD, 0, 0),
    ],
)
async def test_each_remedy_has_its_way(
    db: Database,
    kind: Kind,
    letter: Letter,
    standing: Standing | None,
    state: str,
    tries: int,
    doubts: int,
) -> None:
    owed = await claimed(db)

    await db.do(
        settle_failure,
        owed,
        Remedy(kind, seconds=30),
        letter=letter,
        standing=standing,
        error="why",
        now=NOON,
    )

    after = await row(db)
    assert (after.state, after.attempts, after.uncertain) == (state, tries, doubts)


async def test_the_third_doubt_is_the_last(db: Database) -> None:
    owed = replace(await claimed(db), uncertain=2)

    failure = Failure(Remedy(Kind.UNCERTAIN), "why")
    await db.do(book_failure, [owed], failure=failure, standing=None, now=NOON)

    assert (await row(db)).state == UNCERTAIN


@pytest.mark.parametrize(
    ("letter", "hours", "tries", "state"),
    [
        (PLAIN, 23, 200, NEW),
        (PLAIN, 25, FEWEST_TRIES - 1, NEW),
        (PLAIN, 25, FEWEST_TRIES, DEAD),
        (CARD, 1000, 100, NEW),
        (CARD, 1, TRIES_IN_A_DAY, DEAD),
    ],
)
async def test_a_day_of_trying_is_enough(
    db: Database, letter: Letter, hours: int, tries: int, state: str
) -> None:
    owed = replace(await claimed(db), attempts=tries)

    await db.do(
        settle_failure,
        owed,
        Remedy(Kind.RETRY),
        letter=letter,
        standing=None,
        error="502",
        now=NOON + timedelta(hours=hours),
    )

    assert (await row(db)).state == state


def test_pauses_double_up_to_five_minutes() -> None:
    for attempts, longest in ((0, 1), (1, 2), (5, 32), (9, 300), (10_000, 300)):
        seconds = pause_after(attempts).total_seconds()
        assert longest * 0.8 <= seconds <= longest


async def test_a_moved_group_takes_its_promises_along_and_leaves_its_old_cards(
    db: Database,
) -> None:
    owed = await claimed(db, chat="-4001")
    await db.do(paying.mark_sent, owed, message="9", media_file=None, now=NOON)
    card: dict[str, Any] = {"kind": "case.card", "about": "case:1", "lane": Lane.CARD}
    at: dict[str, Any] = {"community_id": None, "now": NOON}
    await db.do(outbox.owe_standing, to=Address("-4001", reply_to="3"), **card, **at)
    rows = await db.do(paying.claim_owed, now=NOON, waiting_chats=(), limit=1)

    failure_moves = Remedy(Kind.MOVE, chat="-1005")
    await db.do(
        settle_failure,
        rows[0],
        failure_moves,
        letter=CARD,
        standing=None,
        error="moved",
        now=NOON,
    )
    await db.do(outbox.owe_standing, to=Address("-1005"), **card, **at)

    found = await db.read(lambda tx: tx.execute(table.select().order_by(table.c.id)).all())
    assert [(one.chat, one.state, one.reply_to) for one in found] == [
        ("-1005", SENT, None),
        ("-1005", NEW, None),
    ]
    [old] = await db.read(lambda tx: tx.execute(messages.select()).all())
    assert (old.chat, old.superseded_at) == ("-4001", NOON)


async def test_at_the_start_a_doubtful_message_is_due_at_once(db: Database) -> None:
    await claimed(db)

    assert await db.do(recover_interrupted, now=NOON) == 1

    after = await row(db)
    assert (after.state, after.uncertain, after.not_before) == (NEW, 1, NOON)


async def test_ended_again_and_again_it_waits_longer_and_is_given_up_late(db: Database) -> None:
    """Three ends in a row are one bad minute of the machine, and no reason to fall silent."""
    await claimed(db)
    at, pauses = NOON, []
    for _ in range(MOST_INTERRUPTED - 1):
        await db.do(recover_interrupted, now=at)
        after = await row(db)
        assert after.state == NEW
        pauses.append((after.not_before - at).total_seconds())
        at = after.not_before
        await db.do(paying.claim_owed, now=at, waiting_chats=(), limit=1)
    await db.do(recover_interrupted, now=at)

    assert pauses[0] == 0.0
    assert pauses == sorted(pauses)
    assert 60 < sum(pauses) < 300
    assert (await row(db)).state == UNCERTAIN


async def test_a_booking_made_again_changes_nothing(db: Database) -> None:
    """As when the first did arrive, and its answer got lost."""
    owed = await claimed(db)
    await db.do(paying.mark_sent, owed, message="9", media_file=None, now=NOON)
    before = await row(db)

    failure = Failure(Remedy(Kind.RETRY), "502")
    await db.do(book_failure, [owed], failure=failure, standing=None, now=NOON)
    await db.do(paying.give_up, owed, state=DEAD, error="502", now=NOON)
    later = NOON + timedelta(minutes=1)
    await db.do(paying.mark_sent, owed, message="10", media_file=None, now=later)

    assert await row(db) == before


async def test_a_booking_made_again_takes_nothing_from_a_later_claim(db: Database) -> None:
    owed = await claimed(db)
    await db.do(paying.put_back, owed, not_before=NOON, error="502")
    later = NOON + timedelta(minutes=1)
    await db.do(paying.claim_owed, now=later, waiting_chats=(), limit=1)
    before = await row(db)

    await db.do(paying.put_back, owed, not_before=NOON, error="502")
    await db.do(paying.mark_sent, owed, message="9", media_file=None, now=NOON)
    await db.do(paying.give_up, owed, state=DEAD, error="502", now=NOON)

    assert (before.state, await row(db)) == (SENDING, before)


async def test_several_rows_share_one_fate(db: Database) -> None:
    owed = await claimed(db)
    failure = Failure(Remedy(Kind.WAIT, seconds=30), "slowly")
    await db.do(book_failure, [owed], failure=failure, standing=None, now=NOON)

    assert (await row(db)).not_before == NOON + timedelta(seconds=30)
