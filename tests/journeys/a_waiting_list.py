"""An activity with all that can be done around it before it begins, for the test of queries."""

from tests.journeys.posting import morning, posted, pressed, starts
from tests.street import Street


async def a_waiting_list(street: Street) -> None:
    """Made, joined, left, offered, looked at, made larger, reminded of, covered; the next one."""
    await morning(street)
    await starts(street, "王阿姨")
    group = street.group
    card = await posted(street, "小广场跳舞 1人 每周 带队 @zhaoshifu", days=2)
    for who in ("王阿姨", "外人", "周爷爷"):
        await pressed(street, who, "报名", card)
    await pressed(street, "王阿姨", "取消", card)
    question = await street.person("王阿姨").private.shows("真的不去了？")
    await pressed(street, "王阿姨", "还是去", question)
    await pressed(street, "外人", "取消", card)
    await pressed(street, "王阿姨", "取消", card)
    question = await street.person("王阿姨").private.shows("真的不去了？", after=question)
    await pressed(street, "王阿姨", "确定不去", question)
    await pressed(street, "外人", "确认参加", await group.shows("外人，有名额了"))
    aunt, secretary = street.person("王阿姨"), street.person("陈书记")
    for words, to in (("/activities", group), ("我的活动", aunt.private)):
        await aunt.says(words, to=to)
    await secretary.starts("act_1")
    await street.settled()
    await street.wait(hours=29)
    reminder = await group.shows("提醒报了名的邻居：小广场跳舞")
    await street.wait(hours=20)
    await pressed(street, "外人", "来不了", reminder)
    await street.wait(days=4)
