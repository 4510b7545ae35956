"""Forum topics: where a message stands, what it replies to, and where the bot may speak."""

import pytest

from sandbox import World
from sandbox.chats import Chat
from sandbox.driver import Driver, Place
from tests.sandbox.conftest import Api

NOT_FOUND = "Bad Request: message thread not found"


@pytest.fixture
def forum(group: Chat) -> Chat:
    group.is_forum = True
    return group


@pytest.fixture
def place(forum: Chat, street: Driver) -> Place:
    return street.chat(forum.title)


async def test_a_topic_begins_with_a_note_whose_id_is_the_thread(
    api: Api, street: Driver, forum: Chat, place: Place
) -> None:
    await street.person("小李").says("先说一句", to=place)

    thread = await street.person("小李").makes_topic("报修", place)

    _, note = [update["message"] for update in await api.updates()]
    assert note["message_id"] == note["message_thread_id"] == thread == 2
    assert note["forum_topic_created"]["name"] == "报修"
    assert note["is_topic_message"] is True
    assert "reply_to_message" not in note
    assert note["chat"]["is_forum"] is True
    assert place.data["topics"] == [{"id": thread, "name": "报修", "closed": False}]
    assert (await api.result("getChat", chat_id=forum.id))["is_forum"] is True


async def test_what_answers_nothing_in_a_topic_replies_to_its_beginning(
    api: Api, street: Driver, place: Place
) -> None:
    rider = street.person("小李")
    thread = await rider.makes_topic("报修", place)

    said = await rider.says("灯坏了", to=place, thread=thread)
    await rider.says("真的", to=place, reply_to=said)

    _, plain, answer = [update["message"] for update in await api.updates()]
    for message in (plain, answer):
        assert (message["message_thread_id"], message["is_topic_message"]) == (thread, True)
    assert plain["reply_to_message"]["message_id"] == thread
    assert plain["reply_to_message"]["forum_topic_created"]["name"] == "报修"
    assert answer["reply_to_message"]["message_id"] == said.id


async def test_every_part_of_an_album_stands_in_the_topic(
    api: Api, street: Driver, place: Place
) -> None:
    rider = street.person("小李")
    thread = await rider.makes_topic("报修", place)

    await rider.sends_album(["坏了", None], to=place, thread=thread)

    _, *parts = [update["message"] for update in await api.updates()]
    assert [part["message_thread_id"] for part in parts] == [thread, thread]
    assert all(part["reply_to_message"]["message_id"] == thread for part in parts)


async def test_general_is_no_topic(api: Api, street: Driver, place: Place) -> None:
    await street.person("小李").says("大家好", to=place)

    [update] = await api.updates()
    assert not {"message_thread_id", "is_topic_message", "reply_to_message"} & {*update["message"]}


async def test_a_chain_of_replies_is_a_thread_but_no_topic(
    api: Api, street: Driver, forum: Chat, place: Place
) -> None:
    """https://github.com/tdlib/telegram-bot-api/issues/447"""
    rider = street.person("小李")
    root = await rider.says("一", to=place)
    second = await rider.says("二", to=place, reply_to=root)
    await rider.says("三", to=place, reply_to=second)

    *_, third = [update["message"] for update in await api.updates()]

    assert third["message_thread_id"] == root.id
    assert "is_topic_message" not in third
    refused = await api.refusal(
        "sendMessage", chat_id=forum.id, text="在", message_thread_id=root.id
    )
    assert refused == NOT_FOUND


async def test_the_bot_speaks_in_a_topic_and_follows_whom_it_answers(
    api: Api, street: Driver, forum: Chat, place: Place
) -> None:
    rider = street.person("小李")
    thread = await rider.makes_topic("报修", place)
    said = await rider.says("灯坏了", to=place, thread=thread)
    here = {"chat_id": forum.id, "text": "收到"}

    named = await api.result("sendMessage", **here, message_thread_id=thread)
    followed = await api.result("sendMessage", **here, reply_parameters={"message_id": said.id})
    general = await api.result("sendMessage", **here)

    assert named["reply_to_message"]["message_id"] == thread
    assert (followed["message_thread_id"], followed["is_topic_message"]) == (thread, True)
    assert "message_thread_id" not in general


@pytest.mark.parametrize("thread", [1, 77])
async def test_there_is_no_thread_of_that_number(api: Api, forum: Chat, thread: int) -> None:
    """Not even General's: https://github.com/tdlib/telegram-bot-api/issues/798"""
    refused = await api.refusal(
        "sendMessage", chat_id=forum.id, text="在", message_thread_id=thread
    )

    assert refused == NOT_FOUND


async def test_an_answer_stays_in_its_own_topic(
    api: Api, street: Driver, forum: Chat, place: Place
) -> None:
    rider = street.person("小李")
    repairs, chat = [await rider.makes_topic(name, place) for name in ("报修", "闲聊")]
    said = await rider.says("灯坏了", to=place, thread=repairs)

    refused = await api.refusal(
        "sendMessage",
        chat_id=forum.id,
        text="在",
        message_thread_id=chat,
        reply_parameters={"message_id": said.id},
    )

    assert refused == "Bad Request: message to reply is not in the specified message thread"


async def test_a_closed_topic_is_closed_to_members_and_to_the_bot(
    api: Api, street: Driver, forum: Chat, place: Place
) -> None:
    rider, secretary = street.person("小李"), street.person("陈书记")
    thread = await secretary.makes_topic("报修", place)
    there = {"chat_id": forum.id, "text": "在", "message_thread_id": thread}

    await secretary.closes_topic(thread, place)

    assert place.data["topics"][0]["closed"] is True
    assert await api.refusal("sendMessage", **there) == "Bad Request: TOPIC_CLOSED"
    with pytest.raises(AssertionError, match="报修 is closed"):
        await rider.says("灯坏了", to=place, thread=thread)
    await secretary.says("修好了", to=place, thread=thread)
    await secretary.reopens_topic(thread, place)
    assert await api.result("sendMessage", **there)
    _, closed, _, reopened = [update["message"] for update in await api.updates()]
    assert closed["forum_topic_closed"] == {}
    assert reopened["forum_topic_reopened"] == {}
    assert reopened["message_thread_id"] == thread


async def test_the_bot_makes_topics_where_it_holds_the_right(
    world: World, api: Api, street: Driver, forum: Chat, place: Place
) -> None:
    wanted = {"chat_id": forum.id, "name": "报修"}
    refused = "Bad Request: not enough rights to create a topic"
    assert await api.refusal("createForumTopic", **wanted) == refused
    await street.person("陈书记").promotes_bot(place)
    assert await api.refusal("createForumTopic", **wanted) == refused

    await street.person("陈书记").promotes_bot(place, can_manage_topics=True)
    topic = await api.result("createForumTopic", **wanted)

    here = {"chat_id": forum.id, "message_thread_id": topic["message_thread_id"]}
    assert topic["name"] == "报修"
    assert await api.result("closeForumTopic", **here)
    assert await api.refusal("closeForumTopic", **here) == "Bad Request: TOPIC_NOT_MODIFIED"
    assert await api.result("sendMessage", **here, text="管理员还能说")
    assert await api.result("reopenForumTopic", **here)


async def test_a_group_has_topics_only_once_it_is_a_forum(
    api: Api, street: Driver, group: Chat
) -> None:
    place, secretary = street.chat(group.title), street.person("陈书记")
    refused = await api.refusal("createForumTopic", chat_id=group.id, name="报修")
    assert refused == "Bad Request: the chat is not a forum"
    with pytest.raises(AssertionError, match="has no topics"):
        await secretary.makes_topic("报修", place)

    await secretary.makes_forum(place)

    assert await secretary.makes_topic("报修", place)


async def test_privacy_mode_takes_no_topic_for_an_answer_to_the_bot(
    world: World, api: Api, street: Driver, forum: Chat, place: Place
) -> None:
    world.privacy_mode = True
    topic, _ = world.begin_topic(forum, world.bot.user(), "报修")

    await street.person("小李").says("灯坏了", to=place, thread=topic.id)

    assert await api.updates() == []
