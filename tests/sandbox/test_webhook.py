"""Webhook delivery: in order within a chat, again until it is answered, never lost."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from sandbox import Sandbox, World
from sandbox.chats import Chat
from sandbox.driver import Driver
from tests.sandbox.conftest import Api, Clock
from tests.sandbox.panel import look, turn
from tests.sandbox.receiver import BREAK, HANG, Receiver

CONFLICT = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver() as receiver:
        yield receiver


@pytest.fixture
async def hook(api: Api, receiver: Receiver) -> None:
    await api.result("setWebhook", url=receiver.url, secret_token="s3cret_-")


async def all_taken(sandbox: Sandbox) -> None:
    async with asyncio.timeout(10):
        await sandbox.courier.idle()


@pytest.mark.usefixtures("hook")
async def test_an_update_is_posted_with_the_secret(
    sandbox: Sandbox, world: World, clock: Clock, street: Driver, receiver: Receiver
) -> None:
    said = await street.person("小李").says("在吗")
    await receiver.has_heard(1)
    await all_taken(sandbox)

    [update] = receiver.heard
    assert update.keys() == {"update_id", "message"}
    assert update["message"]["message_id"] == said.id
    assert receiver.secrets == ["s3cret_-"]
    assert world.updates.answered == {update["update_id"]: clock.now}


async def test_without_a_secret_there_is_no_header(
    api: Api, street: Driver, receiver: Receiver
) -> None:
    await api.result("setWebhook", url=receiver.url)
    await street.person("小李").says("在吗")
    await receiver.has_heard(1)

    assert receiver.secrets == [None]


@pytest.mark.usefixtures("hook")
async def test_while_it_is_set_nobody_may_poll(api: Api) -> None:
    assert await api.refusal("getUpdates") == CONFLICT
    assert (await api.call("getUpdates"))["error_code"] == 409

    await api.result("deleteWebhook")
    assert await api.result("getUpdates") == []


async def test_setting_it_ends_the_poll_under_way(api: Api, receiver: Receiver) -> None:
    poll = asyncio.create_task(api.call("getUpdates", timeout=30))
    while (await api.result("getWebhookInfo"))["url"] == "" and not poll.done():
        await api.result("setWebhook", url=receiver.url)

    assert (await poll)["description"] in (
        "Conflict: terminated by setWebhook request",
        CONFLICT,  # the poll came later than the webhook
    )


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"url": "http://example.org/hook"}, "bad webhook: An HTTPS URL must be provided"),
        ({"url": "example.org"}, "bad webhook: An HTTPS URL must be provided"),
        ({"url": "https://example.org:8080/hook"}, "bad webhook: Webhook can be set up only on"),
        ({"url": "https://[::1/hook"}, "bad webhook: URL host is empty or malformed"),
        ({"url": "http://localhost/", "secret_token": "no spaces"}, "secret token contains"),
        ({"url": "http://localhost/", "secret_token": "a" * 257}, "secret token is too long"),
    ],
)
async def test_telegram_refuses(api: Api, params: dict[str, Any], words: str) -> None:
    assert (await api.refusal("setWebhook", **params)).startswith(f"Bad Request: {words}")
    assert (await api.result("getWebhookInfo"))["url"] == ""


async def test_the_info_says_how_it_stands(
    api: Api, clock: Clock, street: Driver, receiver: Receiver
) -> None:
    receiver.answers = [500]
    url = receiver.url
    kinds = ["message"]
    await api.result("setWebhook", url=url, max_connections=7, allowed_updates=kinds)
    assert await api.result("getWebhookInfo") == {
        "url": url,
        "has_custom_certificate": False,
        "pending_update_count": 0,
        "max_connections": 7,
        "allowed_updates": kinds,
    }
    receiver.gate.clear()
    await street.person("小李").says("在吗")
    await receiver.has_heard(1)
    assert (await api.result("getWebhookInfo"))["pending_update_count"] == 1
    receiver.gate.set()
    await receiver.has_heard(2)

    info = await api.result("getWebhookInfo")
    assert info["last_error_date"] == clock.now
    words = "Wrong response from the webhook: 500 Internal Server Error"
    assert info["last_error_message"] == words


async def test_the_number_of_connections_stays_within_what_telegram_gives(
    api: Api, receiver: Receiver
) -> None:
    for asked, given in ((None, 40), (0, 40), (-1, 1), (1000, 100)):
        await api.result("setWebhook", url=receiver.url, max_connections=asked)
        assert (await api.result("getWebhookInfo"))["max_connections"] == given


@pytest.mark.parametrize("trouble", [500, 404, 302, BREAK])
@pytest.mark.usefixtures("hook")
async def test_what_is_not_taken_comes_again(
    sandbox: Sandbox, street: Driver, receiver: Receiver, trouble: int
) -> None:
    receiver.answers = [trouble, trouble]
    await street.person("小李").says("在吗")
    await receiver.has_heard(3)
    await all_taken(sandbox)

    assert receiver.heard[0] == receiver.heard[1] == receiver.heard[2]
    status = max(trouble, 0)
    tries = [(post.status, post.tries) for post in sandbox.courier.posts]
    assert tries == [(status, 1), (status, 2), (200, 3)]
    assert len(receiver.heard) == 3


async def test_who_does_not_answer_in_time_is_asked_again(
    sandbox: Sandbox, api: Api, street: Driver, receiver: Receiver
) -> None:
    sandbox.courier.answer_within = 0.1
    receiver.answers = [HANG]
    await api.result("setWebhook", url=receiver.url)
    await street.person("小李").says("在吗")
    await receiver.has_heard(2)
    await all_taken(sandbox)

    assert receiver.texts == ["在吗", "在吗"]
    words = (await api.result("getWebhookInfo"))["last_error_message"]
    assert words == "Read timeout expired"


def test_telegram_waits_a_minute(world: World) -> None:
    assert Sandbox(world).courier.answer_within == 60.0


@pytest.mark.usefixtures("hook")
async def test_a_killed_receiver_gets_everything_once_it_is_back(
    sandbox: Sandbox, world: World, street: Driver, receiver: Receiver
) -> None:
    receiver.gate.clear()
    await street.person("小李").says("一")
    await receiver.has_heard(1)
    await receiver.stop()
    await street.person("小李").says("二")
    await street.person("王阿姨").says("三")
    while len(sandbox.courier.posts) < 3:
        await sandbox.courier.next_try()
    assert {post.status for post in sandbox.courier.posts} == {0}
    assert (await look(sandbox))["delivery"]["last_error"] == "Connection refused"
    assert world.updates.answered == {}

    receiver.gate.set()
    receiver.heard = []
    await receiver.start()
    await receiver.has_heard(3)
    await all_taken(sandbox)

    assert sorted(receiver.texts) == ["一", "三", "二"]
    assert receiver.texts.index("一") < receiver.texts.index("二")
    assert len(world.updates.answered) == 3


@pytest.mark.usefixtures("hook")
async def test_a_chat_keeps_its_order_while_others_go_on(
    sandbox: Sandbox, street: Driver, group: Chat, receiver: Receiver
) -> None:
    place = street.chat(group.title)
    receiver.gate.clear()
    for n in range(5):
        await street.person("小李").says(f"私{n}")
        await street.person("王阿姨").says(f"群{n}", to=place)
    await receiver.has_heard(2)
    assert receiver.at_once == 2
    receiver.gate.set()
    await receiver.has_heard(10)
    await all_taken(sandbox)

    for chat in ("私", "群"):
        texts = [text for text in receiver.texts if text.startswith(chat)]
        assert texts == [f"{chat}{n}" for n in range(5)]
    assert set(receiver.most_at_once.values()) == {1}


async def test_no_more_posts_are_under_way_than_connections_are_allowed(
    sandbox: Sandbox, api: Api, street: Driver, receiver: Receiver
) -> None:
    await api.result("setWebhook", url=receiver.url, max_connections=2)
    receiver.gate.clear()
    for name in ("小李", "王阿姨", "陈书记", "外人"):
        await street.person(name).says("在吗")
    await receiver.has_heard(2)
    assert len(receiver.heard) == receiver.at_once == 2
    receiver.gate.set()
    await all_taken(sandbox)

    assert len(receiver.heard) == 4


async def test_only_what_was_asked_for_is_posted(
    sandbox: Sandbox, api: Api, street: Driver, receiver: Receiver
) -> None:
    await api.result("setWebhook", url=receiver.url, allowed_updates=["edited_message"])
    message = await street.person("小李").says("一")
    await street.person("小李").edits(message, "二")
    await receiver.has_heard(1)
    await api.result("setWebhook", url=receiver.url)
    await street.person("小李").says("三")
    await all_taken(sandbox)

    assert [set(update) for update in receiver.heard] == [{"update_id", "edited_message"}]


async def test_switching_the_way_loses_nothing(
    sandbox: Sandbox, api: Api, street: Driver, receiver: Receiver
) -> None:
    rider = street.person("小李")
    await rider.says("一")
    await api.result("setWebhook", url=receiver.url)
    await receiver.has_heard(1)
    await all_taken(sandbox)
    receiver.gate.clear()
    await rider.says("二")
    await receiver.has_heard(2)
    await api.result("deleteWebhook")
    await rider.says("三")

    polled = [update["message"]["text"] for update in await api.updates()]

    assert receiver.texts == ["一", "二"]
    assert polled == ["二", "三"]  # the post of 二 was never answered


@pytest.mark.parametrize("method", ["setWebhook", "deleteWebhook"])
async def test_switching_can_drop_what_waits(
    api: Api, street: Driver, receiver: Receiver, method: str
) -> None:
    await street.person("小李").says("一")
    await api.result(method, url=receiver.url, drop_pending_updates=True)

    assert (await api.result("getWebhookInfo"))["pending_update_count"] == 0
    assert receiver.heard == []


@pytest.mark.usefixtures("hook")
async def test_an_empty_address_takes_the_webhook_away(
    sandbox: Sandbox, api: Api, receiver: Receiver
) -> None:
    shown = (await look(sandbox))["delivery"]
    assert (shown["by"], shown["url"]) == ("webhook", receiver.url)
    await api.result("setWebhook", url="")

    assert (await api.result("getWebhookInfo"))["url"] == ""


@pytest.mark.usefixtures("hook")
async def test_nothing_is_posted_any_more_after_a_day(
    sandbox: Sandbox, world: World, street: Driver, receiver: Receiver
) -> None:
    receiver.answers = [500] * 2
    await street.person("小李").says("昨天")
    await receiver.has_heard(1)
    await turn(sandbox, "clock", {"move_s": 24 * 3600 + 1})
    await street.person("小李").says("今天")
    await all_taken(sandbox)

    assert receiver.texts[-1] == "今天"
    assert len(world.updates.answered) == world.updates.dropped == 1


@pytest.mark.usefixtures("hook")
async def test_repeated_and_shuffled_posts_lose_nothing(
    sandbox: Sandbox, world: World, street: Driver, receiver: Receiver
) -> None:
    await turn(sandbox, "delivery", {"repeat": 3, "shuffle": 20})
    world.updates.delivery.random.seed(1)
    texts = [str(n) for n in range(60)]
    for text in texts:
        await street.person("小李").says(text)
    await all_taken(sandbox)

    first = list(dict.fromkeys(receiver.texts))
    assert sorted(first, key=int) == texts
    assert first != texts
    times = {receiver.texts.count(text) for text in texts}
    assert times == {1, 2, 3}
    ids = {json.dumps(update) for update in receiver.heard}
    assert len(ids) == 60


@pytest.mark.usefixtures("hook")
async def test_the_sandbox_stops_in_the_middle_of_it(
    sandbox: Sandbox, world: World, street: Driver, receiver: Receiver
) -> None:
    receiver.gate.clear()
    await street.person("小李").says("一")
    await receiver.has_heard(1)

    await sandbox.stop()

    assert len(world.updates) == 1
    receiver.gate.set()
    await sandbox.start()
    await receiver.has_heard(2)
    await all_taken(sandbox)


@pytest.mark.usefixtures("hook")
async def test_a_bot_that_sets_its_webhook_again_and_again_gets_everything(
    api: Api, sandbox: Sandbox, world: World, receiver: Receiver
) -> None:
    """As one that is killed and started: posts are under way each time."""
    people = [world.add_person(f"居民{number}", started=True) for number in range(40)]
    for number in range(600):
        person = people[number % len(people)]
        chat = world.chats[person.id]
        message = world.post(chat, {"from": person.user(), "text": str(number)})
        world.updates.push("message", message.data)
        if number % 4 == 0:
            await api.result("setWebhook", url=receiver.url, max_connections=1 + number % 40)
    await all_taken(sandbox)

    assert {*receiver.texts} == {str(number) for number in range(600)}
    assert len(world.updates.answered) == 600
