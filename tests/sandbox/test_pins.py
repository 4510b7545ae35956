"""What stands pinned in a chat, by whom, and what is left when it is gone."""

import pytest

from sandbox.chats import Chat
from sandbox.driver import Driver
from tests.sandbox.conftest import Api


async def test_a_pin_is_shown_noted_and_taken_away(api: Api, street: Driver, group: Chat) -> None:
    secretary, place = street.person("陈书记"), street.chat(group.title)
    await secretary.promotes_bot(place)
    first, second = [await secretary.says(text, to=place) for text in ("一", "二")]
    about = {"chat_id": group.id}

    for message in (first, second):
        assert await api.result("pinChatMessage", **about, message_id=message.id)

    whole = await api.result("getChat", **about)
    assert whole["pinned_message"]["message_id"] == second.id
    assert group.pinned == [first.id, second.id]
    note = list(group.messages.values())[-1]
    assert note.data["pinned_message"]["text"] == "二"
    assert await api.result("unpinChatMessage", **about, message_id=first.id)
    assert group.pinned == [second.id]
    gone = await api.refusal("unpinChatMessage", **about, message_id=first.id)
    assert gone == "Bad Request: message to unpin not found"
    assert await api.result("unpinAllChatMessages", **about)
    assert "pinned_message" not in await api.result("getChat", **about)


async def test_people_pin_too_and_the_bot_reads_the_note(
    api: Api, street: Driver, group: Chat
) -> None:
    secretary, rider = street.person("陈书记"), street.person("小李")
    place = street.chat(group.title)
    said = await rider.says("集合", to=place)
    with pytest.raises(AssertionError, match="no administrator"):
        await rider.pins(said)

    await secretary.pins(said)
    await secretary.pins(said)

    _, note = [update["message"] for update in await api.updates()]
    assert note["pinned_message"]["message_id"] == said.id
    assert note["from"]["id"] == secretary.id
    assert place.data["pinned"] == [said.id]
    await secretary.unpins(said)
    assert place.data["pinned"] == []


async def test_a_deleted_message_is_pinned_no_more(api: Api, street: Driver, group: Chat) -> None:
    secretary, place = street.person("陈书记"), street.chat(group.title)
    said = await secretary.says("集合", to=place)
    await secretary.pins(said)

    await secretary.deletes(said)

    assert place.data["pinned"] == []
    assert "pinned_message" not in await api.result("getChat", chat_id=group.id)


async def test_in_a_private_chat_no_right_is_needed(api: Api, street: Driver) -> None:
    said = await street.person("小李").says("记住")

    assert await api.result("pinChatMessage", chat_id=1001, message_id=said.id)

    chat = street.person("小李").private
    assert await street.until(lambda: chat.data["pinned"] or None, within=10) == [said.id]
