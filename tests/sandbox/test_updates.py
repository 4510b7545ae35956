"""getUpdates: what is confirmed, what is kept, and who may ask."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from sandbox import Sandbox, World
from sandbox.deeds import act
from sandbox.driver import Driver
from sandbox.update_ids import UpdateIds
from tests.sandbox.conftest import Api, Clock
from tests.sandbox.panel import is_refused, turn


async def test_an_update_stays_until_a_higher_offset_confirms_it(api: Api, street: Driver) -> None:
    rider = street.person("小李")
    await rider.says("一")
    await rider.says("二")

    first, second = await api.result("getUpdates")
    assert second["update_id"] == first["update_id"] + 1
    assert await api.result("getUpdates", offset=first["update_id"]) == [first, second]
    assert await api.result("getUpdates", offset=second["update_id"]) == [second]
    assert await api.result("getUpdates") == [second]
    assert await api.result("getUpdates", offset=second["update_id"] + 1) == []


async def test_a_negative_offset_keeps_only_the_last(api: Api, street: Driver) -> None:
    for text in ("一", "二", "三"):
        await street.person("小李").says(text)

    [last] = await api.result("getUpdates", offset=-1)

    assert last["message"]["text"] == "三"
    assert await api.result("getUpdates") == [last]


async def test_the_limit_leaves_the_rest_for_later(api: Api, street: Driver) -> None:
    for text in ("一", "二", "三"):
        await street.person("小李").says(text)

    assert len(await api.result("getUpdates", limit=2)) == 2
    assert len(await api.result("getUpdates")) == 3


async def test_a_long_poll_answers_when_somebody_acts(api: Api, street: Driver) -> None:
    poll = asyncio.create_task(api.result("getUpdates", timeout=30))

    await street.person("小李").says("在吗")

    [update] = await poll
    assert update["message"]["text"] == "在吗"


async def test_of_two_pollers_the_first_is_ended_with_409(api: Api, street: Driver) -> None:
    polls = [asyncio.create_task(api.call("getUpdates", timeout=30)) for _ in range(2)]

    [first], [second] = await asyncio.wait(polls, return_when=asyncio.FIRST_COMPLETED)

    assert first.result() == {
        "ok": False,
        "error_code": 409,
        "description": "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running",
    }
    await street.person("小李").says("在吗")
    assert len((await second)["result"]) == 1


async def test_updates_older_than_a_day_are_gone(api: Api, clock: Clock, street: Driver) -> None:
    await street.person("小李").says("昨天")
    clock.now += 24 * 3600 + 1

    assert await api.result("getUpdates") == []


async def test_only_the_kinds_asked_for_are_queued(api: Api, street: Driver) -> None:
    rider = street.person("小李")
    await api.result("getUpdates", allowed_updates=["edited_message"])

    message = await rider.says("一")
    await rider.edits(message, "二")

    assert [set(update) for update in await api.updates()] == [{"update_id", "edited_message"}]
    await api.result("getUpdates", allowed_updates=[])
    await rider.says("三")
    assert len(await api.updates()) == 1


async def test_dropping_the_webhook_can_drop_what_waits(api: Api, street: Driver) -> None:
    await street.person("小李").says("一")
    assert (await api.result("getWebhookInfo"))["pending_update_count"] == 1

    await api.result("deleteWebhook", drop_pending_updates=True)

    assert await api.result("getUpdates") == []


async def test_a_wrong_token_is_unauthorized_and_a_wrong_method_not_found(
    sandbox: Sandbox, api: Api
) -> None:
    async with api.session.get(f"{sandbox.api_base}/bot1:wrong/getMe") as response:
        assert response.status == 401
        assert await response.json() == {
            "ok": False,
            "error_code": 401,
            "description": "Unauthorized",
        }
    assert await api.refusal("makeTea") == "Not Found"


async def test_parameters_may_come_by_address_form_or_json(sandbox: Sandbox, api: Api) -> None:
    async with api.session.get(f"{api.base}/sendMessage?chat_id=1001&text=一") as response:
        assert (await response.json())["ok"]
    async with api.session.post(
        f"{api.base}/SENDMESSAGE", data={"chat_id": "1001", "text": "二"}
    ) as response:
        assert (await response.json())["ok"]
    assert (await api.upload("sendMessage", {}, chat_id=1001, text="三"))["ok"]


# Deliveries that are not nice

MANY = [str(n) for n in range(120)]


def say_all(world: World) -> None:
    for text in MANY:
        act(world, {"as": 1001, "do": "send", "chat": 1001, "text": text}, {})


def last_read(updates: list[dict[str, Any]]) -> int:
    """The offset of bots that count on from the last update of a batch."""
    return int(updates[-1]["update_id"]) + 1


def highest_read(updates: list[dict[str, Any]]) -> int:
    return max(int(update["update_id"]) for update in updates) + 1


async def read_all(
    api: Api, next_offset: Callable[[list[dict[str, Any]]], int], limit: int = 100
) -> list[str]:
    """The texts a bot reads until nothing more comes, whose every third answer is lost."""
    texts: list[str] = []
    offset, polls = 0, 0
    while updates := await api.result("getUpdates", offset=offset, limit=limit):
        polls += 1
        if polls % 3:
            texts += [update["message"]["text"] for update in updates]
            offset = next_offset(updates)
    return texts


@pytest.mark.parametrize("next_offset", [last_read, highest_read])
@pytest.mark.parametrize("limit", [100, 7, 1])
@pytest.mark.parametrize("seed", range(3))
async def test_shuffled_and_repeated_updates_are_all_read(
    world: World,
    sandbox: Sandbox,
    api: Api,
    next_offset: Callable[[list[dict[str, Any]]], int],
    limit: int,
    seed: int,
) -> None:
    await turn(sandbox, "delivery", {"repeat": 3, "shuffle": 20})
    world.updates.delivery.random.seed(seed)
    say_all(world)

    texts = await read_all(api, next_offset, limit)

    assert set(texts) == set(MANY)
    assert (list(dict.fromkeys(texts)) == MANY) is (limit == 1)
    assert len(world.updates) == 0
    assert len(world.updates.answered) == len(MANY)


async def test_repeats_come_in_a_later_batch_under_the_same_id(
    world: World, sandbox: Sandbox, api: Api
) -> None:
    await turn(sandbox, "delivery", {"repeat": 4})
    world.updates.delivery.random.seed(1)
    say_all(world)

    batches: list[list[str]] = []
    ids: dict[str, set[int]] = defaultdict(set)
    offset = 0
    while updates := await api.result("getUpdates", offset=offset, limit=10):
        offset = last_read(updates)
        batches.append([update["message"]["text"] for update in updates])
        for update in updates:
            ids[update["message"]["text"]].add(update["update_id"])

    times = Counter(text for batch in batches for text in batch)
    assert set(times.values()) == {1, 2, 3, 4}
    assert all(len(set(batch)) == len(batch) for batch in batches)
    assert all(len(one) == 1 for one in ids.values())
    assert list(dict.fromkeys(text for batch in batches for text in batch)) == MANY


async def test_an_unshuffled_bot_may_confirm_half_a_batch(api: Api, street: Driver) -> None:
    for text in ("一", "二", "三"):
        await street.person("小李").says(text)
    first, second, third = await api.result("getUpdates")

    assert await api.result("getUpdates", offset=second["update_id"]) == [second, third]
    assert first["update_id"] + 2 == third["update_id"]


@pytest.mark.parametrize("by", [1000, -1000])
async def test_ids_jump_and_nobody_misses_what_comes_after(
    sandbox: Sandbox, api: Api, street: Driver, by: int
) -> None:
    await street.person("小李").says("上周")
    [before] = await api.updates()
    await turn(sandbox, "delivery", {"jump": by})
    await street.person("小李").says("本周")
    await street.person("小李").says("还有")

    # This bot asks on from where it was, as one does that knows of no jump.
    updates = await api.result("getUpdates", offset=before["update_id"] + 1)

    assert [update["message"]["text"] for update in updates] == ["本周", "还有"]
    after = [update["update_id"] for update in updates]
    start = before["update_id"] + (1 if by > 0 else 0) + by
    assert after == [start, start + 1]
    assert await api.result("getUpdates", offset=after[-1] + 1) == []


async def test_a_jump_down_waits_until_all_is_confirmed(
    sandbox: Sandbox, api: Api, street: Driver
) -> None:
    await street.person("小李").says("一")
    await turn(sandbox, "delivery", {"jump": -1500})
    await street.person("小李").says("二")
    first, second = await api.updates()
    await street.person("小李").says("三")
    [third] = await api.updates()

    assert second["update_id"] == first["update_id"] + 1
    assert third["update_id"] == first["update_id"] - 1500


async def test_a_small_jump_down_would_lose_an_update_and_is_refused(
    sandbox: Sandbox, api: Api, street: Driver
) -> None:
    assert await is_refused(sandbox, "delivery", {"jump": -999}) == (
        "A jump down is one by 1000 at least."
    )
    await street.person("小李").says("一")
    [first] = await api.updates()
    await street.person("小李").says("二")
    [second] = await api.result("getUpdates", offset=first["update_id"] + 1)

    assert second["update_id"] == first["update_id"] + 1


def test_no_id_is_given_twice_however_it_jumps() -> None:
    ids, random = UpdateIds(), Random(1)
    given = []
    for _ in range(3000):
        if random.random() < 0.05:
            ids.jump(random.choice([-1500, -1003, -1000, 1, 5]))
        given.append(ids.take(is_quiet=random.random() < 0.5))

    assert len(set(given)) == len(given)
    assert min(given) < given[0] < max(given)


async def test_a_judge_can_ask_what_was_confirmed_and_when(
    world: World, api: Api, clock: Clock, street: Driver
) -> None:
    await street.person("小李").says("一")
    await street.person("小李").says("二")
    first, second = await api.result("getUpdates")
    assert world.updates.answered == {}
    clock.now += 5
    await api.result("getUpdates", offset=second["update_id"])

    assert world.updates.answered == {first["update_id"]: clock.now}
