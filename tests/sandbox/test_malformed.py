"""Whatever a bot sends, Telegram answers with a refusal; nothing breaks and nothing gets through
that the page could not read.
"""

import contextlib
import inspect
import json
from typing import Any

import pytest

from sandbox import Sandbox, World
from sandbox.arguments import Arguments
from sandbox.chats import Chat
from sandbox.deeds import act
from sandbox.driver import Driver
from sandbox.methods import METHODS
from sandbox.refusals import Refusal
from tests.sandbox.conftest import Api
from tests.sandbox.panel import is_refused

RIDER = 1001
HERE = {"chat_id": RIDER}
WORDS = HERE | {"text": "x"}


@pytest.mark.parametrize(
    ("method", "params", "words"),
    [
        ("setMyCommands", {"commands": 5}, "expected an Array of BotCommand"),
        ("setMyCommands", {"commands": [1]}, "can't parse BotCommand: expected an Object"),
        (
            "setMyCommands",
            {"commands": [], "scope": {"type": [1]}},
            "can't parse BotCommandScope: Unsupported type specified",
        ),
        (
            "setMessageReaction",
            HERE | {"message_id": 1, "reaction": [5]},
            "can't parse ReactionType: expected an Object",
        ),
        (
            "sendMessage",
            WORDS | {"entities": [{}]},
            "can't parse MessageEntity: Can't find field \"type\"",
        ),
        (
            "sendMessage",
            WORDS | {"entities": [{"type": "bold", "offset": "0", "length": 1}]},
            "can't parse MessageEntity: Can't find field \"offset\"",
        ),
        (
            "sendMessage",
            WORDS | {"reply_parameters": {"message_id": "abc"}},
            'can\'t parse ReplyParameters: Field "message_id" must be a Number',
        ),
        (
            "sendMessage",
            WORDS | {"reply_parameters": [1]},
            "can't parse ReplyParameters: expected an Object",
        ),
        (
            "deleteMessages",
            HERE | {"message_ids": ["x"]},
            "message identifier must be a Number",
        ),
        (
            "answerInlineQuery",
            {
                "results": [
                    {"type": "article", "id": "1", "title": "x"} | {"input_message_content": "x"}
                ]
            },
            "can't parse InlineQueryResult: can't parse InputMessageContent: expected an Object",
        ),
        ("sendMediaGroup", HERE | {"media": []}, "there are no messages to send"),
        ("sendLocation", HERE | {"latitude": "nan", "longitude": 0}, "location must be non-empty"),
        ("sendLocation", HERE | {"latitude": 0, "longitude": "inf"}, "location must be non-empty"),
        ("sendLocation", HERE | {"latitude": 91, "longitude": 0}, "wrong location specified"),
        ("sendLocation", HERE | {"latitude": 0, "longitude": -181}, "wrong location specified"),
    ],
)
async def test_it_is_refused_in_telegrams_words(
    api: Api, street: Driver, method: str, params: dict[str, Any], words: str
) -> None:
    await street.person("小李").says("你好")

    assert await api.refusal(method, **params) == f"Bad Request: {words}"


@pytest.mark.parametrize("kinds", [5, [[1]], [1], "x", {"a": 1}])
async def test_kinds_that_cannot_be_read_count_as_not_said(
    api: Api, street: Driver, kinds: Any
) -> None:
    await api.result("getUpdates", allowed_updates=["edited_message"])
    await api.result("getUpdates", allowed_updates=kinds)
    await street.person("小李").says("你好")

    assert await api.updates() == []


# Each of a method's parameters at its worst, beside others that are in order

SOUND: dict[str, Any] = {
    "chat_id": RIDER,
    "from_chat_id": RIDER,
    "message_id": 1,
    "message_ids": [1],
    "user_id": RIDER,
    "text": "x",
    "phone_number": "1",
    "first_name": "x",
    "latitude": 1,
    "longitude": 1,
    "title": "x",
    "address": "x",
    "name": "x",
    "action": "typing",
    "commands": [{"command": "a", "description": "a"}],
    "url": "http://127.0.0.1:9/",
    "inline_query_id": "1",
    "callback_query_id": "1",
}
SPOILT = (
    *(*SOUND, "reply_markup", "entities", "caption_entities", "parse_mode", "reaction", "media"),
    *("reply_parameters", "reply_to_message_id", "message_thread_id", "scope", "language_code"),
    *("menu_button", "results", "button", "photo", "document", "offset", "limit", "timeout"),
    *("allowed_updates", "max_connections", "secret_token", "file_id", "link_preview_options"),
)
RESULT = {"type": "article", "id": "1", "title": "x"}
JUNK: tuple[Any, ...] = (
    *(5, -1, 1e30, True, "x", "{", "[[1]]", "nan", "", [], {}, [1], [[1]], [{}], ["x"], [None]),
    *({"type": [1]}, {"type": {}}, {"message_id": "x"}, {"message_id": {}}, {"url": 5}),
    *({"keyboard": 5}, {"keyboard": [[5]]}, {"keyboard": [["x", {"text": 5}]]}),
    *({"inline_keyboard": 5}, {"inline_keyboard": [[5]]}, {"inline_keyboard": [[{"text": 5}]]}),
    {"inline_keyboard": [[{"text": "x", "url": 5}]]},
    {"inline_keyboard": [[{"text": "x", "web_app": 5}, {"text": "x", "copy_text": [5]}]]},
    *([{"type": "photo"}], [{"type": "photo", "media": {}, "caption_entities": 5}] * 2),
    *([RESULT | {"input_message_content": {"message_text": {}, "entities": 5}}],),
    *([RESULT | {"input_message_content": {"latitude": [1], "longitude": 5}}],),
    *([RESULT | {"type": "photo", "photo_url": 5, "reply_markup": "x"}], [RESULT | {"id": [1]}]),
    [{"type": "text_link", "offset": 0, "length": 1, "url": [1]}],
    [{"type": "bold", "offset": -5, "length": 10**30}],
    [{"type": "emoji", "emoji": [1]}],
    [{"command": [1], "description": {}}],
)


@pytest.mark.parametrize("name", sorted(METHODS))
async def test_no_parameter_of_a_method_can_break_the_sandbox(world: World, name: str) -> None:
    world.inline_mode = True
    act(world, {"as": RIDER, "do": "send", "chat": RIDER, "text": "你好"}, {})
    _, method = METHODS[name]

    for spoilt in SPOILT:
        for junk in (*JUNK, *map(json.dumps, JUNK)):
            world.updates.set_hook(None)
            with contextlib.suppress(Refusal):
                done = method(world, Arguments(SOUND | {spoilt: junk}))
                if inspect.isawaitable(done):
                    await done

    json.dumps(world.view(), allow_nan=False)


@pytest.mark.parametrize(
    ("mime", "body"),
    [
        ("application/json", b'{"chat_id": 1001, "latitude": NaN, "longitude": 1}'),
        ("application/json", b'{"chat_id": 1001, "text": "x", "reply_markup": {"a": 1e999}}'),
        ("application/json", b'{"chat_id": 1001, "text": "x", "reply_markup": {"a": NaN}}'),
        ("application/json", b"\xff"),
        ("application/json; charset=nothing", b"{}"),
        ("application/json", b"[" * 100_000),
        ("application/x-www-form-urlencoded; charset=nothing", b"a=b"),
        ("multipart/form-data; boundary=x", b"nothing"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"'),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\r\n--x--\r\n',
        ),
    ],
)
async def test_what_is_no_request_is_refused(api: Api, mime: str, body: bytes) -> None:
    headers = {"Content-Type": mime}
    for method in ("sendMessage", "sendLocation"):
        async with api.session.post(f"{api.base}/{method}", data=body, headers=headers) as answer:
            assert answer.status == 400, await answer.text()
            assert not (await answer.json())["ok"]


@pytest.mark.parametrize(
    "place",
    [
        {"latitude": "nan", "longitude": 0},
        {"latitude": 0, "longitude": "inf"},
        {"latitude": 90.1, "longitude": 0},
        {"latitude": 0, "longitude": 200},
    ],
)
async def test_people_stay_on_earth_as_well(
    sandbox: Sandbox, group: Chat, place: dict[str, Any]
) -> None:
    deed = {"as": RIDER, "do": "send", "chat": RIDER}
    words = "A place has a latitude from -90 to 90 and a longitude from -180 to 180."

    assert await is_refused(sandbox, "act", deed | {"location": place}) == words
    assert await is_refused(sandbox, "act", deed | {"venue": place | {"title": "x"}}) == words


async def test_the_page_is_sent_no_nan(sandbox: Sandbox, api: Api) -> None:
    deed = '{"as": 1001, "do": "send", "chat": 1001, "location": {"latitude": NaN, "longitude": 1}}'
    headers = {"Content-Type": "application/json"}
    async with api.session.post(f"{sandbox.page_url}act", data=deed, headers=headers) as answer:
        assert answer.status == 400
    async with api.session.get(f"{sandbox.page_url}world") as answer:
        json.loads(await answer.text(), parse_constant=pytest.fail)
