"""Which of the street's happenings reach the bot, and in which update."""

from collections import Counter
from typing import Any

from sandbox.chats import PRESENT, Chat, Message, Standing
from sandbox.people import Person
from sandbox.rights import rights_of
from sandbox.world import World

SERVICE_FIELDS = (
    "new_chat_members",
    "left_chat_member",
    "pinned_message",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "forum_topic_created",
    "forum_topic_closed",
    "forum_topic_reopened",
)


def tell_message(world: World, chat: Chat, message: Message, kind: str = "message") -> None:
    if not bot_hears(world, chat, message):
        return
    if chat.kind == "channel":
        kind = {"message": "channel_post", "edited_message": "edited_channel_post"}[kind]
    world.updates.push(kind, message.data)


def bot_hears(world: World, chat: Chat, message: Message) -> bool:
    """Whether privacy mode lets the bot see this; its own words it never gets, but the notes of
    what it did, and the one of its being thrown out.

    https://core.telegram.org/bots/features#privacy-mode
    """
    if message.data.get("left_chat_member", {}).get("id") == world.bot.id:
        return message.author_id != world.bot.id
    if world.bot_standing(chat) not in PRESENT:
        return False
    if message.author_id == world.bot.id:
        return is_service(message)
    if chat.person is not None or not world.privacy_mode or chat.is_admin(world.bot.id):
        return True
    if is_service(message) or message.data.get("via_bot", {}).get("id") == world.bot.id:
        return True
    words = message.words
    if words.startswith("/"):
        command = words.split(maxsplit=1)[0]
        return "@" not in command or command.lower().endswith(f"@{world.bot.username.lower()}")
    replied = message.data.get("reply_to_message", {})
    if "forum_topic_created" in replied:  # every message of a topic replies to its beginning
        replied = {}
    return replied.get("from", {}).get("id") == world.bot.id or (
        f"@{world.bot.username}".lower() in words.lower()
    )


def is_service(message: Message) -> bool:
    """Whether this is a note of what happened rather than somebody's words."""
    return any(field in message.data for field in SERVICE_FIELDS)


def tell_standing(world: World, chat: Chat, user_id: int, by: Person, old: Standing) -> None:
    """Report that someone's place in a chat changed, as ``tell_change`` does, from what it was."""
    tell_change(world, chat, user_id, by, member(world, chat, user_id, old))


def tell_change(world: World, chat: Chat, user_id: int, by: Person, before: dict[str, Any]) -> None:
    """Report a change of place or rights; the bot's own place it always learns.

    The change itself has been made already; ``before`` is the ChatMember that was.
    """
    new: Standing = chat.standing.get(user_id, "left")
    if chat.person is not None:
        new = world.bot_standing(chat) or "left"
    update = {
        "chat": chat.shape(),
        "from": by.user(),
        "date": world.now(),
        "old_chat_member": before,
        "new_chat_member": member(world, chat, user_id, new),
    }
    if user_id == world.bot.id:
        world.updates.push("my_chat_member", update)
    elif chat.is_admin(world.bot.id):
        world.updates.push("chat_member", update)


def tell_reaction(
    world: World,
    chat: Chat,
    message: Message,
    by: dict[str, Any],
    old: str | None,
    new: str | None,
) -> None:
    """``by`` is the ``user`` who reacted, or the ``actor_chat`` in whose name somebody did.

    In a channel nobody reacts by name: there a bot only learns how many did.
    """
    if chat.person is None and not chat.is_admin(world.bot.id):
        return
    if chat.kind == "channel":
        _tell_reactions(world, chat, message)
        return
    world.updates.push(
        "message_reaction",
        {
            "chat": chat.shape(),
            "message_id": message.id,
            **by,
            "date": world.now(),
            "old_reaction": [{"type": "emoji", "emoji": old}] if old else [],
            "new_reaction": [{"type": "emoji", "emoji": new}] if new else [],
        },
    )


def _tell_reactions(world: World, chat: Chat, message: Message) -> None:
    counts = Counter(message.reactions.values())
    reactions = [
        {"type": {"type": "emoji", "emoji": emoji}, "total_count": count}
        for emoji, count in counts.most_common()
    ]
    about = {"chat": chat.shape(), "message_id": message.id, "date": world.now()}
    world.updates.push("message_reaction_count", about | {"reactions": reactions})


def member(world: World, chat: Chat, user_id: int, standing: Standing) -> dict[str, Any]:
    """A ChatMember object."""
    shape: dict[str, Any] = {"user": world.user(user_id), "status": standing}
    if standing == "creator":
        shape["is_anonymous"] = False
    elif standing == "kicked":
        shape["until_date"] = 0
    elif standing == "administrator":
        shape |= {"can_be_edited": False, "is_anonymous": False} | rights_of(chat, user_id)
    return shape
