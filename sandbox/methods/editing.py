"""The bot corrects itself."""

from collections.abc import Iterable
from typing import Any

from sandbox.arguments import Arguments
from sandbox.chats import MEDIA_KINDS, Chat, Message
from sandbox.keyboards import check_inline
from sandbox.methods.content import caption_of, text_of
from sandbox.methods.gates import message_ids_of, message_to, open_chat, own_message
from sandbox.methods.sending import album_item
from sandbox.refusals import bad_request
from sandbox.rights import may
from sandbox.world import World

Edited = dict[str, Any] | bool  # the message, or that one sent through the bot has changed
DELETABLE_FOR_SECONDS = 48 * 3600
MOST_AT_ONCE = 100
_WORDS = ("text", "entities", "caption", "caption_entities")


def edit_message_text(world: World, args: Arguments) -> Edited:
    chat, message = own_message(world, args)
    new = text_of(world, args)
    if "text" not in message.data:
        raise bad_request("there is no text in the message to edit")
    return _change(world, args, chat, message, new, _WORDS)


def edit_message_caption(world: World, args: Arguments) -> Edited:
    chat, message = own_message(world, args)
    new = caption_of(world, args)
    if message.media_kind is None:
        raise bad_request("there is no caption in the message to edit")
    return _change(world, args, chat, message, new, _WORDS)


def edit_message_media(world: World, args: Arguments) -> Edited:
    """Put another file in; a plain text message becomes a media message."""
    chat, message = own_message(world, args)
    item = args.json("media")
    if item is None:
        raise bad_request("there is no media in the request")
    return _change(
        world, args, chat, message, album_item(world, args, item), (*_WORDS, *MEDIA_KINDS)
    )


def edit_message_reply_markup(world: World, args: Arguments) -> Edited:
    chat, message = own_message(world, args)
    return _change(world, args, chat, message, {}, ())


def delete_message(world: World, args: Arguments) -> bool:
    """A bot takes back its own, and as administrator anyone's, within two days.

    https://core.telegram.org/bots/api#deletemessage
    """
    chat, message = message_to(world, args, "delete")
    if refusal := _why_not_deleted(world, chat, message):
        raise bad_request(refusal)
    world.forget(chat, message.id)
    return True


def delete_messages(world: World, args: Arguments) -> bool:
    """Several at once; those that are gone already are skipped."""
    chat = open_chat(world, args)
    wanted = message_ids_of(args, MOST_AT_ONCE, "delete")
    messages = [chat.messages[each] for each in wanted if each in chat.messages]
    for message in messages:
        if refusal := _why_not_deleted(world, chat, message):
            raise bad_request(refusal)
    for message in messages:
        world.forget(chat, message.id)
    return True


def _why_not_deleted(world: World, chat: Chat, message: Message) -> str | None:
    mine = message.author_id == world.bot.id
    may_delete = may(chat, world.bot.id, "can_delete_messages")
    if not mine and chat.person is None and not may_delete:
        return "message can't be deleted"
    if world.now() - int(message.data["date"]) > DELETABLE_FOR_SECONDS and not may_delete:
        return "message can't be deleted for everyone"
    return None


def _change(
    world: World,
    args: Arguments,
    chat: Chat,
    message: Message,
    new: dict[str, Any],
    drop: Iterable[str],
) -> Edited:
    """Apply an edit; one that names no keyboard takes the old one away."""
    gone = {*drop, "reply_markup"}
    if inline := check_inline(args.json("reply_markup"), is_private=chat.person is not None):
        new = new | {"reply_markup": inline}
    if new == {key: value for key, value in message.data.items() if key in gone}:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are "
            "exactly the same as a current content and reply markup of the message"
        )
    world.amend(chat, message, new, gone)
    return True if args.text("inline_message_id") else message.data
