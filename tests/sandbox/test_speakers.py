"""Who a message comes from: people, masks of administrators, channels, Telegram, other bots."""

import pytest

from sandbox import World
from sandbox.chats import Chat
from sandbox.driver import Driver, Place
from tests.sandbox.conftest import Api

KEYBOARD = {"inline_keyboard": [[{"text": "按", "callback_data": "x"}]]}


@pytest.fixture
async def channel(street: Driver, group: Chat) -> Place:
    """陈书记's channel, which the group discusses."""
    secretary = street.person("陈书记")
    return await secretary.founds("幸福里公告", kind="channel", linked_to=group.id)


async def test_an_anonymous_administrator_presses_and_writes_as_themselves(
    api: Api, street: Driver, group: Chat
) -> None:
    secretary, place = street.person("陈书记"), street.chat(group.title)
    said = await secretary.says("通知", to=place, speaks_as="anonymous")
    await api.result("sendMessage", chat_id=group.id, text="投票", reply_markup=KEYBOARD)
    vote = await place.shows("投票")
    body = {"as": secretary.id, "do": "press", "chat": place.id, "message_id": vote.id}
    await street.act(body | {"label": "按"})
    await secretary.edits(said, "通知：停水")

    message, press, edited = await api.updates()
    assert message["message"]["from"]["id"] == 1087968824
    assert message["message"]["from"]["is_bot"] is True
    assert message["message"]["sender_chat"]["id"] == group.id
    assert press["callback_query"]["from"]["id"] == secretary.id
    assert edited["edited_message"]["from"]["id"] == 1087968824
    assert said.data["by"] == secretary.id, "the page knows whose words it may correct"
    with pytest.raises(AssertionError, match="did not write that"):
        await street.person("小李").edits(said, "不停水")


async def test_who_owns_a_channel_may_speak_as_it(
    api: Api, street: Driver, group: Chat, channel: Place
) -> None:
    secretary, rider = street.person("陈书记"), street.person("小李")
    place = street.chat(group.title)

    await secretary.says("一", to=place, speaks_as="channel")
    await secretary.says("二", to=place, speaks_as=channel.id)

    for update in await api.updates():
        assert update["message"]["from"]["id"] == 136817688
        assert update["message"]["from"]["username"] == "Channel_Bot"
        assert update["message"]["sender_chat"]["title"] == "幸福里公告"
    for mask in ("channel", channel.id):
        with pytest.raises(AssertionError, match="no such channel"):
            await rider.says("三", to=place, speaks_as=mask)
    with pytest.raises(AssertionError, match="themselves"):
        await secretary.says("四", speaks_as="anonymous")


async def test_telegram_brings_a_channels_post_into_its_group(
    api: Api, street: Driver, group: Chat, channel: Place
) -> None:
    secretary, place = street.person("陈书记"), street.chat(group.title)

    post = await secretary.says("明天停水", to=channel)
    brought = await secretary.says("后天也停", to=place, speaks_as="linked_channel")

    first, second = [update["message"] for update in await api.updates()]
    assert first["from"]["id"] == 777000
    assert first["sender_chat"]["id"] == channel.id
    assert first["is_automatic_forward"] is True
    origin = first["forward_origin"]
    assert (origin["type"], origin["chat"]["id"]) == ("channel", channel.id)
    assert (origin["message_id"], first["text"]) == (1, "明天停水")
    assert post.chat_id == brought.chat_id == group.id
    assert second["text"] == "后天也停"
    assert [message.text for message in channel.messages] == ["明天停水", "后天也停"]


async def test_a_channel_is_read_by_all_and_written_by_few(
    world: World, api: Api, street: Driver, channel: Place
) -> None:
    rider, secretary = street.person("小李"), street.person("陈书记")
    await rider.joins(channel)
    with pytest.raises(AssertionError, match="only reads"):
        await rider.says("我来说", to=channel)
    assert (await api.refusal("sendMessage", chat_id=channel.id, text="在")).startswith(
        "Forbidden: bot is not a member of the channel chat"
    )

    await secretary.adds_bot(channel)
    await secretary.says("停电", to=channel)
    sent = await api.result("sendMessage", chat_id=channel.id, text="在")

    added, post, _ = await api.updates()
    assert added["my_chat_member"]["new_chat_member"]["status"] == "administrator"
    assert post["channel_post"]["sender_chat"]["id"] == channel.id
    assert "from" not in post["channel_post"]
    assert "from" not in sent
    assert sent["sender_chat"]["id"] == channel.id
    assert await api.result(
        "editMessageText", chat_id=channel.id, message_id=sent["message_id"], text="还在"
    )
    assert (await channel.shows("还在")).from_bot
    assert world.chats[channel.id].linked_to is not None


async def test_what_is_passed_on_says_where_it_comes_from(
    api: Api, street: Driver, group: Chat, channel: Place
) -> None:
    secretary, rider = street.person("陈书记"), street.person("小李")
    place = street.chat(group.title)
    words = await rider.says("灯坏了", to=place)
    notice = await secretary.says("通知", to=place, speaks_as="anonymous")
    await rider.joins(channel)
    post = await secretary.says("停水", to=channel)
    await api.updates()

    await rider.forwards(words)
    await rider.forwards(words, hidden=True)
    await rider.forwards(notice)
    await rider.forwards(post)

    heard = [update["message"] for update in await api.updates()]
    origins = [message["forward_origin"] for message in heard]
    assert [origin["type"] for origin in origins] == ["user", "hidden_user", "chat", "channel"]
    assert origins[0]["sender_user"]["id"] == rider.id
    assert origins[1]["sender_user_name"] == "小李"
    assert origins[2]["sender_chat"]["id"] == group.id
    assert [message["text"] for message in heard] == ["灯坏了", "灯坏了", "通知", "停水"]
    assert all(message["from"]["id"] == rider.id for message in heard)


async def test_an_unnamed_reaction_comes_from_the_group(
    world: World, api: Api, street: Driver, group: Chat
) -> None:
    group.standing[world.bot.id] = "administrator"
    await api.result("getUpdates", allowed_updates=["message_reaction"])
    place = street.chat(group.title)
    said = await street.person("小李").says("一", to=place)

    await street.person("陈书记").reacts(said, "👍", speaks_as="anonymous")

    [update] = await api.updates()
    assert update["message_reaction"]["actor_chat"]["id"] == group.id
    assert "user" not in update["message_reaction"]
