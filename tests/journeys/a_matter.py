"""A proposal from its first word to its end, and like reports that become one."""

from actions.proposals import decide
from sandbox.driver import Message
from storage.proposals import cases_of, get_proposal, list_taken
from tests.journeys.test_reminders import until
from tests.street import Street


async def a_matter(street: Street) -> None:
    await until(street, "10:00")
    secretary, aunt, group = street.person("陈书记"), street.person("王阿姨"), street.group
    for one in (secretary, aunt):
        await one.starts()
    await street.person("小李").says("/propose 3号楼加装充电桩", to=group)
    await street.settled()
    await aunt.starts("prop_1")
    view = await aunt.private.shows("充电桩")
    for label in ("附议(0/2)", "取消附议", "附议(0/2)"):
        await _press(street, "王阿姨", label, view)
    await _press(street, "周爷爷", "附议(1/2)", await group.shows("充电桩"))
    await _press(street, "陈书记", "领题", await street.staff.shows("等书记答复"))
    question = await street.staff.shows("为什么领")
    await secretary.says("下次会上讨论", to=street.staff, reply_to=question)
    for words in ("/propose 花坛边装长椅", "/proposals"):
        await aunt.says(words)
        await street.settled()
    await _press(street, "王阿姨", "发布", await aunt.private.shows("发布吗"))
    await _press(street, "王阿姨", "撤回", await group.shows("花坛"))
    for number in (1, 2, 3, 4):
        await aunt.says(f"随手拍 3号楼{number}单元电梯坏了", to=group)
        await street.wait(seconds=4)
    card = await street.staff.shows("200 米内")
    await _press(street, "陈书记", "列为议题", card)
    await aunt.says("/proposals")
    await street.settled()
    listed = await aunt.private.shows("提议 · ")
    await _press(street, "王阿姨", "已领题(2)", listed)
    await _press(street, "王阿姨", "#P3", await aunt.private.shows("提议 · "))
    await _meets(street)


async def _meets(street: Street) -> None:
    """What the meetings do with proposals."""
    do, now = street.program.db.do, street.clock.now()
    first, second = await street.read(list_taken, 1)
    for one in (first, second):
        assert (await street.read(cases_of, one.id) != []) == (one.made_by is None)
    await do(decide, first, is_adopted=True, reason="通过了", now=now)
    await street.wait(seconds=4)
    assert (await street.read(get_proposal, first.id)).reason == "通过了"


async def _press(street: Street, who: str, label: str, on: Message) -> None:
    await street.person(who).presses(label, on=on)
    await street.wait(seconds=4)
