"""Points, hours, an activity and a voucher on a phone, as the pages for people show them."""

import pytest

from bot.neighbourhood import PUBLIC
from tests.browser.screen import PHONE, Screen
from tests.journeys.posting import posted
from tests.journeys.some_hours import GOOD_DEED
from tests.shop import an_offer, code_on, presses, redeem, says
from tests.street import Street

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

BOT = "邻联"

on_a_phone = pytest.mark.parametrize("width", [PHONE], ids=["phone"])


@on_a_phone
async def test_a_rider_looks_at_points_and_takes_a_voucher(screen: Screen, street: Street) -> None:
    await street.person("小李").starts()
    await street.person("刘老板").starts()
    await says(street, "陈书记", "/award @xiaoli 45 帮三楼搬冰箱", street.staff)
    await says(street, "陈书记", "/deduct @xiaoli 乱扔垃圾", street.staff)
    await an_offer(street)

    await screen.speaks_as("小李")
    private = await screen.opens(BOT)
    await screen.says("/points")
    await screen.sees("我的积分", in_=private)
    assert await screen.sticks_out() == []
    await screen.is_pictured("points")
    await screen.says("/rules")
    await screen.sees("加分项", in_=private)
    assert await screen.sticks_out() == []
    await screen.is_pictured("rules")

    voucher = await redeem(street, "小李")
    await screen.sees("有效到", in_=private)
    assert await screen.sticks_out() == []
    await screen.is_pictured("voucher")

    await screen.speaks_as("刘老板")
    private = await screen.opens(BOT)
    await screen.says(f"/verify {code_on(voucher)}")
    await screen.sees("持券人", in_=private)
    assert await screen.sticks_out() == []
    await screen.is_pictured("shop")


@on_a_phone
async def test_a_neighbour_joins_and_looks_at_her_hours(screen: Screen, street: Street) -> None:
    await street.person("王阿姨").starts()
    await posted(street, "小区清洁 10人 环境")
    await screen.speaks_as("王阿姨")
    group = await screen.opens(PUBLIC)
    await screen.presses("报名(0/10)", in_=group)
    await screen.sees("小区清洁", in_=group)
    await street.settled()
    assert await screen.sticks_out() == []
    await screen.is_pictured("activity")

    private = await screen.opens(BOT)
    await screen.says(GOOD_DEED)
    await street.settled()
    await presses(street, "陈书记", "通过", await street.staff.shows("申报时长"))
    await screen.says("/hours")
    await screen.sees("我的时长", in_=private)
    assert await screen.sticks_out() == []
    await screen.is_pictured("hours")
