"""A message passed on: what of it travels, and what is said of where it comes from."""

from typing import Any

from sandbox.chats import MEDIA_KINDS, Message
from sandbox.world import World

CONTENT = (
    *("text", "entities", "caption", "caption_entities"),
    *(*MEDIA_KINDS, "location", "venue", "contact"),
)


def content_of(message: Message) -> dict[str, Any]:
    """What the message says, without its buttons; a note of what happened says nothing."""
    return {name: message.data[name] for name in CONTENT if name in message.data}


def origin_of(world: World, message: Message) -> dict[str, Any]:
    """Where a forwarded message comes from; one forwarded before keeps its first origin."""
    if "forward_origin" in message.data:
        return dict(message.data["forward_origin"])
    date = message.data["date"]
    speaker = message.data.get("sender_chat")
    if speaker is None:
        return {"type": "user", "sender_user": message.data["from"], "date": date}
    if speaker["type"] != "channel":
        return {"type": "chat", "sender_chat": speaker, "date": date}
    return {"type": "channel", "chat": speaker, "message_id": message.id, "date": date}
