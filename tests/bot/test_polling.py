"""Telegram forgets an update only after we have it on the disk, whatever goes wrong."""

import asyncio
import json

import pytest

from bot.errors import OperatorError
from bot.raw import answer_address, chat_key
from domain.addresses import Address
from domain.answers import Json
from sandbox import Sandbox
from tests.bot.conftest import Post


def texts(post: Post) -> list[str]:
    return [update["message"]["text"] for update in post.fed]


async def test_updates_come_in_order_once_and_are_confirmed(post: Post) -> None:
    await post.start()
    for number in range(250):
        post.says(f"第 {number} 句")
    await post.settle()

    assert texts(post) == [f"第 {number} 句" for number in range(250)]
    assert len(post.world.updates) == 0


async def test_what_was_said_while_we_were_down_is_heard(post: Post) -> None:
    post.says("有人吗")
    await post.start()
    await post.settle()
    await post.stop()
    post.says("还在吗")
    await post.start()
    await post.settle()

    assert texts(post) == ["有人吗", "还在吗"]


async def test_an_update_telegram_hands_over_twice_is_handled_once(post: Post) -> None:
    await post.start()
    post.trouble("reset_after", method="getUpdates", times=2)
    post.says("你好")
    await post.wait(seconds=5)
    await post.wait(seconds=5)

    assert texts(post) == ["你好"]


@pytest.mark.parametrize(
    "effect",
    [
        {"status": 502, "body": "<html>Bad Gateway</html>"},
        {"status": 500},
        {"status": 200, "body": "<html>a hotel's welcome page</html>"},
        {"status": 429, "retry_after": 3},
        {"status": 409, "description": "Conflict: terminated by other getUpdates request"},
        "reset_before",
    ],
    ids=str,
)
async def test_the_poller_outlives_every_answer(post: Post, effect: dict[str, Json] | str) -> None:
    post.trouble(effect, method="getUpdates", times=3)
    await post.start()
    post.says("你好")
    for _ in range(5):
        await post.wait(seconds=35)

    assert texts(post) == ["你好"]


async def test_the_poller_outlives_a_network_that_is_gone(post: Post) -> None:
    await post.start()
    port = int(post.sandbox.api_base.rpartition(":")[2])
    await post.sandbox.stop()
    await post.wait(seconds=1)
    post.says("你好")
    async with Sandbox(post.world, port):
        for _ in range(4):
            await post.wait(seconds=35)
        assert texts(post) == ["你好"]
        await post.stop()


async def test_another_poller_is_named_once(post: Post, capsys: pytest.CaptureFixture[str]) -> None:
    conflict = {"status": 409, "description": "Conflict: terminated by other getUpdates request"}
    post.trouble(conflict, method="getUpdates", times=4)
    await post.start()
    for _ in range(5):
        await post.wait(seconds=35)

    said = "".join(capsys.readouterr())
    assert said.count("another program receives this bot's updates") == 1


@pytest.mark.parametrize("status", [401, 404])
async def test_a_token_that_is_revoked_later_ends_the_program(post: Post, status: int) -> None:
    await post.start()
    assert post.program is not None
    post.trouble({"status": status}, method="getUpdates")
    drained = asyncio.ensure_future(post.program.intake.drain())

    with pytest.raises(OperatorError, match=r"bot\.token") as told:
        await post.program.wait()
    drained.cancel()

    assert told.value.exit_code == 2


async def test_a_wrong_token_is_told_at_the_start(post: Post) -> None:
    post.trouble({"status": 401}, method="getMe")

    with pytest.raises(OperatorError, match=r"bot\.token"):
        await post.start()


async def test_no_network_at_the_start_only_delays_it(post: Post) -> None:
    post.trouble({"status": 502, "body": "busy"}, method="getMe", times=3)
    starting = asyncio.ensure_future(post.start())
    async with asyncio.timeout(20):
        while not starting.done():
            post.clock.move(seconds=10)
            await asyncio.wait([starting], timeout=0.02)
    await starting
    post.says("你好")
    await post.settle()

    assert texts(post) == ["你好"]


def test_the_key_of_an_update_is_its_chat_and_else_its_person() -> None:
    group = {"chat": {"id": -5, "type": "group"}, "from": {"id": 7}}

    assert chat_key({"update_id": 1, "message": group}) == "-5"
    assert chat_key({"update_id": 1, "edited_message": group}) == "-5"
    assert chat_key({"update_id": 1, "my_chat_member": group}) == "-5"
    assert chat_key({"update_id": 1, "callback_query": {"from": {"id": 7}, "message": group}}) == (
        "-5"
    )
    assert chat_key({"update_id": 1, "callback_query": {"from": {"id": 7}}}) == "7"
    assert chat_key({"update_id": 1, "inline_query": {"id": "5", "from": {"id": 7}}}) == "7"
    assert chat_key({"update_id": 1, "poll_answer": {"user": {"id": 7}}}) == "7"
    assert chat_key({"update_id": 1, "from_the_future": {}}) == "update:1"
    assert chat_key({"update_id": 1, "from_the_future": "?"}) == "update:1"


def test_an_answer_goes_where_the_message_was() -> None:
    message = {"chat": {"id": -5}, "message_id": 9, "message_thread_id": 3}

    assert answer_address(json.dumps({"message": message})) == Address("-5", reply_to="9")
    message["is_topic_message"] = True
    assert answer_address(json.dumps({"message": message})) == Address(
        "-5", thread="3", reply_to="9"
    )
    pressed = {"callback_query": {"message": message}}
    assert answer_address(json.dumps(pressed)) == Address("-5", thread="3")
    for nonsense in ("", "[]", "null", '{"message": 1}', '{"message": {}}', '{"poll": {}}'):
        assert answer_address(nonsense) is None
