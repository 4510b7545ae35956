"""A raw update, as far as it must be understood before it is understood."""

import json
from collections.abc import Mapping

from domain.addresses import Address
from domain.answers import Json


def chat_key(update: Mapping[str, Json]) -> str:
    """Updates with the same key are handled in order: a chat's, or a person's outside any."""
    for happening in update.values():
        if not isinstance(happening, dict):
            continue
        home = happening.get("message") or happening
        chat = home.get("chat") if isinstance(home, dict) else None
        for one in (chat, happening.get("from"), happening.get("user")):
            if isinstance(one, dict) and isinstance(one.get("id"), int):
                return str(one["id"])
    return f"update:{update.get('update_id')}"


def answer_address(body: str) -> Address | None:
    """Where somebody waits for an answer to this update; ``None`` where nobody does."""
    try:
        update = json.loads(body)
        pressed = update.get("callback_query") or {}
        message = update.get("message") or pressed.get("message")
        if message is None:
            return None
        thread = message.get("message_thread_id") if message.get("is_topic_message") else None
        return Address(
            chat=str(int(message["chat"]["id"])),
            thread=str(thread) if thread else None,
            reply_to=None if pressed else str(int(message["message_id"])),
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
