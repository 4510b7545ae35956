"""A headless Chromium in front of the street's page; where there is none, the tests say so."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

from sandbox import Sandbox
from sandbox.neighbourhood import default_world
from tests.browser.pictures import Pictures
from tests.browser.screen import DESKTOP, PATIENCE_MS, Screen, Width
from tests.sandbox.conftest import Api
from tests.street import Street, open_street

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",  # Chromium refuses to start as root without it
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DOCS = Path(__file__).parents[2] / "docs" / "pictures"


@dataclass(frozen=True)
class Square:
    sandbox: Sandbox
    bot: Api

    def chat_id(self, title: str) -> int:
        return next(chat.id for chat in self.sandbox.world.chats.values() if chat.title == title)


@pytest.fixture(scope="session")
def chromium() -> str:
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    if found is None:
        pytest.skip(f"no browser: none of {', '.join(NAMES)} is installed")
    return found


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield started
        await started.close()


@pytest.fixture
def width() -> Width:
    """What the page is looked at on; a test that cares parametrizes it."""
    return DESKTOP


@pytest.fixture
def pictures(tmp_path: Path) -> Pictures:
    """Where screenshots go: into the manual only when somebody asks for new ones."""
    return Pictures(DOCS if os.environ.get("LINLIAN_PICTURES") == "1" else tmp_path)


@asynccontextmanager
async def looking_at(
    page_url: str, browser: Browser, width: Width, pictures: Pictures
) -> AsyncIterator[Screen]:
    """The page, open; whatever it complained about in its console fails the test."""
    context = await browser.new_context(
        viewport={"width": width.x, "height": width.y},
        is_mobile=width.is_phone,
        has_touch=width.is_phone,
        device_scale_factor=1,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        color_scheme="light",
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    page = await context.new_page()
    complaints = listen(page)
    await page.goto(page_url)
    yield Screen(page, width, pictures)
    await context.close()
    assert complaints == []


@pytest_asyncio.fixture(loop_scope="session")
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    """On the loop of the browser, which all tests here share: starting one takes its time."""
    async with open_street(tmp_path) as street:
        yield street


@pytest_asyncio.fixture(loop_scope="session")
async def screen(
    browser: Browser, street: Street, width: Width, pictures: Pictures
) -> AsyncIterator[Screen]:
    """The page of the street, with our bot on it."""
    async with looking_at(street.sandbox.page_url, browser, width, pictures) as screen:
        yield screen


@pytest_asyncio.fixture(loop_scope="session")
async def square() -> AsyncIterator[Square]:
    """The sandbox's own small street, where the test itself speaks as the bot."""
    async with (
        Sandbox(default_world()) as sandbox,
        aiohttp.ClientSession() as session,
    ):
        yield Square(sandbox, Api(f"{sandbox.api_base}/bot{sandbox.token}", session))


@pytest_asyncio.fixture(loop_scope="session")
async def square_screen(
    browser: Browser, square: Square, width: Width, pictures: Pictures
) -> AsyncIterator[Screen]:
    async with looking_at(square.sandbox.page_url, browser, width, pictures) as screen:
        yield screen


def listen(page: Page) -> list[str]:
    """Fills with what goes wrong on the page: errors, warnings, files that are not there."""
    complaints: list[str] = []
    page.on(
        "console",
        lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None,
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "response",
        lambda answer: (
            complaints.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None
        ),
    )
    return complaints
