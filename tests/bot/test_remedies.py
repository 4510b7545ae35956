"""Every way in which Telegram says no has its one remedy."""

import pytest
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
from aiogram.methods import SendMessage

from bot.remedies import BAD_REQUESTS, Kind, Remedy, remedy_for
from bot.session import MayHaveArrived, NeverLeft

SAY = SendMessage(chat_id=1, text="你好")


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (TelegramRetryAfter(SAY, "Too Many Requests", 17), Remedy(Kind.WAIT, seconds=17)),
        (TelegramRetryAfter(SAY, "Too Many", 10**15), Remedy(Kind.WAIT, seconds=86_400)),
        (TelegramMigrateToChat(SAY, "upgraded", -1007), Remedy(Kind.MOVE, chat="-1007")),
        (TelegramForbiddenError(SAY, "Forbidden: bot was blocked"), Remedy(Kind.UNREACHABLE)),
        (TelegramForbiddenError(SAY, "Forbidden: bot was kicked"), Remedy(Kind.UNREACHABLE)),
        (TelegramUnauthorizedError(SAY, "Unauthorized"), Remedy(Kind.STOP)),
        (TelegramNotFound(SAY, "Not Found"), Remedy(Kind.STOP)),
        (TelegramConflictError(SAY, "Conflict"), Remedy(Kind.OTHER_POLLER)),
        (TelegramEntityTooLarge(SAY, "Too Large"), Remedy(Kind.WITHOUT_MEDIA)),
        (TelegramServerError(SAY, "HTTP status 502"), Remedy(Kind.RETRY)),
        (TelegramAPIError(SAY, "HTTP status 418"), Remedy(Kind.UNKNOWN)),
        (NeverLeft(SAY, "ClientConnectorError"), Remedy(Kind.OFFLINE)),
        (MayHaveArrived(SAY, "TimeoutError"), Remedy(Kind.UNCERTAIN)),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else value.kind,
)
def test_an_error_has_its_remedy(error: TelegramAPIError, remedy: Remedy) -> None:
    assert remedy_for(error) == remedy


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("message is not modified: specified new message content", Kind.DONE),
        ("message to edit not found", Kind.RECARD),
        ("message can't be edited", Kind.RECARD),
        ("there is no text in the message to edit", Kind.RECARD),
        ("chat not found", Kind.LOST),
        ("not enough rights to send text messages to the chat", Kind.SILENCED),
        ("not enough rights to send photos to the chat", Kind.WITHOUT_MEDIA),
        ("wrong file identifier/HTTP URL specified", Kind.WITHOUT_MEDIA),
        ("message thread not found", Kind.WITHOUT_THREAD),
        ("TOPIC_CLOSED", Kind.WITHOUT_THREAD),
        ("can't parse entities: unsupported", Kind.BUG),
        ("message is too long", Kind.BUG),
        ("REPLY_MESSAGE_ID_INVALID", Kind.WITHOUT_REPLY),
        ("THE_MOON_IS_FULL", Kind.STRANGE),
    ],
)
def test_a_bad_request_is_sorted_by_its_words(words: str, kind: Kind) -> None:
    assert remedy_for(TelegramBadRequest(SAY, f"Bad Request: {words}")).kind is kind


IN_A_GROUP = SendMessage(chat_id=-7, text="你好")


@pytest.mark.parametrize(
    ("words", "in_private", "in_a_group"),
    [
        ("bot was blocked by the user", Kind.UNREACHABLE, Kind.STRANGE),
        ("bot can't initiate conversation with a user", Kind.UNREACHABLE, Kind.STRANGE),
        ("THE_MOON_IS_FULL", Kind.UNREACHABLE, Kind.STRANGE),
        ("user is deactivated", Kind.UNREACHABLE, Kind.UNREACHABLE),
        ("bot was kicked from the supergroup chat", Kind.UNREACHABLE, Kind.UNREACHABLE),
        ("bot is not a member of the channel chat", Kind.UNREACHABLE, Kind.UNREACHABLE),
        ("the group chat was deleted", Kind.UNREACHABLE, Kind.UNREACHABLE),
        ("VOICE_MESSAGES_FORBIDDEN", Kind.WITHOUT_MEDIA, Kind.WITHOUT_MEDIA),
        ("CHAT_SEND_PHOTOS_FORBIDDEN", Kind.WITHOUT_MEDIA, Kind.WITHOUT_MEDIA),
        ("MESSAGE_AUTHOR_REQUIRED", Kind.RECARD, Kind.RECARD),
        ("TOPIC_CLOSED", Kind.WITHOUT_THREAD, Kind.WITHOUT_THREAD),
        ("CHAT_WRITE_FORBIDDEN", Kind.SILENCED, Kind.SILENCED),
        ("chat not found", Kind.LOST, Kind.LOST),
    ],
)
def test_a_group_is_left_only_on_words_of_removal(
    words: str, in_private: Kind, in_a_group: Kind
) -> None:
    """Who is refused a photo is still in the group."""
    refused = f"Forbidden: {words}"

    assert remedy_for(TelegramForbiddenError(SAY, refused)).kind is in_private
    assert remedy_for(TelegramForbiddenError(IN_A_GROUP, refused)).kind is in_a_group


def test_the_table_is_in_lower_case_and_names_each_phrase_once() -> None:
    phrases = [phrase for _, row in BAD_REQUESTS for phrase in row]

    assert phrases == [phrase.lower() for phrase in phrases]
    assert len(phrases) == len(set(phrases))
