"""Which commands a person sees where: https://core.telegram.org/bots/api#botcommandscope"""

from typing import Any

import pytest

from sandbox import World
from sandbox.chats import Chat
from sandbox.driver import Driver
from tests.sandbox.conftest import Api

SECRETARY, RIDER = 1003, 1001


async def publish(api: Api, command: str, scope: dict[str, Any] | None = None, **more: str) -> None:
    commands = [{"command": command, "description": "说明"}]
    assert await api.result("setMyCommands", commands=commands, scope=scope, **more)


async def test_without_lists_nobody_sees_commands(street: Driver) -> None:
    assert await street.person("小李").sees_commands() == []


async def test_a_private_chat_shows_the_narrowest_list(api: Api, street: Driver) -> None:
    rider = street.person("小李")
    seen = []
    for scope in (
        {"type": "default"},
        {"type": "all_private_chats"},
        {"type": "chat", "chat_id": RIDER},
    ):
        await publish(api, str(scope["type"]), scope)
        seen += await rider.sees_commands()

    assert seen == ["default", "all_private_chats", "chat"]
    await publish(api, "all_group_chats", {"type": "all_group_chats"})
    assert await street.person("王阿姨").sees_commands() == ["all_private_chats"]


async def test_a_group_shows_the_narrowest_list(api: Api, street: Driver, group: Chat) -> None:
    secretary, rider = street.person("陈书记"), street.person("小李")
    place = street.chat(group.title)
    office, members = [], []
    for scope in (
        {"type": "default"},
        {"type": "all_private_chats"},
        {"type": "all_group_chats"},
        {"type": "all_chat_administrators"},
        {"type": "chat", "chat_id": group.id},
        {"type": "chat_administrators", "chat_id": group.id},
        {"type": "chat_member", "chat_id": group.id, "user_id": SECRETARY},
    ):
        await publish(api, str(scope["type"]), scope)
        office += await secretary.sees_commands(place)
        members += await rider.sees_commands(place)

    assert office == [
        "default",
        "default",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    ]
    assert members == ["default"] * 2 + ["all_group_chats"] * 2 + ["chat"] * 3


async def test_ones_own_language_comes_first_within_a_scope(
    world: World, api: Api, street: Driver
) -> None:
    rider = street.person("小李")
    everywhere = {"type": "all_private_chats"}
    await publish(api, "bangzhu", {"type": "default"}, language_code="zh")
    await publish(api, "help", everywhere)
    assert await rider.sees_commands() == ["help"]

    await publish(api, "qiuzhu", everywhere, language_code="zh")
    assert await rider.sees_commands() == ["qiuzhu"]
    world.people[RIDER].language_code = "en"
    assert await rider.sees_commands() == ["help"]

    assert await api.result("deleteMyCommands", scope=everywhere)
    assert await api.result("getMyCommands", scope=everywhere) == []
    assert await rider.sees_commands() == []


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        ({"type": "everybody"}, "can't parse BotCommandScope: Unsupported type specified"),
        ({"type": "chat"}, "can't parse BotCommandScope: Empty chat_id specified"),
        ({"type": "chat", "chat_id": 5}, "chat not found"),
        (
            {"type": "chat_member", "chat_id": RIDER},
            "can't parse BotCommandScope: Invalid user_id specified",
        ),
        (
            {"type": "chat_administrators", "chat_id": RIDER},
            "can't use specified scope in private chats",
        ),
    ],
)
async def test_scopes_telegram_does_not_know(api: Api, scope: dict[str, Any], words: str) -> None:
    refused = await api.refusal("setMyCommands", commands=[], scope=scope)

    assert refused == f"Bad Request: {words}"


async def test_a_language_has_two_letters(api: Api) -> None:
    refused = await api.refusal("setMyCommands", commands=[], language_code="zh-hans")

    assert refused == "Bad Request: invalid language code specified"


async def test_a_menu_button_is_kept_for_one_chat_or_for_all(api: Api) -> None:
    page = {"type": "web_app", "text": "页面", "web_app": {"url": "https://example.org"}}

    assert await api.result("setChatMenuButton", menu_button=page)
    assert await api.result("setChatMenuButton", chat_id=RIDER, menu_button={"type": "default"})

    assert await api.result("getChatMenuButton") == page
    assert await api.result("getChatMenuButton", chat_id=RIDER) == {"type": "default"}
