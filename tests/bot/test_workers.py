"""What arrived is handled: in order within a chat, none lost, none in another's way."""

import asyncio
import json

import pytest

from bot.metrics import Metrics
from bot.workers import UnreadableUpdate, Workers
from storage import inbox
from storage.database import Database
from storage.tables import inbox as inbox_table
from tests.bot.conftest import Post


def words_of(body: str) -> str:
    return str(json.loads(body)["message"]["text"])


class Feed:
    """Notes what is said; a chat whose words are in ``failing`` fails so many times."""

    def __init__(self, failing: dict[str, int] | None = None) -> None:
        self.failing = failing or {}
        self.heard: list[str] = []

    async def __call__(self, body: str) -> None:
        words = words_of(body)
        if self.failing.get(words, 0):
            self.failing[words] -= 1
            raise ValueError(words)
        self.heard.append(words)


async def states(post: Post) -> list[str]:
    assert post.program is not None
    query = inbox_table.select().order_by(inbox_table.c.id)
    return await post.program.db.read(lambda tx: [row.state for row in tx.execute(query)])


async def test_a_failing_update_holds_its_chat_and_no_other(post: Post) -> None:
    feed = Feed({"一": 2})
    post.feed = feed
    await post.start()
    post.says("一")
    post.says("二")
    post.says("群里", chat=post.group.id)
    await post.settle()
    assert feed.heard == ["群里"]

    await post.wait(seconds=0.5)
    await post.wait(seconds=1)

    assert feed.heard == ["群里", "一", "二"]
    assert await states(post) == ["done"] * 3


async def test_after_five_tries_it_is_set_aside_and_the_person_is_told(post: Post) -> None:
    feed = Feed({"一": 99})
    post.feed = feed
    await post.start()
    said = post.says("一")
    post.says("二")
    for seconds in (0.5, 1, 2, 4):
        assert feed.heard == []
        await post.wait(seconds=seconds)

    assert feed.failing["一"] == 99 - 5
    assert feed.heard == ["二"]
    assert await states(post) == ["parked", "done"]
    [sorry] = post.heard()
    assert sorry["reply_to_message"]["message_id"] == said


async def test_what_cannot_be_read_is_set_aside_without_a_word(post: Post) -> None:
    async def feed(body: str) -> None:
        raise UnreadableUpdate

    post.feed = feed
    await post.start()
    post.says("？")
    await post.settle()

    assert await states(post) == ["parked"]
    assert post.heard() == []


async def test_chats_are_handled_side_by_side(post: Post) -> None:
    met = asyncio.Barrier(2)

    async def feed(body: str) -> None:
        async with asyncio.timeout(10):
            await met.wait()

    post.feed = feed
    await post.start()
    post.says("我等你")
    post.says("我等你", chat=post.group.id)
    await post.settle()

    assert await states(post) == ["done", "done"]


async def test_what_was_not_finished_is_handled_by_the_next_run(post: Post) -> None:
    begun = asyncio.Event()

    async def feed(body: str) -> None:
        begun.set()
        await asyncio.Event().wait()

    post.feed = feed
    await post.start()
    post.says("一")
    await begun.wait()
    assert post.program is not None
    await post.program.workers.stop(within=0)
    await post.stop()
    again = Feed()
    post.feed = again
    await post.start()
    await post.settle()

    assert again.heard == ["一"]


async def test_who_is_being_served_may_finish_before_the_end(post: Post) -> None:
    begun, go_on, served = asyncio.Event(), asyncio.Event(), list[str]()

    async def feed(body: str) -> None:
        begun.set()
        await go_on.wait()
        served.append(words_of(body))

    post.feed = feed
    await post.start()
    post.says("一")
    await begun.wait()
    stopping = asyncio.create_task(post.stop())
    asyncio.get_running_loop().call_soon(go_on.set)
    await stopping

    assert served == ["一"]


@pytest.mark.parametrize("count", [40])
async def test_no_more_than_sixteen_at_a_time(post: Post, db: Database, count: int) -> None:
    at_work, most = 0, 0

    async def feed(body: str) -> None:
        nonlocal at_work, most
        at_work += 1
        most = max(most, at_work)
        await db.read(inbox.count_new)
        at_work -= 1

    now = post.clock.now()
    arrivals = [inbox.Arrival(number, str(number), "{}") for number in range(count)]
    await db.do(inbox.add_arrivals, bot_id=1, arrivals=arrivals, now=now)
    workers = Workers(db, post.clock, feed, Metrics())
    running = asyncio.create_task(workers.run())
    async with asyncio.timeout(10):
        while await db.read(inbox.count_new):
            pass
    await workers.stop(within=5)
    await running

    assert most <= 16
