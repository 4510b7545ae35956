"""Which posted updates keep their order among each other, and for how long they wait."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from sandbox import Sandbox, World
from sandbox.chats import Chat
from sandbox.delivery import Waiting
from sandbox.driver import Driver
from tests.sandbox.conftest import Api, Clock
from tests.sandbox.receiver import Receiver
from tests.sandbox.test_refusals import keyboard

CHAT, RIDER = {"chat": {"id": -5}}, {"from": {"id": 7}}


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver() as receiver:
        yield receiver


@pytest.mark.parametrize(
    ("kind", "body", "lane"),
    [
        ("message", CHAT | RIDER, ("messages", -5)),
        ("edited_message", CHAT | RIDER, ("messages", -5)),
        ("channel_post", CHAT, ("messages", -5)),
        ("callback_query", RIDER | {"message": CHAT}, ("callback_query", 7)),
        ("inline_query", RIDER, ("inline_query", 7)),
        ("my_chat_member", CHAT | RIDER, ("my_chat_member", -5)),
        (
            "chat_member",
            CHAT | RIDER | {"new_chat_member": {"user": {"id": 9}}},
            ("chat_member", 9),
        ),
        ("message_reaction", CHAT | {"user": {"id": 7}}, ("message_reaction", -5)),
    ],
)
def test_each_kind_has_lanes_of_its_own(
    kind: str, body: dict[str, Any], lane: tuple[str, int]
) -> None:
    assert Waiting(kind, body, 1, 0.0).lane == lane


async def test_a_press_overtakes_a_message_that_nobody_has_taken(
    api: Api, street: Driver, group: Chat, receiver: Receiver
) -> None:
    place = street.chat(group.title)
    await api.result(
        "sendMessage", chat_id=group.id, text="?", reply_markup=keyboard(callback_data="a")
    )
    await api.result("setWebhook", url=receiver.url)
    receiver.gate.clear()
    await street.person("小李").says("先", to=place)
    await street.person("小李").says("后", to=place)
    await receiver.has_heard(1)

    await street.person("小李").presses("按", in_=place, within=0)

    await receiver.has_heard(2)
    assert [set(update) - {"update_id"} for update in receiver.heard] == [
        {"message"},
        {"callback_query"},
    ]


async def waiting(api: Api) -> int:
    return int((await api.result("getWebhookInfo"))["pending_update_count"])


async def test_a_press_nobody_asks_for_is_gone_long_before_the_message_under_it(
    api: Api, clock: Clock, street: Driver
) -> None:
    await api.result(
        "sendMessage", chat_id=1001, text="?", reply_markup=keyboard(callback_data="a")
    )
    await street.person("小李").says("在吗")
    await street.person("小李").presses("按", within=0)

    clock.now += 149
    assert await waiting(api) == 2
    clock.now += 2
    [left] = await api.updates()
    assert left["message"]["text"] == "在吗"


async def test_a_question_waits_half_a_minute_and_a_choice_ten(
    world: World, api: Api, clock: Clock, street: Driver
) -> None:
    world.inline_mode = True
    asked = {"as": 1001, "do": "inline", "chat": 1001, "text": "停水"}
    query_id = (await street.act(asked))["query_id"]
    clock.now += 29
    assert await waiting(api) == 1
    result = {
        "type": "article",
        "id": "1",
        "title": "停水",
        "input_message_content": {"message_text": "停水通知"},
    }
    await api.result("answerInlineQuery", inline_query_id=query_id, results=[result])
    await street.act({"as": 1001, "do": "choose", "query_id": query_id, "result_id": "1"})
    assert await waiting(api) == 3

    clock.now += 2
    assert await waiting(api) == 2
    clock.now += 600
    [left] = await api.updates()
    assert left["message"]["text"] == "停水通知"


async def test_presses_and_questions_of_long_ago_are_forgotten(
    world: World, api: Api, clock: Clock, street: Driver
) -> None:
    world.inline_mode = True
    asked = {"as": 1001, "do": "inline", "chat": 1001, "text": "停水"}
    await api.result(
        "sendMessage", chat_id=1001, text="?", reply_markup=keyboard(callback_data="a")
    )
    for _ in range(5):
        await street.person("小李").presses("按", within=0)
        await street.act(asked)
        clock.now += 601

    assert len(world.presses) == len(world.inline_queries) == 1


@pytest.mark.parametrize("host", ["a" * 64 + ".example.org", "a..example.org"])
async def test_a_host_that_can_have_no_name_is_refused(api: Api, host: str) -> None:
    refused = await api.refusal("setWebhook", url=f"https://{host}/hook")

    assert refused == (
        "Bad Request: bad webhook: Failed to resolve host: Name or service not known"
    )


async def test_one_post_that_goes_wrong_ends_no_other(
    sandbox: Sandbox, world: World, api: Api, street: Driver, receiver: Receiver
) -> None:
    await api.result("setWebhook", url=receiver.url)
    assert world.updates.hook is not None
    world.updates.hook.url = f"https://{'a' * 64}.example.org/"  # which check_url refuses
    await street.person("小李").says("在吗")
    async with asyncio.timeout(10):
        await sandbox.courier.next_try()
    assert sandbox.courier.posts[0].status == 0

    world.updates.hook.url = receiver.url

    await receiver.has_heard(1)
    assert receiver.texts == ["在吗"]
