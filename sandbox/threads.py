"""Where in a chat a message stands: in a forum's topic, in a chain of replies, or just there.

https://github.com/tdlib/telegram-bot-api/issues/356
"""

from typing import Any

from sandbox.chats import Chat, Message, Topic
from sandbox.world import World


def thread_head(chat: Chat, topic: Topic | None, replied: Message | None) -> dict[str, Any]:
    """The fields that say so, for a message in ``topic`` that answers ``replied``.

    What answers nothing in a topic comes as a reply to the note that began the topic. Outside
    of topics a supergroup counts each chain of replies as a thread, though not as a topic.
    """
    if topic is not None:
        root = replied or chat.messages.get(topic.id)
        head: dict[str, Any] = {"message_thread_id": topic.id, "is_topic_message": True}
        return head | ({"reply_to_message": root.quoted()} if root else {})
    if replied is None:
        return {}
    head = {"reply_to_message": replied.quoted()}
    if chat.kind == "supergroup":
        head["message_thread_id"] = replied.data.get("message_thread_id", replied.id)
    return head


def turn_topic(
    world: World, chat: Chat, topic: Topic, by: dict[str, Any], *, closed: bool
) -> Message:
    """Close a topic or reopen it, and leave the note that somebody did."""
    topic.is_closed = closed
    world.chat_changed(chat)
    note: dict[str, Any] = {"forum_topic_closed" if closed else "forum_topic_reopened": {}}
    return world.post(chat, {"from": by} | thread_head(chat, topic, None) | note)
