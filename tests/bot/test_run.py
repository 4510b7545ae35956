"""The program as its operator meets it: a process that starts, stops and says what is wrong."""

import asyncio
import os
import signal
import sqlite3
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.bot.conftest import Post

pytestmark = pytest.mark.kill


@asynccontextmanager
async def program(post: Post, **more: str) -> AsyncIterator[Process]:
    environ = {
        **{name: value for name, value in os.environ.items() if not name.startswith("LINLIAN_")},
        "LINLIAN_BOT__TOKEN": post.sandbox.token,
        "LINLIAN_BOT__API_BASE": post.sandbox.api_base,
        "LINLIAN_DATABASE__URL": post.settings().database.url,
        "LINLIAN_MEDIA__DIR": post.settings().media.dir,
        "LINLIAN_KEYS__FILE": post.settings().keys.file,
        "LINLIAN_WEB__PORT": "0",
        "LINLIAN_METRICS__PORT": "0",
        **more,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env=environ, stderr=PIPE, stdout=PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def line_with(process: Process, words: str) -> str:
    assert process.stderr is not None
    async with asyncio.timeout(60):
        while line := (await process.stderr.readline()).decode():
            if words in line:
                return line
    raise AssertionError(f"the program ended without saying {words!r}")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_polite_stop_is_quick_and_ends_with_0(post: Post, number: signal.Signals) -> None:
    async with program(post) as process:
        await line_with(process, "running")
        process.send_signal(number)
        async with asyncio.timeout(10):
            assert await process.wait() == 0


async def test_a_second_signal_does_not_wait(post: Post) -> None:
    post.trouble({"hang": 60}, method="sendMessage")
    async with program(post) as process:
        await line_with(process, "running")
        post.says("/start")
        [hang] = post.sandbox.faults.rules
        async with asyncio.timeout(20):
            while not hang.fired:
                await post.world.events.wait(within=0.05)
        process.terminate()
        await line_with(process, "a second signal does not wait")
        process.terminate()
        async with asyncio.timeout(3):
            assert await process.wait() == 1


async def test_a_wrong_token_is_one_line_and_2(post: Post) -> None:
    wrong = "123456789:" + "A" * 35
    async with program(post, LINLIAN_BOT__TOKEN=wrong) as process:
        line = await line_with(process, "linlian:")
        assert await process.wait() == 2

    assert "bot.token" in line
    assert "A" * 35 not in line


async def test_a_second_program_on_the_same_file_says_who_holds_it(post: Post) -> None:
    async with program(post) as first:
        await line_with(first, "running")
        async with program(post) as second:
            line = await line_with(second, "linlian:")
            assert await second.wait() == 1
        first.terminate()
        await first.wait()

    assert "database.url" in line
    assert str(first.pid) in line


async def test_nothing_is_lost_when_it_is_killed(post: Post) -> None:
    for round_number in range(3):
        async with program(post) as process:
            await line_with(process, "running")
            for number in range(10):
                post.says(f"{round_number}-{number}")
            process.kill()
    await post.start()
    await post.settle()
    await post.stop()

    rows = sqlite3.connect(post.folder / "linlian.db")
    states = rows.execute("SELECT state, COUNT(*) FROM inbox GROUP BY state").fetchall()
    rows.close()
    assert states == [("done", 30)]
