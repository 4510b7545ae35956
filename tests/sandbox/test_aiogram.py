"""A real bot on the sandbox: aiogram polls, answers, and understands all it is told."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    Message,
    ReactionTypeEmoji,
)

from sandbox import Sandbox
from sandbox.chats import Chat
from sandbox.driver import Driver
from tests.sandbox.conftest import PNG

KEYBOARD = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text="再说一遍", callback_data="again")]]
)


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(sandbox.api_base))
    async with Bot(sandbox.token, session=session) as bot:
        yield bot


async def echo(message: Message) -> None:
    await message.reply(f"您说：{message.text}", reply_markup=KEYBOARD)


async def again(query: CallbackQuery) -> None:
    assert isinstance(query.message, Message)
    await query.message.edit_text(f"{query.message.text}！")
    await query.answer("说过了")


async def test_an_echo_bot_talks_with_the_street(bot: Bot, street: Driver) -> None:
    dispatcher = Dispatcher()
    dispatcher.message.register(echo, F.text)
    dispatcher.callback_query.register(again)
    polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False))
    rider = street.person("小李")

    said = await rider.says("你好")
    heard = await rider.private.shows("您说：你好", from_bot=True)
    answer = await rider.presses("再说一遍")

    assert heard.reply_to_id == said.id
    assert answer is not None
    assert answer.text == "说过了"
    assert (await rider.private.shows("您说：你好！")).buttons == []
    await dispatcher.stop_polling()
    await polling


async def test_aiogram_reads_every_answer(bot: Bot, street: Driver, group: Chat) -> None:
    place = street.chat(group.title)
    photo = BufferedInputFile(PNG, "a.png")
    said = await street.person("小李").says("你好", to=place)
    await street.person("陈书记").promotes_bot(place)

    assert (await bot.get_me()).username == "linlian_bot"
    assert (await bot.get_chat(group.id)).title == group.title
    assert len(await bot.get_chat_administrators(group.id)) == 2
    assert (await bot.get_chat_member(group.id, said.data["from"]["id"])).status == "member"
    assert await bot.get_chat_member_count(group.id) == 4
    assert await bot.set_my_commands([BotCommand(command="help", description="帮助")])
    assert [each.command for each in await bot.get_my_commands()] == ["help"]
    assert await bot.delete_my_commands()
    assert (await bot.get_webhook_info()).url == ""
    card = await bot.send_photo(group.id, photo, caption="案件", reply_markup=KEYBOARD)
    album = await bot.send_media_group(
        group.id, [InputMediaPhoto(media=photo), InputMediaPhoto(media=photo)]
    )
    assert len(album) == 2
    assert await bot.edit_message_caption(
        chat_id=group.id, message_id=card.message_id, caption="已受理"
    )
    document = await bot.send_document(group.id, BufferedInputFile(b"1,2", "表.csv"))
    assert document.document is not None
    assert await bot.send_video(group.id, BufferedInputFile(b"video", "a.mp4"))
    assert await bot.send_voice(group.id, BufferedInputFile(b"voice", "a.ogg"))
    assert await bot.send_location(group.id, 31.2, 121.5)
    assert await bot.send_chat_action(group.id, "typing")
    assert await bot.set_message_reaction(group.id, said.id, [ReactionTypeEmoji(emoji="👀")])
    assert await bot.pin_chat_message(group.id, card.message_id)
    assert await bot.unpin_chat_message(group.id)
    file = await bot.get_file(document.document.file_id)
    assert file.file_path is not None
    downloaded = await bot.download_file(file.file_path)
    assert downloaded is not None
    assert downloaded.read() == b"1,2"
    assert await bot.delete_message(group.id, said.id)
    assert len(await bot.get_updates()) == 3
    assert await bot.leave_chat(group.id)
