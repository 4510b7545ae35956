"""The opening scene, clicked and typed on the practice page, on a desktop and on a phone."""

import pytest
from playwright.async_api import Locator, expect

from bot.neighbourhood import PUBLIC, STAFF
from tests.browser.screen import DESKTOP, PHONE, Screen, Width
from tests.street import Street

pytestmark = [pytest.mark.browser, pytest.mark.journey]

BOT = "邻联"
REPORT = "随手拍 阿郎批发部下方井盖松动"
LOOSE, MENDED = "示例照片（井盖松动）", "示例照片（已修好）"

both_widths = pytest.mark.parametrize("width", [DESKTOP, PHONE], ids=["desktop", "phone"])


async def joins(screen: Screen) -> Locator:
    """Four taps in private, so that the bot may write there."""
    private = await screen.opens(BOT)
    await private.get_by_role("button", name="开始").click()
    for label in ("我是小哥", "外卖", "一号网格"):
        await screen.presses(label, in_=private)
    await expect(private.get_by_role("button", name="同意")).to_be_visible()
    return private


async def reports(screen: Screen) -> Locator:
    await screen.speaks_as("小李")
    group = await screen.opens(PUBLIC)
    await screen.attaches(LOOSE)
    await screen.says(REPORT)
    return group


async def takes_on_and_mends(screen: Screen) -> Locator:
    await screen.speaks_as("赵师傅")
    staff = await screen.opens(STAFF)
    await screen.presses("受理", in_=staff)
    await screen.sees("已受理", in_=staff)
    await screen.presses("办结", in_=staff)
    await screen.is_asked("怎么修好的")
    await screen.attaches(MENDED)
    await screen.says("井盖已加固")
    await screen.sees("待确认", in_=staff)
    return staff


@both_widths
async def test_a_report_goes_from_the_photo_to_thanks(
    screen: Screen, street: Street, width: Width
) -> None:
    await screen.speaks_as("小李")
    private = await joins(screen)
    await screen.presses("同意", in_=private)
    await screen.sees("欢迎加入幸福里", in_=private)

    group = await reports(screen)
    await screen.sees("已登记 #C1001", in_=group)
    await takes_on_and_mends(screen)
    await screen.speaks_as("小李")
    private = await screen.opens(BOT)
    await screen.presses("满意", in_=private)

    await screen.sees("已办结", in_=private)
    for person, chat in (("小李", PUBLIC), ("赵师傅", STAFF)):
        await screen.speaks_as(person)
        await screen.sees("已办结", in_=await screen.opens(chat))
    assert await street.stage_of(1001) == "closed"
    if width is PHONE:
        assert await screen.overflow() == 0


async def test_the_whole_street_stands_side_by_side(screen: Screen) -> None:
    await screen.speaks_as("小李")
    private = await joins(screen)
    await screen.presses("同意", in_=private)
    await reports(screen)
    await takes_on_and_mends(screen)
    await screen.watches()
    await screen.presses("满意", in_=screen.chat(f"小李 ↔ {BOT}"))

    for chat in (PUBLIC, STAFF):
        await screen.sees("已办结", in_=screen.chat(chat))
    await screen.is_pictured("scene-desktop")


@pytest.mark.parametrize("width", [PHONE], ids=["phone"])
async def test_what_a_rider_and_the_office_see_on_a_phone(screen: Screen) -> None:
    await screen.speaks_as("小李")
    private = await joins(screen)
    await screen.is_pictured("onboarding")
    await screen.presses("同意", in_=private)
    await screen.says("随手拍")
    await screen.sees("请发照片", in_=private)
    await screen.attaches(LOOSE)
    await screen.says("井盖松动，踩上去会晃")
    await screen.sees("③ 在哪里", in_=private)
    await screen.is_pictured("form")
    await screen.presses("取消", in_=private)

    group = await reports(screen)
    await screen.sees("已登记 #C1001", in_=group)
    assert await screen.overflow() == 0
    await screen.is_pictured("rider-report")
    await screen.speaks_as("赵师傅")
    staff = await screen.opens(STAFF)
    await screen.sees("待受理", in_=staff)
    await screen.is_pictured("staff-card")
    await takes_on_and_mends(screen)
    await screen.speaks_as("小李")
    await screen.sees("修好了吗", in_=await screen.opens(BOT))
    assert await screen.overflow() == 0
    await screen.is_pictured("question")
    await screen.presses("满意", in_=private)
    group = await screen.opens(PUBLIC)
    await screen.sees("已办结", in_=group)
    await screen.is_pictured("scene-phone")


async def test_everything_can_be_said_from_the_keyboard(screen: Screen) -> None:
    keys = screen.page.keyboard
    await screen.speaks_as("小李")
    group = await screen.opens(PUBLIC)
    await expect(screen.line()).to_be_focused()

    await keys.type(REPORT)
    await keys.press("Enter")

    await screen.sees("已登记 #C1001", in_=group)
    await expect(screen.line()).to_be_focused()
