"""Answers that come late, from somebody else, in another way, or not as a reply at all."""

import pytest

from sandbox.driver import Neighbour, Place
from tests.street import Street

pytestmark = pytest.mark.journey


async def after(street: Street, who: Neighbour, words: str, to: Place) -> str:
    said = await who.says(words, to=to)
    await street.settled()
    return (await to.shows("", from_bot=True, after=said)).text


async def taken_on(street: Street, words: str = "随手拍 东门路灯不亮") -> None:
    await street.person("小李").says(words, to=street.group)
    await street.settled()
    await street.person("赵师傅").says("/accept 1001", to=street.staff)
    await street.wait(seconds=3)


async def test_what_colleagues_say_below_the_card_stays_among_them(street: Street) -> None:
    xiaoli, zhao = street.person("小李"), street.person("赵师傅")
    await xiaoli.starts()
    await taken_on(street)
    card = await street.staff.shows("随手拍 · 已受理")
    await zhao.says("又是这个人", to=street.staff, reply_to=card)
    await street.settled()

    assert "又是这个人" not in await after(street, xiaoli, "/case 1001", xiaoli.private)


async def test_an_edit_that_says_nothing_takes_nothing_away(street: Street) -> None:
    xiaoli = street.person("小李")
    said = await xiaoli.sends_photo("随手拍", to=street.group)
    await street.settled()
    answer = await street.group.shows("已登记 #C1001")
    await xiaoli.says("东门路灯不亮", to=street.group, reply_to=answer)
    await street.settled()
    await xiaoli.edits(said, "随手拍！")
    await street.wait(seconds=3)

    card = await street.group.shows("已登记 #C1001")
    assert "东门路灯不亮" in card.text
    assert "一号网格" in card.text


async def test_a_form_goes_on_when_an_album_leaves_it(street: Street) -> None:
    xiaoli = street.person("小李")
    await xiaoli.starts()
    await xiaoli.sends_photo("")
    await street.settled()
    await xiaoli.says("楼道灯坏了")
    await street.settled()
    await xiaoli.sends_photo("", media_group_id="6")
    await street.settled()
    await xiaoli.sends_photo("随手拍 东门垃圾满了", media_group_id="6")
    await street.wait(seconds=3)

    assert "东门垃圾满了" in (await xiaoli.private.shows("已登记 #C1001")).text
    assert "取消" in (await xiaoli.private.shows("在哪里")).buttons


async def test_the_answer_to_the_office_needs_no_reply_in_private(street: Street) -> None:
    grandpa, zhao = street.person("周爷爷"), street.person("赵师傅")
    await grandpa.starts()
    await street.settled()
    await grandpa.says("随手拍 楼道灯坏了")
    await street.settled()
    await zhao.says("/accept 1001", to=street.staff)
    await zhao.says("/wait 1001 哪一栋？", to=street.staff)
    await street.settled()
    await grandpa.private.shows("哪一栋？")
    await grandpa.says("3栋")
    await street.settled()

    assert await street.stage_of(1001) == "accepted"
    await street.staff.shows("补充：3栋")
    assert "没看懂" in await after(street, grandpa, "好的", grandpa.private)


async def test_the_verdict_may_be_typed(street: Street) -> None:
    xiaoli, zhao = street.person("小李"), street.person("赵师傅")
    await xiaoli.starts()
    await taken_on(street)
    await zhao.says("/resolve 1001 好了", to=street.staff)
    await street.settled()
    await xiaoli.says("满意")
    await street.settled()

    assert await street.stage_of(1001) == "closed"
    assert "没看懂" in await after(street, xiaoli, "满意", xiaoli.private)


async def test_a_question_that_was_met_otherwise_waits_no_more(street: Street) -> None:
    xiaoli = street.person("小李")
    await xiaoli.says("随手拍", to=street.group)
    await street.settled()
    question = await street.group.shows("什么问题、在哪里")
    await xiaoli.says("随手拍 东门路灯不亮", to=street.group)
    await street.settled()
    await xiaoli.shares_location(28.2, 113.0, to=street.group)
    await street.settled()

    assert street.group.message(question.id) is None
    assert await street.stage_of(1002) == "no such case"


async def test_a_late_reason_is_still_a_reason(street: Street) -> None:
    xiaoli, zhao = street.person("小李"), street.person("赵师傅")
    await taken_on(street)
    await zhao.says("/resolve 1001 好了", to=street.staff)
    await street.wait(seconds=3)
    await xiaoli.presses("不满意", in_=street.group)
    await street.settled()
    why = await street.group.shows("哪里还不满意")
    await street.wait(minutes=30)
    await xiaoli.says("还是不亮", to=street.group, reply_to=why)
    await street.wait(seconds=3)

    assert "上次不满意：还是不亮" in (await street.staff.shows("随手拍 · 处理中")).text


async def test_what_somebody_else_answers_is_not_lost(street: Street) -> None:
    xiaoli, aunt = street.person("小李"), street.person("王阿姨")
    await taken_on(street)
    await xiaoli.presses("补充", in_=street.group)
    await street.settled()
    asked = await street.group.shows("要补充什么")
    await aunt.says("我家门口也不亮", to=street.group, reply_to=asked)
    await street.settled()
    await street.staff.shows("王* 补充：我家门口也不亮")

    await xiaoli.says("随手拍", to=street.group)
    await street.settled()
    bare = await street.group.shows("什么问题、在哪里")
    await aunt.says("不知道", to=street.group, reply_to=bare)
    await street.settled()
    await street.group.shows("这条是问小李的")


async def test_a_report_made_by_reply_can_be_edited(street: Street) -> None:
    seen = await street.person("王阿姨").says("路灯坏了", to=street.group)
    xiaoli = street.person("小李")
    said = await xiaoli.says("/report 就在门卫旁", to=street.group, reply_to=seen)
    await street.settled()
    await xiaoli.edits(said, "/report 就在超市旁")
    await street.wait(seconds=3)

    card = await street.staff.shows("随手拍 · 待受理")
    assert "路灯坏了\n就在超市旁" in card.text


async def test_an_edit_answers_the_office_too(street: Street) -> None:
    xiaoli, zhao = street.person("小李"), street.person("赵师傅")
    said = await xiaoli.says("随手拍 路灯不亮", to=street.group)
    await street.settled()
    await zhao.says("/accept 1001", to=street.staff)
    await zhao.says("/wait 1001 哪里？", to=street.staff)
    await street.settled()
    await xiaoli.edits(said, "随手拍 东门路灯不亮")
    await street.settled()

    assert await street.stage_of(1001) == "accepted"
    await street.group.shows("已补充到 #C1001")


async def test_a_button_s_word_may_be_typed_in_the_form(street: Street) -> None:
    grandpa = street.person("周爷爷")
    await grandpa.starts()
    await grandpa.says("随手拍")
    await street.settled()
    await grandpa.says("跳过")
    await street.settled()
    await grandpa.private.shows("是什么问题")
    await grandpa.says("取消")
    await street.settled()

    await grandpa.private.shows("已取消")
    assert await street.stage_of(1001) == "no such case"
