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
    TelegramUnauthorizedError,
)

from bot.session import MayHaveArrived, NeverLeft


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
    """The bot may not write there."""
    WITHOUT_MEDIA = "without_media"
    """The files cannot be sent, the words can."""
    WITHOUT_THREAD = "without_thread"
    """The topic is gone or closed, the group is not."""
    BUG = "bug"
    """Asked again, Telegram would say the same: our mistake."""
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


@dataclass(frozen=True)
class Remedy:
    kind: Kind
    seconds: float = 0.0
    chat: str = ""


# The words Telegram uses, in lower case; the first row with a phrase that occurs decides.
# Groups and people word the same refusal differently, and old and new servers too.
BAD_REQUESTS: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    (Kind.DONE, ("message is not modified",)),
    (
        Kind.RECARD,
        (
            "message to edit not found",
            "message can't be edited",
            "there is no text in the message to edit",
            "there is no caption in the message to edit",
            "there is no media in the message to edit",
            "message_id_invalid",
            "message_edit_time_expired",
        ),
    ),
    (
        Kind.WITHOUT_THREAD,
        ("message thread not found", "topic_deleted", "topic_closed", "topic closed"),
    ),
    (
        Kind.WITHOUT_MEDIA,
        (
            "wrong file identifier",
            "wrong remote file identifier",
            "wrong type of the web page content",
            "can't use file of type",
            "file reference",
            "file_reference",
            "image_process_failed",
            "photo_invalid_dimensions",
            "media_empty",
            "media_invalid",
            "failed to get http url content",
            "voice_messages_forbidden",
            "video_messages_forbidden",
            "not enough rights to send photos",
            "not enough rights to send videos",
            "not enough rights to send voice",
            "not enough rights to send documents",
        ),
    ),
    (
        Kind.UNREACHABLE,
        (
            "chat not found",
            "user not found",
            "peer_id_invalid",
            "user_deactivated",
            "user_is_blocked",
            "chat_write_forbidden",
            "chat_restricted",
            "have no rights to send a message",
            "not enough rights to send text messages",
            "need administrator rights",
            "group chat was deactivated",
        ),
    ),
)


def remedy_for(error: TelegramAPIError) -> Remedy:
    """What to do now; what the table does not know is tried again later."""
    match error:
        case TelegramRetryAfter():
            return Remedy(Kind.WAIT, seconds=float(error.retry_after))
        case TelegramMigrateToChat():
            return Remedy(Kind.MOVE, chat=str(error.migrate_to_chat_id))
        case TelegramBadRequest():
            return Remedy(_of_bad_request(error.message.lower()))
        case TelegramForbiddenError():
            return Remedy(Kind.UNREACHABLE)
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
        case _:
            return Remedy(Kind.RETRY)


def _of_bad_request(words: str) -> Kind:
    for kind, phrases in BAD_REQUESTS:
        if any(phrase in words for phrase in phrases):
            return kind
    return Kind.BUG
