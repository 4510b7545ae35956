"""Everything the street can do reaches the bot in a shape that aiogram knows to the last field."""

from collections.abc import Iterator
from typing import Any

from aiogram.types import ChatFullInfo, TelegramObject, Update, User
from aiogram.types import Message as BotMessage

from sandbox import World
from sandbox.chats import Chat
from sandbox.driver import Driver
from tests.sandbox.conftest import Api

KINDS = [name for name in Update.model_fields if name != "update_id"]
KEYBOARD = {"inline_keyboard": [[{"text": "按", "callback_data": "x"}]]}


def unknown_fields(value: Any, path: str = "") -> Iterator[str]:
    """Where an object of Telegram's holds something that is no field of its type."""
    if isinstance(value, TelegramObject):
        yield from (f"{path}.{name}" for name in value.model_extra or {})
        for name in type(value).model_fields:
            yield from unknown_fields(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, list):
        for item in value:
            yield from unknown_fields(item, f"{path}[]")


async def live(api: Api, street: Driver, group: Chat) -> None:
    """Something of everything."""
    secretary, rider, stranger = [street.person(name) for name in ("陈书记", "小李", "外人")]
    place = street.chat(group.title)
    await secretary.promotes_bot(place)
    await secretary.makes_forum(place)
    thread = await secretary.makes_topic("报修", place)
    said = await rider.sends_photo("看", to=place, thread=thread)
    await rider.reacts(said, "👍")
    await rider.edits(said, "再看")
    await secretary.pins(said)
    await secretary.closes_topic(thread, place)
    await rider.adds(stranger, place)
    await secretary.promotes(stranger, place)
    await secretary.demotes(stranger, place)
    await secretary.kicks(stranger, place)
    channel = await secretary.founds("公告", kind="channel", linked_to=place.id)
    await secretary.adds_bot(channel)
    post = await secretary.says("停水", to=channel)
    await secretary.says("名义", to=place, speaks_as="channel")
    await secretary.says("名义", to=place, speaks_as="anonymous")
    await rider.forwards(post)
    await rider.blocks()
    await rider.starts("case-7")
    await rider.shares_own_number()
    old = await secretary.founds("小群", kind="group")
    await secretary.adds_bot(old, payload="x")
    await secretary.upgrades(old)
    for kind in ("video", "animation", "audio", "voice", "video_note", "document", "sticker"):
        item = {"kind": kind, "file": None}
        await street.act({"as": rider.id, "do": "send", "chat": rider.id, "media": [item]})
    await street.act({"as": rider.id, "do": "inline", "chat": rider.id, "text": "停水"})


async def choose(api: Api, street: Driver) -> None:
    """Answer the question somebody has asked, let them choose, and press what they sent."""
    [query] = [one["inline_query"] for one in await api.updates() if "inline_query" in one]
    content = {"message_text": "停水"}
    result = {"type": "article", "id": "1", "title": "停水", "reply_markup": KEYBOARD}
    results = [result | {"input_message_content": content}]
    await api.result("answerInlineQuery", inline_query_id=query["id"], results=results)
    chosen = {"as": 1001, "do": "choose", "query_id": query["id"], "result_id": "1"}
    sent = (await street.act(chosen))["message"]
    press = {"as": 1001, "do": "press", "chat": 1001, "message_id": sent["message_id"]}
    await street.act(press | {"label": "按"})


async def test_aiogram_knows_every_field_of_every_update(
    world: World, api: Api, street: Driver, group: Chat
) -> None:
    world.inline_mode = True
    await api.result("getUpdates", allowed_updates=KINDS)
    await live(api, street, group)
    raw = await api.result("getUpdates", limit=100)
    await choose(api, street)
    raw += await api.updates()

    updates = [Update.model_validate(each) for each in raw]

    assert [field for update in updates for field in unknown_fields(update)] == []
    assert {update.event_type for update in updates} == {
        *("message", "edited_message", "channel_post", "callback_query"),
        *("my_chat_member", "chat_member", "message_reaction"),
        *("inline_query", "chosen_inline_result"),
    }


async def test_aiogram_knows_every_field_of_the_answers(
    world: World, api: Api, street: Driver, group: Chat
) -> None:
    await live_quietly(street, group)
    sent = await api.result("sendMessage", chat_id=group.id, text="在", reply_markup=KEYBOARD)
    await api.result("pinChatMessage", chat_id=group.id, message_id=sent["message_id"])

    answers: list[TelegramObject] = [
        BotMessage.model_validate(sent),
        User.model_validate(await api.result("getMe")),
        ChatFullInfo.model_validate(await api.result("getChat", chat_id=group.id)),
    ]

    assert [field for answer in answers for field in unknown_fields(answer)] == []


async def live_quietly(street: Driver, group: Chat) -> None:
    place = street.chat(group.title)
    await street.person("陈书记").promotes_bot(place)
    await street.person("陈书记").founds("公告", kind="channel", linked_to=place.id)
