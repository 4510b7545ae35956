"""签到 at a meeting: by the leader's code or their hand; the quorum, and what it earns."""

import re

import pytest
from sqlalchemy import Connection, func, select

from sandbox.driver import Message
from storage.tables import grants
from tests.journeys.a_meeting import called, desk
from tests.journeys.posting import last, pressed, starts
from tests.street import Street

pytestmark = pytest.mark.journey


def number_on(card: Message) -> str:
    found = re.search(r"([0-9]{3}) ([0-9]{3})", card.text)
    assert found is not None
    return found[1] + found[2]


def paid(tx: Connection) -> int:
    earned = grants.c.rule == "meeting.attended"
    return tx.execute(select(func.count()).select_from(grants).where(earned)).scalar_one()


async def types(street: Street, who: str, number: str) -> str:
    """What somebody is told who types this number in private."""
    await street.person(who).says(number)
    await street.settled()
    return last(street.person(who).private).text


async def names_to_mark(street: Street) -> Message:
    await pressed(street, "陈书记", "代签到", await desk(street))
    return await street.person("陈书记").private.shows("点名字签到")


async def only_the_invited_come_in_by_the_number_of_this_minute(street: Street) -> None:
    leader = street.person("陈书记").private
    number = number_on(await leader.shows("每分钟换一次"))
    assert "没有邀请您" in await types(street, "外人", number)
    assert "签到好了" not in await types(street, "小李", f"{int(number) ^ 1:06}")
    assert "签到好了：停车" in await types(street, "小李", number)
    await street.wait(minutes=3)
    changed = await leader.shows("每分钟换一次")
    assert number_on(changed) != number
    assert "签到好了" not in await types(street, "王阿姨", number)
    await pressed(street, "陈书记", "收起", changed)


async def a_mark_is_set_taken_back_and_set_again(street: Street) -> None:
    leader = street.person("陈书记").private
    await pressed(street, "陈书记", "周爷爷", await names_to_mark(street))
    await pressed(street, "陈书记", "✅ 周爷爷", await leader.shows("到会 2 人"))
    marks = await leader.shows("到会 1 人")
    await pressed(street, "陈书记", "周爷爷", marks)
    await pressed(street, "陈书记", "返回", marks)
    await street.wait(seconds=4)


async def test_people_come_are_counted_and_paid_once(street: Street) -> None:
    await starts(street, "小李", "王阿姨", "外人")
    line = "19点 停车 @活动室 请小哥 @wangayi @zhouyeye 到会三分之二"
    card = await called(street, line, to=street.riders)
    assert "签到" not in card.buttons
    await street.wait(days=10, hours=8, minutes=35)
    card = await street.riders.shows("📣 停车")
    assert "到会 0/3 还没到三分之二（需要 2，已到 0）" in card.text
    assert "六位数字" in await pressed(street, "小李", "签到", card)
    assert "已私信" in await pressed(street, "陈书记", "签到", card)

    await only_the_invited_come_in_by_the_number_of_this_minute(street)
    await a_mark_is_set_taken_back_and_set_again(street)
    counted = await street.riders.shows("停车　JY")
    assert "到会 2/3 ✅ 已达到三分之二（需要 2，已到 2）" in counted.text

    await pressed(street, "陈书记", "开始开会", await desk(street))
    assert await street.read(paid) == 0
    await pressed(street, "陈书记", "进入表决", await desk(street))
    assert await street.read(paid) == 2
    assert "🗳" in (await desk(street)).text
    marks = await names_to_mark(street)
    assert "不能再撤" in await pressed(street, "陈书记", "✅ 周爷爷", marks)
    await pressed(street, "陈书记", "王阿姨", marks)
    assert await street.read(paid) == 3
    await street.restart()
    await pressed(street, "陈书记", "返回", marks)
    await pressed(street, "陈书记", "结束会议", await desk(street))
    assert await street.read(paid) == 3
