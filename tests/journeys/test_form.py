"""The guided report in private, one question at a time."""

from datetime import datetime

import pytest
from sqlalchemy import Connection

from storage.tables import conversations
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
    kinds = await aunt.private.shows("④ 是哪一类？")
    assert kinds.buttons[0] == "堵塞消防通道", "what the words suggest stands first"
    await street.restart()
    await aunt.presses("跳过")
    await street.settled()
    assert "李*" in (await aunt.private.shows("⑤ 署名还是匿名？")).text
    await aunt.says("跳过")
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


async def test_the_category_is_chosen_from_the_catalogue_head_by_head(street: Street) -> None:
    aunt = street.person("王阿姨")
    await aunt.starts()
    await aunt.says("/report")
    for _ in range(3):
        await street.settled()
        await aunt.presses("跳过")
    await street.settled()
    kinds = await aunt.private.shows("④ 是哪一类？")
    assert "电梯" in kinds.buttons
    assert "绿化" not in kinds.buttons, "the heads come a page at a time"

    await aunt.presses("下一页", on=kinds)
    await street.settled()
    await aunt.presses("绿化")
    await street.settled()
    shown = await aunt.private.shows("④ 是哪一类？")
    assert shown.id == kinds.id, "one card, turned in place"
    await aunt.presses("↩ 全部类别")
    await street.settled()
    await aunt.presses("绿化")
    await street.settled()
    await aunt.presses("树木倒伏、枯枝")
    await street.settled()
    await aunt.says("东门的")
    await street.settled()
    await aunt.presses("匿名")
    await street.settled()

    last = await aunt.private.shows("⑥ 看一下，没问题就提交")
    assert "类别：树木倒伏、枯枝" in last.text
    assert "东门的" in last.text
    assert "匿名" in last.text
    await aunt.presses("返回")
    await street.settled()
    await aunt.presses("署名")
    await street.settled()
    await aunt.presses("提交")
    await street.settled()
    assert "类别：树木倒伏、枯枝" in (await aunt.private.shows("已登记 #C1001")).text


async def test_a_kind_may_be_typed_and_what_is_no_kind_is_more_words(street: Street) -> None:
    aunt = street.person("王阿姨")
    await aunt.starts()
    await aunt.says("/report")
    await street.settled()
    await aunt.says("灯不亮")
    await street.settled()
    await aunt.says("跳过")
    await street.settled()
    await aunt.says("已经三天了")
    await street.settled()
    await aunt.private.shows("④ 是哪一类？")
    await aunt.says("路灯不亮")
    await street.settled()
    await aunt.private.shows("⑤ 署名还是匿名？")
    await aunt.says("匿名")
    await street.settled()

    last = await aunt.private.shows("⑥ 看一下")
    assert "灯不亮\n已经三天了" in last.text
    assert "类别：路灯不亮" in last.text
    assert "匿名" in last.text


async def test_a_draft_of_before_the_upgrade_opens_and_is_handed_in(street: Street) -> None:
    """As version 1 wrote it: without a category, and without a word on anonymity."""
    aunt = street.person("王阿姨")
    await aunt.starts()
    await aunt.says("/report")
    await street.settled()
    await street.program.db.do(write_as_before, now=street.clock.now())

    await aunt.says("3号楼2单元")
    await street.settled()
    await aunt.private.shows("④ 是哪一类？")
    for label in ("跳过", "跳过", "提交"):
        await aunt.presses(label)
        await street.settled()

    assert "楼道里堆满纸箱" in (await aunt.private.shows("已登记 #C1001")).text


def write_as_before(tx: Connection, *, now: datetime) -> None:
    data: dict[str, object] = {
        "kind": "problem",
        "words": "楼道里堆满纸箱",
        "place": "",
        "point": None,
        "pictures": [],
    }
    tx.execute(conversations.update().values(step="where", data=data))


async def test_two_quick_submits_make_one_case(street: Street) -> None:
    aunt = street.person("王阿姨")
    await aunt.starts()
    await aunt.sends_photo("")
    await street.settled()
    for _ in range(5):
        last = aunt.private.messages[-1]
        label = next(one for one in ("提交", "下一步", "跳过") if one in last.buttons)
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
    for _ in range(5):
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
