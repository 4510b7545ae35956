"""What an administrator may do, unless whoever appointed them said otherwise."""

from sandbox.chats import Chat

GIVEN = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_send_welcome_messages",
)
KEPT_BACK = (
    "can_promote_members",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_manage_topics",
)
IN_CHANNELS = ("can_post_messages", "can_edit_messages")
ALL = (*GIVEN, *KEPT_BACK, *IN_CHANNELS)


def rights_of(chat: Chat, user_id: int) -> dict[str, bool]:
    """An administrator's rights; for who is none they are those they would begin with."""
    usual = dict.fromkeys(GIVEN, True) | dict.fromkeys(KEPT_BACK, False)
    if chat.kind == "channel":
        usual |= dict.fromkeys(IN_CHANNELS, True)
    return usual | chat.rights.get(user_id, {})


def may(chat: Chat, user_id: int, right: str) -> bool:
    """Owners may do everything, members none of what needs a right."""
    if chat.standing.get(user_id) == "creator":
        return True
    return chat.is_admin(user_id) and rights_of(chat, user_id).get(right, False)
