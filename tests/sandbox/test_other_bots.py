"""Other people's bots on the sandbox, each a process of its own that knows only its address."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from sandbox.driver import Driver

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0  # two processes have to start


@asynccontextmanager
async def process(*words: str) -> AsyncIterator[Process]:
    """A command that runs until it is told to stop, and then stops without complaint."""
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *words, cwd=ROOT, stdout=PIPE
    )
    try:
        yield running
        assert running.returncode is None, "it has stopped by itself"
        running.terminate()
        async with asyncio.timeout(PATIENCE):
            assert await running.wait() == 0
    finally:
        if running.returncode is None:
            running.kill()
            await running.wait()


async def told(running: Process) -> dict[str, str]:
    """What the sandbox says of itself on its first lines: page, api, token."""
    assert running.stdout is not None
    found: dict[str, str] = {}
    async with asyncio.timeout(PATIENCE):
        while "token" not in found:
            name, _, value = (await running.stdout.readline()).decode().partition(" ")
            assert name, f"the sandbox ended after {found}"
            found[name] = value.strip()
    return found


@pytest.mark.parametrize(
    ("bot", "greeting"), [("aiogram_echo", "Hello, 小李!"), ("ptb_echo", "Hi 小李!")]
)
async def test_a_documented_example_talks_with_the_street(bot: str, greeting: str) -> None:
    async with process("bot", "sandbox") as sandbox:
        address = await told(sandbox)
        example = process(f"tests.sandbox.bots.{bot}", address["api"], address["token"])
        async with example, Driver(address["page"]) as street:
            rider = street.person("小李")

            await rider.starts()
            await rider.private.shows(greeting, from_bot=True, within=PATIENCE)
            said = await rider.says("hello")
            heard = await rider.private.shows("hello", from_bot=True, within=PATIENCE)

            assert heard.id > said.id
            assert heard.data["from"]["username"] == "street_bot"
