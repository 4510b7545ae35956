"""Everything the bot can say."""

import secrets
from typing import Any

from sandbox.arguments import Arguments
from sandbox.chats import Chat
from sandbox.keyboards import check_inline, prompt_of
from sandbox.methods.content import (
    caption_of,
    contact_of,
    location_of,
    media_of,
    text_of,
    venue_of,
)
from sandbox.methods.gates import open_chat
from sandbox.methods.places import head_of
from sandbox.refusals import bad_request
from sandbox.world import World

ALBUM_KINDS = ("photo", "video", "document", "audio")
NOT_MIXED = ("document", "audio")


def send_message(world: World, args: Arguments) -> dict[str, Any]:
    return say(world, args, open_chat(world, args), text_of(world, args))


def send_photo(world: World, args: Arguments) -> dict[str, Any]:
    return _send_media(world, args, "photo")


def send_video(world: World, args: Arguments) -> dict[str, Any]:
    return _send_media(world, args, "video")


def send_document(world: World, args: Arguments) -> dict[str, Any]:
    return _send_media(world, args, "document")


def send_voice(world: World, args: Arguments) -> dict[str, Any]:
    return _send_media(world, args, "voice")


def send_animation(world: World, args: Arguments) -> dict[str, Any]:
    return _send_media(world, args, "animation")


def send_audio(world: World, args: Arguments) -> dict[str, Any]:
    return _send_media(world, args, "audio")


def send_video_note(world: World, args: Arguments) -> dict[str, Any]:
    chat = open_chat(world, args)
    return say(world, args, chat, media_of(world, args, "video_note", "video_note"))


def send_sticker(world: World, args: Arguments) -> dict[str, Any]:
    chat = open_chat(world, args)
    return say(world, args, chat, media_of(world, args, "sticker", "sticker"))


def send_location(world: World, args: Arguments) -> dict[str, Any]:
    return say(world, args, open_chat(world, args), location_of(args))


def send_venue(world: World, args: Arguments) -> dict[str, Any]:
    return say(world, args, open_chat(world, args), venue_of(args))


def send_contact(world: World, args: Arguments) -> dict[str, Any]:
    return say(world, args, open_chat(world, args), contact_of(args))


def send_media_group(world: World, args: Arguments) -> list[dict[str, Any]]:
    """An album: every part is checked before the first is sent."""
    chat = open_chat(world, args)
    items = args.json("media")
    if not isinstance(items, list):
        raise bad_request("there is no media in the request")
    if not items:
        raise bad_request("there are no messages to send")
    if len(items) == 1:
        raise bad_request("an album must hold 2-10 items")
    if len(items) > 10:
        raise bad_request("too many messages to send as an album")
    bodies = [album_item(world, args, item) for item in items]
    for kind in NOT_MIXED:
        if any(kind in body for body in bodies) != all(kind in body for body in bodies):
            raise bad_request(f"{kind} can't be mixed with other media types")
    head = head_of(world, args, chat)
    group_id = str(10**16 + secrets.randbelow(10**16))
    return [_post(world, args, chat, head | body | {"media_group_id": group_id}) for body in bodies]


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
    return say(world, args, chat, media_of(world, args, kind, kind) | caption_of(world, args))


def say(world: World, args: Arguments, chat: Chat, body: dict[str, Any]) -> dict[str, Any]:
    """Post a checked body where and in reply to what the call says, with its keyboard."""
    markup, is_private = args.json("reply_markup"), chat.person is not None
    if inline := check_inline(markup, is_private=is_private):
        body = body | {"reply_markup": inline}
    return _post(
        world,
        args,
        chat,
        head_of(world, args, chat) | body,
        prompt_of(markup, is_private=is_private),
    )


def _post(
    world: World,
    args: Arguments,
    chat: Chat,
    body: dict[str, Any],
    prompt: dict[str, Any] | None = None,
) -> dict[str, Any]:
    silent = args.flag("disable_notification")
    message = world.post(chat, body, author=world.bot.id, prompt=prompt, silent=silent)
    return message.data
