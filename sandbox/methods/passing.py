"""The bot passes messages on: as they are, with their origin, or as if they were its own."""

from typing import Any

from sandbox.arguments import Arguments
from sandbox.chats import Chat, Message
from sandbox.copies import content_of, origin_of
from sandbox.methods.content import caption_of
from sandbox.methods.gates import message_ids_of, message_to, open_chat
from sandbox.methods.sending import say
from sandbox.refusals import bad_request
from sandbox.world import World

MOST_AT_ONCE = 100


def forward_message(world: World, args: Arguments) -> dict[str, Any]:
    chat = open_chat(world, args)
    message = _original(world, args, "forward")
    return say(world, args, chat, _forwarded(world, message))


def copy_message(world: World, args: Arguments) -> dict[str, int]:
    """Everything but the buttons, for which the call may bring its own."""
    chat = open_chat(world, args)
    message = _original(world, args, "copy")
    body = content_of(message)
    if args.text("caption") and message.media_kind:
        body = {name: body[name] for name in body if not name.startswith("caption")}
        body |= caption_of(world, args)
    return {"message_id": int(say(world, args, chat, body)["message_id"])}


def forward_messages(world: World, args: Arguments) -> list[dict[str, int]]:
    chat, messages = _originals(world, args, "forward")
    return [_sent(world, args, chat, _forwarded(world, message)) for message in messages]


def copy_messages(world: World, args: Arguments) -> list[dict[str, int]]:
    chat, messages = _originals(world, args, "copy")
    return [_sent(world, args, chat, content_of(message)) for message in messages]


def _forwarded(world: World, message: Message) -> dict[str, Any]:
    return content_of(message) | {"forward_origin": origin_of(world, message)}


def _sent(world: World, args: Arguments, chat: Chat, body: dict[str, Any]) -> dict[str, int]:
    return {"message_id": int(say(world, args, chat, body)["message_id"])}


def _original(world: World, args: Arguments, deed: str) -> Message:
    own = {"chat_id": args.text("from_chat_id"), "message_id": args.text("message_id")}
    _, message = message_to(world, args.within(own), deed)
    if not content_of(message):
        raise bad_request(f"message can't be {'copied' if deed == 'copy' else 'forwarded'}")
    return message


def _originals(world: World, args: Arguments, deed: str) -> tuple[Chat, list[Message]]:
    """Those that are still there and can be passed on; the others are skipped."""
    chat = open_chat(world, args)
    source = open_chat(world, args.within({"chat_id": args.text("from_chat_id")}))
    wanted = message_ids_of(args, MOST_AT_ONCE, deed)
    found = [source.messages[each] for each in wanted if each in source.messages]
    messages = [message for message in found if content_of(message)]
    if not messages:
        raise bad_request(f"there are no messages to {deed}")
    return chat, messages
