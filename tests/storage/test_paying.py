"""What is claimed, and what was sent a moment ago, on both engines."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Connection

from domain.addresses import Address
from domain.communities import CommunityDefaults
from storage import communities, outbox, paying
from storage.database import Database
from storage.outbox import Lane
from tests.storage.conftest import SPRING

DEFAULTS = CommunityDefaults("Asia/Shanghai", "zh_CN", "09:00-18:00", "")
SECOND = timedelta(seconds=1)


def promise(tx: Connection, /, name: str, chat: str, *, lane: Lane, at: datetime = SPRING) -> None:
    outbox.owe(tx, dedup=name, kind="words", to=Address(chat), lane=lane, community_id=None, now=at)


def claimed(
    tx: Connection, /, limit: int, *, waiting: Collection[str] = (), full: Collection[str] = ()
) -> list[str]:
    found = paying.claim_owed(tx, now=SPRING, waiting_chats=waiting, full_chats=full, limit=limit)
    return [one.address.chat for one in found]


async def test_one_of_each_chat_is_claimed_however_many_wait_before_it(db: Database) -> None:
    for number in range(20):
        await db.do(promise, f"{number}", "1", lane=Lane.CARD)
    await db.do(promise, "later", "2", lane=Lane.DIGEST)

    assert await db.do(claimed, 2) == ["1", "2"]


async def test_behind_chats_that_are_closed_others_are_found(db: Database) -> None:
    for number in range(20):
        await db.do(promise, f"{number}", f"{number}", lane=Lane.CARD)
    closed = {f"{number}" for number in range(18)}

    assert await db.do(claimed, 2, waiting=closed) == ["18", "19"]
    assert await db.do(claimed, 2, full=closed - {"7"}) == ["7"]


async def test_an_alarm_overtakes_a_thousand_copies(db: Database) -> None:
    copies = [outbox.Copy(f"{one}", Address(f"{one}"), {}) for one in range(1000)]
    home = await db.do(communities.add_community, "幸福里", defaults=DEFAULTS, now=SPRING)
    await db.do(
        outbox.owe_copies,
        copies,
        kind="words",
        about="notice:1",
        lane=Lane.DIGEST,
        community_id=home.id,
        now=SPRING - SECOND,
    )
    await db.do(promise, "alarm", "-1", lane=Lane.ALARM)

    assert await db.do(claimed, 3) == ["-1", "0", "1"]


async def test_the_outbox_knows_what_was_sent_a_moment_ago(db: Database) -> None:
    for chat, ago in (("1", 0.5), ("2", 30), ("-1", 30), ("-2", 90)):
        await db.do(promise, chat, chat, lane=Lane.CARD)
        [owed] = await db.do(paying.claim_owed, now=SPRING, waiting_chats=(), limit=1)
        at = SPRING - timedelta(seconds=ago)
        await db.do(paying.mark_sent, owed, message="7", media_file=None, now=at)
    await db.do(promise, "on its way", "3", lane=Lane.CARD)
    assert await db.do(claimed, 1) == ["3"]

    found = await db.read(
        paying.list_just_sent, since=SPRING - SECOND, in_groups_since=SPRING - 60 * SECOND
    )
    assert {(to.chat, at) for to, at in found} == {
        ("1", SPRING - SECOND / 2),
        ("-1", SPRING - 30 * SECOND),
        ("3", None),
    }
