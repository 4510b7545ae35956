"""A residents' group with topics: what is said in one is answered in the same one."""

import pytest

from sandbox.driver import Message, Place
from tests.street import Street

pytestmark = pytest.mark.journey


@pytest.fixture
async def repairs(street: Street) -> int:
    """The thread of the topic 报修 in the residents' group."""
    secretary = street.person("陈书记")
    await secretary.makes_forum(street.group)
    await secretary.makes_topic("闲聊", street.group)
    thread = await secretary.makes_topic("报修", street.group)
    await street.settled()
    return thread


def said_by_bot(place: Place) -> list[Message]:
    return [message for message in place.messages if message.from_bot]


async def test_a_report_by_words_is_answered_where_it_was_made(
    street: Street, repairs: int
) -> None:
    said = await street.person("小李").says("随手拍 东门路灯不亮", to=street.group, thread=repairs)
    await street.settled()

    answer = await street.group.shows("已登记 #C1001")
    assert (answer.thread_id, answer.reply_to_id) == (repairs, said.id)
    assert await street.staff.shows("东门路灯不亮")


async def test_a_photo_is_one_case_and_the_topic_no_report(street: Street, repairs: int) -> None:
    await street.person("小李").sends_photo("随手拍 井盖松动", to=street.group, thread=repairs)
    await street.settled()

    answer = await street.group.shows("已登记 #C1001")
    assert answer.thread_id == repairs
    card = await street.staff.shows("井盖松动")
    assert card.photo
    assert "报修" not in card.text


async def test_an_album_is_one_case(street: Street, repairs: int) -> None:
    await street.person("小李").sends_album(
        ["随手拍 井盖松动", None, None], to=street.group, thread=repairs
    )
    await street.wait(seconds=3)

    [answer] = [one for one in said_by_bot(street.group) if "已登记" in one.text]
    assert answer.thread_id == repairs
    assert len([one for one in street.staff.messages if one.photo]) == 3


async def test_a_bare_keyword_is_asked_about_in_the_topic(street: Street, repairs: int) -> None:
    """It is no reply to the topic's first message, though Telegram sends it as one."""
    xiaoli = street.person("小李")
    await xiaoli.says("随手拍", to=street.group, thread=repairs)
    await street.settled()
    question = await street.group.shows("什么问题、在哪里")
    assert question.thread_id == repairs

    await xiaoli.says("3号楼电梯有异响", to=street.group, reply_to=question)
    await street.settled()

    assert (await street.group.shows("已登记 #C1001")).thread_id == repairs


async def test_a_neighbours_words_are_reported_in_reply_inside_the_topic(
    street: Street, repairs: int
) -> None:
    said = await street.person("王阿姨").says("3号楼电梯有异响", to=street.group, thread=repairs)
    await street.person("小李").says("/report", to=street.group, reply_to=said)
    await street.settled()

    answer = await street.group.shows("已登记 #C1001")
    assert answer.thread_id == repairs
    assert "3号楼电梯有异响" in (await street.staff.shows("待受理")).text


async def test_general_and_chains_of_replies_are_answered_without_a_topic(
    street: Street, repairs: int
) -> None:
    """The thread of a chain of replies is none one could speak in."""
    xiaoli, group = street.person("小李"), street.group
    first = await street.person("王阿姨").says("西门地砖翘起", to=group)
    second = await street.person("王阿姨").says("东门路灯不亮", to=group, reply_to=first)
    await xiaoli.says("/report", to=group, reply_to=first)
    await xiaoli.says("/report", to=group, reply_to=second)
    await street.settled()

    for number in ("#C1001", "#C1002"):
        answer = await group.shows(f"已登记 {number}")
        assert answer.thread_id is None
        assert answer.reply_to_id is not None


async def test_the_answer_to_a_closed_topic_comes_in_general(street: Street, repairs: int) -> None:
    secretary = street.person("陈书记")
    await secretary.closes_topic(repairs, street.group)
    await secretary.says("随手拍 东门路灯不亮", to=street.group, thread=repairs)
    await street.settled()

    assert (await street.group.shows("已登记 #C1001")).thread_id is None
