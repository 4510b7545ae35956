"""A group becomes a supergroup, under a new id and with its messages counted anew: all goes on."""

from collections import Counter
from collections.abc import Callable

import pytest

from actions.chats import move_chat
from bot.program import Program
from sandbox.driver import Message, Place
from storage.communities import list_all_chats
from tests.street import Street

pytestmark = pytest.mark.journey

REPORT = "随手拍 阿郎批发部下方井盖松动"


@pytest.fixture
def plain(street: Street) -> Street:
    """The street while its groups are still plain ones."""
    for chat in street.sandbox.world.chats.values():
        if chat.person is None:
            chat.kind = "group"
    return street


async def a_case(street: Street, words: str = REPORT) -> Message:
    """小李 reports in the group; the staff's card for it."""
    await street.person("小李").sends_photo(words, to=street.group)
    await street.settled()
    return await street.staff.shows("待受理")


async def grown(street: Street, place: Place) -> Place:
    new = await street.person("陈书记").upgrades(place)
    await street.wait(seconds=5)
    return new


async def calls_to(street: Street, place: Place) -> int:
    return sum(call["chat_id"] == place.id for call in await street.driver.calls())


async def test_the_staff_goes_on_with_the_new_card(plain: Street) -> None:
    await a_case(plain)
    old = plain.staff

    new = await grown(plain, old)
    card = await new.shows("待受理")
    await plain.person("赵师傅").presses("受理", on=card)
    await plain.wait(seconds=5)

    assert await plain.stage_of(1001) == "accepted"
    assert "已受理" in (await new.shows("井盖松动")).text
    assert len([one for one in new.messages if one.from_bot]) == 1


async def test_a_question_that_waits_is_asked_again_and_answered(plain: Street) -> None:
    card = await a_case(plain)
    zhao = plain.person("赵师傅")
    await zhao.presses("受理", on=card)
    await plain.settled()
    await zhao.presses("办结", on=await plain.staff.shows("井盖松动"))
    await plain.settled()
    await plain.staff.shows("怎么修好的")

    new = await grown(plain, plain.staff)
    await zhao.says("已经换好了", to=new, reply_to=await new.shows("怎么修好的"))
    await plain.wait(seconds=5)

    assert await plain.stage_of(1001) == "resolved"
    await new.never_shows("怎么修好的")


async def test_the_finder_confirms_in_the_new_group(plain: Street) -> None:
    await a_case(plain)
    await plain.person("赵师傅").says("/accept 1001", to=plain.staff)
    await plain.person("赵师傅").says("/resolve 1001 换好了", to=plain.staff)
    await plain.settled()
    await plain.group.shows("修好了吗")

    new = await grown(plain, plain.group)
    await plain.person("小李").presses("满意", on=await new.shows("修好了吗"))
    await plain.wait(seconds=5)

    assert await plain.stage_of(1001) == "closed"
    assert len([one for one in new.messages if "修好了吗" in one.text]) <= 1


async def test_what_has_its_answer_is_not_said_again(plain: Street) -> None:
    await a_case(plain)
    await plain.person("陈书记").says("/reject 1001 不归社区管", to=plain.staff)
    await plain.wait(seconds=5)

    assert not [one for one in (await grown(plain, plain.staff)).messages if one.from_bot]
    assert not [one for one in (await grown(plain, plain.group)).messages if one.from_bot]


async def test_after_the_switch_the_old_chat_is_called_no_more(plain: Street) -> None:
    await a_case(plain)
    old = plain.group
    new = await grown(plain, old)
    before = await calls_to(plain, old)

    await plain.person("小李").says("随手拍 东门路灯不亮", to=new)
    await plain.person("赵师傅").says("/accept 1001", to=plain.staff)
    await plain.person("赵师傅").says("/resolve 1001 换好了", to=plain.staff)
    await plain.wait(seconds=5)

    await new.shows("已登记 #C1002")
    await new.shows("修好了吗")
    assert await calls_to(plain, old) == before


async def test_a_group_that_grows_under_a_burst_loses_nothing(plain: Street) -> None:
    """Reports said in the old chat are heard after the new one has spoken, and owed to it."""
    old, xiaoli = plain.group, plain.person("小李")
    for number in range(12):
        await xiaoli.says(f"随手拍 {number} 号楼门口积水", to=old)
    new = await plain.person("陈书记").upgrades(old)
    for number in range(12, 18):
        await xiaoli.says(f"随手拍 {number} 号楼门口积水", to=new)
    await plain.wait(seconds=5)
    await plain.wait(seconds=5)

    said = [one.text for place in (old, new) for one in place.messages if one.from_bot]
    codes = Counter(text.split("\n")[0] for text in said if text.startswith("已登记"))
    assert sorted(codes) == [f"已登记 #C{number}" for number in range(1001, 1019)]
    assert set(codes.values()) == {1}
    assert not [text for text in said if "没有绑定" in text or "/setup" in text]


async def test_a_refused_call_tells_it_where_no_word_was_heard(plain: Street) -> None:
    """While the bot was out, Telegram forgot the updates: the group is asked at the start."""
    await a_case(plain)
    old = plain.staff
    await plain.program.stop()
    new = await plain.person("陈书记").upgrades(old)
    plain.sandbox.world.updates.clear()
    plain.program = Program(plain.program.settings, clock=plain.clock)
    await plain.program.start()
    await plain.person("小李").says("随手拍 东门路灯不亮", to=plain.group)
    await plain.wait(seconds=5)

    await new.shows("东门路灯不亮")
    card = await new.shows("井盖松动")
    await plain.person("赵师傅").presses("受理", on=card)
    await plain.settled()
    assert await plain.stage_of(1001) == "accepted"


@pytest.mark.parametrize("signals", [1, 3])
async def test_it_moves_once_however_often_it_is_told(plain: Street, signals: int) -> None:
    await a_case(plain)
    old = plain.staff
    new = await plain.person("陈书记").upgrades(old)
    for _ in range(signals):
        now = plain.clock.now()
        await plain.program.db.do(move_chat, old=str(old.id), new=str(new.id), now=now)
        await plain.wait(seconds=5)

    assert len([one for one in new.messages if one.from_bot]) == 1
    bound = await plain.read(list_all_chats, channel="telegram")
    assert sorted(chat.external_id for chat in bound) == sorted(
        str(place.id) for place in (plain.group, plain.riders, new)
    )


async def test_nobody_loses_a_message_to_a_number_of_the_old_chat(plain: Street) -> None:
    """What was owed to one message there, a reaction or its removal, is owed to none here."""
    xiaoli = plain.person("小李")
    await plain.driver.faults(
        [{"method": name, "effect": {"status": 429, "retry_after": 60}} for name in AT_A_MESSAGE]
    )
    await xiaoli.says("随手拍", to=plain.group)
    await plain.settled()
    question = await plain.group.shows("什么问题、在哪里")
    await xiaoli.says("垃圾桶满了", to=plain.group, reply_to=question)
    await plain.settled()

    new = await plain.person("陈书记").upgrades(plain.group)
    talk = [(await xiaoli.says(f"早 {number}", to=new)).id for number in range(9)]
    await plain.driver.faults([])
    await plain.wait(seconds=90)

    assert [number for number in talk if new.message(number) is None] == []
    assert not any(reactions(plain, new)(number) for number in talk)


AT_A_MESSAGE = ("setMessageReaction", "deleteMessage")


def reactions(street: Street, place: Place) -> Callable[[int], dict[int, str]]:
    return lambda number: street.sandbox.world.chats[place.id].messages[number].reactions
