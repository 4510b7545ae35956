"""The drawer 试验台: clock, faults, limits, delivery, the log of calls, and who sees what."""

import pytest
from playwright.async_api import Locator, expect

from bot.neighbourhood import PUBLIC, STAFF
from tests.browser.screen import DESKTOP, PHONE, Screen
from tests.street import Street

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

on_both = pytest.mark.parametrize("width", [DESKTOP, PHONE], ids=["desktop", "phone"])


async def opens_drawer(screen: Screen, section: str) -> Locator:
    drawer = screen.page.locator("#drawer")
    if not await drawer.is_visible():
        await screen.page.get_by_role("button", name="试验台").click()
    await drawer.get_by_role("tab", name=section).click()
    part = drawer.get_by_role("tabpanel", name=section)
    await expect(part).to_be_visible()
    if screen.width.is_phone:
        assert await screen.sticks_out() == []
    return part


async def closes_drawer(screen: Screen) -> None:
    await screen.page.get_by_role("button", name="关闭试验台").click()
    await expect(screen.page.locator("#drawer")).to_be_hidden()


async def a_mended_case(street: Street) -> None:
    zhao = street.person("赵师傅")
    await street.person("小李").says("随手拍 井盖松动", to=street.group)
    await street.group.shows("已登记 #C1001")
    await zhao.says("/accept 1001", to=street.staff)
    await zhao.says("/resolve 1001 已加固", to=street.staff)
    await street.group.shows("待确认")
    await street.settled()


@on_both
async def test_three_days_of_silence_pass_at_a_press(screen: Screen, street: Street) -> None:
    await a_mended_case(street)
    clock = await opens_drawer(screen, "时间")
    await expect(clock).to_contain_text("和墙上的钟一样")

    await clock.get_by_role("button", name="+3 天").click()
    await clock.get_by_label("拨快多少").fill("2")
    await clock.get_by_label("单位").select_option(label="小时")
    await clock.get_by_role("button", name="拨快", exact=True).click()

    await expect(clock).to_contain_text("比墙上的钟快 3 天 2 小时")
    changed = clock.get_by_role("button", name=STAFF)
    await expect(changed).to_contain_text("新的或改过的消息")
    await screen.is_pictured(f"drawer-{'phone' if screen.width.is_phone else 'desktop'}")
    assert await street.stage_of(1001) == "closed"
    await changed.click()
    await screen.sees("默认", in_=screen.chat(STAFF))
    await expect(screen.chat(STAFF).locator(".day").first).not_to_have_text("今天")
    await expect(screen.page.locator("#drawer-button")).to_contain_text("时钟快 3 天 2 小时")


@on_both
async def test_a_bad_gateway_delays_the_bot_and_stands_in_the_log(
    screen: Screen, street: Street
) -> None:
    faults = await opens_drawer(screen, "故障")
    await faults.get_by_label("最多几次").fill("1")
    await faults.get_by_role("button", name="网络出错页面 502 HTML", exact=True).click()
    await expect(faults).to_contain_text("碰到 0 次，弄坏 0 次")
    await faults.get_by_label("请求", exact=True).select_option(label="写请求的名字…")
    await faults.get_by_label("请求的名字").fill("setMyCommands")
    await faults.get_by_role("button", name="没送到就断线 reset before", exact=True).click()
    await faults.get_by_role("button", name="去掉故障：没送到就断线（reset before）").click()
    await faults.get_by_role("button", name="两个机器人抢着取消息").click()
    await expect(faults.locator(".rule").last).to_contain_text("取新消息（getUpdates）")
    await faults.get_by_role("button", name="去掉故障：两个机器人抢着取消息").click()
    await expect(faults.locator(".rule")).to_have_count(1)

    await street.person("小李").says("随手拍 井盖松动", to=street.group)

    await expect(faults).to_contain_text("弄坏 1 次，用完了")
    await street.wait(minutes=1)
    await street.group.shows("已登记 #C1001")
    log = await opens_drawer(screen, "机器人的请求")
    await log.get_by_label("只看失败的").check()
    failed = log.locator(".call")
    await expect(failed).to_have_count(1)
    await expect(failed).to_contain_text("502 服务器出错")
    await expect(failed).to_contain_text("故障：网络出错页面（502 HTML）")
    faults = await opens_drawer(screen, "故障")
    await faults.get_by_role("button", name="全部清除").click()
    await expect(faults).to_contain_text("一切照常")
    await closes_drawer(screen)
    await screen.sees("已登记 #C1001", in_=await screen.opens(PUBLIC))


@on_both
async def test_limits_and_delivery_are_set_in_the_drawer(screen: Screen, street: Street) -> None:
    limits = await opens_drawer(screen, "限速")
    await limits.get_by_label("每个私聊：每秒").fill("2")
    await limits.get_by_role("switch", name="像 Telegram 一样限速").check()
    await expect(limits).to_contain_text("挡回了 0 次请求")
    delivery = await opens_drawer(screen, "投递")
    await expect(delivery).to_contain_text("机器人自己来取")
    await delivery.get_by_label("每条送几遍").fill("3")
    await delivery.get_by_label("每条送几遍").press("Enter")

    news = screen.page.locator("#drawer-news")
    await expect(news).to_have_text("限速 · 投递打乱")

    await closes_drawer(screen)
    await street.person("小李").says("随手拍 井盖松动", to=street.group)
    await street.group.shows("已登记 #C1001")
    await street.settled()
    assert await street.stage_of(1002) == "no such case"


@on_both
async def test_the_drawer_says_who_sees_what(screen: Screen, street: Street) -> None:
    await street.person("小李").says("随手拍 井盖松动", to=street.group)
    await street.settled()
    await screen.speaks_as("小李")
    group = await screen.opens(PUBLIC)
    said = await screen.sees("随手拍 井盖松动", in_=group)
    await said.get_by_label("这条消息能做什么").first.press("Enter")
    await screen.page.get_by_role("menuitem", name="谁能看到").click()

    sight = screen.page.get_by_role("tabpanel", name="谁能看到")
    await expect(sight).to_contain_text(f"{PUBLIC}的 9 个人都看得到")
    await expect(sight.locator(".readers")).to_contain_text("王阿姨")
    await expect(sight.locator(".readers")).not_to_contain_text("邻联")
    places = sight.locator(".sight-row")
    await expect(places.filter(has_text="和邻联的私聊")).to_contain_text("还没有开始")
    await expect(places.filter(has_text=STAFF)).to_contain_text("不在，看不到")
    await expect(places.filter(has_text=PUBLIC)).to_contain_text("机器人是管理员")
