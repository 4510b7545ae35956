"""The page without a mouse, with a thick thumb, on a narrow screen, at night."""

import json
from pathlib import Path

import pytest
from playwright.async_api import expect

from bot.neighbourhood import PUBLIC
from tests.browser.screen import DESKTOP, PHONE, Screen, Width
from tests.street import Street

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

HERE = Path(__file__).parent
ACCESS = (HERE / "access.js").read_text(encoding="utf-8")
CONTRAST = (HERE / "contrast.js").read_text(encoding="utf-8")
SECTIONS = ("时间", "限速", "故障", "投递", "机器人的请求", "谁能看到")
MOST_STEPS = 150
READABLE = 4.5
WORDS_ON = [
    *[(words, "--paper") for words in ("--ink", "--soft", "--faint", "--accent", "--danger")],
    *[(words, "--hover") for words in ("--ink", "--soft", "--accent")],
    *[(f"--hue-{number}", "--bubble") for number in range(8)],
    *[("--face-ink", f"--hue-{number}") for number in range(8)],
    ("--faint", "--bubble"),
    ("--faint", "--ground"),
    ("--accent", "--accent-soft"),
    ("--accent-ink", "--accent"),
    ("--ink", "--mine"),
    ("--mine-stamp", "--mine"),
    ("--ink", "--mark"),
    ("--key-ink", "--paper"),
]

NARROWEST = Width(320, 640, is_phone=True)

on_both = pytest.mark.parametrize("width", [DESKTOP, PHONE], ids=["desktop", "phone"])


async def found(screen: Screen, what: str) -> list[str]:
    answer = await screen.page.evaluate(ACCESS, what)
    assert isinstance(answer, list)
    return answer


async def walk(screen: Screen) -> list[str]:
    """Tab through the whole page; what had the focus without showing it."""
    await screen.page.evaluate(
        "for (const one of document.querySelectorAll('[data-reached]')) delete one.dataset.reached"
    )
    steps: list[str] = []
    while len(steps) < MOST_STEPS and "back" not in steps:
        await screen.page.keyboard.press("Tab")
        steps.append(await screen.page.evaluate(ACCESS, "step"))
    return [step for step in steps if step not in ("seen", "nowhere", "back")]


async def is_usable(screen: Screen) -> None:
    assert await found(screen, "nameless") == []
    assert await walk(screen) == []
    assert await found(screen, "unreached") == []
    if screen.width.is_phone:
        assert await found(screen, "small") == []


@on_both
async def test_everything_has_a_name_and_shows_the_focus(screen: Screen, street: Street) -> None:
    await street.person("小李").says("随手拍 井盖松动", to=street.group)
    await street.group.shows("已登记 #C1001")
    await street.settled()
    await screen.speaks_as("小李")
    await screen.opens(PUBLIC)
    await is_usable(screen)

    await screen.page.get_by_role("region", name=PUBLIC).get_by_label("成员和设置").click()
    assert await found(screen, "nameless") == []
    if screen.width.is_phone:
        assert await found(screen, "small") == []
    await screen.page.keyboard.press("Escape")
    await screen.page.keyboard.press("Alt+T")
    for section in SECTIONS:
        await screen.page.get_by_role("tab", name=section).click()
        await is_usable(screen)


@pytest.mark.parametrize("width", [NARROWEST], ids=["narrowest"])
async def test_nothing_sticks_out_on_the_narrowest_phone(screen: Screen, street: Street) -> None:
    await street.person("小李").says("随手拍 井盖松动", to=street.group)
    await street.group.shows("已登记 #C1001")
    await screen.speaks_as("小李")
    assert await screen.sticks_out() == []
    await screen.opens(PUBLIC)
    assert await screen.sticks_out() == []
    await screen.page.get_by_role("button", name="试验台").click()
    for section in SECTIONS:
        await screen.page.get_by_role("tab", name=section).click()
        assert await screen.sticks_out() == [], section
    await screen.page.keyboard.press("Escape")
    await screen.page.locator(".bubble").last.evaluate(
        "bubble => { bubble.style.whiteSpace = 'pre'; bubble.append('长'.repeat(40)); }"
    )
    assert await screen.sticks_out() != []  # so the check above can fail


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_words_stand_out_by_day_and_by_night(screen: Screen, scheme: str) -> None:
    await screen.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")

    ratios = await screen.page.evaluate(CONTRAST, WORDS_ON)

    pale = {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < READABLE}
    assert pale == {}, json.dumps(pale, indent=1)


async def test_a_report_and_its_answer_by_keyboard_alone(screen: Screen, street: Street) -> None:
    keys = screen.page.keyboard
    await keys.press("Tab")  # the way past the header
    await keys.press("Tab")
    await expect(screen.page.get_by_label("我是")).to_be_focused()
    await keys.press("ArrowDown")
    await expect(screen.page.locator("body")).to_have_attribute("data-mode", "speak")
    first = screen.page.locator("#list .chat-item").first
    for _ in range(MOST_STEPS):
        await keys.press("Tab")
        if await first.evaluate("node => node === document.activeElement"):
            break
    await keys.press("ArrowDown")
    await expect(screen.page.locator("#list .chat-item").nth(1)).to_be_focused()
    await keys.press("ArrowUp")
    await keys.press("Enter")
    await expect(screen.line()).to_be_focused()

    await keys.type("随手拍 井盖松动")
    await keys.press("Enter")

    await screen.sees("已登记 #C1001", in_=screen.chat(PUBLIC))


async def test_escape_closes_what_is_open_and_gives_the_focus_back(screen: Screen) -> None:
    keys = screen.page.keyboard
    await screen.speaks_as("小李")
    group = await screen.opens(PUBLIC)
    await keys.press("Alt+T")
    drawer = screen.page.locator("#drawer")
    await expect(drawer.get_by_role("tab", name="时间")).to_be_focused()
    await keys.press("ArrowRight")
    await expect(drawer.get_by_role("tab", name="限速")).to_be_focused()
    await keys.press("Escape")
    await expect(drawer).to_be_hidden()
    await expect(screen.line()).to_be_focused()

    members = group.get_by_label("成员和设置")
    await members.press("Enter")
    await expect(screen.page.get_by_role("dialog")).to_be_visible()
    await keys.press("Escape")
    await expect(members).to_be_focused()

    commands = screen.page.get_by_label("命令", exact=True)
    await commands.press("Enter")
    await expect(screen.page.get_by_role("menu")).to_be_visible()
    await keys.press("Escape")
    await expect(commands).to_be_focused()
