"""What an HTTP answer means, and whether a request without one may have arrived."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramForbiddenError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetFile, GetMe, SendMessage

from bot.session import UNTOLD_PAUSE, MayHaveArrived, NeverLeft, Session
from sandbox.files import Upload
from tests.bot.conftest import Post


@pytest.fixture
async def session(post: Post) -> AsyncIterator[Session]:
    session = Session(api_base=post.sandbox.api_base)
    yield session
    await session.close()


def say(post: Post) -> SendMessage:
    return SendMessage(chat_id=post.rider.id, text="你好")


async def test_a_raw_answer_is_the_result_as_it_came(post: Post, session: Session) -> None:
    me = await session.call(Bot(post.sandbox.token), GetMe())

    assert me["username"] == "linlian_bot"


async def test_aiograms_own_calls_work_as_ever(post: Post, session: Session) -> None:
    bot = Bot(post.sandbox.token, session=session)

    assert (await bot.me()).username == "linlian_bot"
    assert (await bot.send_message(post.rider.id, "你好")).text == "你好"


async def test_a_file_comes_whole_or_if_it_is_too_large_not_at_all(
    post: Post, session: Session
) -> None:
    bot, asked = Bot(post.sandbox.token), GetFile(file_id="any")
    path = post.world.files.add("photo", Upload(bytes(100_000))).path

    assert await session.download(bot, asked, path, most=100_000) == bytes(100_000)
    assert await session.download(bot, asked, path, most=99_999) is None


@pytest.mark.parametrize(
    ("effect", "error"),
    [
        ({"status": 502, "body": "<html>"}, TelegramServerError),
        ({"status": 404}, TelegramAPIError),
        ({"status": 302, "body": ""}, TelegramAPIError),
        ("reset_before", MayHaveArrived),
    ],
    ids=str,
)
async def test_a_file_that_does_not_come_is_an_error_that_does_not_name_the_token(
    post: Post, session: Session, effect: Any, error: type[Exception]
) -> None:
    path = post.world.files.add("photo", Upload(b"picture")).path
    post.trouble(effect, method="getFile/download")

    bot = Bot(post.sandbox.token)
    with pytest.raises(error) as caught:
        await session.download(bot, GetFile(file_id="any"), path, most=100)

    assert post.sandbox.token not in f"{caught.value!r} {caught.value}"


@pytest.mark.parametrize(
    ("effect", "error"),
    [
        ({"status": 502, "body": "<html>Bad Gateway</html>"}, TelegramServerError),
        ({"status": 500, "body": '{"ok": true, "result": 1}'}, TelegramServerError),
        ({"status": 503, "retry_after": 5}, TelegramServerError),
        ({"status": 200, "body": "<html>Welcome</html>"}, MayHaveArrived),
        ({"status": 200, "body": "[]"}, MayHaveArrived),
        ({"status": 401}, TelegramUnauthorizedError),
        ({"status": 403, "description": "Forbidden: bot was blocked"}, TelegramForbiddenError),
        ({"status": 429, "retry_after": 5}, TelegramRetryAfter),
        ({"status": 429, "body": "slow down"}, TelegramRetryAfter),
        ("reset_before", MayHaveArrived),
        ("reset_after", MayHaveArrived),
    ],
    ids=str,
)
async def test_the_status_decides_before_the_body(
    post: Post, session: Session, effect: Any, error: type[Exception]
) -> None:
    post.trouble(effect)

    with pytest.raises(error):
        await session.call(Bot(post.sandbox.token), say(post))


@pytest.mark.parametrize("status", [302, 403, 404, 418])
async def test_a_gateways_own_refusal_says_nothing_about_the_chat(
    post: Post, session: Session, status: int
) -> None:
    post.trouble({"status": status, "body": "<html>no</html>"})

    with pytest.raises(TelegramAPIError) as told:
        await session.call(Bot(post.sandbox.token), say(post))

    assert type(told.value) is TelegramAPIError


async def test_a_429_that_does_not_say_how_long_gets_a_pause(post: Post, session: Session) -> None:
    post.trouble({"status": 429, "body": "slow down"})

    with pytest.raises(TelegramRetryAfter) as told:
        await session.call(Bot(post.sandbox.token), say(post))

    assert told.value.retry_after == UNTOLD_PAUSE


async def test_silence_after_the_question_is_uncertain(post: Post, session: Session) -> None:
    post.trouble({"hang": 5})

    with pytest.raises(MayHaveArrived):
        await session.call(Bot(post.sandbox.token), say(post), seconds=0.1)


async def test_what_found_no_connection_never_left(post: Post, session: Session) -> None:
    await post.sandbox.stop()

    with pytest.raises(NeverLeft):
        await session.call(Bot(post.sandbox.token), say(post))


async def test_a_name_that_does_not_resolve_never_left(post: Post) -> None:
    session = Session(api_base="https://telegram.invalid")
    with pytest.raises(NeverLeft):
        await session.call(Bot(post.sandbox.token), say(post))
    await session.close()


async def test_no_error_repeats_the_token(post: Post, session: Session) -> None:
    await post.sandbox.stop()

    with pytest.raises(NeverLeft) as told:
        await session.call(Bot(post.sandbox.token), say(post))

    assert post.sandbox.token not in str(told.value) + repr(told.value)
