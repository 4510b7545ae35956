"""The opening scene, clicked and typed on the practice page, on a desktop and on a phone."""

import pytest
from playwright.async_api import Locator, expect

from bot.neighbourhood import PUBLIC, STAFF
from tests.browser.screen import PHONE, Screen
from tests.street import Street

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

BOT = "邻联"
REPORT = "随手拍 阿郎批发部下方井盖松动"
LOOSE, MENDED = "示例照片（井盖松动）", "示例照片（已修好）"

on_a_phone = pytest.mark.parametrize("width", [PHONE], ids=["phone"])


async def knocks(screen: Screen) -> Locator:
    """小李 tells the bot who he is, up to the last question."""
    await screen.speaks_as("小李")
    private = await screen.opens(BOT)
    await private.get_by_role("button", name="开始").click()
    for label in ("我是小哥", "外卖", "一号网格"):
        await screen.presses(label, in_=private)
    await screen.sees("最后一步", in_=private)
    return private


async def joins(screen: Screen) -> Locator:
    private = await knocks(screen)
    await screen.presses("同意", in_=private)
    await screen.sees("欢迎加入幸福里", in_=private)
    return private


async def reports(screen: Screen) -> Locator:
    group = await screen.opens(PUBLIC)
    await screen.attaches(LOOSE)
    await screen.says(REPORT)
    await screen.sees("已登记 #C1001", in_=group)
    return group


async def goes_to_work(screen: Screen) -> Locator:
    await screen.speaks_as("赵师傅")
    staff = await screen.opens(STAFF)
    await screen.sees("待受理", in_=staff)
    return staff


async def takes_on(screen: Screen, staff: Locator) -> None:
    await screen.presses("受理", in_=staff)
    await screen.sees("已受理", in_=staff)
    await screen.presses("办结", in_=staff)
    await screen.replies_to(await screen.sees("怎么修好的", in_=staff))
    await screen.is_asked("怎么修好的")


async def mends(screen: Screen, staff: Locator) -> None:
    await screen.attaches(MENDED)
    await screen.says("井盖已加固")
    await screen.sees("待确认", in_=staff)


async def is_asked_whether_it_is_mended(screen: Screen) -> Locator:
    await screen.speaks_as("小李")
    private = await screen.opens(BOT)
    await screen.sees("井盖已加固", in_=private)
    return private


async def test_the_scene_on_a_desktop(screen: Screen, street: Street) -> None:
    await joins(screen)
    await reports(screen)
    staff = await goes_to_work(screen)
    await takes_on(screen, staff)
    await mends(screen, staff)
    private = await is_asked_whether_it_is_mended(screen)
    await screen.presses("满意", in_=private)
    await screen.sees("已办结", in_=private)

    await screen.watches()

    for title in (PUBLIC, STAFF, f"小李 ↔ {BOT}"):
        await screen.sees("已办结", in_=screen.chat(title))
    assert await street.stage_of(1001) == "closed"
    await street.settled()
    card = screen.chat(STAFF).get_by_label("看大图").first
    await card.scroll_into_view_if_needed()
    await screen.is_pictured("scene-desktop")


@on_a_phone
async def test_the_scene_on_a_phone(screen: Screen, street: Street) -> None:
    await joins(screen)
    await reports(screen)
    assert await screen.sticks_out() == []
    await screen.is_pictured("rider-report")
    staff = await goes_to_work(screen)
    assert await screen.sticks_out() == []
    await screen.is_pictured("staff-card")
    await takes_on(screen, staff)
    await screen.is_pictured("staff-asked")
    await mends(screen, staff)
    await screen.sees("请报告人", in_=staff)
    assert await screen.sticks_out() == []
    private = await is_asked_whether_it_is_mended(screen)
    assert await screen.sticks_out() == []
    await screen.is_pictured("question")

    await screen.presses("满意", in_=private)

    await screen.sees("已办结", in_=private)
    await screen.sees("已办结", in_=await screen.opens(PUBLIC))
    await screen.is_pictured("scene-phone")
    await screen.speaks_as("赵师傅")
    await screen.sees("已办结", in_=await screen.opens(STAFF))
    assert await street.stage_of(1001) == "closed"


@on_a_phone
async def test_joining_and_the_guided_form_on_a_phone(screen: Screen, street: Street) -> None:
    private = await knocks(screen)
    assert await screen.sticks_out() == []
    await screen.is_pictured("onboarding")
    await screen.presses("同意", in_=private)
    await screen.sees("欢迎加入幸福里", in_=private)

    await screen.says("随手拍")
    await screen.sees("① 请发照片", in_=private)
    await screen.attaches(LOOSE)
    await screen.says("井盖松动，踩上去会晃")
    await screen.sees("③ 在哪里", in_=private)
    assert await screen.sticks_out() == []
    await screen.is_pictured("form")
    await screen.says("阿郎批发部下方")
    await screen.sees("④ 是哪一类", in_=private)
    assert await screen.sticks_out() == []
    await screen.presses("跳过", in_=private)
    await screen.sees("⑤ 署名还是匿名", in_=private)
    await screen.presses("跳过", in_=private)
    await screen.presses("提交", in_=private)

    await screen.sees("已登记 #C1001", in_=private)
    assert await street.stage_of(1001) == "open"


async def test_everything_can_be_said_from_the_keyboard(screen: Screen) -> None:
    keys = screen.page.keyboard
    await screen.speaks_as("小李")
    group = await screen.opens(PUBLIC)
    await expect(screen.line()).to_be_focused()

    await keys.type(REPORT)
    await keys.press("Enter")

    await screen.sees("已登记 #C1001", in_=group)
    await expect(screen.line()).to_be_focused()
