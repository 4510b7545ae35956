"""getUpdates: what is confirmed, what is kept, and who may ask."""

import asyncio

from sandbox import Sandbox
from sandbox.driver import Driver
from tests.sandbox.conftest import Api, Clock


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
