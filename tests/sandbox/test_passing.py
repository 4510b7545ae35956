"""The bot passes messages on, copies them and takes several back at once."""

import pytest

from sandbox import World
from sandbox.chats import Chat
from sandbox.driver import Driver, Message
from tests.sandbox.conftest import Api

RIDER = 1001
KEYBOARD = {"inline_keyboard": [[{"text": "按", "callback_data": "x"}]]}


@pytest.fixture
async def said(street: Driver, group: Chat) -> Message:
    place = street.chat(group.title)
    return await street.person("小李").sends_photo("#随手拍 井盖", to=place)


async def test_forwarded_it_names_its_author_and_copied_it_does_not(
    api: Api, street: Driver, said: Message
) -> None:
    there = {"chat_id": RIDER, "from_chat_id": said.chat_id, "message_id": said.id}

    forwarded = await api.result("forwardMessage", **there)
    copied = await api.result("copyMessage", **there, caption="副本", reply_markup=KEYBOARD)

    assert forwarded["forward_origin"]["sender_user"]["first_name"] == "小李"
    assert forwarded["caption"] == "#随手拍 井盖"
    copy = await street.person("小李").private.shows("副本")
    assert copied == {"message_id": copy.id}
    assert copy.photo == said.photo
    assert copy.buttons == ["按"]
    assert "forward_origin" not in copy.data


async def test_several_at_once_skip_what_is_gone(
    world: World, api: Api, street: Driver, said: Message, group: Chat
) -> None:
    more = await street.person("小李").says("还有", to=street.chat(group.title))
    wanted = [said.id, 99, more.id]
    there = {"chat_id": RIDER, "from_chat_id": group.id, "message_ids": wanted}

    forwarded = await api.result("forwardMessages", **there)
    copied = await api.result("copyMessages", **there)

    assert len(forwarded) == len(copied) == 2
    ids = [each["message_id"] for each in forwarded + copied]
    assert await api.result("deleteMessages", chat_id=RIDER, message_ids=[*ids, 99])
    assert world.chats[RIDER].messages == {}


@pytest.mark.parametrize("deed", ["forward", "copy"])
async def test_what_cannot_be_passed_on(api: Api, street: Driver, group: Chat, deed: str) -> None:
    await street.person("外人").joins(street.chat(group.title))
    note = max(group.messages)
    there = {"chat_id": RIDER, "from_chat_id": group.id}

    gone = await api.refusal(f"{deed}Message", **there, message_id=99)
    service = await api.refusal(f"{deed}Message", **there, message_id=note)

    assert gone == f"Bad Request: message to {deed} not found"
    assert service.startswith("Bad Request: message can't be ")


async def test_messages_of_others_are_not_taken_back_by_a_mere_member(
    api: Api, said: Message, group: Chat
) -> None:
    mine = await api.result("sendMessage", chat_id=group.id, text="我的")
    both = [mine["message_id"], said.id]

    refused = await api.refusal("deleteMessages", chat_id=group.id, message_ids=both)

    assert refused == "Bad Request: message can't be deleted"
    assert set(both) <= set(group.messages), "all of them or none"
