"""Same problem again: the reporter is asked whether it is the older case, the staff waits."""

import pytest

from sandbox.driver import Message, Place
from tests.bot.pictures import scene, written
from tests.street import Street

pytestmark = pytest.mark.journey

JOIN = "同一问题，附议 #C1001"


async def reports(street: Street, name: str, words: str, to: Place | None = None) -> Message:
    """What the bot answers when somebody reports something."""
    place = to or street.group
    said = await street.person(name).says(f"随手拍 {words}", to=place)
    await street.settled()
    return await place.shows("已登记", after=said)


async def press(street: Street, name: str, button: str) -> str:
    answer = await street.person(name).presses(button, in_=street.group)
    await street.settled()
    assert answer is not None
    return answer.text or ""


def cards(street: Street) -> list[str]:
    """The numbers of which the staff has a card."""
    heads = [m.text.split()[0] for m in street.staff.messages if m.from_bot and m.buttons]
    return [head for head in heads if head.startswith("#C")]


async def test_joining_makes_one_case_of_two(street: Street) -> None:
    await reports(street, "小李", "东门路灯不亮")
    aunt = street.person("王阿姨")
    await aunt.starts()
    answer = await reports(street, "王阿姨", "大东门的路灯坏了，晚上看不见")

    assert answer.text.startswith("已登记 #C1002")
    assert "附近有一件很像的：#C1001 东门路灯不亮（待受理）" in answer.text
    assert answer.buttons[:2] == [JOIN, "不是，另立"]
    assert answer.buttons[-3:] == ["补充", "附议", "进度"]
    assert cards(street) == ["#C1001"], "the second card waits"

    denied = await press(street, "外人", JOIN)
    assert "由报告人来选" in denied
    assert await street.stage_of(1002) == "open"

    said = await press(street, "王阿姨", JOIN)
    await street.wait(seconds=4)
    assert "已并到 #C1001" in said
    assert await street.stage_of(1002) == "merged"
    assert "已并入 #C1001" in (await street.group.shows("已登记 #C1002")).text
    assert cards(street) == ["#C1001"]
    assert "附议 1 人" in (await street.staff.shows("#C1001 随手拍")).text
    below = await street.staff.shows("也报了同一件事（#C1002）：大东门的路灯坏了")
    assert below.reply_to_id == (await street.staff.shows("#C1001 随手拍")).id

    await street.wait(minutes=11)
    assert cards(street) == ["#C1001"], "silence has nothing to say any more"
    await street.person("赵师傅").says("/accept 1001", to=street.staff)
    await street.person("赵师傅").says("/resolve 1001 换了灯泡", to=street.staff)
    await street.settled()
    assert "说是修好了" in (await aunt.private.shows("#C1001")).text


async def test_another_one_and_silence_both_post_the_card_with_what_came_meanwhile(
    street: Street,
) -> None:
    await reports(street, "小李", "东门路灯不亮")
    await reports(street, "王阿姨", "东门路灯坏了")
    assert "单独办理" in await press(street, "王阿姨", "不是，另立")
    await street.wait(seconds=4)
    assert cards(street) == ["#C1001", "#C1002"]
    assert "附近有一件" not in (await street.group.shows("已登记 #C1002")).text

    grandpa = street.person("周爷爷")
    answer = await reports(street, "周爷爷", "东门路灯坏了三天")
    await grandpa.says("就是左边那盏", to=street.group, reply_to=answer)
    await grandpa.sends_photo("", to=street.group, reply_to=answer)
    await street.wait(minutes=9)
    assert cards(street) == ["#C1001", "#C1002"]
    assert not [m for m in street.staff.messages if "左边那盏" in m.text]

    await street.restart()
    await street.wait(minutes=2)
    assert cards(street) == ["#C1001", "#C1002", "#C1003"]
    card = await street.staff.shows("#C1003 随手拍")
    added = await street.staff.shows("就是左边那盏")
    assert added.reply_to_id == card.id
    assert card.photo, "the picture is on the card"
    assert "不是，另立" not in (await street.group.shows("已登记 #C1003")).buttons


async def test_what_cannot_wait_or_nobody_may_see_is_not_offered(street: Street) -> None:
    await reports(street, "小李", "3号楼漏水")
    await reports(street, "王阿姨", "3号楼电梯坏了")
    assert cards(street) == ["#C1001", "#C1002"], "another thing at the same place"
    await reports(street, "刘老板", "4号楼漏水")
    assert cards(street) == ["#C1001", "#C1002", "#C1003"], "the same thing elsewhere"

    urgent = await reports(street, "周爷爷", "3号楼漏水了，还着火了")
    assert "附近有一件" not in urgent.text
    assert cards(street)[-1] == "#C1004"

    quarrel = "3号楼邻居天天吵架，求调解"
    await reports(street, "小李", quarrel)
    again = await reports(street, "王阿姨", quarrel)
    assert "附近有一件" not in again.text


async def test_an_edit_a_withdrawal_and_an_act_end_the_offer(street: Street) -> None:
    await reports(street, "小李", "东门路灯不亮")
    aunt = street.person("王阿姨")
    said = await aunt.says("随手拍 东门路灯坏了", to=street.group)
    await street.settled()
    await aunt.edits(said, "随手拍 东门垃圾桶满了")
    await street.settled()
    assert cards(street) == ["#C1001", "#C1002"], "reworded it is like the other no more"

    await reports(street, "周爷爷", "东门路灯坏了")
    await street.person("周爷爷").says("/withdraw 1003", to=street.group)
    await street.wait(minutes=11)
    assert cards(street) == ["#C1001", "#C1002"], "nobody need see what was taken back"

    await reports(street, "刘老板", "东门路灯坏了")
    await street.person("赵师傅").says("/accept 1004", to=street.group)
    await street.wait(seconds=4)
    assert cards(street)[-1] == "#C1004"
    stale = await street.group.shows("已登记 #C1004")
    assert "附近有一件" not in stale.text


async def test_the_older_case_may_end_while_the_offer_stands(street: Street) -> None:
    await reports(street, "小李", "东门路灯不亮")
    await reports(street, "王阿姨", "东门路灯坏了")
    await street.person("小李").says("/fixed 1001", to=street.group)
    await street.settled()

    said = await press(street, "王阿姨", JOIN)
    assert "单独办理" in said
    assert await street.stage_of(1002) == "open"
    assert cards(street) == ["#C1001", "#C1002"]


async def test_a_bare_keyword_is_looked_at_when_its_words_come(street: Street) -> None:
    await reports(street, "小李", "东门路灯不亮")
    aunt = street.person("王阿姨")
    await aunt.sends_photo("随手拍", to=street.group)
    await street.settled()
    asked = await street.group.shows("说说是什么问题")
    assert cards(street) == ["#C1001", "#C1002"]

    await aunt.says("东门路灯坏了", to=street.group, reply_to=asked)
    await street.wait(seconds=4)
    assert JOIN in (await street.group.shows("已登记 #C1002")).buttons
    await aunt.presses(JOIN, in_=street.group)
    await street.wait(seconds=4)
    assert (await street.staff.shows("#C1002 随手拍 · 已并案")).buttons == ["重新打开"]


async def test_the_same_picture_at_the_same_place_needs_no_words(street: Street) -> None:
    async def sends_a_photo_from_here(name: str, picture: bytes) -> Message:
        person = street.person(name)
        await person.sends_photo("随手拍", to=street.group, data=picture)
        await street.settled()
        answer = await street.group.shows("说说是什么问题")
        await person.shares_location(31.2299, 121.4713, to=street.group, reply_to=answer)
        await street.wait(seconds=4)
        return await street.group.shows("已登记")

    picture = written(scene())
    await sends_a_photo_from_here("小李", picture)
    offered = await sends_a_photo_from_here("王阿姨", picture)
    assert JOIN in offered.buttons, street.group.transcript()
