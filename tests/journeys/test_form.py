"""The guided report in private, one question at a time."""

import pytest

from tests.street import Street

pytestmark = pytest.mark.journey


async def test_the_form_survives_a_restart_and_ends_in_a_case(street: Street) -> None:
    aunt = street.person("王阿姨")
    await aunt.starts()
    await street.settled()
    await aunt.says("随手拍")
    await street.settled()
    await aunt.private.shows("请发照片")
    await aunt.sends_photo("")
    await street.settled()
    await street.restart()
    await aunt.private.shows("已收到 1 个")
    await aunt.presses("下一步")
    await street.settled()
    await aunt.says("楼道里堆满纸箱")
    await street.settled()
    await street.restart()
    await aunt.says("3号楼2单元")
    await street.settled()

    last = await aunt.private.shows("看一下，没问题就提交")
    assert "楼道里堆满纸箱" in last.text
    assert "3号楼2单元" in last.text
    await aunt.presses("提交")
    await street.wait(seconds=3)

    answer = await aunt.private.shows("已登记 #C1001")
    assert "负责：孙姐（二号网格）" in answer.text
    card = await street.staff.shows("楼道里堆满纸箱")
    assert card.photo
    assert "地点：3号楼2单元" in card.text


async def test_two_quick_submits_make_one_case(street: Street) -> None:
    aunt = street.person("王阿姨")
    await aunt.starts()
    await aunt.sends_photo("")
    await street.settled()
    for _ in range(3):
        last = aunt.private.messages[-1]
        label = "提交" if "提交" in last.buttons else last.buttons[0]
        await aunt.presses(label, on=last)
        await street.settled()
    last = aunt.private.messages[-1]
    shown = await aunt.private.shows("看一下")
    await aunt.presses("提交", on=shown, as_seen=True)
    await aunt.presses("提交", on=shown, as_seen=True)
    await street.settled()

    assert len([m for m in aunt.private.messages if m.text.startswith("已登记")]) == 1
    assert last is not None


async def test_going_back_and_cancelling_leave_nothing_behind(street: Street) -> None:
    aunt = street.person("王阿姨")
    await aunt.starts()
    await aunt.says("/report")
    await street.settled()
    await aunt.presses("跳过")
    await street.settled()
    await aunt.presses("返回")
    await street.settled()
    await aunt.private.shows("请发照片")
    await aunt.presses("取消")
    await street.settled()

    last = aunt.private.messages[-1]
    assert "什么都没登记" in last.text, "nothing comes after the card that was cancelled"
    assert not last.buttons
    assert await street.stage_of(1001) == "no such case"
    await aunt.says("你好")
    await street.settled()
    assert await street.stage_of(1001) == "no such case"


async def test_an_empty_form_is_not_handed_in(street: Street) -> None:
    aunt = street.person("王阿姨")
    await aunt.starts()
    await aunt.says("/report")
    await street.settled()
    for _ in range(3):
        await aunt.presses("跳过")
        await street.settled()

    answer = await aunt.presses("提交")

    assert answer is not None
    assert answer.alert
    assert await street.stage_of(1001) == "no such case"


async def test_an_old_step_says_that_it_is_past(street: Street) -> None:
    aunt = street.person("王阿姨")
    await aunt.starts()
    await aunt.says("/report")
    await street.settled()
    first = await aunt.private.shows("请发照片")
    await aunt.presses("跳过", on=first)
    await street.settled()

    answer = await aunt.presses("取消", on=first, as_seen=True)

    assert answer is not None
    assert answer.alert
    assert "过去" in str(answer.text)


async def test_in_private_nothing_is_a_dead_end(street: Street) -> None:
    aunt = street.person("王阿姨")
    await aunt.starts()
    for words in ("你好", "/nonsense"):
        said = await aunt.says(words)
        await street.settled()
        answer = await aunt.private.shows("", from_bot=True, after=said)
        assert "随手拍" in answer.text
