"""Telegram's refusals, in Telegram's words."""

from typing import Any

import pytest

from sandbox import World
from sandbox.chats import Chat
from sandbox.driver import Driver
from tests.sandbox.conftest import PNG, Api, Clock

RIDER = 1001
AUNT = 1002  # has never written to the bot
TOO_LATE = "Bad Request: query is too old and response timeout expired or query ID is invalid"
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)


def keyboard(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "按"} | button]]}


ENTITIES = "Bad Request: can't parse entities: "
REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("sendMessage", {"text": "x"}, "Bad Request: chat_id is empty"),
    ("sendMessage", {"chat_id": 5, "text": "x"}, "Bad Request: chat not found"),
    ("sendMessage", {"chat_id": "@nobody", "text": "x"}, "Bad Request: chat not found"),
    (
        "sendMessage",
        {"chat_id": AUNT, "text": "x"},
        "Forbidden: bot can't initiate conversation with a user",
    ),
    ("sendMessage", {"chat_id": RIDER}, "Bad Request: message text is empty"),
    ("sendMessage", {"chat_id": RIDER, "text": " \n"}, "Bad Request: message text is empty"),
    ("sendMessage", {"chat_id": RIDER, "text": "字" * 4097}, "Bad Request: message is too long"),
    ("sendMessage", {"chat_id": RIDER, "text": "🙂" * 2049}, "Bad Request: message is too long"),
    (
        "sendPhoto",
        {"chat_id": RIDER},
        "Bad Request: there is no photo in the request",
    ),
    (
        "sendPhoto",
        {"chat_id": RIDER, "photo": "AgACnothing"},
        "Bad Request: wrong file identifier/HTTP URL specified",
    ),
    (
        "sendMessage",
        {"chat_id": RIDER, "text": "x", "reply_parameters": {"message_id": 99}},
        "Bad Request: message to be replied not found",
    ),
    (
        "sendMessage",
        {"chat_id": RIDER, "text": "x", "reply_markup": keyboard(callback_data="字" * 22)},
        "Bad Request: BUTTON_DATA_INVALID",
    ),
    (
        "sendMessage",
        {"chat_id": RIDER, "text": "x", "reply_markup": keyboard()},
        "Bad Request: can't parse inline keyboard button: "
        "Text buttons are unallowed in the inline keyboard",
    ),
    (
        "editMessageText",
        {"chat_id": RIDER, "message_id": 99, "text": "x"},
        "Bad Request: message to edit not found",
    ),
    (
        "editMessageText",
        {"chat_id": RIDER, "text": "x"},
        "Bad Request: message identifier is not specified",
    ),
    (
        "deleteMessage",
        {"chat_id": RIDER, "message_id": 99},
        "Bad Request: message to delete not found",
    ),
    ("answerCallbackQuery", {"callback_query_id": "1"}, TOO_LATE),
    (
        "sendMessage",
        {"chat_id": RIDER, "text": "\ud800"},
        "Bad Request: strings must be encoded in UTF-8",
    ),
    ("getFile", {}, "Bad Request: file_id not specified"),
    ("getFile", {"file_id": "x"}, "Bad Request: invalid file_id"),
    (
        "sendMediaGroup",
        {"chat_id": RIDER, "media": [{"type": "photo", "media": "x"}] * 11},
        "Bad Request: too many messages to send as an album",
    ),
    ("getChatMember", {"chat_id": RIDER}, "Bad Request: invalid user_id specified"),
]


@pytest.mark.parametrize(("method", "params", "words"), REFUSED)
async def test_it_is_refused_in_telegrams_words(
    api: Api, method: str, params: dict[str, Any], words: str
) -> None:
    assert await api.refusal(method, **params) == words


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("字<x>x</x>", 'Unsupported start tag "x" at byte offset 3'),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("x <b", "Unclosed start tag at byte offset 2"),
        ('<a href="x>">y', 'Can\'t find end tag corresponding to start tag "a"'),
    ],
)
async def test_broken_html_is_refused(api: Api, html: str, words: str) -> None:
    refusal = await api.refusal("sendMessage", chat_id=RIDER, text=html, parse_mode="HTML")

    assert refusal == ENTITIES + words


async def test_the_length_counts_after_the_marks_are_parsed(api: Api) -> None:
    sent = await api.result(
        "sendMessage",
        chat_id=RIDER,
        text=f"<b>{'&lt;' * 4096}</b>",
        parse_mode="HTML",
    )

    assert sent["text"] == "<" * 4096
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 4096}]


async def test_a_caption_has_its_own_limit(api: Api) -> None:
    refused = await api.upload("sendPhoto", {"photo": PNG}, chat_id=RIDER, caption="字" * 1025)

    assert refused["description"] == "Bad Request: message caption is too long"


async def test_an_edit_that_changes_nothing_is_refused(api: Api) -> None:
    sent = await api.result(
        "sendMessage", chat_id=RIDER, text="一", reply_markup=keyboard(callback_data="a")
    )
    target = {"chat_id": RIDER, "message_id": sent["message_id"], "text": "一"}

    same = await api.refusal("editMessageText", **target, reply_markup=keyboard(callback_data="a"))
    assert same == NOT_MODIFIED

    bare = await api.result("editMessageText", **target)
    assert "reply_markup" not in bare
    assert await api.refusal("editMessageReplyMarkup", **target) == NOT_MODIFIED


async def test_only_its_own_messages_can_be_edited(api: Api, street: Driver) -> None:
    theirs = await street.person("小李").says("我的")

    refusal = await api.refusal("editMessageText", chat_id=RIDER, message_id=theirs.id, text="x")

    assert refusal == "Bad Request: message can't be edited"


async def test_a_message_sent_with_a_forced_reply_can_never_be_edited(api: Api) -> None:
    sent = await api.result(
        "sendMessage", chat_id=RIDER, text="在哪里？", reply_markup={"force_reply": True}
    )

    assert "reply_markup" not in sent
    refusal = await api.refusal(
        "editMessageText", chat_id=RIDER, message_id=sent["message_id"], text="x"
    )
    assert refusal == "Bad Request: message can't be edited"


async def test_a_photo_has_no_text_and_a_text_no_caption(api: Api) -> None:
    photo = (await api.upload("sendPhoto", {"photo": PNG}, chat_id=RIDER))["result"]
    text = await api.result("sendMessage", chat_id=RIDER, text="一")

    assert (
        await api.refusal(
            "editMessageText", chat_id=RIDER, message_id=photo["message_id"], text="x"
        )
        == "Bad Request: there is no text in the message to edit"
    )
    assert (
        await api.refusal(
            "editMessageCaption", chat_id=RIDER, message_id=text["message_id"], caption="x"
        )
        == "Bad Request: there is no caption in the message to edit"
    )


async def test_outside_a_group_the_bot_can_do_nothing(
    world: World, api: Api, street: Driver, group: Chat
) -> None:
    await street.person("陈书记").removes_bot(street.chat(group.title))
    kicked = await api.refusal("sendMessage", chat_id=group.id, text="x")
    world.stand(group, world.bot.id, "left")
    left = await api.refusal("getChat", chat_id=group.id)

    assert kicked == "Forbidden: bot was kicked from the supergroup chat"
    assert left == "Forbidden: bot is not a member of the supergroup chat"


async def test_who_blocked_the_bot_hears_nothing(api: Api, street: Driver) -> None:
    await street.person("小李").blocks()

    refusal = await api.refusal("sendMessage", chat_id=RIDER, text="x")

    assert refusal == "Forbidden: bot was blocked by the user"


async def test_who_has_written_first_can_be_written_to(api: Api, street: Driver) -> None:
    await street.person("王阿姨").starts()

    assert (await api.result("sendMessage", chat_id=AUNT, text="您好"))["chat"]["id"] == AUNT


async def test_an_unknown_reaction_is_refused(api: Api, street: Driver) -> None:
    message = await street.person("小李").says("一")
    target = {"chat_id": RIDER, "message_id": message.id}

    wrong = {"reaction": [{"type": "emoji", "emoji": "🚲"}]}
    assert await api.refusal("setMessageReaction", **target, **wrong) == (
        "Bad Request: REACTION_INVALID"
    )
    right = {"reaction": [{"type": "emoji", "emoji": "❤️"}]}
    assert await api.result("setMessageReaction", **target, **right) is True


async def test_a_bot_deletes_only_what_it_may(
    world: World, api: Api, clock: Clock, street: Driver, group: Chat
) -> None:
    theirs = await street.person("小李").says("一", to=street.chat(group.title))
    mine = await api.result("sendMessage", chat_id=group.id, text="二")

    refusal = await api.refusal("deleteMessage", chat_id=group.id, message_id=theirs.id)
    assert refusal == "Bad Request: message can't be deleted"
    clock.now += 48 * 3600 + 1
    old = await api.refusal("deleteMessage", chat_id=group.id, message_id=mine["message_id"])
    assert old == "Bad Request: message can't be deleted for everyone"
    group.standing[world.bot.id] = "administrator"
    assert await api.result("deleteMessage", chat_id=group.id, message_id=theirs.id) is True


async def test_a_reply_may_go_out_without_its_message(api: Api) -> None:
    sent = await api.result(
        "sendMessage",
        chat_id=RIDER,
        text="x",
        reply_parameters={"message_id": 99, "allow_sending_without_reply": True},
    )

    assert "reply_to_message" not in sent
