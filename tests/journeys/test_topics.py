"""Groups with topics: what is said in one is answered there, and a card goes where it is led."""

import pytest
from sqlalchemy import Connection

from domain.people import ChatKind
from domain.topics import Route
from sandbox.driver import Message, Place
from storage.communities import list_chats, list_communities
from storage.grids import find_grid
from storage.topics import put_route
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


# The staff group's own topics, to which grids and heads lead


async def staff_topic(street: Street, name: str, *routed: str) -> int:
    """The thread of a topic in the staff group, to which the secretary has led these."""
    secretary = street.person("陈书记")
    if not street.staff.data["is_forum"]:
        await secretary.makes_forum(street.staff)
    thread = await secretary.makes_topic(name, street.staff)
    for words in routed:
        said = await secretary.says(f"/topic {words}", to=street.staff, thread=thread)
        await street.settled()
        answer = await street.staff.shows("新卡片发到这个话题", from_bot=True, after=said)
        assert answer.thread_id == thread
    return thread


async def test_a_grids_cards_and_all_that_follows_them_stand_in_its_topic(street: Street) -> None:
    thread = await staff_topic(street, "一组", "一号网格")
    xiaoli, staff = street.person("小李"), street.staff
    await xiaoli.sends_album(["随手拍 1号楼地砖翘了", None], to=street.group)
    await street.wait(seconds=3)
    card = await staff.shows("待受理")
    [more] = [one for one in staff.messages if one.photo and one.id != card.id]
    assert (card.thread_id, more.thread_id, more.reply_to_id) == (thread, thread, card.id)

    answer = await street.group.shows("已登记 #C1001")
    assert answer.thread_id is None
    await xiaoli.says("靠近北门", to=street.group, reply_to=answer)
    await street.settled()
    word = await staff.shows("靠近北门")
    assert (word.thread_id, word.reply_to_id) == (thread, card.id)

    await street.person("赵师傅").presses("受理", in_=staff, on=card)
    await street.settled()
    assert (await staff.shows("已受理")).id == card.id
    await street.person("赵师傅").presses("待补充", in_=staff, on=card)
    await street.settled()
    assert staff.messages[-1].thread_id == thread, "who is asked, is asked where they pressed"

    await xiaoli.says("随手拍 4号楼地砖翘了", to=street.group)
    await street.settled()
    assert (await staff.shows("4号楼地砖")).thread_id is None


async def test_a_head_goes_before_a_grid_and_what_is_led_elsewhere_leaves(street: Street) -> None:
    grid = await staff_topic(street, "一组", "一号网格")
    lifts = await staff_topic(street, "电梯", "电梯、二号网格")
    xiaoli, secretary, staff = street.person("小李"), street.person("陈书记"), street.staff
    await xiaoli.says("随手拍 1号楼电梯停了不动", to=street.group)
    await xiaoli.says("随手拍 1号楼地砖翘了", to=street.group)
    await xiaoli.says("随手拍 4号楼地砖翘了", to=street.group)
    await street.settled()
    assert (await staff.shows("1号楼电梯")).thread_id == lifts
    assert (await staff.shows("1号楼地砖")).thread_id == grid
    assert (await staff.shows("4号楼地砖")).thread_id == lifts

    await secretary.says("/topic", to=staff, thread=lifts)
    await street.settled()
    shown = await staff.shows("卡片发到哪个话题")
    assert "一号网格 → 打开话题" in shown.text
    assert "电梯、二号网格 → 这个话题" in shown.text

    await secretary.says("/topic 一号网格", to=staff, thread=lifts)
    await secretary.says("/topic", to=staff, thread=lifts)
    await street.settled()
    assert "电梯、二号网格、一号网格 → 这个话题" in (await staff.shows("卡片发到哪个话题")).text
    await secretary.says("/topic none", to=staff, thread=lifts)
    await street.settled()
    await staff.shows("不再发到这个话题")
    await xiaoli.says("随手拍 2号楼电梯停了不动", to=street.group)
    await street.settled()
    assert (await staff.shows("2号楼电梯")).thread_id is None


async def test_a_topic_that_was_closed_or_deleted_loses_no_card(street: Street) -> None:
    closed = await staff_topic(street, "一组", "一号网格")
    await street.program.db.do(lead_to_a_deleted_topic, grid="二号网格")
    xiaoli, staff = street.person("小李"), street.staff
    await xiaoli.says("随手拍 1号楼路灯不亮", to=street.group)
    await street.settled()
    before = await staff.shows("1号楼路灯")
    assert before.thread_id == closed
    await street.person("陈书记").closes_topic(closed, staff)
    for place in ("2号楼", "4号楼"):
        await xiaoli.says(f"随手拍 {place}地砖翘了", to=street.group)
        await street.settled()
        card = await staff.shows(f"{place}地砖")
        assert card.thread_id is None

        received = await street.group.shows(f"{place}地砖", from_bot=True)
        await xiaoli.says(f"{place}门口", to=street.group, reply_to=received)
        await street.settled()
        word = await staff.shows(f"{place}门口")
        assert (word.thread_id, word.reply_to_id) == (None, card.id)

    received = await street.group.shows("1号楼路灯", from_bot=True)
    await xiaoli.says("闪个不停", to=street.group, reply_to=received)
    await street.settled()
    assert (await staff.shows("闪个不停")).thread_id is None


def lead_to_a_deleted_topic(tx: Connection, *, grid: str) -> None:
    [community] = list_communities(tx)
    [chat] = list_chats(tx, community_id=community.id, kind=ChatKind.STAFF)
    found = find_grid(tx, community_id=community.id, name=grid)
    assert found is not None
    put_route(tx, chat, Route("99999", grid_id=found.id))


async def test_only_a_secretary_in_a_topic_of_the_staff_group_leads_cards_there(
    street: Street, repairs: int
) -> None:
    thread = await staff_topic(street, "一组", "一号网格")
    secretary, staff = street.person("陈书记"), street.staff
    for who, words, where, topic, told in (
        ("外人", "/topic 二号网格", staff, thread, "书记"),
        ("外人", "/topic", staff, thread, "书记"),
        ("赵师傅", "/topic none", staff, thread, "书记"),
        ("陈书记", "/topic 二号网格", staff, None, "请到要用的那个话题里发"),
        ("陈书记", "/topic 二号网格", street.group, repairs, "话题只在工作群里分"),
        ("陈书记", "/topic 月亮", staff, thread, "「月亮」不是网格，也不是类别"),
        ("陈书记", "/topic", secretary.private, None, "话题只在工作群里分"),
    ):
        said = await street.person(who).says(words, to=where, thread=topic)
        await street.settled()
        answer = await where.shows(told, from_bot=True, after=said)
        assert "打开话题" not in answer.text

    await secretary.says("/topic", to=staff)
    await street.settled()
    shown = await staff.shows("卡片发到哪个话题")
    assert "一号网格 → 打开话题" in shown.text
    assert "二号网格" not in shown.text
    await secretary.says("/topic 无", to=staff, thread=await staff_topic(street, "空的"))
    await street.settled()
    await staff.shows("本来就没有分到什么")
