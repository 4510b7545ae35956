"""A headless Chromium in front of the street's page; where there is none, the tests say so."""

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.browser.pictures import Pictures
from tests.browser.screen import DESKTOP, PATIENCE_MS, Screen, Width
from tests.street import Street

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


@pytest.fixture(scope="session")
def chromium() -> str:
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    if found is None:
        pytest.skip(f"no browser: none of {', '.join(NAMES)} is installed")
    return found


@pytest.fixture
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


@pytest.fixture
async def screen(
    browser: Browser, street: Street, width: Width, pictures: Pictures
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
    await page.goto(street.sandbox.page_url)
    yield Screen(page, width, pictures)
    await context.close()
    assert complaints == []


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
