"""A day on which notices go out: every statement that they need is said once."""

from sandbox.driver import Message
from tests.journeys.test_reminders import now_of, presses, until
from tests.street import Street

SLOW_DOWN = {"status": 429, "parameters": {"retry_after": 60}}


async def a_noticed_day(street: Street) -> None:
    await until(street, "10:00")
    secretary, xiaoli = street.person("陈书记"), street.person("小李")
    for one in (secretary, xiaoli):
        await one.starts()
    await secretary.says("/notice 给小哥 明早8点 周六停水")
    await street.settled()
    form = await secretary.private.shows("这样发")
    for label in (
        "改时间",
        "现在发",
        "改范围",
        "私聊",
        "网格员",
        "✅ 网格员",
        "下一步",
        "收集提问",
        "发送",
    ):
        await presses(street, secretary, label, form)
    await street.wait(seconds=3)
    card = await secretary.private.shows("发完了")
    slow = {"method": "send", "chat": xiaoli.id, "effect": SLOW_DOWN}
    await street.driver.faults([slow])
    await presses(street, secretary, "再次提醒未读者", card)
    await street.wait(seconds=3)
    await presses(street, secretary, "暂停", now_of(card, secretary.private))
    await street.driver.faults([])
    await street.wait(minutes=2)
    await presses(street, secretary, "继续", now_of(card, secretary.private))
    await street.wait(seconds=3)
    await _read_and_asked(street, card)
    await _planned_and_cancelled(street)


async def _read_and_asked(street: Street, card: Message) -> None:
    secretary, xiaoli = street.person("陈书记"), street.person("小李")
    told = await xiaoli.private.shows("📢")
    await presses(street, secretary, "谁没读", card)
    await presses(street, xiaoli, "已阅", told)
    await presses(street, xiaoli, "我要提问", told)
    await xiaoli.says("几点来水")
    await street.settled()
    asked = await secretary.private.shows("问起")
    await presses(street, secretary, "回答", asked)
    await secretary.says("下午五点")
    await street.wait(seconds=5)
    await presses(street, secretary, "提问 1", now_of(card, secretary.private))


async def _planned_and_cancelled(street: Street) -> None:
    secretary = street.person("陈书记")
    await secretary.says("/notice 给小哥 明早8点 还有一条")
    await street.settled()
    form = [one for one in secretary.private.messages if "这样发" in one.text][-1]
    await presses(street, secretary, "发送", form)
    planned = await secretary.private.shows("等着发")
    await presses(street, secretary, "取消", planned)
    await street.wait(seconds=3)
