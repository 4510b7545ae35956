"""答复模板: a sentence that is ready is one press, and the office writes down its own."""

import pytest

from sandbox.driver import Message
from storage.cases import find_case, list_events
from storage.communities import list_communities
from tests.street import Street

pytestmark = pytest.mark.journey


async def asked(street: Street, label: str) -> Message:
    """Somebody's report, accepted by 赵师傅, who then presses a button that needs words."""
    zhao = street.person("赵师傅")
    await street.person("小李").says("随手拍 1号楼路灯不亮", to=street.group)
    await street.settled()
    await zhao.presses("受理", in_=street.staff)
    await street.wait(seconds=5)
    await zhao.presses(label, on=await street.staff.shows("#C1001 随手拍 · 已受理"))
    await street.settled()
    return await street.staff.shows("赵师傅，#C1001")


async def test_one_press_says_what_is_ready_and_only_whoever_was_asked_may(
    street: Street,
) -> None:
    question = await asked(street, "办结")
    assert "点一句现成的" in question.text
    assert question.buttons[0] == "已修好"
    for name in ("外人", "孙姐"):
        refused = await street.person(name).presses("已修好", on=question)
        assert refused is not None
        assert refused.alert
        assert "赵师傅" in (refused.text or "")
    assert await street.stage_of(1001) == "accepted"

    zhao = street.person("赵师傅")
    await zhao.presses("已修好", on=question)
    again = await zhao.presses("已清理干净", on=question, as_seen=True)
    assert again is not None
    assert again.alert
    await street.wait(seconds=5)
    assert await street.stage_of(1001) == "resolved"
    assert "赵师傅：已修好" in (await street.staff.shows("#C1001 随手拍 · 待确认")).text
    await street.staff.never_shows("点一句现成的")


async def test_words_of_ones_own_still_count_and_a_late_press_does_not(street: Street) -> None:
    question, zhao = await asked(street, "备注"), street.person("赵师傅")
    await zhao.says("明天带梯子", to=street.staff, reply_to=question)
    await street.wait(seconds=5)
    await zhao.presses("办结", on=await street.staff.shows("#C1001 随手拍 · 已受理"))
    await street.settled()
    question = await street.staff.shows("赵师傅，#C1001 怎么修好的")
    await street.wait(minutes=11)

    late = await zhao.presses("已修好", on=question)
    assert late is not None
    assert "重新按一次按钮" in (late.text or "")
    assert await street.stage_of(1001) == "accepted"
    [community] = await street.read(list_communities)
    case = await street.read(find_case, community_id=community.id, number=1001)
    assert case is not None
    notes = [one for one in await street.read(list_events, case.id) if one.kind == "note"]
    assert [one.words for one in notes] == ["明天带梯子"]


async def open_templates(street: Street) -> Message:
    """陈书记 leafs to the ready answers for 办结."""
    secretary, staff = street.person("陈书记"), street.staff
    await secretary.says("/settings", to=staff)
    await street.settled()
    await secretary.presses("答复模板", on=await staff.shows("设置 · "))
    await street.settled()
    await secretary.presses("办结(4)", on=await staff.shows("需要写字的时候"))
    await street.settled()
    return await staff.shows("答复模板 · 办结")


async def test_the_office_writes_its_own_and_its_categorys_come_first(street: Street) -> None:
    secretary, zhao, staff = street.person("陈书记"), street.person("赵师傅"), street.staff
    await street.person("小李").says("随手拍 1号楼路灯不亮", to=street.group)
    await street.settled()
    received = await street.group.shows("已登记 #C1001")
    category = received.text.split("类别：")[1].split("\n")[0]
    shown = await open_templates(street)
    assert "1. 已修好" in shown.text
    refused = await zhao.presses("删 1", on=shown)
    assert refused is not None
    assert refused.alert
    for words in ("通用的一句", f"{category}：已换灯泡", "电话：1234"):
        await secretary.presses("新增", on=shown)
        await street.settled()
        await secretary.says(words, to=staff, reply_to=await staff.shows("新增哪一句？"))
        await street.settled()
    await secretary.presses("删 1", on=shown)
    await street.settled()

    text = (await staff.shows("答复模板 · 办结")).text
    assert "已修好" not in text
    assert f"已换灯泡（只用于{category}）" in text
    await staff.shows("陈书记删了一条答复模板：已修好")
    await zhao.presses("受理", on=await staff.shows("#C1001 随手拍"))
    await street.wait(seconds=5)
    await zhao.presses("办结", on=await staff.shows("#C1001 随手拍"))
    await street.settled()
    offered = (await staff.shows("赵师傅，#C1001")).buttons
    assert offered[0] == "已换灯泡"
    assert {"通用的一句", "电话：1234"} < set(offered)
    assert len(offered) == 6
