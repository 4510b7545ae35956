"""A bot may put one call into its answer to a posted update."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from sandbox import Sandbox
from sandbox.driver import Driver
from tests.sandbox.conftest import PNG, Api
from tests.sandbox.receiver import Receiver

RIDER = 1001
HEARD: dict[str, Any] = {"method": "sendMessage", "chat_id": RIDER, "text": "听见了"}


@pytest.fixture
async def receiver(api: Api) -> AsyncIterator[Receiver]:
    async with Receiver() as receiver:
        await api.result("setWebhook", url=receiver.url)
        yield receiver


def in_parts(fields: dict[str, Any]) -> aiohttp.MultipartWriter:
    """As aiogram answers."""
    writer = aiohttp.MultipartWriter("form-data")
    for name, value in fields.items():
        writer.append(str(value)).set_content_disposition("form-data", name=name)
    return writer


async def log_of(street: Driver) -> list[tuple[str, int, int | None]]:
    calls = await street.calls()
    return [(each["method"], each["status"], each["chat_id"]) for each in calls[1:]]


@pytest.mark.parametrize("way", ["json", "form", "parts"])
async def test_it_is_made_once_and_logged(street: Driver, receiver: Receiver, way: str) -> None:
    receiver.replies = [
        {"json": HEARD, "form": aiohttp.FormData(HEARD | {"chat_id": str(RIDER)})}.get(way)
        or in_parts(HEARD)
    ]
    await street.person("小李").says("在吗")

    await street.person("小李").private.shows("听见了", from_bot=True)
    await street.person("小李").says("再见")
    await receiver.has_heard(2)

    texts = [message.text for message in street.person("小李").private.messages]
    assert texts.count("听见了") == 1
    assert await log_of(street) == [("sendMessage", 200, RIDER)]


async def test_a_file_may_come_along(street: Driver, receiver: Receiver) -> None:
    parts = in_parts({"method": "sendPhoto", "chat_id": RIDER, "caption": "看"})
    parts.append(PNG).set_content_disposition("form-data", name="photo", filename="a.png")
    receiver.replies = [parts]
    await street.person("小李").says("在吗")

    assert (await street.person("小李").private.shows("看", from_bot=True)).photo


async def test_what_it_answers_with_nothing_to_do_is_dropped(
    sandbox: Sandbox, street: Driver, receiver: Receiver
) -> None:
    receiver.replies = [{"ok": True}, [1], {"method": "makeTea"}, HEARD | {"text": ""}, {}]
    for text in "一二三四五":
        await street.person("小李").says(text)
    await receiver.has_heard(5)
    await sandbox.courier.idle()

    assert await log_of(street) == [("makeTea", 404, None), ("sendMessage", 400, RIDER)]


async def test_a_call_in_a_refusal_is_not_made(
    sandbox: Sandbox, street: Driver, receiver: Receiver
) -> None:
    receiver.answers, receiver.replies = [500], [HEARD]
    await street.person("小李").says("在吗")
    await receiver.has_heard(2)
    await sandbox.courier.idle()

    assert await log_of(street) == []
