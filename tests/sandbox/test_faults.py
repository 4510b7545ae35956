"""Trouble on demand."""

import asyncio
import json
import socket

import aiohttp
import pytest

from sandbox import Sandbox
from sandbox.driver import Driver
from tests.sandbox.conftest import Api
from tests.sandbox.panel import look

RIDER = 1001
JSON = {"Content-Type": "application/json"}


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


def texts_of(street: Driver) -> list[str]:
    return [message.text for message in street.person("小李").private.messages]


async def seen(street: Driver) -> list[str]:
    """What 小李 sees once the stream has caught up."""
    await street.person("小李").says("看看")
    return texts_of(street)


async def test_a_truncated_answer_hides_a_call_that_took_effect(api: Api, street: Driver) -> None:
    await street.faults([{"method": "sendMessage", "times": 1, "effect": {"truncated": True}}])

    async with api.session.post(
        f"{api.base}/sendMessage", json={"chat_id": RIDER, "text": "在吗"}
    ) as response:
        assert response.status == 200
        text = await response.text()
    assert text.startswith('{"ok": true, "result": {')
    with pytest.raises(ValueError, match=r"delimiter|Unterminated|Expecting"):
        json.loads(text)
    assert "在吗" in await seen(street)


async def test_an_error_page_can_come_although_the_call_took_effect(
    api: Api, street: Driver
) -> None:
    effect = {"status": 504, "body": "<html>504</html>", "after": True}
    await street.faults([{"method": "sendMessage", "times": 1, "effect": effect}])

    async with api.session.post(
        f"{api.base}/sendMessage", json={"chat_id": RIDER, "text": "在吗"}
    ) as response:
        assert (response.status, await response.text()) == (504, "<html>504</html>")
    assert "在吗" in await seen(street)


async def test_an_answer_may_hold_any_parameters(api: Api, street: Driver) -> None:
    moved = {
        "status": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": -1001},
    }
    await street.faults([{"chat": RIDER, "effect": moved}])

    assert await api.call("sendMessage", chat_id=RIDER, text="在吗") == {
        "ok": False,
        "error_code": 400,
        "description": moved["description"],
        "parameters": moved["parameters"],
    }


async def test_an_answer_may_be_of_any_kind(api: Api, street: Driver) -> None:
    page = {"status": 200, "body": "请登录", "content_type": "text/plain; charset=utf-8"}
    await street.faults([{"method": "getMe", "effect": page}])

    async with api.session.get(f"{api.base}/getMe") as response:
        assert (response.status, await response.text()) == (200, "请登录")
        assert response.headers["Content-Type"] == "text/plain; charset=utf-8"


async def test_a_slow_call_may_fail_in_the_end(api: Api, street: Driver) -> None:
    await street.faults([{"method": "getMe", "effect": {"hang": 0.05, "status": 500}}])

    assert (await api.call("getMe"))["error_code"] == 500
    [call] = await street.calls()
    assert call["ms"] >= 49


async def test_whoever_does_not_wait_for_a_late_answer_was_obeyed_all_the_same(
    api: Api, street: Driver
) -> None:
    await street.faults([{"method": "send", "effect": {"hang": 3600, "after": True}}])

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await api.call("sendMessage", chat_id=RIDER, text="在吗")

    assert "在吗" in await seen(street)
    await street.faults([])
    await api.result("getMe")
    assert [(call["method"], call["status"]) for call in await street.calls()] == [
        ("sendMessage", 0),
        ("getMe", 200),
    ]


async def test_a_poll_can_be_spoilt_and_loses_nothing(api: Api, street: Driver) -> None:
    await street.faults([{"method": "getUpdates", "times": 1, "effect": "reset_after"}])
    await street.person("小李").says("在吗")

    with pytest.raises(aiohttp.ClientError):
        await api.call("getUpdates")

    [update] = await api.updates()
    assert update["message"]["text"] == "在吗"


async def test_a_connection_may_break_before_anything_is_read(api: Api, street: Driver) -> None:
    await street.faults([{"method": "sendMessage", "times": 1, "effect": "unread"}])

    with pytest.raises(aiohttp.ClientError):
        await api.call("sendMessage", chat_id=RIDER, text="在吗")

    assert "在吗" not in await seen(street)
    [call] = await street.calls()
    assert (call["status"], call["chat_id"], call["fault"]) == (0, None, "unread")


async def test_during_an_outage_nobody_listens_and_people_go_on(
    sandbox: Sandbox, api: Api, street: Driver
) -> None:
    poll = asyncio.create_task(api.call("getUpdates", timeout=30))
    await street.person("小李").says("一")
    await poll
    poll = asyncio.create_task(api.call("getUpdates", offset=-1, timeout=30))
    await street.faults([{"method": "getMe", "times": 1, "effect": {"outage": 0.5}}])
    with pytest.raises(aiohttp.ClientError):
        await api.call("getMe")

    with pytest.raises(aiohttp.ClientConnectorError):
        await ask_on(api)
    await street.person("小李").says("有人吗")
    with pytest.raises(aiohttp.ClientConnectorError):
        await api.call("getMe")
    while not await answers(api):
        pass

    assert [update["message"]["text"] for update in await api.updates()] == ["一", "有人吗"]
    poll.cancel()
    await asyncio.gather(poll, return_exceptions=True)


async def ask_on(api: Api) -> None:
    async with asyncio.timeout(5):
        while True:
            await api.call("getChat", chat_id=RIDER)


async def answers(api: Api) -> bool:
    try:
        await api.result("getMe")
    except aiohttp.ClientError:
        return False
    return True


async def during_an_outage(api: Api, street: Driver, seconds: float) -> None:
    await street.faults([{"method": "getMe", "times": 1, "effect": {"outage": seconds}}])
    with pytest.raises(aiohttp.ClientError):
        await api.call("getMe")


async def test_an_outage_ends_when_somebody_else_gives_the_port_back(
    sandbox: Sandbox, api: Api, street: Driver, caplog: pytest.LogCaptureFixture
) -> None:
    await during_an_outage(api, street, 0.1)
    with pytest.raises(aiohttp.ClientConnectorError):
        await ask_on(api)
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(address_of(sandbox))
        other.listen()
        async with asyncio.timeout(10):
            while "the outage goes on" not in caplog.text:
                await street.person("小李").says("有人吗")

    async with asyncio.timeout(10):
        while not await answers(api):
            pass


def address_of(sandbox: Sandbox) -> tuple[str, int]:
    host, _, port = sandbox.api_base.removeprefix("http://").partition(":")
    return host, int(port)


async def test_a_sandbox_stops_also_while_it_is_out(
    sandbox: Sandbox, api: Api, street: Driver
) -> None:
    await street.faults([{"effect": {"outage": 3600}}])
    with pytest.raises(aiohttp.ClientError):
        await api.call("getMe")

    await sandbox.stop()
    await sandbox.start()

    await street.faults([])
    assert (await api.result("getMe"))["is_bot"]


async def test_the_log_names_the_rule_that_fired(api: Api, street: Driver) -> None:
    await street.faults(
        [
            {"name": "繁忙", "every": 2, "effect": {"status": 503}},
            {"effect": {"hang": 0.001}},
        ]
    )
    for _ in range(2):
        await api.call("getMe")

    assert [(call["fault"], call["status"]) for call in await street.calls()] == [
        ({"hang": 0.001}, 200),
        ("繁忙", 503),
    ]


async def test_adding_a_rule_leaves_the_counts_of_the_others(
    sandbox: Sandbox, api: Api, street: Driver
) -> None:
    await street.faults([{"name": "三次", "times": 3, "effect": {"status": 500}}])
    await api.call("getMe")
    standing = (await look(sandbox))["faults"]
    assert (standing[0]["seen"], standing[0]["fired"]) == (1, 1)

    await street.faults([*standing, {"method": "getChat", "effect": {"hang": 0.001}}])

    assert [(await api.call("getMe"))["ok"] for _ in range(3)] == [False, False, True]


async def test_a_rule_that_makes_no_sense_is_refused(street: Driver) -> None:
    with pytest.raises(AssertionError, match="no effect"):
        await street.faults([{"effect": "explode"}])
    with pytest.raises(AssertionError, match='no method "makeTea"'):
        await street.faults([{"method": "makeTea", "effect": "unread"}])


async def test_the_log_sees_what_was_turned_away(
    sandbox: Sandbox, api: Api, street: Driver
) -> None:
    secret = "1:WRONG"
    for address in ("getMe", f"{'x' * 70}"):
        async with api.session.get(f"{sandbox.api_base}/bot{secret}/{address}") as response:
            assert response.status == 401
    await api.refusal("makeTea")
    async with api.session.post(f"{api.base}/getMe", data=b"{", headers=JSON) as response:
        assert response.status == 400
    async with api.session.get(f"{sandbox.api_base}/file/bot{secret}/photos/1") as response:
        assert response.status == 401
    async with api.session.get(f"{files_of(sandbox)}/photos/1") as response:
        assert response.status == 404

    calls = await street.calls()
    assert [(call["method"], call["status"]) for call in calls] == [
        ("getMe", 401),
        ("x" * 64, 401),
        ("makeTea", 404),
        ("getMe", 400),
        ("getFile/download", 401),
        ("getFile/download", 404),
    ]
    told = json.dumps(calls)
    assert secret not in told
    assert sandbox.token not in told


async def test_a_download_can_be_spoilt(sandbox: Sandbox, api: Api, street: Driver) -> None:
    sent = await api.upload("sendDocument", {"document": b"12345678"}, chat_id=RIDER)
    file = await api.result("getFile", file_id=sent["result"]["document"]["file_id"])
    effects = [{"truncated": True}, {"status": 502, "body": "<html>"}]
    about = {"method": "getFile/download"}
    twice = about | {"times": 2, "effect": "unread"}  # aiohttp itself asks once more
    await street.faults([twice, *(about | {"times": 1, "effect": each} for each in effects)])
    address = f"{files_of(sandbox)}/{file['file_path']}"

    with pytest.raises(aiohttp.ClientError):
        await api.session.get(address)
    for status, content in ((200, b"1234"), (502, b"<html>"), (200, b"12345678")):
        async with api.session.get(address) as response:
            assert (response.status, await response.read()) == (status, content)
    assert (await street.calls())[-1]["method"] == "getFile/download"


def files_of(sandbox: Sandbox) -> str:
    return f"{sandbox.api_base}/file/bot{sandbox.token}"
