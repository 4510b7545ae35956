"""Trouble on demand."""

import aiohttp
import pytest

from sandbox.driver import Driver
from tests.sandbox.conftest import Api

RIDER = 1001


async def test_a_gateway_error_is_a_page_of_html(api: Api, street: Driver) -> None:
    await street.faults(
        [{"method": "send", "times": 1, "effect": {"status": 502, "body": "<html>502</html>"}}]
    )

    async with api.session.post(
        f"{api.base}/sendMessage", json={"chat_id": RIDER, "text": "一"}
    ) as response:
        assert response.status == 502
        assert response.content_type == "text/html"
    assert (await api.result("sendMessage", chat_id=RIDER, text="二"))["text"] == "二"
    statuses = [(call["method"], call["status"]) for call in await street.calls()]
    assert statuses == [("sendMessage", 502), ("sendMessage", 200)]


async def test_every_second_send_to_one_chat_must_wait(api: Api, street: Driver) -> None:
    await street.faults([{"chat": RIDER, "every": 2, "effect": {"status": 429, "retry_after": 7}}])

    answers = [await api.call("sendMessage", chat_id=RIDER, text=str(n)) for n in range(4)]

    assert [answer["ok"] for answer in answers] == [True, False, True, False]
    assert answers[1] == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 7",
        "parameters": {"retry_after": 7},
    }
    assert (await api.result("getMe"))["is_bot"]


@pytest.mark.parametrize(("effect", "arrives"), [("reset_before", False), ("reset_after", True)])
async def test_a_connection_breaks_before_or_after_the_deed(
    api: Api, street: Driver, effect: str, arrives: bool
) -> None:
    await street.faults([{"method": "sendMessage", "times": 1, "effect": effect}])

    with pytest.raises(aiohttp.ClientError):
        await api.call("sendMessage", chat_id=RIDER, text="在吗")

    await street.faults([])
    await street.person("小李").says("看看")
    texts = [message.text for message in street.person("小李").private.messages]
    assert ("在吗" in texts) is arrives
    assert (await street.calls())[-1]["status"] == 0


async def test_a_hanging_call_goes_on_in_the_end(api: Api, street: Driver) -> None:
    await street.faults([{"method": "getMe", "effect": {"hang": 0.01}}])

    assert (await api.result("getMe"))["is_bot"]


async def test_a_rule_that_makes_no_sense_is_refused(street: Driver) -> None:
    with pytest.raises(AssertionError, match="no effect"):
        await street.faults([{"effect": "explode"}])
