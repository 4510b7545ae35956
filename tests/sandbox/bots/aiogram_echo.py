"""aiogram's first example, a bot that greets and repeats: ``aiogram_echo API TOKEN``.

https://docs.aiogram.dev/en/latest/#simple-usage
"""

import asyncio
import sys

from aiogram import Bot, Dispatcher, html
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.filters import CommandStart
from aiogram.types import Message


async def start(message: Message) -> None:
    assert message.from_user is not None
    await message.answer(f"Hello, {html.bold(message.from_user.full_name)}!")


async def echo(message: Message) -> None:
    await message.send_copy(chat_id=message.chat.id)


async def main(api: str, token: str) -> None:
    dispatcher = Dispatcher()
    dispatcher.message.register(start, CommandStart())
    dispatcher.message.register(echo)
    session = AiohttpSession(api=TelegramAPIServer.from_base(api))
    bot = Bot(token, session, DefaultBotProperties(parse_mode=ParseMode.HTML))
    await dispatcher.start_polling(bot)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
