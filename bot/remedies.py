"""What to do about each way in which Telegram says no: one table, asked by all who call it."""

from dataclasses import dataclass
from enum import StrEnum

from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import SetMessageReaction

from bot.session import MayHaveArrived, NeverLeft
from domain.addresses import Address
from handlers.rights import REMOVALS


class Kind(StrEnum):
    DONE = "done"
    """It is true already."""
    WAIT = "wait"
    """Not before ``seconds`` have passed; no try is counted."""
    RECARD = "recard"
    """The message can no longer be edited."""
    MOVE = "move"
    """The group has a new id, ``chat``."""
    UNREACHABLE = "unreachable"
    """The bot is not there (any more): blocked, removed, never let in. A group is then left."""
    LOST = "lost"
    """Telegram knows no such chat: nobody a bot could write to, or a fault of its own."""
    SILENCED = "silenced"
    """The bot is there and may not speak."""
    WITHOUT_MEDIA = "without_media"
    """The files cannot be sent, the words can."""
    WITHOUT_THREAD = "without_thread"
    """The topic is gone or closed, the group is not."""
    WITHOUT_REPLY = "without_reply"
    """What it answers is gone; it can be said all the same."""
    BUG = "bug"
    """Asked again, Telegram would say the same: our mistake."""
    STRANGE = "strange"
    """Refused in words that this table does not know: perhaps a bug, perhaps a whim."""
    UNKNOWN = "unknown"
    """No answer of Telegram's that we know; some gateway's, or a new kind of its own."""
    STOP = "stop"
    """The token is not valid: nothing can be sent."""
    OTHER_POLLER = "other_poller"
    """Another program takes this bot's updates."""
    RETRY = "retry"
    """Telegram has trouble of its own."""
    OFFLINE = "offline"
    """The request never left this machine."""
    UNCERTAIN = "uncertain"
    """It may have been obeyed."""


LONGEST_WAIT = 86_400.0
"""Nobody is kept quiet for longer than a day by one answer, whatever number it names."""


@dataclass(frozen=True)
class Remedy:
    kind: Kind
    seconds: float = 0.0
    chat: str = ""


# The words Telegram uses, in lower case; the first row with a phrase that occurs decides.
# Groups and people word the same refusal differently, and old and new servers too: these are
# from tdlib/telegram-bot-api's Client.cpp and from what people have met (TelegramBotAPI/errors).
BAD_REQUESTS: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    (Kind.DONE, ("message is not modified", "message to delete not found")),
    (
        Kind.WITHOUT_REPLY,
        (
            "message to be replied not found",
            "message to reply not found",
            "replied message not found",
            "reply message not found",
            "reply_message_id_invalid",
        ),
    ),
    (
        Kind.RECARD,
        (
            "message to edit not found",
            "message can't be edited",
            "message_author_required",
            "there is no text in the message to edit",
            "there is no caption in the message to edit",
            "there is no media in the message to edit",
            "message_id_invalid",
            "message_edit_time_expired",
        ),
    ),
    (
        Kind.WITHOUT_THREAD,
        (
            "message thread not found",
            "not in the specified message thread",
            "topic_deleted",
            "topic_closed",
            "topic closed",
        ),
    ),
    (
        Kind.WITHOUT_MEDIA,
        (
            "wrong file identifier",
            "wrong remote file identifier",
            "wrong file_id",
            "wrong type of file",
            "wrong type of the web page content",
            "can't use file of type",
            "can't use the media of the specified type in the album",
            "type of file mismatch",
            "file reference",
            "file_reference",
            "file is too big",
            "file is temporarily unavailable",
            "image_process_failed",
            "photo_invalid",
            "photo_save_file_invalid",
            "video_content_type_invalid",
            "media_empty",
            "media_invalid",
            "failed to get http url content",
            "voice_messages_forbidden",
            "video_messages_forbidden",
            "chat_send_photos_forbidden",
            "chat_send_videos_forbidden",
            "chat_send_voices_forbidden",
            "chat_send_docs_forbidden",
            "chat_send_media_forbidden",
            "not enough rights to send photos",
            "not enough rights to send videos",
            "not enough rights to send voice",
            "not enough rights to send documents",
        ),
    ),
    (
        Kind.LOST,
        (
            "chat not found",
            "user not found",
            "peer_id_invalid",
            "chat_id_invalid",
            "channel_invalid",
        ),
    ),
    (
        Kind.UNREACHABLE,
        (
            "channel_private",
            "user_is_blocked",
            "user_is_bot",
            *REMOVALS,
        ),
    ),
    (
        Kind.SILENCED,
        (
            "chat_write_forbidden",
            "chat_restricted",
            "chat_send_plain_forbidden",
            "chat_guest_send_forbidden",
            "chat_admin_required",
            "have no rights to send a message",
            "not enough rights to send text messages",
            "need administrator rights",
        ),
    ),
    (
        Kind.BUG,
        (
            "can't parse",
            "is too long",
            "_too_long",
            "is empty",
            "must be non-empty",
            "entity_",
            "entities_",
            "entities too long",
            "button_",
            "buttons_",
            "reply_markup_",
            "wrong http url",
            "identifier is not specified",
        ),
    ),
)


def remedy_for(error: TelegramAPIError) -> Remedy:
    """What to do now; what the table does not know is tried again later."""
    match error:
        case TelegramRetryAfter():
            return Remedy(Kind.WAIT, seconds=min(float(error.retry_after), LONGEST_WAIT))
        case TelegramMigrateToChat():
            return Remedy(Kind.MOVE, chat=str(error.migrate_to_chat_id))
        case TelegramBadRequest():
            return Remedy(_by_its_words(error))
        case TelegramForbiddenError():
            return Remedy(_of_forbidden(error))
        case TelegramNotFound() if isinstance(error.method, SetMessageReaction):
            return Remedy(Kind.UNKNOWN)  # a server of one's own, older than reactions
        case TelegramUnauthorizedError() | TelegramNotFound():
            # With a malformed token the whole address is unknown to Telegram.
            return Remedy(Kind.STOP)
        case TelegramConflictError():
            return Remedy(Kind.OTHER_POLLER)
        case TelegramEntityTooLarge():
            return Remedy(Kind.WITHOUT_MEDIA)
        case NeverLeft():
            return Remedy(Kind.OFFLINE)
        case MayHaveArrived():
            return Remedy(Kind.UNCERTAIN)
        case TelegramServerError():
            return Remedy(Kind.RETRY)
        case _:
            return Remedy(Kind.UNKNOWN)


def _of_forbidden(error: TelegramForbiddenError) -> Kind:
    """403 may carry what others say with 400. Of a person every other word means that the bot is
    not let in; a group is left only on words of removal, never on words we do not know.
    """
    kind = _by_its_words(error)
    chat = Address(str(getattr(error.method, "chat_id", "")))
    return Kind.UNREACHABLE if kind is Kind.STRANGE and chat.is_private else kind


def _by_its_words(error: TelegramAPIError) -> Kind:
    words = (error.message or "").lower()
    for kind, phrases in BAD_REQUESTS:
        if any(phrase in words for phrase in phrases):
            return kind
    return Kind.STRANGE
