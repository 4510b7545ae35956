"""Inline mode: asking the bot while one types, and sending what it offers."""

import asyncio
from typing import Any

import pytest

from sandbox import World
from sandbox.driver import Driver, Offer
from tests.sandbox.conftest import PNG, Api, Clock

TOO_LATE = "Bad Request: query is too old and response timeout expired or query ID is invalid"
KEYBOARD = {"inline_keyboard": [[{"text": "领", "callback_data": "take"}]]}


def article(number: str = "1", **more: Any) -> dict[str, Any]:
    content = {"message_text": "<b>停水</b>通知", "parse_mode": "HTML"}
    return {
        "type": "article",
        "id": number,
        "title": "停水",
        "input_message_content": content,
    } | more


@pytest.fixture(autouse=True)
def inline_mode(world: World) -> None:
    world.inline_mode = True


async def ask(api: Api, street: Driver, **answer: Any) -> Offer:
    """小李 types the bot's name in the group, and the bot answers."""
    typing = asyncio.create_task(
        street.person("小李").types("停水", in_=street.chat("幸福里居民群"))
    )
    query = (await api.result("getUpdates", timeout=10))[-1]["inline_query"]
    assert await api.result("answerInlineQuery", inline_query_id=query["id"], **answer)
    return await typing


async def test_a_question_says_who_asks_what_and_in_which_kind_of_chat(
    api: Api, street: Driver
) -> None:
    await ask(api, street, results=[])
    [update] = await api.updates()

    query = update["inline_query"]
    assert (query["query"], query["offset"], query["chat_type"]) == ("停水", "", "supergroup")
    assert query["from"]["first_name"] == "小李"


async def test_what_is_chosen_is_said_by_the_person_through_the_bot(
    api: Api, street: Driver
) -> None:
    rider, place = street.person("小李"), street.chat("幸福里居民群")
    offer = await ask(api, street, results=[article(), article("2", title="停电")])
    assert offer.titles == ["停水", "停电"]

    said = await rider.chooses("停水", offer)

    _, message, chosen = await api.updates()
    assert message["message"]["from"]["id"] == rider.id
    assert message["message"]["via_bot"]["username"] == "linlian_bot"
    assert message["message"]["text"] == "停水通知"
    assert message["message"]["entities"] == [{"type": "bold", "offset": 0, "length": 2}]
    assert chosen["chosen_inline_result"]["result_id"] == "1"
    assert chosen["chosen_inline_result"]["query"] == "停水"
    assert "inline_message_id" not in chosen["chosen_inline_result"]
    assert said.chat_id == place.id


async def test_who_sent_it_and_what_was_chosen_reach_only_a_bot_that_asked(
    api: Api, street: Driver
) -> None:
    await api.result("getUpdates", allowed_updates=["inline_query"])
    offer = await ask(api, street, results=[article()])

    await street.person("小李").chooses("停水", offer)

    assert [set(update) for update in await api.updates()] == [{"update_id", "inline_query"}]


async def test_a_message_with_buttons_is_known_by_its_inline_id(api: Api, street: Driver) -> None:
    place = street.chat("幸福里居民群")
    offer = await ask(api, street, results=[article(reply_markup=KEYBOARD)])
    said = await street.person("小李").chooses("停水", offer)
    body = {"as": 1002, "do": "press", "chat": place.id, "message_id": said.id, "data": "take"}
    await street.act(body)

    *_, chosen, pressed = await api.updates()
    inline_id = chosen["chosen_inline_result"]["inline_message_id"]
    assert pressed["callback_query"]["inline_message_id"] == inline_id
    assert "message" not in pressed["callback_query"]
    edited = await api.result("editMessageText", inline_message_id=inline_id, text="领过了")
    assert edited is True
    assert (await place.shows("领过了")).buttons == []
    gone = await api.refusal("editMessageText", inline_message_id="x", text="没了")
    assert gone == "Bad Request: MESSAGE_ID_INVALID"


async def test_photos_are_offered_by_id_or_by_link(api: Api, street: Driver) -> None:
    sent = await api.upload("sendPhoto", {"photo": PNG}, chat_id=1001)
    file_id = sent["result"]["photo"][-1]["file_id"]
    link = "https://example.org/a.jpg"
    results = [
        {"type": "photo", "id": "1", "title": "旧", "photo_file_id": file_id, "caption": "看"},
        {"type": "photo", "id": "2", "title": "新", "photo_url": link, "thumbnail_url": link},
    ]
    offer = await ask(api, street, results=results)

    old = await street.person("小李").chooses("旧", offer)
    new = await street.person("小李").chooses("新", offer)

    assert (old.photo, old.text) == (file_id, "看")
    assert new.photo is not None


async def test_a_button_leads_into_the_private_chat(api: Api, street: Driver) -> None:
    offer = await ask(
        api, street, results=[], button={"text": "先认识一下", "start_parameter": "hello"}
    )

    assert offer.button is not None
    await street.person("小李").starts(offer.button["start_parameter"])

    *_, start = await api.updates()
    assert start["message"]["text"] == "/start hello"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"results": [article(), article()]}, "RESULT_ID_DUPLICATE"),
        ({"results": [article("")]}, "RESULT_ID_EMPTY"),
        ({"results": [article("字" * 22)]}, "RESULT_ID_INVALID"),
        ({"results": [article(title="")]}, "ARTICLE_TITLE_EMPTY"),
        (
            {"results": [article(str(number)) for number in range(51)]},
            "too many inline query results specified",
        ),
        (
            {"results": [article(input_message_content={"message_text": ""})]},
            "message text is empty",
        ),
        (
            {"results": [{"type": "photo", "id": "1", "photo_url": "a.jpg"}]},
            "WEBDOCUMENT_URL_INVALID",
        ),
        (
            {"results": [], "button": {"text": "去", "start_parameter": "a b"}},
            "unallowed characters in start_parameter are used",
        ),
    ],
)
async def test_what_telegram_does_not_offer(
    api: Api, street: Driver, answer: dict[str, Any], words: str
) -> None:
    asked = {"as": 1001, "do": "inline", "chat": 1001, "text": "停水"}
    query_id = (await street.act(asked))["query_id"]

    refused = await api.refusal("answerInlineQuery", inline_query_id=query_id, **answer)

    assert refused == f"Bad Request: {words}"
    assert await api.result("answerInlineQuery", inline_query_id=query_id, results=[])


async def test_a_question_is_answered_once_and_in_time(
    api: Api, street: Driver, clock: Clock
) -> None:
    asked = {"as": 1001, "do": "inline", "chat": 1001, "text": "停水"}
    first, second = [(await street.act(asked))["query_id"] for _ in range(2)]

    assert await api.result("answerInlineQuery", inline_query_id=first, results=[])
    clock.now += 31

    for query_id in (first, second, "7"):
        refused = await api.refusal("answerInlineQuery", inline_query_id=query_id, results=[])
        assert refused == TOO_LATE


async def test_a_bot_without_inline_mode_is_never_asked(
    world: World, api: Api, street: Driver
) -> None:
    assert (await api.result("getMe"))["supports_inline_queries"] is True
    world.inline_mode = False

    with pytest.raises(AssertionError, match="does not work in inline mode"):
        await street.person("小李").types("停水")
    assert (await api.result("getMe"))["supports_inline_queries"] is False


async def test_privacy_mode_lets_the_bot_see_what_was_sent_through_it(
    world: World, api: Api, street: Driver
) -> None:
    world.privacy_mode = True
    offer = await ask(api, street, results=[article()])
    await api.updates()

    await street.person("小李").chooses("停水", offer)

    heard, _ = await api.updates()
    assert heard["message"]["text"] == "停水通知"
