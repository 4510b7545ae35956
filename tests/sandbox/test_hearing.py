"""What reaches the bot: privacy mode, comings and goings, and the shape of messages."""

import pytest

from sandbox import World
from sandbox.chats import Chat
from sandbox.driver import Driver
from sandbox.hearing import SERVICE_FIELDS
from tests.sandbox.conftest import Api


async def test_privacy_mode_hides_plain_talk_in_a_group(
    world: World, api: Api, street: Driver
) -> None:
    world.privacy_mode = True
    rider, group = street.person("小李"), street.chat("幸福里居民群")
    said = await api.result("sendMessage", chat_id=group.id, text="大家好")
    answered = await group.shows("大家好")

    await rider.says("闲聊", to=group)
    await rider.sends_photo("#随手拍 堵了", to=group)
    await rider.says("/help@other_bot", to=group)
    assert await api.updates() == []

    await rider.says("/help", to=group)
    await rider.says("/help@Linlian_bot", to=group)
    await rider.says("请 @linlian_bot 看看", to=group)
    await rider.says("回复", to=group, reply_to=answered)
    await rider.says("私聊")
    heard = [update["message"]["text"] for update in await api.updates()]
    assert heard == ["/help", "/help@Linlian_bot", "请 @linlian_bot 看看", "回复", "私聊"]
    assert said["message_id"] == answered.id
    assert (await api.result("getMe"))["can_read_all_group_messages"] is False


async def test_an_administrator_bot_hears_all_in_spite_of_privacy_mode(
    world: World, api: Api, street: Driver
) -> None:
    world.privacy_mode = True
    group = street.chat("幸福里居民群")
    await street.person("陈书记").promotes_bot(group)

    await street.person("小李").says("闲聊", to=group)

    promoted, message = await api.updates()
    assert promoted["my_chat_member"]["new_chat_member"]["status"] == "administrator"
    assert message["message"]["text"] == "闲聊"


async def test_the_bot_never_hears_itself(api: Api, group: Chat) -> None:
    await api.result("sendMessage", chat_id=group.id, text="/help @linlian_bot")

    assert await api.updates() == []


async def test_the_bot_learns_of_its_own_coming_and_going(api: Api, street: Driver) -> None:
    secretary, group = street.person("陈书记"), street.chat("幸福里居民群")

    await secretary.removes_bot(group)
    await secretary.says("终于走了", to=group)
    await secretary.adds_bot(group)

    away, left, back, service = await api.updates()
    assert left["message"]["left_chat_member"]["username"] == "linlian_bot"
    assert away["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    assert back["my_chat_member"]["old_chat_member"]["status"] == "kicked"
    assert service["message"]["new_chat_members"][0]["username"] == "linlian_bot"
    assert group.data["bot"] == "member"


async def test_the_bot_hears_what_it_did_and_not_what_it_said(
    api: Api, street: Driver, group: Chat
) -> None:
    secretary, place = street.person("陈书记"), street.chat(group.title)
    await secretary.makes_forum(place)
    await secretary.promotes_bot(place, can_manage_topics=True)
    about = {"chat_id": group.id}
    await api.updates()

    said = await api.result("sendMessage", **about, text="记住")
    await api.result("pinChatMessage", **about, message_id=said["message_id"])
    topic = await api.result("createForumTopic", **about, name="报修")
    here = about | {"message_thread_id": topic["message_thread_id"]}
    await api.result("closeForumTopic", **here)
    await api.result("reopenForumTopic", **here)

    notes = [update["message"] for update in await api.updates()]
    assert [set(note) & set(SERVICE_FIELDS) for note in notes] == [
        {"pinned_message"},
        {"forum_topic_created"},
        {"forum_topic_closed"},
        {"forum_topic_reopened"},
    ]
    assert {note["from"]["username"] for note in notes} == {"linlian_bot"}
    await api.result("leaveChat", **about)
    assert await api.updates() == []


async def test_in_a_channel_reactions_are_counted_and_nobody_is_named(
    api: Api, street: Driver
) -> None:
    secretary = street.person("陈书记")
    channel = await secretary.founds("公告", kind="channel")
    await secretary.adds_bot(channel)
    post = await secretary.says("停水", to=channel)
    kinds = ["message_reaction", "message_reaction_count"]
    await api.result("getUpdates", allowed_updates=kinds)
    await api.updates()

    await secretary.reacts(post, "👍")

    [update] = [each for each in await api.updates() if "channel_post" not in each]
    counted = update["message_reaction_count"]
    assert counted["reactions"] == [{"type": {"type": "emoji", "emoji": "👍"}, "total_count": 1}]
    assert "user" not in counted


async def test_blocking_and_starting_again_are_told(api: Api, street: Driver) -> None:
    rider = street.person("小李")

    await rider.blocks()
    await rider.starts("case-7")

    blocked, unblocked, start = await api.updates()
    assert blocked["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    assert unblocked["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert start["message"]["text"] == "/start case-7"
    assert start["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]


async def test_members_come_and_go_and_only_an_administrator_gets_chat_member(
    world: World, api: Api, street: Driver, group: Chat
) -> None:
    stranger, place = street.person("外人"), street.chat("幸福里居民群")
    await api.result("getUpdates", allowed_updates=["message", "chat_member"])

    await stranger.joins(place)
    assert [set(update) - {"update_id"} for update in await api.updates()] == [{"message"}]

    group.standing[world.bot.id] = "administrator"
    await stranger.leaves(place)
    change, service = await api.updates()
    assert change["chat_member"]["new_chat_member"]["status"] == "left"
    assert service["message"]["left_chat_member"]["id"] == stranger.id


async def test_who_is_not_in_a_group_can_do_nothing_there(street: Driver) -> None:
    with pytest.raises(AssertionError, match="外人 is not a member of 幸福里居民群"):
        await street.person("外人").says("喂", to=street.chat("幸福里居民群"))


async def test_an_anonymous_administrator_speaks_as_the_group(api: Api, street: Driver) -> None:
    group = street.chat("幸福里居民群")

    await street.person("陈书记").says("通知", to=group, sender_chat=True)

    [update] = await api.updates()
    assert update["message"]["from"]["id"] == 1087968824
    assert update["message"]["sender_chat"]["id"] == group.id
    with pytest.raises(AssertionError, match="administrator"):
        await street.person("小李").says("通知", to=group, sender_chat=True)


async def test_a_message_has_telegrams_shape(api: Api, street: Driver, group: Chat) -> None:
    rider, place = street.person("小李"), street.chat("幸福里居民群")
    first = await rider.says("🙂 #随手拍 @chenshuji 看看", to=place)
    second = await rider.says("还在", to=place, reply_to=first)
    await rider.says("三", to=place, reply_to=second, forwarded=True)

    one, two, three = [update["message"] for update in await api.updates()]

    assert one["entities"] == [
        {"type": "hashtag", "offset": 3, "length": 4},
        {"type": "mention", "offset": 8, "length": 10},
    ]
    assert one["chat"] == {"id": group.id, "title": "幸福里居民群", "type": "supergroup"}
    assert two["reply_to_message"]["message_id"] == first.id
    assert "reply_to_message" not in three["reply_to_message"]
    assert three["forward_origin"]["type"] == "hidden_user"


async def test_an_album_is_several_messages_with_one_group_id(api: Api, street: Driver) -> None:
    place = street.chat("幸福里居民群")

    await street.person("小李").sends_album(["坏了", None, None], to=place)

    messages = [update["message"] for update in await api.updates()]
    assert len(messages) == 3
    assert len({message["media_group_id"] for message in messages}) == 1
    assert [message.get("caption") for message in messages] == ["坏了", None, None]


async def test_an_edit_is_an_update_of_its_own_and_the_first_stays_as_it_was(
    api: Api, street: Driver
) -> None:
    rider = street.person("小李")
    message = await rider.says("一")
    await rider.edits(message, "二")

    sent, edited = await api.updates()

    assert sent["message"]["text"] == "一"
    assert edited["edited_message"]["text"] == "二"
    assert edited["edited_message"]["edit_date"]


async def test_all_kinds_of_media_arrive(api: Api, street: Driver) -> None:
    rider = street.person("小李")
    await rider.sends_photo("照片")
    await rider.sends_video("视频")
    await rider.sends_voice()
    await rider.sends_document("名单.txt", b"list")
    await rider.shares_location(31.2, 121.5)

    photo, video, voice, document, place = [each["message"] for each in await api.updates()]

    assert len(photo["photo"]) == 3
    assert video["video"]["mime_type"] == "video/mp4"
    assert voice["voice"]["duration"]
    assert document["document"]["file_name"] == "名单.txt"
    assert document["document"]["mime_type"] == "text/plain"
    assert place["location"] == {"latitude": 31.2, "longitude": 121.5}


async def test_reactions_reach_an_administrator_who_asked(
    world: World, api: Api, street: Driver, group: Chat
) -> None:
    group.standing[world.bot.id] = "administrator"
    await api.result("getUpdates", allowed_updates=["message_reaction"])
    rider, place = street.person("小李"), street.chat("幸福里居民群")

    await rider.reacts(await rider.says("一", to=place), "👍")

    [update] = await api.updates()
    assert update["message_reaction"]["new_reaction"] == [{"type": "emoji", "emoji": "👍"}]
    assert place.messages[0].reactions == ["👍"]
