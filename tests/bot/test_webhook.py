"""Telegram posts to us: what gets a 200 is on the disk, and what is forged never comes near it."""

import asyncio
import io
import json
import sqlite3
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from typing import Any

import aiohttp
import pytest

from bot.errors import OperatorError
from bot.intake import ALLOWED_UPDATES
from bot.webhook import UNREACHED
from tests.bot.conftest import SECRET, Post
from tests.ports import free_port

HEADER = "X-Telegram-Bot-Api-Secret-Token"
FORGED = 10_000


def update(number: int, words: str = "你好") -> dict[str, Any]:
    message = {"message_id": number, "chat": {"id": 7}, "from": {"id": 7}, "text": words}
    return {"update_id": number, "message": message}


async def posted(
    stranger: aiohttp.ClientSession, hook: Post, body: object, secret: str | None = SECRET
) -> int:
    headers = {} if secret is None else {HEADER: secret}
    data = io.BytesIO(body if isinstance(body, bytes) else json.dumps(body).encode())
    async with stranger.post(hook.webhook_url, data=data, headers=headers) as answer:
        return answer.status


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not is_so():
            await asyncio.wait([asyncio.get_running_loop().create_future()], timeout=0.01)


def kept(hook: Post) -> list[int]:
    """The updates on the disk, whatever became of them."""
    with closing(sqlite3.connect(hook.folder / "linlian.db")) as file:
        rows = file.execute("SELECT update_id FROM inbox ORDER BY id").fetchall()
    return [number for (number,) in rows]


def texts(hook: Post) -> list[str]:
    return [one["message"]["text"] for one in hook.fed]


async def test_updates_are_posted_kept_and_handled_in_order(hook: Post) -> None:
    await hook.start()
    for number in range(100):
        hook.says(f"第 {number} 句")
    await hook.settle()

    assert texts(hook) == [f"第 {number} 句" for number in range(100)]
    assert len(hook.world.updates) == 0


async def test_an_answer_of_200_means_it_is_on_the_disk(
    hook: Post, stranger: aiohttp.ClientSession
) -> None:
    await hook.start()
    for number in range(1, 20):
        assert await posted(stranger, hook, update(number)) == 200
        assert kept(hook)[-1] == number


async def test_an_update_posted_five_times_at_once_is_one(
    hook: Post, stranger: aiohttp.ClientSession
) -> None:
    await hook.start()
    answers = await asyncio.gather(*(posted(stranger, hook, update(5)) for _ in range(5)))
    await hook.settle()

    assert answers == [200] * 5
    assert texts(hook) == ["你好"]


@pytest.mark.parametrize(
    "secret",
    [None, "", SECRET[:-1], SECRET + "x", SECRET.upper(), "密" * 20, "x" * 8000],
    ids=["none", "empty", "short", "long", "loud", "chinese", "huge"],
)
async def test_a_post_without_the_secret_is_refused_unread(
    secret: str | None, hook: Post, stranger: aiohttp.ClientSession
) -> None:
    await hook.start()

    assert await posted(stranger, hook, update(1), secret) == 401
    assert kept(hook) == []


async def test_ten_thousand_forged_posts_leave_nothing_but_one_line(
    hook: Post, stranger: aiohttp.ClientSession, capsys: pytest.CaptureFixture[str]
) -> None:
    await hook.start()

    async def forger(number: int) -> None:
        for each in range(FORGED // 50):
            said = update(number * FORGED + each, "伪造的话")
            assert await posted(stranger, hook, said, f"{each:040}") == 401

    await asyncio.gather(*(forger(number) for number in range(50)))

    assert kept(hook) == []
    assert await posted(stranger, hook, update(1)) == 200
    said = "".join(capsys.readouterr())
    assert said.count("posts without Telegram's secret were refused") == 1
    assert "伪造" not in said
    hook.clock.move(seconds=61)
    await posted(stranger, hook, update(2), "x")
    assert f"count={FORGED}" in "".join(capsys.readouterr())


async def chunks(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 65536 + 1):
        yield b" " * 65536


async def test_more_than_a_megabyte_is_not_read(
    hook: Post, stranger: aiohttp.ClientSession
) -> None:
    await hook.start()
    big = 2**20 + 1
    assert await posted(stranger, hook, b" " * big) == 413

    headers = {HEADER: SECRET}
    async with stranger.post(hook.webhook_url, data=chunks(big), headers=headers) as answer:
        assert answer.status == 413
    headers["Content-Encoding"] = "deflate"
    bomb = zlib.compress(b" " * (50 * big))
    async with stranger.post(hook.webhook_url, data=bomb, headers=headers) as answer:
        assert answer.status in (400, 413)
    assert kept(hook) == []
    assert await posted(stranger, hook, update(1, "长" * 100_000)) == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"{",
        b"null",
        b"[]",
        b'"update_id"',
        b"{}",
        b'{"update_id": "1"}',
        b'{"update_id": true}',
        b'{"update_id": 1.0}',
        b'{"update_id": -1}',
        b'{"update_id": 9223372036854775808}',
        b'{"update_id": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
    ],
    ids=lambda body: body[:24].decode(errors="replace"),
)
async def test_what_is_no_update_is_refused_and_not_kept(
    body: bytes, hook: Post, stranger: aiohttp.ClientSession
) -> None:
    await hook.start()

    assert await posted(stranger, hook, body) == 400
    assert kept(hook) == []


async def test_only_posts_to_its_own_path_are_taken(
    hook: Post, stranger: aiohttp.ClientSession
) -> None:
    await hook.start()
    headers = {HEADER: SECRET}
    async with stranger.get(hook.webhook_url, headers=headers) as answer:
        assert answer.status == 405
    async with stranger.post(f"{hook.web_url}/other", json=update(1), headers=headers) as answer:
        assert answer.status == 404

    assert kept(hook) == []


async def test_whoever_polls_serves_no_webhook(post: Post, stranger: aiohttp.ClientSession) -> None:
    await post.start()

    assert await posted(stranger, post, update(1)) == 404


async def test_words_that_are_no_http_end_in_no_log(
    hook: Post, capsys: pytest.CaptureFixture[str]
) -> None:
    await hook.start()
    for words in ("偷偷 / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nX: a\x00偷偷\r\n\r\n"):
        reader, writer = await asyncio.open_connection("127.0.0.1", hook.port)
        writer.write(words.encode())
        assert b"400" in await reader.read(100)
        writer.close()
        await writer.wait_closed()

    said = "".join(capsys.readouterr())
    assert "偷" not in said
    assert "Traceback" not in said


async def test_whoever_goes_away_in_the_middle_leaves_nothing(
    hook: Post, stranger: aiohttp.ClientSession, capsys: pytest.CaptureFixture[str]
) -> None:
    await hook.start()
    _, writer = await asyncio.open_connection("127.0.0.1", hook.port)
    head = f"POST /telegram HTTP/1.1\r\nHost: x\r\n{HEADER}: {SECRET}\r\nContent-Length: 99\r\n\r\n"
    writer.write(head.encode() + b'{"update_id": 1}')
    await writer.drain()
    writer.close()
    await writer.wait_closed()

    assert await posted(stranger, hook, update(2)) == 200
    assert kept(hook) == [2]
    assert "Traceback" not in "".join(capsys.readouterr())


async def test_what_cannot_be_kept_is_not_taken_and_comes_again(
    hook: Post, stranger: aiohttp.ClientSession
) -> None:
    await hook.start()
    with closing(sqlite3.connect(hook.folder / "linlian.db")) as outside:
        outside.execute("ALTER TABLE inbox RENAME TO mislaid")
        assert await posted(stranger, hook, update(1)) == 503
        outside.execute("ALTER TABLE mislaid RENAME TO inbox")
    assert kept(hook) == []

    assert await posted(stranger, hook, update(1)) == 200
    assert kept(hook) == [1]


async def test_telegram_is_told_exactly_what_we_want(hook: Post) -> None:
    await hook.start()
    await hook.settle()

    told = hook.world.updates.hook
    assert told is not None
    assert told.url == hook.webhook_url
    assert told.secret == SECRET
    assert 1 < told.max_connections <= 40
    assert hook.world.updates.allowed_kinds == sorted(ALLOWED_UPDATES)


@pytest.mark.parametrize(
    "effect",
    [
        {"status": 502, "body": "<html>Bad Gateway</html>"},
        {"status": 429, "retry_after": 3},
        {"status": 200, "body": "<html>a hotel's welcome page</html>"},
        "reset_before",
        "reset_after",
    ],
    ids=str,
)
async def test_telegram_is_told_until_it_has_heard(
    hook: Post, effect: dict[str, Any] | str
) -> None:
    hook.says("有人吗")
    hook.trouble(effect, method="setWebhook", times=3)
    await hook.start()
    for _ in range(4):
        await hook.wait(seconds=31)

    assert texts(hook) == ["有人吗"]
    assert hook.calls("setWebhook")[-1] == 200


@pytest.mark.parametrize(
    ("effect", "key"),
    [
        ({"status": 400, "description": "Bad Request: bad webhook: no such host"}, "webhook.url"),
        ({"status": 401}, "bot.token"),
    ],
)
async def test_what_the_operator_must_mend_is_told(
    hook: Post, effect: dict[str, Any], key: str
) -> None:
    hook.trouble(effect, method="setWebhook")
    await hook.start()
    assert hook.program is not None
    with pytest.raises(OperatorError, match=key.replace(".", r"\.")) as told:
        await hook.program.wait()

    assert told.value.exit_code == 2
    assert SECRET not in told.value.message


async def telegram(hook: Post, method: str, **fields: Any) -> Any:
    """Somebody else speaks for the same bot."""
    url = f"{hook.sandbox.api_base}/bot{hook.sandbox.token}/{method}"
    async with aiohttp.ClientSession() as session, session.post(url, json=fields) as answer:
        return await answer.json()


async def settled_trouble(hook: Post, *, is_there: bool) -> str | None:
    """What keeps updates away, once the look that the moved clock brought on is over."""
    program = hook.program
    assert program is not None
    await until(lambda: (program.intake.trouble is not None) is is_there)
    return program.intake.trouble


async def test_a_webhook_that_was_taken_away_is_set_again(
    hook: Post, capsys: pytest.CaptureFixture[str]
) -> None:
    await hook.start()
    await hook.settle()
    await telegram(hook, "deleteWebhook")
    hook.says("还在吗")
    hook.clock.move(minutes=4)
    await until(lambda: hook.world.updates.hook is not None)
    await hook.settle()

    assert texts(hook) == ["还在吗"]
    assert "the webhook was taken away" in "".join(capsys.readouterr())


async def test_another_program_is_named_and_not_fought(
    hook: Post, capsys: pytest.CaptureFixture[str]
) -> None:
    await hook.start()
    await hook.settle()
    theirs = f"http://127.0.0.1:{free_port()}/secret-path"
    await telegram(hook, "setWebhook", url=theirs)
    for _ in range(3):
        hook.clock.move(minutes=4)
        assert "another program" in (await settled_trouble(hook, is_there=True) or "")

    told = hook.world.updates.hook
    assert told is not None
    assert told.url == theirs
    said = "".join(capsys.readouterr())
    assert said.count("another program has told Telegram to post elsewhere") == 1
    assert "secret-path" not in said

    await telegram(hook, "deleteWebhook")
    hook.clock.move(minutes=4)
    assert await settled_trouble(hook, is_there=False) is None


async def test_posts_that_do_not_get_through_are_told_in_telegrams_words(
    hook: Post, capsys: pytest.CaptureFixture[str]
) -> None:
    await hook.start()
    await hook.settle()
    with closing(sqlite3.connect(hook.folder / "linlian.db")) as outside:
        outside.execute("ALTER TABLE inbox RENAME TO mislaid")
        hook.says("你好")
        await until(lambda: any(post.status == 503 for post in hook.sandbox.courier.posts))
        hook.clock.move(minutes=4)
        trouble = await settled_trouble(hook, is_there=True)
        outside.execute("ALTER TABLE mislaid RENAME TO inbox")
    assert trouble == UNREACHED
    assert "503 Service Unavailable" in "".join(capsys.readouterr())

    await hook.settle()
    hook.clock.move(minutes=4)
    assert await settled_trouble(hook, is_there=False) is None
    assert texts(hook) == ["你好"]


async def test_nothing_is_lost_from_one_way_to_the_other_and_back(hook: Post) -> None:
    for number, mode in enumerate(("polling", "webhook", "polling", "webhook", "polling")):
        hook.says(f"停机时 {number}")
        hook.mode = "webhook" if mode == "webhook" else "polling"
        await hook.start()
        hook.says(f"开机时 {number}")
        await hook.settle()
        await hook.stop()

    assert texts(hook) == [f"{when} {each}" for each in range(5) for when in ("停机时", "开机时")]


async def test_what_got_a_200_while_we_stopped_is_on_the_disk(
    hook: Post, stranger: aiohttp.ClientSession
) -> None:
    await hook.start()
    thanked: list[int] = []
    refused: list[int] = []

    async def poster(first: int) -> None:
        for number in range(first, first + 1000):
            try:
                status = await posted(stranger, hook, update(number))
            except aiohttp.ClientError:
                return
            (thanked if status == 200 else refused).append(number)
            assert status in (200, 503)

    posters = [asyncio.create_task(poster(1000 * each)) for each in range(20)]
    await until(lambda: len(thanked) >= 100)
    await hook.stop()
    await asyncio.gather(*posters)

    assert set(thanked) <= set(kept(hook))
    assert not set(refused) & set(kept(hook))


async def test_while_it_stops_it_takes_no_more_and_says_come_again(
    hook: Post, stranger: aiohttp.ClientSession
) -> None:
    work, begun = asyncio.Event(), asyncio.Event()

    async def feed(_body: str) -> None:
        begun.set()
        await work.wait()

    hook.feed = feed
    await hook.start()
    assert await posted(stranger, hook, update(1)) == 200
    await begun.wait()
    stopping = asyncio.create_task(hook.stop())
    await asyncio.wait([stopping], timeout=0.05)

    assert await posted(stranger, hook, update(2)) == 503
    work.set()
    await stopping
    assert kept(hook) == [1]


@pytest.mark.parametrize("section", ["web", "metrics"])
async def test_a_port_that_is_taken_is_named(hook: Post, section: str) -> None:
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    taken = server.sockets[0].getsockname()[1]
    if section == "web":
        hook.port = taken
    else:
        hook.metrics_port = taken
    try:
        with pytest.raises(OperatorError, match=rf"{section}\.port: {taken} on 127") as told:
            await hook.start()
    finally:
        server.close()
        await server.wait_closed()

    assert told.value.exit_code == 2
