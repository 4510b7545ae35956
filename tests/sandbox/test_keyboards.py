"""Which keyboards Telegram takes, and its words for those it does not."""

from typing import Any

import pytest

from sandbox.chats import Chat
from tests.sandbox.conftest import Api
from tests.sandbox.test_refusals import keyboard

RIDER = 1001
CANNOT = "can't parse inline keyboard button: "


def link(url: str, why: str) -> tuple[dict[str, Any], str]:
    return keyboard(url=url), f"inline keyboard button URL '{url}' is invalid: {why}"


def keys(*row: Any) -> dict[str, Any]:
    return {"keyboard": [list(row)]}


REFUSED: list[tuple[Any, str]] = [
    link("http://localhost/x", "Wrong HTTP URL"),
    link("http://127.0.0.1:8080/", "Wrong HTTP URL"),
    link("http://[::1]/", "Wrong HTTP URL"),
    link("http://[::1/", "Wrong HTTP URL"),
    link("https://intranet/x", "Wrong HTTP URL"),
    link("localhost:8080", "Wrong HTTP URL"),
    link("", "Wrong HTTP URL"),
    link("javascript:alert(1)", "Unsupported URL protocol"),
    (keyboard(url=5), CANNOT + 'Field "url" must be of type String'),
    (keyboard(callback_data=5), CANNOT + 'Field "callback_data" must be of type String'),
    (keyboard(callback_data=""), "BUTTON_DATA_INVALID"),
    (keyboard(copy_text="x"), CANNOT + 'Can\'t find field "text"'),
    (keyboard(copy_text={"text": ""}), "BUTTON_COPY_TEXT_INVALID"),
    (keyboard(copy_text={"text": "x" * 257}), "BUTTON_COPY_TEXT_INVALID"),
    (keyboard(web_app={}), CANNOT + 'Can\'t find field "url"'),
    (
        keyboard(web_app={"url": "http://example.org"}),
        "inline keyboard button Web App URL 'http://example.org' is invalid: "
        "Only HTTPS links are allowed",
    ),
    ("x", "can't parse reply_markup JSON object"),
    ("[1]", "object expected as reply markup"),
    (5, "object expected as reply markup"),
    ({"keyboard": 5}, 'can\'t parse reply keyboard: Field "keyboard" must be of type Array'),
    (keys(5), "can't parse keyboard button: Can't find field \"text\""),
    (keys({"text": " "}), "can't parse keyboard button: Text buttons must be non-empty"),
]


@pytest.mark.parametrize(("markup", "words"), REFUSED)
async def test_it_is_refused_in_telegrams_words(api: Api, markup: Any, words: str) -> None:
    refused = await api.refusal("sendMessage", chat_id=RIDER, text="x", reply_markup=markup)

    assert refused == f"Bad Request: {words}"


@pytest.mark.parametrize(
    "button",
    [
        {"url": "https://example.org/x?y#z"},
        {"url": "example.org:8080/x"},
        {"url": "http://192.0.2.7/"},
        {"url": "tg://user?id=1001"},
        {"copy_text": {"text": "x" * 256}},
        {"web_app": {"url": "https://example.org/app"}},
        {"callback_data": "字" * 21},
    ],
)
async def test_these_are_taken(api: Api, button: dict[str, Any]) -> None:
    sent = await api.result("sendMessage", chat_id=RIDER, text="x", reply_markup=keyboard(**button))

    assert sent["reply_markup"]["inline_keyboard"][0][0] == {"text": "按"} | button


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        (keyboard(web_app={"url": "https://example.org"}), "BUTTON_TYPE_INVALID"),
        (
            keys({"text": "x", "request_contact": True}),
            "phone number can be requested in private chats only",
        ),
        (
            keys({"text": "x", "request_location": True}),
            "location can be requested in private chats only",
        ),
    ],
)
async def test_what_is_for_private_chats_is_refused_in_groups(
    api: Api, group: Chat, markup: dict[str, Any], words: str
) -> None:
    assert await api.result("sendMessage", chat_id=RIDER, text="x", reply_markup=markup)

    refused = await api.refusal("sendMessage", chat_id=group.id, text="x", reply_markup=markup)
    assert refused == f"Bad Request: {words}"


@pytest.mark.parametrize("markup", [{"keyboard": []}, {"keyboard": [[]]}, {}, ""])
async def test_an_empty_keyboard_is_none(api: Api, markup: Any) -> None:
    sent = await api.result("sendMessage", chat_id=RIDER, text="x", reply_markup=markup)

    edit = {"chat_id": RIDER, "message_id": sent["message_id"], "text": "y"}
    assert await api.result("editMessageText", **edit)
