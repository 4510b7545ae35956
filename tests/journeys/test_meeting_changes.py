"""A meeting is moved, cancelled, held every month: everybody hears of it, once."""

from datetime import date, timedelta

import pytest

from tests.journeys.a_meeting import answers, called, desk
from tests.journeys.posting import day_ahead, local_now, morning, pressed, starts
from tests.street import Street

pytestmark = pytest.mark.journey

WHY = "这样走的原因"


def heard(street: Street, who: str, words: str) -> int:
    return sum(words in one.text for one in street.person(who).private.messages if one.from_bot)


async def test_who_comes_hears_of_another_time_and_old_reminders_die(street: Street) -> None:
    await starts(street, "小李")
    card = await called(street)
    await pressed(street, "小李", "参加(0)", card)
    await pressed(street, "王阿姨", "参加", card)  # the bot may not write to her
    await pressed(street, "陈书记", "改时间", await desk(street))
    await answers(street, "陈书记", "周五7点", asked="改到什么时候")
    await answers(street, "陈书记", f"{day_ahead(street, 12)}20点", asked="改到什么时候")
    told = await street.person("小李").private.shows("⏰ 有变动：电动车充电")
    assert "19:00–20:30" in told.text
    assert "20:00–21:30" in told.text
    entry = await street.driver.file(told.data["document"]["file_id"])
    assert b"SEQUENCE:1" in entry
    assert b"UID:meeting-1@linlian" in entry
    assert "20:00–21:30" in (await street.group.shows("⏰ 有变动")).text

    await street.restart()
    await street.wait(days=8, hours=10)  # the old one would be in two days
    assert heard(street, "小李", "🔔") == 0
    await street.wait(days=1, minutes=5)
    assert heard(street, "小李", "🔔 3 天后开会") == 1
    reminder = await street.person("小李").private.shows("🔔 3 天后开会")
    assert "您：参加" in reminder.text
    await street.group.shows("🔔 3 天后开会")
    await street.restart()
    await street.wait(days=2)
    await street.wait(hours=23)
    assert heard(street, "小李", "⏰ 有变动") == 1
    assert heard(street, "小李", "🔔 明天开会") == 1
    assert heard(street, "小李", "🔔 快开会了") == 1
    assert heard(street, "小李", "🔔") == 3


async def test_a_cancelled_meeting_is_told_with_its_reason(street: Street) -> None:
    await starts(street, "小李")
    card = await called(street)
    await pressed(street, "小李", "参加(0)", card)
    await pressed(street, "陈书记", "改地点", await desk(street))
    await answers(street, "陈书记", "居委会二楼", asked="改到哪里")
    await street.group.shows("改到：居委会二楼")
    assert "请写一句" in await pressed(street, "陈书记", "取消会议", await desk(street))
    await answers(street, "陈书记", "活动室漏水", asked=WHY)
    told = await street.person("小李").private.shows("❌ 会议取消：电动车充电")
    assert "原因：活动室漏水" in told.text
    entry = await street.driver.file(told.data["document"]["file_id"])
    for words in (b"METHOD:CANCEL", b"STATUS:CANCELLED", b"SEQUENCE:2"):
        assert words in entry
    await street.wait(seconds=4)
    gone = await street.group.shows("【已取消】电动车充电")
    assert not gone.buttons
    await street.wait(days=12)
    assert heard(street, "小李", "🔔") == 0
    assert heard(street, "陈书记", "时间过了") == 0


async def test_a_monthly_meeting_is_followed_by_one_with_what_was_left(street: Street) -> None:
    await morning(street)
    await starts(street, "陈书记")
    secretary = street.person("陈书记")
    days = next(one for one in range(8, 12) if _in_days(street, one).day <= 28)
    day = _in_days(street, days).day
    await secretary.says(f"/meeting 每月{day}日19点 议事日 @活动室 议题:门禁;楼道灯")
    await street.settled()
    await pressed(street, "陈书记", "发布", await secretary.private.shows("接下来三次"))
    await street.wait(seconds=4)
    first = await street.group.shows("📣 议事日")
    await street.wait(days=days, hours=9, minutes=5)
    await pressed(street, "陈书记", "开始开会", await desk(street))
    await pressed(street, "陈书记", "议程", await desk(street))
    agenda = await secretary.private.shows("议完一项点一项")
    await pressed(street, "陈书记", "1 门禁", agenda)
    agenda = await secretary.private.shows("1 ✅ 门禁")
    await pressed(street, "陈书记", "返回", agenda)
    for _ in range(5):
        await street.wait(days=3)
    assert heard(street, "陈书记", "还停在开会这一步") == 5
    await pressed(street, "陈书记", "不表决，结束", await desk(street))
    await answers(street, "陈书记", "都是通报事项", asked=WHY)
    await street.restart()
    await street.wait(days=10)
    await street.restart()
    await street.wait(hours=1)
    following = [one for one in street.group.messages if "📣 议事日" in one.text]
    assert len(following) == 1
    assert following[0].id != first.id
    assert "1. 楼道灯（上次没议完）" in following[0].text
    assert "门禁" not in following[0].text
    assert heard(street, "陈书记", "请接着往下走") == 5


def _in_days(street: Street, days: int) -> date:
    return (local_now(street) + timedelta(days=days)).date()
