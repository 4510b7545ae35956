"""A meeting, a ballot, a notice and the figures on a phone, as the pages for people show them."""

from datetime import timedelta

import pytest

from bot.neighbourhood import PUBLIC
from bot.scene import AFTER, BEFORE
from sandbox.driver import Message
from tests.browser.screen import PHONE, Screen
from tests.journeys.a_meeting import called
from tests.journeys.at_the_ballot import is_open
from tests.journeys.posting import last, pressed, starts
from tests.journeys.test_digests import at_work, posts, until
from tests.street import Street

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

BOT = "邻联"
LINE = "19点到20点半 电动车充电 @活动室 过半到会 议题:3号楼装充电桩;停车"

on_a_phone = pytest.mark.parametrize("width", [PHONE], ids=["phone"])


@on_a_phone
async def test_neighbours_are_called_together_vote_and_are_told(
    screen: Screen, street: Street
) -> None:
    card = await called(street, LINE)
    for name in ("王阿姨", "周爷爷", "小李"):
        await counts(street, name, "参加", card)
    await screen.speaks_as("王阿姨")
    group = await screen.opens(PUBLIC)
    await screen.sees("参加(3)", in_=group)
    assert await screen.sticks_out() == []
    await screen.is_pictured("meeting")

    await votes(street)
    await screen.speaks_as("周爷爷")
    await screen.sees("占有效票 4 票的 75%", in_=await screen.opens(PUBLIC))
    assert await screen.sticks_out() == []
    await screen.is_pictured("ballot")

    await is_told(street)
    await screen.speaks_as("陈书记")
    await screen.sees("已阅 2", in_=await screen.opens(BOT))
    assert await screen.sticks_out() == []
    await screen.is_pictured("notice")


async def votes(street: Street) -> None:
    """Three are for it, one is against, 周爷爷 keeps out; then the time is over."""
    await is_open(street, "是否安装充电桩 赞成/反对/弃权")
    card = last(street.group)
    sides = {"小李": "赞成", "王阿姨": "赞成", "赵师傅": "赞成", "刘老板": "反对", "周爷爷": "弃权"}
    for name, side in sides.items():
        await counts(street, name, side, card)
    await street.wait(days=4)
    await street.wait(seconds=4)


async def is_told(street: Street) -> None:
    """陈书记 tells everybody whom the bot may write to; two have read it."""
    secretary = street.person("陈书记")
    await starts(street, "小李", "王阿姨", "周爷爷")
    await secretary.says("/notice 给全体 充电桩表决通过了，下周三开始施工，请把车棚东侧空出来")
    await street.settled()
    for label in ("收集提问", "发送"):
        await pressed(street, "陈书记", label, last(secretary.private))
    await street.wait(seconds=4)
    for name in ("小李", "王阿姨"):
        notice = await street.person(name).private.shows("充电桩表决通过了")
        await pressed(street, name, "已阅", notice)
    await street.wait(seconds=4)


@on_a_phone
async def test_a_week_is_told_and_drawn(screen: Screen, street: Street) -> None:
    tuesday = await at_work(street)
    await mends(street, 1001, "阿郎批发部下方井盖松动", who="王阿姨")
    await mends(street, 1002, "3号楼门口路灯不亮", who="周爷爷")
    await street.person("小李").says("随手拍 2号楼楼道堆物", to=street.group)
    await until(street, tuesday.replace(hour=9, minute=0) + timedelta(days=6))
    await screen.speaks_as("小李")
    await screen.sees("谢谢发现问题的", in_=await screen.opens(PUBLIC))
    assert await screen.sticks_out() == []
    await screen.is_pictured("weekly")

    asked = await street.person("陈书记").says("/stats 上周", to=street.staff)
    await street.settled()
    drawn = await street.staff.shows("诉求 3 件", from_bot=True, after=asked)
    raw = await street.driver.file(drawn.data["photo"][-1]["file_id"])
    await screen.pictures.keep("stats", raw, screen.page.context)


async def mends(street: Street, number: int, words: str, *, who: str) -> None:
    """Reported with a photo, mended with one, and found good by whoever reported it."""
    reporter, secretary = street.person(who), street.person("陈书记")
    await reporter.sends_photo(f"随手拍 {words}", to=street.group, data=BEFORE.read_bytes())
    await street.wait(seconds=5)
    await secretary.says(f"/accept {number}", to=street.staff)
    done = f"/resolve {number} 修好了"
    await secretary.sends_photo(done, to=street.staff, data=AFTER.read_bytes())
    await street.wait(seconds=5)
    asked = [one for one in posts(street.group, f"#C{number}") if "满意" in one.buttons]
    await reporter.presses("满意", on=asked[-1])
    await street.wait(seconds=5)


async def counts(street: Street, who: str, beginning: str, card: Message) -> None:
    """Press the button of the group's card that counts, whatever it has counted so far."""
    now = next(one for one in street.group.messages if one.id == card.id)
    label = next(one for one in now.buttons if one.startswith(beginning))
    await pressed(street, who, label, now)
    await street.wait(seconds=4)
