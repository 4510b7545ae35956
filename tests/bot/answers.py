"""Every answer the Bot API can give, sorted by what must come of it.

The words are Telegram's own, from tdlib/telegram-bot-api's ``Client.cpp`` (which rewords what the
servers say, or passes it on in capitals) and from what people have met in their bots.
"""

from typing import Any

Effect = dict[str, Any] | str


def bad(words: str) -> dict[str, Any]:
    return {"status": 400, "description": f"Bad Request: {words}"}


def forbidden(words: str) -> dict[str, Any]:
    return {"status": 403, "description": f"Forbidden: {words}"}


def page(status: int) -> dict[str, Any]:
    """A gateway's own answer, in HTML."""
    return {"status": status, "body": "<html><h1>Sorry</h1></html>"}


def raw(body: str, status: int = 200) -> dict[str, Any]:
    return {"status": status, "body": body, "content_type": "application/json"}


LOCKABLE = ("PHOTOS", "VIDEOS", "VOICES", "DOCS", "MEDIA")

ANSWERS: dict[str, dict[str, Effect]] = {
    "wait": {
        "429": {"status": 429, "retry_after": 7},
        "429 for a quarter of an hour": {"status": 429, "retry_after": 900},
        "429 for longer than anybody lives": raw(
            '{"ok":false,"error_code":429,"parameters":{"retry_after":99999999999999}}', 429
        ),
        "429 that does not say how long": {"status": 429},
        "429 in HTML": page(429),
        "a limit under another number": {**bad("slow down"), "retry_after": 5},
    },
    "retry": {
        **{f"{status} in JSON": {"status": status} for status in (500, 502, 503, 504)},
        **{f"{status} in HTML": page(status) for status in (500, 502, 504, 520)},
        "503 with a time": {"status": 503, "retry_after": 5},
        "500 that says it went well": raw('{"ok":true,"result":true}', 500),
        "409": {"status": 409, "description": "Conflict: terminated by other getUpdates request"},
    },
    "unknown": {
        "418": {"status": 418, "description": "I'm a teapot"},
        "402": {"status": 402, "description": "Payment Required"},
        **{
            f"{status} in HTML": page(status) for status in (302, 307, 400, 401, 403, 404, 407, 410)
        },
        "good, and not": raw('{"ok":false,"description":"no"}'),
    },
    "unsure": {
        "a web page with 200": page(200),
        "nothing with 200": raw(""),
        "nothing with 204": raw("", 204),
        "half an answer": raw('{"ok":true,"result":{"message_'),
        "a list": raw("[]"),
        "good, without a result": raw('{"ok":true}'),
        "good, and nothing": raw('{"ok":true,"result":null}'),
        "cut before it was read": "reset_before",
    },
    "unsure, and done": {
        "cut after it was done": "reset_after",
        "done, and half an answer": {"truncated": True},
        "done, and a web page": {**page(200), "after": True},
    },
    "true already": {
        "not modified": bad(
            "message is not modified: specified new message content and reply markup are exactly "
            "the same as a current content and reply markup of the message"
        ),
        "deleted already": bad("message to delete not found"),
    },
    "card is gone": {
        **{
            words: bad(words)
            for words in (
                "message to edit not found",
                "message can't be edited",
                "MESSAGE_ID_INVALID",
                "MESSAGE_EDIT_TIME_EXPIRED",
                "MESSAGE_AUTHOR_REQUIRED",
                "there is no text in the message to edit",
                "there is no caption in the message to edit",
                "there is no media in the message to edit",
            )
        },
        "403 MESSAGE_AUTHOR_REQUIRED": forbidden("MESSAGE_AUTHOR_REQUIRED"),
    },
    "no topic": {
        **{
            words: bad(words)
            for words in (
                "message thread not found",
                "message to reply is not in the specified message thread",
                "TOPIC_CLOSED",
                "TOPIC_DELETED",
                "topic closed",
            )
        },
        "403 TOPIC_CLOSED": forbidden("TOPIC_CLOSED"),
    },
    "no reply": {
        words: bad(words)
        for words in (
            "message to be replied not found",
            "message to reply not found",
            "replied message not found",
            "reply message not found",
            "REPLY_MESSAGE_ID_INVALID",
        )
    },
    "no media": {
        **{
            words: bad(words)
            for words in (
                "wrong file identifier/HTTP URL specified",
                "wrong remote file identifier specified: Wrong string length",
                "wrong file_id or the file is temporarily unavailable",
                "wrong type of the web page content",
                "can't use file of type Photo as Document",
                "can't use the media of the specified type in the album",
                "file is too big",
                "FILE_REFERENCE_EXPIRED",
                "IMAGE_PROCESS_FAILED",
                "PHOTO_INVALID_DIMENSIONS",
                "PHOTO_SAVE_FILE_INVALID",
                "VIDEO_CONTENT_TYPE_INVALID",
                "MEDIA_INVALID",
                "wrong type of file",
                "type of file mismatch",
                "file reference has expired",
                "MEDIA_EMPTY",
                "failed to get HTTP URL content",
                "VOICE_MESSAGES_FORBIDDEN",
                "VIDEO_MESSAGES_FORBIDDEN",
                *(f"CHAT_SEND_{kind}_FORBIDDEN" for kind in LOCKABLE),
                "not enough rights to send photos to the chat",
                "not enough rights to send videos to the chat",
                "not enough rights to send documents to the chat",
                "not enough rights to send voice notes to the chat",
            )
        },
        **{
            f"403 {words}": forbidden(words)
            for words in (
                "CHAT_SEND_PHOTOS_FORBIDDEN",
                "CHAT_SEND_MEDIA_FORBIDDEN",
                "VOICE_MESSAGES_FORBIDDEN",
                "not enough rights to send photos to the chat",
            )
        },
        "413": {"status": 413, "description": "Request Entity Too Large"},
    },
    "out": {
        **{
            words: forbidden(words)
            for words in (
                "user is deactivated",
                "bot was kicked from the group chat",
                "bot was kicked from the supergroup chat",
                "bot is not a member of the supergroup chat",
                "the group chat was deleted",
            )
        },
        "CHANNEL_PRIVATE": bad("CHANNEL_PRIVATE"),
        "group chat was deactivated": bad("group chat was deactivated"),
        "group is deactivated": bad("group is deactivated"),
        "USER_IS_BLOCKED": bad("USER_IS_BLOCKED"),
        "USER_IS_BOT": bad("USER_IS_BOT"),
        "USER_DEACTIVATED": bad("USER_DEACTIVATED"),
    },
    "not known": {
        **{
            words: bad(words)
            for words in (
                "chat not found",
                "user not found",
                "PEER_ID_INVALID",
                "CHAT_ID_INVALID",
                "CHANNEL_INVALID",
            )
        },
        "403 chat not found": forbidden("chat not found"),
    },
    "mute": {
        **{
            words: bad(words)
            for words in (
                "CHAT_WRITE_FORBIDDEN",
                "CHAT_RESTRICTED",
                "CHAT_SEND_PLAIN_FORBIDDEN",
                "CHAT_GUEST_SEND_FORBIDDEN",
                "CHAT_ADMIN_REQUIRED",
                "have no rights to send a message",
                "not enough rights to send text messages to the chat",
                "need administrator rights in the channel chat",
            )
        },
        "403 CHAT_WRITE_FORBIDDEN": forbidden("CHAT_WRITE_FORBIDDEN"),
        "403 not enough rights": forbidden("not enough rights to send text messages to the chat"),
    },
    "bug": {
        words: bad(words)
        for words in (
            "can't parse entities: can't find end of the entity starting at byte offset 4",
            "can't parse reply keyboard markup JSON object",
            "message is too long",
            "message caption is too long",
            "message text is empty",
            "ENTITY_BOUNDS_INVALID",
            "ENTITIES_TOO_LONG",
            "BUTTON_DATA_INVALID",
            "BUTTON_URL_INVALID",
            "REPLY_MARKUP_TOO_LONG",
            "chat_id is empty",
            "message must be non-empty",
            "entities too long",
            "BUTTONS_TOO_MUCH",
            "wrong HTTP URL specified",
            "message identifier is not specified",
        )
    },
    "strange": {
        "a new word": bad("THE_MOON_IS_FULL"),
        "403 a new word": forbidden("THE_MOON_IS_FULL"),
        **{
            f"of a group, {words}": forbidden(words)
            for words in (
                "bot was blocked by the user",
                "bot can't initiate conversation with a user",
                "bots can't send messages to bots",
            )
        },
        "no word at all": {"status": 400, "description": ""},
        "400 without a description": raw('{"ok":false,"error_code":400}', 400),
    },
}
