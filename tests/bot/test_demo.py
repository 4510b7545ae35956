"""The practice street: its page moves the clock the bot goes by, and nothing there ends it."""

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator

import pytest

from bot.demo import demo
from bot.neighbourhood import PUBLIC, STAFF
from bot.settings import Settings
from sandbox.driver import Driver
from tests.sandbox.panel import move_clock, spoil
from tests.street import NO_LIMITS

WITHIN = 30.0


class Screen(io.StringIO):
    """What is printed, and a bell for whoever waits for it."""

    def __init__(self) -> None:
        super().__init__()
        self.bell = asyncio.Event()

    def write(self, text: str) -> int:
        self.bell.set()
        return super().write(text)


@pytest.fixture
async def page_url() -> AsyncIterator[str]:
    """The whole demo in this process, found by the address it prints."""
    first = Settings()
    settings = first.model_copy(update={"limits": first.limits.model_copy(update=NO_LIMITS)})
    with contextlib.redirect_stdout(Screen()) as screen:
        running = asyncio.create_task(demo(settings, 0, pause_s=0.0))
        async with asyncio.timeout(WITHIN):
            await screen.bell.wait()
        yield screen.getvalue().strip()
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


async def test_three_days_pass_by_one_press_on_the_page(page_url: str) -> None:
    async with Driver(page_url) as street:
        zhao, staff = street.person("赵师傅"), street.chat(STAFF)
        await staff.shows("#C1001 随手拍 · 已办结", within=WITHIN)  # the scene is over
        await street.person("小李").says("随手拍 路灯不亮", to=street.chat(PUBLIC))
        await staff.shows("#C1002 随手拍 · 待受理", within=WITHIN)
        await zhao.says("/accept 1002", to=staff)
        await zhao.says("/resolve 1002 换了灯泡", to=staff)
        await staff.shows("#C1002 待确认", within=WITHIN)

        await move_clock(page_url, hours=73)

        assert "默认" in (await staff.shows("#C1002 随手拍 · 已办结", within=WITHIN)).text


async def test_a_trouble_that_ends_the_bot_does_not_end_the_practice(page_url: str) -> None:
    refused = {"method": "sendMessage", "times": 1, "effect": {"status": 401}}
    async with Driver(page_url) as street:
        group, staff = street.chat(PUBLIC), street.chat(STAFF)
        await staff.shows("#C1001 随手拍 · 已办结", within=WITHIN)
        await spoil(page_url, [refused])

        await street.person("小李").says("随手拍 路灯不亮", to=group)

        await group.shows("已登记 #C1002", within=WITHIN)
