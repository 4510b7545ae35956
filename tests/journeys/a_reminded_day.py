"""Reminders set, listed, changed, paused, said and missed: every statement they make."""

from sandbox.driver import Message
from tests.street import Street

DAILY = "/remind 每天 08:30 高温作业注意防暑"


async def a_reminded_day(street: Street) -> None:
    zhao, secretary, group = street.person("赵师傅"), street.person("陈书记"), street.group
    await secretary.starts()
    await zhao.says(DAILY, to=group)
    await _press(street, "节假日不提醒", await group.shows("我是这样理解的"))
    await _press(street, "确定", await group.shows("我是这样理解的"))
    await zhao.says("/reminders", to=group)
    listed = await group.shows("提醒（1）")
    for label in ("1", "暂停", "继续", "改时间"):
        await _press(street, label, listed)
    await zhao.says("每天 09:15", to=group, reply_to=await group.shows("改到什么时候"))
    await _press(street, "确定", await group.shows("我是这样理解的"))
    await street.wait(days=1)
    await secretary.says("/jobs", to=group)
    planned = await secretary.private.shows("接下来会说的")
    for label in planned.buttons[:2]:  # a digest and the reminder, whichever comes first
        await secretary.presses(label, on=planned, as_seen=True)
        await street.settled()
    await street.wait(days=3)


async def _press(street: Street, label: str, on: Message) -> None:
    await street.settled()
    await street.person("赵师傅").presses(label, on=on)
    await street.settled()
