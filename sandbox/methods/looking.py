"""The bot asks about itself, chats, members and files."""

from typing import Any

from sandbox.arguments import Arguments
from sandbox.chats import Chat
from sandbox.hearing import member
from sandbox.methods.gates import known_chat, open_chat
from sandbox.people import Person
from sandbox.refusals import bad_request
from sandbox.world import World

LARGEST_DOWNLOAD = 20 * 1024 * 1024
MEMBERS_MAY = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)


def get_me(world: World, args: Arguments) -> dict[str, Any]:
    return world.bot.user() | {
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy_mode,
        "supports_guest_queries": False,
        "supports_inline_queries": world.inline_mode,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
        "supports_join_request_queries": False,
    }


def get_chat(world: World, args: Arguments) -> dict[str, Any]:
    chat = _visible_chat(world, args)
    full: dict[str, Any] = chat.shape() | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }
    if chat.person is None and chat.kind != "channel":
        full["permissions"] = dict.fromkeys(MEMBERS_MAY, True)
    if chat.linked_to is not None:
        full["linked_chat_id"] = chat.linked_to
    if chat.pinned:
        full["pinned_message"] = chat.messages[chat.pinned[-1]].quoted()
    return full


def get_chat_member(world: World, args: Arguments) -> dict[str, Any]:
    chat = _visible_chat(world, args)
    user_id = args.integer("user_id")
    if not user_id:
        raise bad_request("invalid user_id specified")
    if world.user(user_id) is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    if chat.person is not None:
        inside = user_id in (chat.person.id, world.bot.id)
        return member(world, chat, user_id, "member" if inside else "left")
    return member(world, chat, user_id, chat.standing.get(user_id, "left"))


def get_chat_administrators(world: World, args: Arguments) -> list[dict[str, Any]]:
    chat = _visible_chat(world, args)
    if chat.person is not None:
        raise bad_request("there are no administrators in the private chat")
    return [member(world, chat, user_id, chat.standing[user_id]) for user_id in chat.admin_ids()]


def get_chat_member_count(world: World, args: Arguments) -> int:
    chat = _visible_chat(world, args)
    return 2 if chat.person is not None else len(chat.member_ids())


def get_file(world: World, args: Arguments) -> dict[str, Any]:
    if not args.text("file_id"):
        raise bad_request("file_id not specified")
    stored = world.files.find(args.text("file_id"))
    if stored is None:
        raise bad_request("invalid file_id")
    if len(stored.content) > LARGEST_DOWNLOAD:
        raise bad_request("file is too big")
    return {
        "file_id": stored.file_id,
        "file_unique_id": stored.unique_id,
        "file_size": len(stored.content),
        "file_path": stored.path,
    }


def _visible_chat(world: World, args: Arguments) -> Chat:
    """Groups only from inside; of people those whom the bot has ever met."""
    chat = known_chat(world, args)
    if chat.person is None:
        return open_chat(world, args)
    if not chat.person.started and not _shares_a_group(world, chat.person):
        raise bad_request("chat not found")
    return chat


def _shares_a_group(world: World, person: Person) -> bool:
    groups = (chat for chat in world.chats.values() if chat.person is None)
    return any(chat.has(person.id) and chat.has(world.bot.id) for chat in groups)
