"""A card becomes the call that shows it."""

from typing import Any

from aiogram.methods import (
    EditMessageCaption,
    EditMessageMedia,
    EditMessageText,
    SendMediaGroup,
    SendMessage,
    SendPhoto,
    SendVoice,
    SetMessageReaction,
)
from aiogram.types import BufferedInputFile, ForceReply, InlineKeyboardMarkup

from bot.telegram import Delivery, edit_of, message_id_of, named_files, new_message, reaction
from cards.card import Button, Card, Media, Press, plain
from domain.addresses import Address
from storage.messages import Standing

GROUP = Address("-1001", thread="5", reply_to="7")
WORDS = plain("3号楼楼道堆满纸箱")
PHOTO, VOICE, PAPER = Media("photo", "P"), Media("voice", "V"), Media("document", "D")
ACCEPT = ((Button("受理", Press("accept", 1)), Button("我的", start="me")),)


def calls(delivery: Delivery) -> list[Any]:
    return [request.method for request in delivery.requests]


def new(card: Card, to: Address = GROUP) -> Delivery:
    return new_message(card, to, bot_name="linlian_bot")


def edit(card: Card, *, shows: str | None) -> Delivery:
    return edit_of(Standing("9", shows), card, GROUP, bot_name="linlian_bot")


def test_words_go_to_their_topic_in_reply_even_if_the_message_is_gone() -> None:
    [call] = calls(new(Card(WORDS)))

    assert isinstance(call, SendMessage)
    assert (call.chat_id, call.message_thread_id) == (-1001, 5)
    assert call.reply_parameters is not None
    assert call.reply_parameters.message_id == 7
    assert call.reply_parameters.allow_sending_without_reply is True
    assert call.parse_mode is not None  # aiogram's "as the bot's default", which is none


def test_buttons_press_or_lead_to_the_private_chat() -> None:
    [call] = calls(new(Card(WORDS, ACCEPT)))

    assert isinstance(call.reply_markup, InlineKeyboardMarkup)
    [[accept, mine]] = call.reply_markup.inline_keyboard
    assert accept.callback_data == "p1:accept:1:0:"
    assert mine.url == "https://t.me/linlian_bot?start=me"


def test_a_question_opens_the_reply_with_a_hint_that_fits() -> None:
    [call] = calls(new(Card(WORDS, asks="请" * 80)))

    assert isinstance(call.reply_markup, ForceReply)
    assert call.reply_markup.selective is True
    assert call.reply_markup.input_field_placeholder == "请" * 64


def test_one_medium_carries_the_words_and_the_buttons() -> None:
    delivery = new(Card(WORDS, ACCEPT, (PHOTO,)))

    [call] = calls(delivery)
    assert isinstance(call, SendPhoto)
    assert (call.photo, call.caption) == ("P", "3号楼楼道堆满纸箱")
    assert call.reply_markup is not None
    assert delivery.media_file == "P"


def test_many_pictures_are_albums_of_ten_with_the_words_on_the_first() -> None:
    delivery = new(Card(WORDS, media=(PHOTO,) * 12))

    first, second = calls(delivery)
    assert isinstance(first, SendMediaGroup)
    assert [one.caption for one in first.media] == ["3号楼楼道堆满纸箱", *[None] * 9]
    assert [request.items for request in delivery.requests] == [10, 2]
    assert all(one.caption is None for one in second.media)


def test_kinds_that_telegram_keeps_apart_travel_apart() -> None:
    album, paper, voice = calls(new(Card(WORDS, media=(PHOTO, VOICE, PAPER, PHOTO))))

    assert isinstance(album, SendMediaGroup)
    assert len(album.media) == 2
    assert paper.document == "D"
    assert isinstance(voice, SendVoice)


def test_buttons_that_cannot_hang_on_an_album_follow_with_the_words() -> None:
    delivery = new(Card(WORDS, ACCEPT, (PHOTO, PHOTO)))

    album, words = calls(delivery)
    assert album.media[0].caption is None
    assert isinstance(words, SendMessage)
    assert words.reply_markup is not None
    assert (delivery.keeps, delivery.media_file) == (1, None)


def test_an_edit_takes_the_form_that_the_message_has() -> None:
    text = edit(Card(WORDS, ACCEPT), shows=None)
    caption = edit(Card(WORDS, media=(PHOTO,)), shows="P")
    bare = edit(Card(WORDS), shows="O")
    picture = edit(Card(WORDS, media=(PHOTO,)), shows=None)
    another = edit(Card(WORDS, media=(PHOTO,)), shows="O")
    voice = edit(Card(WORDS, media=(VOICE,)), shows=None)

    assert isinstance(calls(text)[0], EditMessageText)
    assert isinstance(calls(caption)[0], EditMessageCaption)
    assert isinstance(calls(bare)[0], EditMessageCaption)
    assert isinstance(calls(picture)[0], EditMessageMedia)
    assert isinstance(calls(another)[0], EditMessageMedia)
    assert isinstance(calls(voice)[0], EditMessageText)
    shown = [one.media_file for one in (text, caption, bare, picture, another, voice)]
    assert shown == [None, "P", "O", "P", "P", None]
    assert all(one.requests[0].is_edit for one in (text, caption, picture))


def test_long_words_are_cut_to_what_a_caption_holds() -> None:
    [call] = calls(new(Card(plain("很" * 5000), media=(PHOTO,))))

    assert len(call.caption) == 1024
    assert call.caption.endswith("…")


def test_a_reaction_stands_on_the_message_it_replies_to() -> None:
    [call] = calls(reaction("👀", GROUP))

    assert isinstance(call, SetMessageReaction)
    assert (call.chat_id, call.message_id) == (-1001, 7)


def test_an_album_is_known_by_its_first_message() -> None:
    assert message_id_of([{"message_id": 4}, {"message_id": 5}]) == "4"
    assert message_id_of({"message_id": 6}) == "6"
    assert message_id_of(True) is None


def test_our_own_copy_goes_where_telegram_has_no_name_and_its_new_name_is_noted() -> None:
    copy = Media("photo", "", "ab/cdef.jpg", picture=7, content=b"picture")
    named = Media("photo", "P", "ab/1234.jpg", picture=8)

    delivery = new(Card(WORDS, media=(named, copy)))

    [call] = calls(delivery)
    assert isinstance(call, SendMediaGroup)
    assert call.media[0].media == "P"
    assert isinstance(call.media[1].media, BufferedInputFile)
    assert call.media[1].media.data == b"picture"
    assert delivery.media_file == "P"
    answer = [{"photo": [{"file_id": "p"}]}, {"photo": [{"file_id": "s"}, {"file_id": "large"}]}]
    assert named_files(delivery, [answer]) == {7: "large"}
    assert named_files(delivery, [None]) == {}


def test_a_card_takes_on_a_picture_that_telegram_has_yet_to_name() -> None:
    copy = Media("photo", "forgotten", "ab/cdef.jpg", picture=7, content=b"picture")

    delivery = edit(Card(WORDS, media=(copy,)), shows="forgotten")

    [call] = calls(delivery)
    assert isinstance(call, EditMessageMedia)
    assert isinstance(call.media.media, BufferedInputFile)
    assert delivery.media_file == ""
    assert named_files(delivery, [{"photo": [{"file_id": "new"}]}]) == {7: "new"}
