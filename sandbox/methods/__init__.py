"""The Bot API's methods by name; those not listed answer 404, as unknown methods do."""

from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.arguments import Arguments
from sandbox.methods import answering, editing, looking, polling, sending
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
    ("deleteWebhook", polling.delete_webhook),
    ("getWebhookInfo", polling.get_webhook_info),
    ("setMyCommands", polling.set_my_commands),
    ("getMyCommands", polling.get_my_commands),
    ("deleteMyCommands", polling.delete_my_commands),
    ("sendMessage", sending.send_message),
    ("sendPhoto", sending.send_photo),
    ("sendVideo", sending.send_video),
    ("sendDocument", sending.send_document),
    ("sendVoice", sending.send_voice),
    ("sendLocation", sending.send_location),
    ("sendMediaGroup", sending.send_media_group),
    ("sendChatAction", sending.send_chat_action),
    ("editMessageText", editing.edit_message_text),
    ("editMessageCaption", editing.edit_message_caption),
    ("editMessageMedia", editing.edit_message_media),
    ("editMessageReplyMarkup", editing.edit_message_reply_markup),
    ("deleteMessage", editing.delete_message),
    ("answerCallbackQuery", answering.answer_callback_query),
    ("setMessageReaction", answering.set_message_reaction),
    ("pinChatMessage", answering.pin_chat_message),
    ("unpinChatMessage", answering.unpin_chat_message),
    ("leaveChat", answering.leave_chat),
)

METHODS: dict[str, tuple[str, Method]] = {name.lower(): (name, method) for name, method in _ALL}


def find_method(name: str) -> tuple[str, Method] | None:
    """Telegram does not mind the case of a method's name."""
    return METHODS.get(name.lower())
