"""Which of the street's happenings reach the bot, and in which update."""

from typing import Any

from sandbox.chats import PRESENT, Chat, Message, Standing
from sandbox.people import Person
from sandbox.world import World

SERVICE_FIELDS = ("new_chat_members", "left_chat_member", "pinned_message")
_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_send_welcome_messages",
)
_RIGHTS_KEPT_BACK = (
    "can_promote_members",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_manage_topics",
)


def tell_message(world: World, chat: Chat, message: Message, kind: str = "message") -> None:
    if bot_hears(world, chat, message):
        world.updates.push(kind, message.data)


def bot_hears(world: World, chat: Chat, message: Message) -> bool:
    """Whether privacy mode lets the bot see this; its own messages it never gets.

    https://core.telegram.org/bots/features#privacy-mode
    """
    if message.from_id == world.bot.id or world.bot_standing(chat) not in PRESENT:
        return False
    if chat.person is not None or not world.privacy_mode or chat.is_admin(world.bot.id):
        return True
    if any(field in message.data for field in SERVICE_FIELDS):
        return True
    words = message.words
    if words.startswith("/"):
        command = words.split(maxsplit=1)[0]
        return "@" not in command or command.lower().endswith(f"@{world.bot.username.lower()}")
    replied = message.data.get("reply_to_message", {})
    return replied.get("from", {}).get("id") == world.bot.id or (
        f"@{world.bot.username}".lower() in words.lower()
    )


def tell_standing(world: World, chat: Chat, user_id: int, by: Person, old: Standing) -> None:
    """Report that someone's place in a chat changed; the bot's own place it always learns.

    The change itself has been made already; ``old`` is how it was.
    """
    new: Standing = chat.standing.get(user_id, "left")
    if chat.person is not None:
        new = world.bot_standing(chat) or "left"
    update = {
        "chat": chat.shape(),
        "from": by.user(),
        "date": world.now(),
        "old_chat_member": member(world, user_id, old),
        "new_chat_member": member(world, user_id, new),
    }
    if user_id == world.bot.id:
        world.updates.push("my_chat_member", update)
    elif chat.is_admin(world.bot.id):
        world.updates.push("chat_member", update)


def tell_reaction(
    world: World, chat: Chat, message: Message, by: Person, old: str | None, new: str | None
) -> None:
    if chat.person is None and not chat.is_admin(world.bot.id):
        return
    world.updates.push(
        "message_reaction",
        {
            "chat": chat.shape(),
            "message_id": message.id,
            "user": by.user(),
            "date": world.now(),
            "old_reaction": [{"type": "emoji", "emoji": old}] if old else [],
            "new_reaction": [{"type": "emoji", "emoji": new}] if new else [],
        },
    )


def member(world: World, user_id: int, standing: Standing) -> dict[str, Any]:
    """A ChatMember object."""
    shape: dict[str, Any] = {"user": world.user(user_id), "status": standing}
    if standing == "creator":
        shape["is_anonymous"] = False
    elif standing == "kicked":
        shape["until_date"] = 0
    elif standing == "administrator":
        shape |= {"can_be_edited": False, "is_anonymous": False}
        shape |= dict.fromkeys(_RIGHTS, True) | dict.fromkeys(_RIGHTS_KEPT_BACK, False)
    return shape
