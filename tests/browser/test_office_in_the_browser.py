"""The office's new tools on a phone: 同一问题, the desk, the settings."""

import pytest

from bot.neighbourhood import PUBLIC
from tests.browser.screen import PHONE, Screen
from tests.street import Street

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

BOT = "邻联"

on_a_phone = pytest.mark.parametrize("width", [PHONE], ids=["phone"])


@on_a_phone
async def test_the_second_who_reports_is_asked_whether_it_is_the_same(
    screen: Screen, street: Street
) -> None:
    await street.person("小李").says("随手拍 东门路灯不亮", to=street.group)
    await street.settled()
    await screen.speaks_as("王阿姨")
    group = await screen.opens(PUBLIC)
    await screen.says("随手拍 东门路灯坏了")
    await screen.sees("同一问题，附议 #C1001", in_=group)
    assert await screen.sticks_out() == []
    await screen.is_pictured("same-problem")


@on_a_phone
async def test_a_secretary_opens_the_desk_and_the_settings(screen: Screen, street: Street) -> None:
    for words in ("东门路灯不亮", "菜场门口积水", "2号楼楼道堆物"):
        await street.person("王阿姨").says(f"随手拍 {words}", to=street.group)
    await street.settled()
    await street.person("赵师傅").says("/urgent 1001", to=street.staff)
    await street.person("陈书记").starts()
    await street.settled()
    await screen.speaks_as("陈书记")
    private = await screen.opens(BOT)
    await screen.says("/desk")
    await screen.sees("工作台", in_=private)
    await screen.presses("待受理(3)", in_=private)
    await screen.sees("#C1001 待受理 · 急", in_=private)
    assert await screen.sticks_out() == []
    await screen.is_pictured("desk")
    await screen.says("/settings")
    await screen.sees("办公时间", in_=private)
    assert await screen.sticks_out() == []
    await screen.is_pictured("settings")
