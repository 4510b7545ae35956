"""The page's controls: what they show, what they set, and what they refuse."""

from typing import Any

import aiohttp
import pytest

from sandbox import Sandbox, World
from sandbox.driver import Driver
from tests.sandbox.conftest import Api, Clock
from tests.sandbox.panel import is_refused, look, turn


async def test_the_controls_show_how_everything_stands(sandbox: Sandbox, clock: Clock) -> None:
    assert await look(sandbox) == {
        "clock": {"now": clock.now, "ahead_s": 0},
        "limits": {
            "on": False,
            "per_second": 30,
            "private_per_second": 1,
            "group_per_minute": 20,
            "refused": 0,
        },
        "delivery": {
            "by": "nobody",
            "url": "",
            "pending": 0,
            "repeat": 1,
            "shuffle": 0,
            "last_error": "",
        },
        "faults": [],
        "privacy_mode": False,
    }


async def test_what_is_set_is_shown(sandbox: Sandbox, api: Api) -> None:
    rule = {"name": "慢", "method": "getMe", "chat": 7, "every": 2, "times": 3}
    await turn(sandbox, "limits", {"on": True, "group_per_minute": 5})
    await turn(sandbox, "delivery", {"repeat": 3, "shuffle": 50})
    await turn(sandbox, "faults", [rule | {"effect": {"hang": 0.1}}])
    await api.result("getUpdates")

    shown = await look(sandbox)

    assert shown["limits"]["on"] is True
    assert (shown["limits"]["per_second"], shown["limits"]["group_per_minute"]) == (30, 5)
    assert shown["delivery"]["by"] == "polling"
    assert (shown["delivery"]["repeat"], shown["delivery"]["shuffle"]) == (3, 50)
    assert shown["faults"] == [rule | {"effect": {"hang": 0.1}, "seen": 0, "fired": 0}]


async def test_whoever_sets_something_lets_open_pages_read_it_again(
    sandbox: Sandbox, world: World
) -> None:
    before = world.events.seq
    changes: list[tuple[str, Any]] = [
        ("clock", {"move_s": 60}),
        ("limits", {"on": True}),
        ("delivery", {"repeat": 2}),
        ("faults", []),
    ]
    for what, body in changes:
        await turn(sandbox, what, body)

    assert [event["kind"] for event in world.events.after(before)] == ["controls"] * 4


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("clock", {}),
        ("clock", {"move_s": "1"}),
        ("clock", {"move_s": True}),
        ("clock", {"move_s": 1e12}),
        ("clock", {"move": 1}),
        ("limits", {"on": 1}),
        ("limits", {"per_second": 0}),
        ("limits", {"per_second": 1.5}),
        ("delivery", {"repeat": 0}),
        ("delivery", {"shuffle": -1}),
        ("delivery", {"jump": -2_000_000_000}),
        ("delivery", {"jump": 2_147_483_647}),
        ("delivery", [1]),
        ("faults", {}),
        ("faults", ["x"]),
        ("faults", [{"effect": "explode"}]),
        ("faults", [{"effect": {"status": 99}}]),
        ("faults", [{"effect": {"hang": -1}}]),
        ("faults", [{"effect": {"status": 500, "colour": "red"}}]),
        ("faults", [{"effect": {"status": 400, "parameters": 7}}]),
        ("faults", [{"effect": {"status": 502, "body": "", "content_type": "a\r\nb"}}]),
        ("faults", [{"effect": "reset_after", "every": 0}]),
        ("faults", [{"effect": "reset_after", "times": -1}]),
        ("faults", [{"effect": "reset_after", "method_": "*"}]),
        ("faults", [{"effect": "refused"}]),
        ("faults", [{"effect": "unread", "chat": 7}]),
        ("faults", [{"effect": "unread", "method": "makeTea"}]),
    ],
)
async def test_what_makes_no_sense_gets_one_sentence_and_changes_nothing(
    sandbox: Sandbox, what: str, body: Any
) -> None:
    before = await look(sandbox)

    assert (await is_refused(sandbox, what, body)).endswith(".")

    assert await look(sandbox) == before


async def test_no_json_is_no_order(sandbox: Sandbox, api: Api) -> None:
    async with api.session.post(f"{sandbox.page_url}clock", data=b"{") as response:
        assert response.status == 400
        assert (await response.json())["error"] == "That is no JSON."


async def test_the_log_goes_on_after_the_call_already_seen(
    sandbox: Sandbox, api: Api, street: Driver
) -> None:
    for _ in range(3):
        await api.result("getMe")
    first, *_ = await look(sandbox, "calls")

    later = await look(sandbox, f"calls?after={first['seq']}")

    assert [call["seq"] for call in later] == [first["seq"] + 1, first["seq"] + 2]
    assert first.keys() == {"seq", "method", "chat_id", "status", "at", "ms", "fault"}
    assert first["fault"] is None
    assert first["ms"] >= 0
    assert await street.calls() == [first, *later]


@pytest.mark.parametrize(
    ("host", "status"),
    [("evil.example", 403), ("127.0.0.1.evil.example", 403), ("localhost:1", 200), ("[::1]", 200)],
)
async def test_the_page_answers_to_the_names_of_this_machine_only(
    sandbox: Sandbox, api: Api, host: str, status: int
) -> None:
    for path in ("", "world", "controls"):
        address = f"{sandbox.page_url}{path}"
        async with api.session.get(address, headers={"Host": host}) as response:
            assert response.status == status
    async with api.session.get(f"{api.base}/getMe", headers={"Host": host}) as response:
        assert response.status == 200


async def test_a_page_without_any_name_is_refused_too(sandbox: Sandbox) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{sandbox.page_url}world", headers={"Host": ""}) as response,
    ):
        assert response.status == 403
