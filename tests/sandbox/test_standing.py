"""Who holds which place in a group: joining, throwing out, promoting, and who is told."""

import pytest

from sandbox import World
from sandbox.chats import Chat
from sandbox.driver import Driver
from tests.sandbox.conftest import Api

MEMBERS = ["message", "chat_member", "my_chat_member"]


async def test_an_administrator_bot_is_told_of_every_place_that_changes(
    world: World, api: Api, street: Driver, group: Chat
) -> None:
    group.standing[world.bot.id] = "administrator"
    await api.result("getUpdates", allowed_updates=["chat_member"])
    secretary, rider, stranger = [street.person(name) for name in ("陈书记", "小李", "外人")]
    place = street.chat(group.title)

    await secretary.adds(stranger, place)
    await secretary.promotes(stranger, place, can_pin_messages=False)
    await secretary.demotes(stranger, place)
    await secretary.kicks(rider, place)

    changes = [update["chat_member"] for update in await api.updates()]
    assert [
        (change["old_chat_member"]["status"], change["new_chat_member"]["status"])
        for change in changes
    ] == [
        ("left", "member"),
        ("member", "administrator"),
        ("administrator", "member"),
        ("member", "kicked"),
    ]
    assert all(change["from"]["id"] == secretary.id for change in changes)
    assert changes[1]["new_chat_member"]["can_pin_messages"] is False
    assert changes[1]["new_chat_member"]["can_delete_messages"] is True


async def test_a_bot_that_did_not_ask_sees_only_the_notes(
    world: World, api: Api, street: Driver, group: Chat
) -> None:
    group.standing[world.bot.id] = "administrator"
    secretary, rider, stranger = [street.person(name) for name in ("陈书记", "小李", "外人")]
    place = street.chat(group.title)

    await rider.adds(stranger, place)
    await secretary.kicks(stranger, place)
    await secretary.promotes(rider, place)

    came, went = [update["message"] for update in await api.updates()]
    assert came["from"]["id"] == rider.id
    assert came["new_chat_members"][0]["id"] == stranger.id
    assert went["from"]["id"] == secretary.id
    assert went["left_chat_member"]["id"] == stranger.id


async def test_who_was_thrown_out_comes_back_only_by_an_administrator(
    street: Driver, group: Chat
) -> None:
    secretary, rider, aunt = [street.person(name) for name in ("陈书记", "小李", "王阿姨")]
    place = street.chat(group.title)
    await secretary.kicks(rider, place)

    with pytest.raises(AssertionError, match="is banned"):
        await rider.joins(place)
    with pytest.raises(AssertionError, match="no administrator"):
        await aunt.adds(rider, place)

    await secretary.adds(rider, place)
    await rider.says("回来了", to=place)


async def test_nobody_rules_over_the_owner(street: Driver, group: Chat) -> None:
    secretary, rider, aunt = [street.person(name) for name in ("陈书记", "小李", "王阿姨")]
    place = street.chat(group.title)
    await secretary.promotes(rider, place)

    with pytest.raises(AssertionError, match="owns"):
        await rider.kicks(secretary, place)
    with pytest.raises(AssertionError, match="no administrator"):
        await aunt.promotes(aunt, place)


async def test_the_bots_own_rights_are_given_and_taken(
    world: World, api: Api, street: Driver, group: Chat
) -> None:
    secretary, place = street.person("陈书记"), street.chat(group.title)

    await secretary.promotes_bot(place)
    await secretary.promotes_bot(place)
    await secretary.promotes_bot(place, can_delete_messages=False)
    await secretary.demotes_bot(place)

    up, changed, down = [update["my_chat_member"] for update in await api.updates()]
    assert up["new_chat_member"]["can_delete_messages"] is True
    assert changed["old_chat_member"]["can_delete_messages"] is True
    assert changed["new_chat_member"]["can_delete_messages"] is False
    assert (down["old_chat_member"]["status"], down["new_chat_member"]["status"]) == (
        "administrator",
        "member",
    )
    assert place.data["bot"] == "member"


async def test_a_right_kept_back_is_a_deed_refused(api: Api, street: Driver, group: Chat) -> None:
    secretary, rider, place = street.person("陈书记"), street.person("小李"), group.title
    said = await rider.says("一", to=street.chat(place))
    about = {"chat_id": group.id, "message_id": said.id}
    await secretary.promotes_bot(
        street.chat(place), can_delete_messages=False, can_pin_messages=False
    )

    assert await api.refusal("deleteMessage", **about) == "Bad Request: message can't be deleted"
    assert (
        await api.refusal("pinChatMessage", **about)
        == "Bad Request: not enough rights to manage pinned messages in the chat"
    )

    await secretary.promotes_bot(street.chat(place))
    assert await api.result("pinChatMessage", **about)
    assert await api.result("deleteMessage", **about)


async def test_a_link_into_a_group_brings_the_bot_and_its_payload(api: Api, street: Driver) -> None:
    rider = street.person("小李")
    place = await rider.founds("新群")

    await rider.adds_bot(place, payload="case-7")

    added, note, start = await api.updates()
    assert added["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert note["message"]["new_chat_members"][0]["is_bot"] is True
    assert start["message"]["text"] == "/start@linlian_bot case-7"
    assert start["message"]["entities"][0]["type"] == "bot_command"
    assert start["message"]["chat"]["id"] == place.id


async def test_the_bot_learns_all_about_a_group(
    world: World, api: Api, street: Driver, group: Chat
) -> None:
    await street.person("陈书记").promotes_bot(street.chat(group.title))
    about = {"chat_id": group.id}

    whole = await api.result("getChat", **about)
    admins = await api.result("getChatAdministrators", **about)
    myself = await api.result("getChatMember", **about, user_id=world.bot.id)
    stranger = await api.result("getChatMember", **about, user_id=1004)

    assert whole["permissions"]["can_send_messages"] is True
    assert {admin["status"] for admin in admins} == {"creator", "administrator"}
    assert myself["can_pin_messages"] is True
    assert stranger["status"] == "left"
    assert await api.result("getChatMemberCount", **about) == 4
    assert await api.result("leaveChat", **about)
    refused = "Forbidden: bot is not a member of the supergroup chat"
    assert await api.refusal("getChat", **about) == refused
