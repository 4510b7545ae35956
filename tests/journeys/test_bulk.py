"""批量: one act on many cases, shown first, done once each, told once to each who waits."""

import pytest

from storage.cases import find_case, list_events
from storage.communities import list_communities
from tests.street import Street

pytestmark = pytest.mark.journey

REPORTS = ("1号楼楼道灯不亮", "2号楼墙皮脱落", "东门垃圾没人收", "3号楼电梯按钮坏了")
"""The last one lies in 孙姐's grid, the others in 赵师傅's."""


async def report(street: Street, *, by: str = "小李") -> None:
    """Four cases of one person, who can be written to: #C1001 to #C1004."""
    person = street.person(by)
    await person.starts()
    for words in REPORTS:
        await person.says(f"随手拍 {words}", to=street.group)
        await street.settled()


async def in_bulk(street: Street, words: str, *, by: str = "陈书记") -> None:
    """Ask and confirm, and wait until it is done."""
    asker = street.person(by)
    await asker.says(f"/bulk {words}", to=street.staff)
    await street.settled()
    await asker.presses("确认", in_=street.staff)
    await street.wait(seconds=5)


async def stages(street: Street) -> list[str]:
    return [await street.stage_of(number) for number in (1001, 1002, 1003, 1004)]


async def acts_on(street: Street, number: int) -> list[str]:
    [community] = await street.read(list_communities)
    case = await street.read(find_case, community_id=community.id, number=number)
    assert case is not None
    return [one.kind for one in await street.read(list_events, case.id)]


async def test_what_will_be_done_is_shown_and_then_done_on_the_same_card(street: Street) -> None:
    await report(street)
    secretary = street.person("陈书记")
    await in_bulk(street, "1001-1004 受理")

    await secretary.says("/bulk 1001-1004, 1999 办结 已统一更换", to=street.staff)
    await street.settled()
    preview = await street.staff.shows("要批量「办结」这 4 件")
    assert "会做的 4 件：" in preview.text
    assert "#C1001 1号楼楼道灯不亮 · 已受理" in preview.text
    assert "做不了的 1 件：\n没有 #C1999 这一件" in preview.text
    assert await stages(street) == ["accepted"] * 4, "nothing is done before it is confirmed"
    await secretary.presses("确认", on=preview)
    await street.wait(seconds=5)

    done = await street.staff.shows("批量「办结」完了")
    assert done.id == preview.id
    assert done.buttons == []
    assert "办成 4 件：\n#C1001 #C1002 #C1003 #C1004" in done.text
    assert await stages(street) == ["resolved"] * 4


async def test_each_who_waits_hears_once_and_answers_for_all_or_for_one(street: Street) -> None:
    await report(street)
    li, aunt = street.person("小李"), street.person("王阿姨")
    await aunt.starts()
    for number in (1001, 1002):
        await aunt.presses("附议", on=await street.group.shows(f"已登记 #C{number}"))
        await street.settled()
    await in_bulk(street, "1001-1004 受理")
    await in_bulk(street, "1001-1004 办结 已统一更换")

    [digest] = [one for one in li.private.messages if "修好" in one.text]
    head, reason, first = digest.text.split("\n")[:3]
    assert (head, reason) == ("您报的 4 件，工作人员说都修好了", "已统一更换")
    assert first == "#C1001 1号楼楼道灯不亮"
    assert digest.buttons == ["都满意", "#C1001", "#C1002", "#C1003", "#C1004"]
    [told] = [one for one in aunt.private.messages if "您关注的" in one.text]
    assert told.text.startswith("您关注的 2 件，工作人员说修好了")
    assert told.buttons == []
    await li.presses("#C1002", on=digest)
    await street.settled()
    await li.presses("不满意", on=await li.private.shows("#C1002", from_bot=True, after=digest))
    await street.settled()
    answer = await li.presses("都满意", on=digest)
    assert answer is not None
    assert "3 件" in (answer.text or "")
    await street.settled()
    assert await stages(street) == ["closed", "in_progress", "closed", "closed"]
    assert (await li.private.shows("您报的 4 件")).buttons == []


async def test_what_stage_or_grid_does_not_allow_is_left_and_told_why(street: Street) -> None:
    await report(street)
    zhao, secretary = street.person("赵师傅"), street.person("陈书记")
    await zhao.says("/accept 1001", to=street.staff)
    await street.settled()

    await zhao.says("/bulk 1001 1002 1004 受理", to=street.staff)
    await street.settled()
    preview = await street.staff.shows("要批量「受理」这 3 件")
    assert "会做的 1 件：\n#C1002" in preview.text
    assert "#C1001 已由赵师傅受理" in preview.text
    assert "#C1004 归二号网格" in preview.text
    for name, told in (("陈书记", "别的同事"), ("外人", "网格员或书记")):
        answer = await street.person(name).presses("确认", on=preview)
        assert answer is not None
        assert answer.alert
        assert told in (answer.text or "")
    await secretary.says("/withdraw 1002", to=street.staff)
    await street.person("小李").says("/withdraw 1002", to=street.group)
    await street.settled()
    await zhao.presses("确认", on=preview)
    await street.wait(seconds=5)

    done = await street.staff.shows("批量「受理」完了")
    assert "没办成 3 件" in done.text
    assert "#C1002 现在是「已撤回」" in done.text
    assert await stages(street) == ["accepted", "withdrawn", "open", "open"]
    again = await zhao.presses("确认", on=preview, as_seen=True)
    assert again is not None
    await street.settled()
    assert (await acts_on(street, 1001)).count("accept") == 1

    await zhao.says("/bulk 1003 受理", to=street.staff)
    await street.settled()
    await zhao.presses("取消", on=await street.staff.shows("要批量「受理」这 1 件"))
    await street.wait(seconds=5)
    await street.staff.shows("取消了，什么都没动")
    assert await street.stage_of(1003) == "open"


async def test_a_restart_in_the_middle_loses_nothing_and_does_nothing_twice(
    street: Street,
) -> None:
    await report(street)
    secretary = street.person("陈书记")
    await secretary.says("/bulk 1001-1004 受理", to=street.staff)
    await street.settled()
    await secretary.presses("确认", on=await street.staff.shows("要批量「受理」"))
    for _ in range(3):
        await street.restart()
    await street.wait(seconds=5)

    assert "办成 4 件" in (await street.staff.shows("批量「受理」完了")).text
    assert await stages(street) == ["accepted"] * 4
    for number in (1001, 1002, 1003, 1004):
        assert (await acts_on(street, number)).count("accept") == 1


async def test_whoever_cannot_be_written_to_hears_in_the_group_once(street: Street) -> None:
    li = street.person("小李")
    for words in REPORTS:
        await li.says(f"随手拍 {words}", to=street.group)
        await street.settled()

    await in_bulk(street, "1001 1002 驳回 不在本社区")
    digest = await street.group.shows("您报的 2 件不予受理")
    assert "不在本社区" in digest.text
    assert digest.reply_to_id is not None
    await in_bulk(street, "1003 1004 受理")
    await in_bulk(street, "1003 1004 办结 都弄好了")
    question = await street.group.shows("您报的 2 件，工作人员说都修好了")
    refused = await street.person("外人").presses("都满意", on=question)
    assert refused is not None
    assert refused.alert
    assert await stages(street) == ["rejected", "rejected", "resolved", "resolved"]

    await street.wait(hours=49)
    await street.wait(hours=10)  # those may have been quiet hours
    reminded = await street.group.shows("还有 2 件等您看一眼")
    await li.presses("都满意", on=reminded)
    await street.settled()
    assert await stages(street) == ["rejected", "rejected", "closed", "closed"]


@pytest.mark.sqlite
async def test_a_finder_who_has_blocked_the_bot_is_asked_about_each_in_the_group(
    street: Street,
) -> None:
    await report(street)
    await in_bulk(street, "1001 1002 受理")
    effect = {"status": 403, "description": "Forbidden: bot was blocked by the user"}
    chat = street.person("小李").private.id
    await street.driver.faults([{"method": "sendMessage", "chat": chat, "effect": effect}])
    await in_bulk(street, "1001 1002 办结 都弄好了")

    asked = [one for one in street.group.messages if "满意" in one.buttons]
    assert len(asked) == 2


@pytest.mark.sqlite
async def test_nobody_without_the_office_acts_in_bulk(street: Street) -> None:
    await report(street)
    said = await street.person("外人").says("/bulk 1001-1004 驳回 不想看", to=street.staff)
    await street.settled()
    await street.staff.shows("网格员或书记", from_bot=True, after=said)
    said = await street.person("陈书记").says("/bulk 1001 受理", to=street.group)
    await street.settled()
    await street.group.shows("工作群里", from_bot=True, after=said)
    for words, told in (("/bulk", "请这样写：/bulk"), ("/bulk 1001 办结", "怎么修好")):
        said = await street.person("陈书记").says(words, to=street.staff)
        await street.settled()
        await street.staff.shows(told, from_bot=True, after=said)
    assert await stages(street) == ["open"] * 4
