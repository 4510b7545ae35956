"""The adapter: a channel-free card and where it goes become Bot API calls."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from aiogram.methods import (
    DeleteMessage,
    EditMessageCaption,
    EditMessageMedia,
    EditMessageText,
    PinChatMessage,
    SendDocument,
    SendMediaGroup,
    SendMessage,
    SendPhoto,
    SendVideo,
    SendVoice,
    SetMessageReaction,
    TelegramMethod,
)
from aiogram.types import (
    BufferedInputFile,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    LinkPreviewOptions,
    ReactionTypeEmoji,
    ReplyParameters,
)

from bot.entities import LONGEST_CAPTION, LONGEST_TEXT, Prose, compose
from cards.card import Button, Card, Media
from cards.length import clip
from domain.addresses import Address
from domain.answers import Json
from handlers.presses import pack
from storage.messages import Standing

LONGEST_HINT = 64
LARGEST_ALBUM = 10
SINGLES: dict[str, type[TelegramMethod[Any]]] = {
    "photo": SendPhoto,
    "video": SendVideo,
    "document": SendDocument,
    "voice": SendVoice,
}
Input = InputMediaPhoto | InputMediaVideo | InputMediaDocument
INPUTS: dict[str, type[Input]] = {
    "photo": InputMediaPhoto,
    "video": InputMediaVideo,
    "document": InputMediaDocument,
}
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True)
class Request:
    """One call. ``items`` is how many messages it makes, by which Telegram counts; ``shows`` what
    stands on them.
    """

    method: TelegramMethod[Any]
    items: int = 1
    is_edit: bool = False
    shows: tuple[Media, ...] = ()


@dataclass(frozen=True)
class Delivery:
    """Calls in order. The message that counts afterwards is the first one of ``keeps``, and
    ``media_file`` is the picture it shows then; empty if Telegram has yet to name it.
    """

    requests: tuple[Request, ...]
    keeps: int
    media_file: str | None


def new_message(card: Card, to: Address, *, bot_name: str, is_silent: bool = False) -> Delivery:
    """Say it for the first time. A reply whose message is gone is said all the same."""
    head = {
        "chat_id": int(to.chat),
        "message_thread_id": int(to.thread) if to.thread else None,
        "disable_notification": is_silent or None,
        "reply_parameters": _reply_to(to),
    }
    groups = list(_groups(card.media))
    markup = _markup(card, bot_name)
    if not groups:
        return Delivery((_text(card, head, markup),), 0, None)
    if markup is not None and len(card.media) > 1:
        # Nothing can be pressed on an album: the words with their buttons follow it.
        requests = [_group(group, Prose("", []), head, None) for group in groups]
        return Delivery((*requests, _text(card, head, markup)), len(groups), None)
    caption = compose(card.lines, limit=LONGEST_CAPTION)
    requests = [_group(groups[0], caption, head, markup)]
    requests += [_group(group, Prose("", []), head, None) for group in groups[1:]]
    return Delivery(tuple(requests), 0, _name(groups[0][0]))


def edit_of(standing: Standing, card: Card, to: Address, *, bot_name: str) -> Delivery:
    """Make the message that stands there say what the card says now.

    Telegram exchanges a picture for another but never takes it away: a card that has none any
    more keeps the one that stands there.
    """
    buttons = _buttons(card, bot_name)
    place: dict[str, Any] = {"chat_id": int(to.chat), "message_id": int(standing.message)}
    picture = next((one for one in card.media if one.kind in INPUTS), None)
    if standing.media_file is None and picture is None:
        prose = compose(card.lines, limit=LONGEST_TEXT)
        method: TelegramMethod[Any] = EditMessageText(
            **place,
            text=prose.text,
            entities=prose.entities,
            reply_markup=buttons,
            link_preview_options=NO_PREVIEW,
        )
        return Delivery((Request(method, is_edit=True),), 0, None)
    caption = compose(card.lines, limit=LONGEST_CAPTION)
    if picture is not None and _name(picture) != standing.media_file:
        method = EditMessageMedia(**place, media=_input(picture, caption), reply_markup=buttons)
        request = Request(method, is_edit=True, shows=(picture,))
        return Delivery((request,), 0, _name(picture))
    method = EditMessageCaption(
        **place,
        caption=caption.text,
        caption_entities=caption.entities,
        reply_markup=buttons,
    )
    return Delivery((Request(method, is_edit=True),), 0, standing.media_file)


def reaction(emoji: str, to: Address) -> Delivery:
    """A sign on the message that ``to`` replies to."""
    assert to.reply_to is not None, "a reaction needs a message to stand on"
    method = SetMessageReaction(
        chat_id=int(to.chat),
        message_id=int(to.reply_to),
        reaction=[ReactionTypeEmoji(emoji=emoji)],
    )
    return Delivery((Request(method, is_edit=True),), 0, None)


def deletion(message: str, to: Address) -> Delivery:
    """Take a message of ours away."""
    method = DeleteMessage(chat_id=int(to.chat), message_id=int(message))
    return Delivery((Request(method, is_edit=True),), 0, None)


def pin(message: str, to: Address) -> Delivery:
    """Keep a message at the top, without a sound."""
    method = PinChatMessage(
        chat_id=int(to.chat), message_id=int(message), disable_notification=True
    )
    return Delivery((Request(method, is_edit=True),), 0, None)


def message_id_of(result: Json) -> str | None:
    """The message a call made; an album is known by its first."""
    first = result[0] if isinstance(result, list) and result else result
    number = first.get("message_id") if isinstance(first, dict) else None
    return str(number) if isinstance(number, int) else None


def others_of(result: Json) -> list[str]:
    """The further messages of an album, each of which can be replied to and taken away."""
    made = result[1:] if isinstance(result, list) else []
    return [number for one in made if (number := message_id_of(one)) is not None]


def named_files(delivery: Delivery, results: Sequence[Json]) -> dict[int, str]:
    """What Telegram calls those pictures of which it was sent our own copy."""
    names = {}
    for request, result in zip(delivery.requests, results, strict=False):
        made = result if isinstance(result, list) else [result]
        for one, message in zip(request.shows, made, strict=False):
            name = _file_in(message, one.kind)
            if one.content and one.picture is not None and name:
                names[one.picture] = name
    return names


def _file_in(message: Json, kind: str) -> str | None:
    part = message.get(kind) if isinstance(message, dict) else None
    if isinstance(part, list) and part:
        part = part[-1]  # a photo's sizes, from small to large
    name = part.get("file_id") if isinstance(part, dict) else None
    return name if isinstance(name, str) else None


def _name(one: Media) -> str:
    """What is kept as what stands there; a drawing is known by what is on it."""
    if one.drawing is not None:
        return one.drawing.mark
    return "" if one.content else one.file


def _sent(one: Media) -> str | InputFile:
    """The name alone, as long as Telegram knows it."""
    if not one.content:
        return one.file
    file_name = one.drawing.file_name if one.drawing else one.stored
    return BufferedInputFile(one.content, file_name)


def _reply_to(to: Address) -> ReplyParameters | None:
    if to.reply_to is None:
        return None
    return ReplyParameters(message_id=int(to.reply_to), allow_sending_without_reply=True)


def _groups(media: Sequence[Media]) -> Iterator[tuple[Media, ...]]:
    """What can travel together: pictures with videos, documents with documents, voices alone."""
    pictures = [one for one in media if one.kind in ("photo", "video")]
    documents = [one for one in media if one.kind == "document"]
    for kin in (pictures, documents):
        for start in range(0, len(kin), LARGEST_ALBUM):
            yield tuple(kin[start : start + LARGEST_ALBUM])
    for one in media:
        if one.kind == "voice":
            yield (one,)


def _group(
    group: tuple[Media, ...],
    caption: Prose,
    head: dict[str, Any],
    markup: InlineKeyboardMarkup | ForceReply | None,
) -> Request:
    if len(group) == 1:
        method: TelegramMethod[Any] = SINGLES[group[0].kind].model_validate(
            {
                **head,
                group[0].kind: _sent(group[0]),
                "caption": caption.text or None,
                "caption_entities": caption.entities,
                "reply_markup": markup,
            }
        )
        return Request(method, shows=group)
    captions = [caption, *[Prose("", [])] * (len(group) - 1)]
    items: list[Any] = [_input(one, words) for one, words in zip(group, captions, strict=True)]
    return Request(SendMediaGroup(**head, media=items), items=len(items), shows=group)


def _input(one: Media, caption: Prose) -> Input:
    return INPUTS[one.kind].model_validate(
        {
            "media": _sent(one),
            "caption": caption.text or None,
            "caption_entities": caption.entities or None,
        }
    )


def _text(
    card: Card, head: dict[str, Any], markup: InlineKeyboardMarkup | ForceReply | None
) -> Request:
    prose = compose(card.lines, limit=LONGEST_TEXT)
    method = SendMessage(
        **head,
        text=prose.text,
        entities=prose.entities,
        reply_markup=markup,
        link_preview_options=NO_PREVIEW,
    )
    return Request(method)


def _markup(card: Card, bot_name: str) -> InlineKeyboardMarkup | ForceReply | None:
    if card.asks is None:
        return _buttons(card, bot_name)
    hint = clip(card.asks, LONGEST_HINT) or None
    return ForceReply(force_reply=True, selective=True, input_field_placeholder=hint)


def _buttons(card: Card, bot_name: str) -> InlineKeyboardMarkup | None:
    if not card.buttons:
        return None
    keyboard = [[_button(button, bot_name) for button in row] for row in card.buttons]
    return InlineKeyboardMarkup(inline_keyboard=keyboard)


def _button(button: Button, bot_name: str) -> InlineKeyboardButton:
    if button.press is not None:
        return InlineKeyboardButton(text=button.label, callback_data=pack(button.press))
    url = button.url or f"https://t.me/{bot_name}?start={button.start or ''}"
    return InlineKeyboardButton(text=button.label, url=url)
