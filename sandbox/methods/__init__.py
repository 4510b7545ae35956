"""The Bot API's methods by name; those not listed answer 404, as unknown methods do."""

from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.arguments import Arguments
from sandbox.methods import (
    answering,
    editing,
    looking,
    menus,
    passing,
    pinning,
    polling,
    sending,
    topics,
)
from sandbox.world import World

Method = Callable[[World, Arguments], Any | Awaitable[Any]]

_ALL: tuple[tuple[str, Method], ...] = (
    ("getMe", looking.get_me),
    ("getChat", looking.get_chat),
    ("getChatMember", looking.get_chat_member),
    ("getChatAdministrators", looking.get_chat_administrators),
    ("getChatMemberCount", looking.get_chat_member_count),
    ("getFile", looking.get_file),
    ("getUpdates", polling.get_updates),
    ("setWebhook", polling.set_webhook),
    ("deleteWebhook", polling.delete_webhook),
    ("getWebhookInfo", polling.get_webhook_info),
    ("setMyCommands", menus.set_my_commands),
    ("getMyCommands", menus.get_my_commands),
    ("deleteMyCommands", menus.delete_my_commands),
    ("setChatMenuButton", menus.set_chat_menu_button),
    ("getChatMenuButton", menus.get_chat_menu_button),
    ("sendMessage", sending.send_message),
    ("sendPhoto", sending.send_photo),
    ("sendVideo", sending.send_video),
    ("sendDocument", sending.send_document),
    ("sendVoice", sending.send_voice),
    ("sendAnimation", sending.send_animation),
    ("sendAudio", sending.send_audio),
    ("sendVideoNote", sending.send_video_note),
    ("sendSticker", sending.send_sticker),
    ("sendLocation", sending.send_location),
    ("sendVenue", sending.send_venue),
    ("sendContact", sending.send_contact),
    ("sendMediaGroup", sending.send_media_group),
    ("sendChatAction", sending.send_chat_action),
    ("forwardMessage", passing.forward_message),
    ("forwardMessages", passing.forward_messages),
    ("copyMessage", passing.copy_message),
    ("copyMessages", passing.copy_messages),
    ("editMessageText", editing.edit_message_text),
    ("editMessageCaption", editing.edit_message_caption),
    ("editMessageMedia", editing.edit_message_media),
    ("editMessageReplyMarkup", editing.edit_message_reply_markup),
    ("deleteMessage", editing.delete_message),
    ("deleteMessages", editing.delete_messages),
    ("answerCallbackQuery", answering.answer_callback_query),
    ("setMessageReaction", answering.set_message_reaction),
    ("answerInlineQuery", answering.answer_inline_query),
    ("pinChatMessage", pinning.pin_chat_message),
    ("unpinChatMessage", pinning.unpin_chat_message),
    ("unpinAllChatMessages", pinning.unpin_all_chat_messages),
    ("createForumTopic", topics.create_forum_topic),
    ("closeForumTopic", topics.close_forum_topic),
    ("reopenForumTopic", topics.reopen_forum_topic),
    ("leaveChat", answering.leave_chat),
)

METHODS: dict[str, tuple[str, Method]] = {name.lower(): (name, method) for name, method in _ALL}


def find_method(name: str) -> tuple[str, Method] | None:
    """Telegram does not mind the case of a method's name."""
    return METHODS.get(name.lower())
