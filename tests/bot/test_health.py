"""``/healthz`` and ``/readyz``: what a stranger outside is told, part by part."""

import asyncio
import sqlite3
from contextlib import closing
from typing import Any

import aiohttp
import pytest

from bot.health import Health
from bot.intake import Inlet
from bot.polling import Polling
from tests.bot.bench import StillClock
from tests.bot.conftest import Post
from tests.bot.unlucky import Hung, never_called


async def live(post: Post, stranger: aiohttp.ClientSession) -> tuple[int, str]:
    async with stranger.get(f"{post.web_url}/healthz") as answer:
        return answer.status, await answer.text()


async def ready(post: Post, stranger: aiohttp.ClientSession) -> tuple[int, dict[str, str]]:
    post.clock.move(seconds=3)  # a report is given again for two
    async with stranger.get(f"{post.web_url}/readyz") as answer:
        said: dict[str, Any] = await answer.json()
    assert said["is_ready"] is (answer.status == 200)
    return answer.status, {part: words for part, words in said["parts"].items() if words != "ok"}


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_a_program_that_runs_is_alive_and_ready(
    mode: str, post: Post, stranger: aiohttp.ClientSession
) -> None:
    post.mode = "webhook" if mode == "webhook" else "polling"
    await post.start()
    await post.settle()

    assert await live(post, stranger) == (200, "ok")
    assert await ready(post, stranger) == (200, {})


async def test_without_telegram_it_is_alive_and_not_ready(
    post: Post, stranger: aiohttp.ClientSession
) -> None:
    post.trouble({"status": 502, "body": "busy"}, method="getMe")
    starting = asyncio.create_task(post.start())
    while not post.calls("getMe"):
        await asyncio.wait([starting], timeout=0.01)

    assert await live(post, stranger) == (200, "ok")
    assert await ready(post, stranger) == (503, {"telegram": "has not answered yet"})
    starting.cancel()
    await asyncio.gather(starting, return_exceptions=True)


async def test_a_poller_in_trouble_says_so(post: Post, stranger: aiohttp.ClientSession) -> None:
    await post.start()
    await post.settle()
    post.trouble({"status": 502, "body": "busy"}, method="getUpdates", times=1)
    post.says("你好")
    await post.settle()

    status, parts = await ready(post, stranger)
    assert (status, set(parts)) == (503, {"intake"})
    await post.wait(seconds=5)
    assert await ready(post, stranger) == (200, {})


async def test_a_webhook_that_is_not_accepted_yet_says_so(
    hook: Post, stranger: aiohttp.ClientSession
) -> None:
    hook.trouble({"status": 502, "body": "busy"}, method="setWebhook", times=1)
    await hook.start()
    await hook.settle()

    status, parts = await ready(hook, stranger)
    assert (status, set(parts)) == (503, {"intake"})
    await hook.wait(seconds=5)
    assert await ready(hook, stranger) == (200, {})


async def test_a_database_that_cannot_be_written_is_told(
    post: Post, stranger: aiohttp.ClientSession
) -> None:
    await post.start()
    await post.settle()
    with closing(sqlite3.connect(post.folder / "linlian.db", isolation_level=None)) as outside:
        outside.execute("BEGIN IMMEDIATE")
        status, parts = await ready(post, stranger)
        assert (status, parts["database"]) == (503, "cannot be written")
        outside.execute("ROLLBACK")

    assert await ready(post, stranger) == (200, {})


async def test_probes_that_come_together_share_one_look_however_long_it_takes() -> None:
    clock = StillClock()
    hung = Hung(lambda: clock.move(seconds=3))
    inlet = Inlet(hung, clock, bot_id=1, arrived=lambda _: None)
    health = Health(hung, clock, Polling(never_called, clock, inlet), patience=0.01)

    reports = await asyncio.gather(*(health.report() for _ in range(6)))

    assert {report["database"] for report in reports} == {"cannot be written"}
    assert {report["updates"] for report in reports} == {"cannot be read"}
    assert hung.asked == 2  # once to read and once to write


async def test_an_update_that_waits_too_long_is_told(
    post: Post, stranger: aiohttp.ClientSession
) -> None:
    stuck = asyncio.Event()

    async def feed(_body: str) -> None:
        await stuck.wait()

    post.feed = feed
    await post.start()
    assert post.program is not None
    post.says("你好")
    await post.program.intake.drain()
    assert await ready(post, stranger) == (200, {})
    post.clock.move(seconds=61)
    status, parts = await ready(post, stranger)
    assert status == 503
    assert parts["updates"].startswith("the oldest waits for 6")
    stuck.set()
    await post.settle()

    assert await ready(post, stranger) == (200, {})


async def test_a_part_that_has_ended_is_named(post: Post, stranger: aiohttp.ClientSession) -> None:
    await post.start()
    assert post.program is not None
    post.trouble({"status": 401}, method="getUpdates")
    drained = asyncio.ensure_future(post.program.intake.drain())
    await asyncio.wait(post.program.health.tasks, return_when=asyncio.FIRST_COMPLETED)
    drained.cancel()

    assert await live(post, stranger) == (503, "ended: Polling")


async def test_a_program_that_stops_is_alive_and_takes_no_more(
    post: Post, stranger: aiohttp.ClientSession
) -> None:
    work, begun = asyncio.Event(), asyncio.Event()

    async def feed(_body: str) -> None:
        begun.set()
        await work.wait()

    post.feed = feed
    await post.start()
    assert post.program is not None
    post.says("你好")
    await post.program.intake.drain()
    await begun.wait()
    stopping = asyncio.create_task(post.stop())
    await asyncio.wait([stopping], timeout=0.05)

    assert await live(post, stranger) == (200, "stopping")
    assert (await ready(post, stranger))[1]["program"] == "stopping"
    work.set()
    await stopping
