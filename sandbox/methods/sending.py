"""Everything the bot can say."""

import secrets
from typing import Any

from sandbox.arguments import Arguments
from sandbox.chats import Chat
from sandbox.keyboards import check_inline, prompt_of
from sandbox.methods.content import caption_of, media_of, text_of
from sandbox.methods.gates import open_chat
from sandbox.refusals import bad_request
from sandbox.world import World

ALBUM_KINDS = ("photo", "video", "document")


def send_message(world: World, args: Arguments) -> dict[str, Any]:
    return _say(world, args, open_chat(world, args), text_of(world, args))


def send_photo(world: World, args: Arguments) -> dict[str, Any]:
    return _send_media(world, args, "photo")


def send_video(world: World, args: Arguments) -> dict[str, Any]:
    return _send_media(world, args, "video")


def send_document(world: World, args: Arguments) -> dict[str, Any]:
    return _send_media(world, args, "document")


def send_voice(world: World, args: Arguments) -> dict[str, Any]:
    return _send_media(world, args, "voice")


def send_location(world: World, args: Arguments) -> dict[str, Any]:
    chat = open_chat(world, args)
    latitude, longitude = args.decimal("latitude"), args.decimal("longitude")
    if latitude is None or longitude is None:
        raise bad_request("location must be non-empty")
    return _say(world, args, chat, {"location": {"latitude": latitude, "longitude": longitude}})


def send_media_group(world: World, args: Arguments) -> list[dict[str, Any]]:
    """An album: every part is checked before the first is sent."""
    chat = open_chat(world, args)
    items = args.json("media")
    if not isinstance(items, list) or not items:
        raise bad_request("there is no media in the request")
    if len(items) == 1:
        raise bad_request("an album must hold 2-10 items")
    if len(items) > 10:
        raise bad_request("too many messages to send as an album")
    bodies = [album_item(world, args, item) for item in items]
    if any("document" in body for body in bodies) != all("document" in body for body in bodies):
        raise bad_request("document can't be mixed with other media types")
    group_id = str(10**16 + secrets.randbelow(10**16))
    return [_say(world, args, chat, body | {"media_group_id": group_id}) for body in bodies]


def send_chat_action(world: World, args: Arguments) -> bool:
    chat = open_chat(world, args)
    action = args.text("action")
    if not action:
        raise bad_request("wrong parameter action in request")
    world.events.publish("action", chat=chat.id, action=action)
    return True


def album_item(world: World, args: Arguments, item: Any) -> dict[str, Any]:
    """One InputMedia object, its file and its caption."""
    kind = item.get("type") if isinstance(item, dict) else None
    if kind not in ALBUM_KINDS:
        raise bad_request("can't parse InputMedia: type of the media is wrong")
    own = args.within(item)
    return media_of(world, own, kind, "media") | caption_of(world, own)


def _send_media(world: World, args: Arguments, kind: str) -> dict[str, Any]:
    chat = open_chat(world, args)
    return _say(world, args, chat, media_of(world, args, kind, kind) | caption_of(world, args))


def _say(world: World, args: Arguments, chat: Chat, body: dict[str, Any]) -> dict[str, Any]:
    head: dict[str, Any] = {"from": world.bot.user()} | _reply(chat, args)
    if thread := args.integer("message_thread_id"):
        head |= {"message_thread_id": thread, "is_topic_message": True}
    markup = args.json("reply_markup") if "media_group_id" not in body else None
    if inline := check_inline(markup):
        body = body | {"reply_markup": inline}
    message = world.post(
        chat, head | body, prompt=prompt_of(markup), silent=args.flag("disable_notification")
    )
    return message.data


def _reply(chat: Chat, args: Arguments) -> dict[str, Any]:
    wanted = args.json("reply_parameters") or {
        "message_id": args.integer("reply_to_message_id"),
        "allow_sending_without_reply": args.flag("allow_sending_without_reply"),
    }
    if not isinstance(wanted, dict) or not wanted.get("message_id"):
        return {}
    replied = chat.messages.get(int(wanted["message_id"]))
    if replied is not None:
        return {"reply_to_message": replied.quoted()}
    if not wanted.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return {}
