"""What a Telegram message says, in our own words: text, attachments, a location."""

from aiogram.types import Message

from domain.media import Attachment, Point, Words

LARGEST_FILE_BYTES = 20 * 1024 * 1024
"""A bot can fetch no more (Bot API, getFile); a larger file could never be kept."""


def album_of(message: Message) -> str | None:
    """The name of the album a picture belongs to."""
    if message.media_group_id is None:
        return None
    return f"tg:{message.chat.id}:album:{message.media_group_id}"


def made_of(message: Message) -> str:
    """The name of what a message brings: its album, or the message itself."""
    return album_of(message) or f"tg:{message.chat.id}:{message.message_id}"


def words_of(message: Message, text: str | None = None) -> Words:
    """Everything a message says; ``text`` in place of its own when a keyword was cut off."""
    found = _file_of(message)
    is_too_large = found is not None and (found[2] or 0) > LARGEST_FILE_BYTES
    attachments: tuple[Attachment, ...] = ()
    if found is not None and not is_too_large:
        source = f"tg:{message.chat.id}:{message.message_id}"
        attachments = (Attachment(source, found[0], found[1], album_of(message)),)
    place = message.location
    return Words(
        text=(message.text or message.caption or "") if text is None else text,
        attachments=attachments,
        point=Point(place.latitude, place.longitude) if place else None,
        leaves_out_a_file=is_too_large,
    )


def _file_of(message: Message) -> tuple[str, str, int | None] | None:
    """Kind, name and size of a message's file; kinds that show nothing are passed over."""
    if message.photo:
        largest = message.photo[-1]  # Telegram sorts sizes from small to large
        return "photo", largest.file_id, largest.file_size
    for kind, file in (
        ("video", message.video),
        ("voice", message.voice),
        ("document", message.document),
    ):
        if file is not None:
            return kind, file.file_id, file.file_size
    return None
