"""An activity is moved, called off, made larger; people are reminded once; and the next follows."""

from datetime import timedelta

import pytest

from sandbox.driver import Message
from tests.journeys.posting import ZONE, day_ahead, last, morning, posted, pressed, starts
from tests.street import Street

pytestmark = pytest.mark.journey


async def view_of(street: Street, who: str) -> Message:
    """Their own view of the first activity."""
    person = street.person(who)
    await person.starts("act_1")
    await street.settled()
    return last(person.private)


async def change(street: Street, who: str, label: str, words: str) -> str:
    """What they are answered who press a change and say how."""
    person, view = street.person(who), await view_of(street, who)
    await pressed(street, who, label, view)
    await person.says(words)
    await street.wait(seconds=4)
    return last(person.private).text


async def test_everybody_hears_once_of_a_move_and_of_the_end(street: Street) -> None:
    await morning(street)
    await starts(street, "小李", "周爷爷", "外人")
    rider, grandpa = street.person("小李").private, street.person("周爷爷").private
    card = await posted(street, "小区清洁 1人 带队 @wangayi", days=3)
    await starts(street, "王阿姨")
    await pressed(street, "小李", "报名", card)
    await pressed(street, "周爷爷", "报名", card)
    assert "改时间" not in (await view_of(street, "外人")).buttons
    assert "小李" in (await view_of(street, "王阿姨")).text

    assert "没看懂时间" in await change(street, "王阿姨", "改时间", "随便")
    assert "已通知大家" in await change(
        street, "王阿姨", "改时间", f"{day_ahead(street, 4)} 10:00-12:00"
    )
    for place in (rider, grandpa):
        told = await place.shows("改时间了：小区清洁")
        assert "14:00–16:00" in told.text
        assert "10:00–12:00" in told.text
    calendar = await street.driver.file(last(rider).data["document"]["file_id"])
    assert b"SEQUENCE:1" in calendar
    assert "10:00–12:00" in (await street.group.shows("🤝 小区清洁")).text
    await street.group.shows("改时间了")

    assert "2 人" in await change(street, "陈书记", "改人数", "2人")
    await grandpa.shows("有名额了：小区清洁")
    assert "已经报了 2 人" in await change(street, "陈书记", "改人数", "1")

    assert "已停办" in await change(street, "王阿姨", "停办", "下暴雨\n路滑")
    for place in (rider, grandpa, street.group, street.riders):
        assert "原因：下暴雨 路滑" in (await place.shows("停办了：小区清洁")).text
    card = await street.group.shows("【已停办】小区清洁")
    assert card.buttons == []
    said = len(rider.messages)
    await street.restart()
    await street.wait(hours=100)
    assert len(rider.messages) == said  # no reminder of what does not take place
    assert b"METHOD:CANCEL" in await street.driver.file(
        (await rider.shows("停办了")).data["document"]["file_id"]
    )


async def test_reminders_come_once_and_are_answered(street: Street) -> None:
    await morning(street)
    await starts(street, "小李", "王阿姨", "陈书记")
    rider, aunt = street.person("小李").private, street.person("王阿姨").private
    card = await posted(street, "小区清洁 9人", days=2)
    for who in ("小李", "王阿姨", "外人"):
        await pressed(street, who, "报名", card)
    await street.wait(hours=27)  # the day before, 14:00 has not come
    assert "明天有活动" not in last(rider).text
    await street.wait(hours=2)
    reminder = await rider.shows("明天有活动：小区清洁")
    assert "提醒报了名的邻居" in (await street.group.shows("提醒报了名的邻居")).text
    assert await pressed(street, "小李", "我会到", reminder) == "好的，到时见！"
    assert "您说了会到" in (await rider.shows("明天有活动")).text
    assert "已取消" in await pressed(street, "王阿姨", "来不了", await aunt.shows("明天有活动"))

    said = len(rider.messages)
    await street.restart()
    await street.wait(hours=22)  # 13:00: the hour before
    assert len(rider.messages) == said + 1
    assert "马上开始：小区清洁" in last(rider).text
    assert "马上开始" not in last(aunt).text
    await street.restart()
    await street.wait(minutes=30)
    assert len([one for one in rider.messages if "马上开始" in one.text]) == 1
    reminder = await rider.shows("马上开始")
    assert "暂时没有能问的人，已告诉领队" in await pressed(street, "小李", "来不了", reminder)
    assert "没有能问的人" in (await rider.shows("马上开始")).text
    told = await street.person("陈书记").private.shows("小李来不了「小区清洁」")
    assert "没有能问的人" in told.text
    assert "到时见" in await pressed(street, "小李", "我会到", reminder)


async def test_the_next_one_follows_once_and_people_join_it_anew(street: Street) -> None:
    await morning(street)
    await starts(street, "小李", "陈书记")
    card = await posted(street, "小区清洁 9人 每周", days=1)
    first = (street.clock.now() + timedelta(days=1)).astimezone(ZONE)
    await pressed(street, "小李", "报名", card)
    await street.wait(days=3)
    await street.restart()
    await street.wait(hours=6)
    cards = [one for one in street.group.messages if "🤝 小区清洁" in one.text]
    assert len(cards) == 1
    after = first + timedelta(days=7)
    assert f"{after.month}月{after.day}日" in cards[0].text
    assert "已报 0 人" in cards[0].text

    await street.person("陈书记").starts("act_2")
    await street.settled()
    view = last(street.person("陈书记").private)
    assert "不再重复" in await pressed(street, "陈书记", "不再重复", view)
    await street.wait(days=9)
    await street.person("小李").says("/activities", to=street.group)
    await street.settled()
    assert "还没有活动" in last(street.group).text
