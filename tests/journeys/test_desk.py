"""工作台: the office's piles, a case taken from one, and on to the next with one thumb."""

import pytest

from sandbox.driver import Message, Neighbour, Place
from tests.street import Street

pytestmark = pytest.mark.journey


async def answer_to(street: Street, who: Neighbour, words: str, to: Place) -> Message:
    said = await who.says(words, to=to)
    await street.settled()
    return await to.shows("", from_bot=True, after=said)


async def press(street: Street, who: Neighbour, label: str, on: Message) -> Message:
    """Press a button; what stands there afterwards."""
    await who.presses(label, on=on)
    await street.settled()
    return next(one for one in who.private.messages + street.staff.messages if one.id == on.id)


async def reports(street: Street, *words: str) -> None:
    for one in words:
        await street.person("小李").says(f"随手拍 {one}", to=street.group)
    await street.settled()


async def test_a_secretary_works_through_a_pile_with_one_thumb(street: Street) -> None:
    chen, zhao = street.person("陈书记"), street.person("赵师傅")
    await chen.starts()
    await reports(street, "阿郎批发部下方井盖松动", "东门路灯不亮", "菜场门口积水")
    await zhao.says("/urgent 1002", to=street.staff)
    await street.settled()
    desk = await answer_to(street, chen, "/desk", chen.private)
    assert desk.text.startswith("陈书记的工作台 · 全社区")
    counts = ["待受理(3)", "我的(0)", "今天到期(", "超时(0)", "待确认(0)"]
    assert all(b.startswith(c) for b, c in zip(desk.buttons, counts, strict=True))

    pile = await press(street, chen, "待受理(3)", desk)

    assert pile.id == desk.id
    head, *lines = pile.text.split("\n")
    assert head == "待受理（3）"
    assert lines[0].startswith("#C1002 待受理 · 急 · ")
    assert "东门路灯不亮" in lines[0]
    assert lines[0].endswith("· 0分钟")
    assert pile.buttons[0] == "1002"
    assert sorted(pile.buttons[1:]) == ["1001", "1003", "返回"]
    await chen.presses("1002", on=pile)
    await street.settled()
    first = await chen.private.shows("#C1002 随手拍 · 待受理 · 急")
    assert first.buttons[-1] == "下一件"
    await chen.presses("受理", on=first)
    await street.settled()
    assert (await chen.private.shows("#C1002 随手拍 · 已受理")).id == first.id
    assert await street.stage_of(1002) == "accepted"

    await goes_on_twice(street, chen)
    assert [await street.stage_of(one) for one in (1001, 1003)] == ["accepted"] * 2
    await zhao.says("/progress 1002", to=street.staff)
    await street.wait(seconds=4)
    await only_the_last_card_stands(street, chen)
    again = await press(street, chen, "返回", pile)
    assert "待受理(0)" in again.buttons
    assert "我的(3)" in again.buttons


async def goes_on_twice(street: Street, who: Neighbour) -> None:
    for _ in range(2):
        card = await who.private.shows("随手拍 ·", from_bot=True)
        await who.presses("下一件", on=card)
        await street.wait(seconds=4)
        await who.presses("受理", in_=who.private)
        await street.settled()


async def only_the_last_card_stands(street: Street, who: Neighbour) -> None:
    """What was laid aside is gone, and stays so when something happens to it."""
    standing = [one.text for one in who.private.messages if "随手拍 · " in one.text]
    assert len(standing) == 1
    answer = await who.presses("下一件", in_=who.private)
    assert answer is not None
    assert answer.alert
    assert "没有别的事" in str(answer.text)


async def test_everybody_sees_what_is_theirs_and_nobody_a_colleagues_desk(street: Street) -> None:
    zhao, sun, outsider = (street.person(name) for name in ("赵师傅", "孙姐", "外人"))
    await reports(street, "东门路灯不亮", "菜场门口积水", "有人吵架")
    await sun.starts()

    desk = await answer_to(street, sun, "/desk", street.staff)

    assert desk.text.startswith("孙姐的工作台 · 二号网格")
    assert desk.buttons[0] == "待受理(2)"  # her own, and the one that lies in no grid
    refused = await zhao.presses("待受理(2)", on=desk)
    assert refused is not None
    assert "同事的工作台" in str(refused.text)
    pile = await press(street, sun, "待受理(2)", desk)
    assert "#C1001" not in pile.text
    assert {"#C1002", "#C1003"} <= {line.split()[0] for line in pile.text.split("\n")[1:]}
    told = await sun.presses("1002", on=pile)
    assert told is not None
    assert "发到您的私聊" in str(told.text)
    await street.settled()
    assert "受理" in (await sun.private.shows("#C1002 随手拍 · 待受理")).buttons

    for where in (street.group, street.staff):
        answer = await answer_to(street, outsider, "/desk", where)
        assert "工作台 ·" not in answer.text
        assert "工作台是给工作人员用的" in answer.text
    pressed = await outsider.presses("返回", on=pile)
    assert pressed is not None
    assert pressed.alert


async def test_what_is_due_and_what_is_late_comes_up_by_itself(street: Street) -> None:
    chen = street.person("陈书记")
    await chen.starts()
    await reports(street, "东门井盖松动")
    await street.wait(days=20)

    desk = await answer_to(street, chen, "/desk", chen.private)

    assert "超时(1)" in desk.buttons
    pile = await press(street, chen, "超时(1)", desk)
    assert " · 超时 · " in pile.text
    assert pile.text.endswith(" · 20天")


async def test_in_a_group_of_neighbours_the_desk_goes_to_private(street: Street) -> None:
    zhao = street.person("赵师傅")
    await reports(street, "东门路灯不亮")

    told = await answer_to(street, zhao, "/desk", street.group)

    assert told.buttons == ["打开私聊"]
    assert "待受理" not in told.text
    await zhao.starts()
    await street.settled()
    await answer_to(street, zhao, "/desk", street.group)
    assert "待受理(1)" in (await zhao.private.shows("赵师傅的工作台")).buttons


async def test_numbers_in_the_staff_group_open_the_card_in_private(street: Street) -> None:
    zhao, sun = street.person("赵师傅"), street.person("孙姐")
    await zhao.starts()
    await sun.starts()
    await street.settled()
    await reports(street, "东门路灯不亮")
    listed = await answer_to(street, zhao, "/open", street.staff)
    assert listed.buttons[0] == "1001"
    assert "1001" not in (await answer_to(street, zhao, "/open", street.group)).buttons
    view = await answer_to(street, zhao, "/case 1001", street.staff)
    assert view.buttons[-1] == "办理"

    await zhao.presses("1001", on=listed)
    await street.settled()

    card = await zhao.private.shows("#C1001 随手拍 · 待受理")
    assert "受理" in card.buttons
    assert "下一件" not in card.buttons
    await sun.presses("办理", on=view)  # not her grid: she sees what everybody may
    await street.settled()
    seen = await sun.private.shows("#C1001 待受理")
    assert "受理" not in seen.buttons
    assert "经过" not in seen.buttons


async def test_a_case_that_was_taken_from_somebody_is_no_longer_theirs_to_work_on(
    street: Street,
) -> None:
    zhao, chen = street.person("赵师傅"), street.person("陈书记")
    await zhao.starts()
    await reports(street, "东门路灯不亮")
    pile = await press(
        street, zhao, "待受理(1)", await answer_to(street, zhao, "/desk", zhao.private)
    )
    await zhao.presses("1001", on=pile)
    await street.settled()
    await chen.says("/role @zhaoshifu 无", to=street.staff)
    await chen.says("/accept 1001", to=street.staff)
    await street.wait(seconds=4)

    await zhao.private.shows("#C1001 现在不归您办了")
    refused = await zhao.presses("返回", on=pile)
    assert refused is not None
    assert refused.alert
