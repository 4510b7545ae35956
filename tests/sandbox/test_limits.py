"""Telegram's limits, switched on."""

from typing import Any

import pytest

from sandbox import Sandbox
from sandbox.arguments import Arguments
from sandbox.chats import Chat
from sandbox.limits import Limits
from sandbox.refusals import Refusal
from tests.sandbox.conftest import PNG, Api, Clock
from tests.sandbox.panel import look, turn

RIDER = 1001


@pytest.fixture
async def on(sandbox: Sandbox) -> None:
    await turn(sandbox, "limits", {"on": True})


async def send(api: Api, chat_id: int) -> dict[str, Any]:
    return await api.call("sendMessage", chat_id=chat_id, text="一")


async def wait_asked_for(api: Api, chat_id: int) -> int:
    answer = await send(api, chat_id)
    seconds = answer["parameters"]["retry_after"]
    assert answer == {
        "ok": False,
        "error_code": 429,
        "description": f"Too Many Requests: retry after {seconds}",
        "parameters": {"retry_after": seconds},
    }
    assert isinstance(seconds, int)
    return seconds


async def test_they_are_off_at_first(sandbox: Sandbox, api: Api, group: Chat) -> None:
    assert all([(await send(api, group.id))["ok"] for _ in range(40)])
    assert (await look(sandbox))["limits"]["refused"] == 0


@pytest.mark.usefixtures("on")
async def test_a_private_chat_takes_one_a_second(
    sandbox: Sandbox, api: Api, clock: Clock, group: Chat
) -> None:
    assert (await send(api, RIDER))["ok"]
    assert await wait_asked_for(api, RIDER) == 1
    assert (await send(api, group.id))["ok"]
    clock.now += 0.9
    assert await wait_asked_for(api, RIDER) == 1
    clock.now += 0.2

    assert (await send(api, RIDER))["ok"]
    assert (await look(sandbox))["limits"]["refused"] == 2


@pytest.mark.usefixtures("on")
async def test_a_group_takes_twenty_in_any_minute(api: Api, clock: Clock, group: Chat) -> None:
    for _ in range(20):
        assert (await send(api, group.id))["ok"]
        clock.now += 2
    assert await wait_asked_for(api, group.id) == 20

    clock.now += 20
    assert (await send(api, group.id))["ok"]
    assert await wait_asked_for(api, group.id) == 2


@pytest.mark.usefixtures("on")
async def test_all_chats_together_take_thirty_a_second(
    sandbox: Sandbox, api: Api, clock: Clock, group: Chat
) -> None:
    await turn(sandbox, "limits", {"group_per_minute": 1000})
    answers = [await send(api, group.id) for _ in range(31)]

    assert [answer["ok"] for answer in answers] == [True] * 30 + [False]
    clock.now += 1
    assert (await send(api, group.id))["ok"]


@pytest.mark.usefixtures("on")
async def test_the_page_ends_the_wait_by_moving_the_clock(
    sandbox: Sandbox, api: Api, group: Chat
) -> None:
    for _ in range(20):
        await send(api, group.id)
    assert await wait_asked_for(api, group.id) == 60
    await turn(sandbox, "clock", {"move_s": 60})
    assert (await send(api, group.id))["ok"]

    await turn(sandbox, "clock", {"move_s": -3600})
    assert (await send(api, group.id))["ok"]


@pytest.mark.usefixtures("on")
async def test_an_album_counts_each_of_its_pictures(api: Api, clock: Clock, group: Chat) -> None:
    album = [{"type": "photo", "media": f"attach://{n}"} for n in range(10)]
    files = {str(n): PNG for n in range(10)}

    async def fits(chat_id: int) -> bool:
        return bool((await api.upload("sendMediaGroup", files, chat_id=chat_id, media=album))["ok"])

    assert [await fits(group.id) for _ in range(3)] == [True, True, False]
    clock.now += 1
    assert await fits(RIDER)
    assert (await send(api, RIDER))["ok"] is False
    clock.now += 1
    assert (await send(api, RIDER))["ok"]


@pytest.mark.usefixtures("on")
async def test_edits_count_for_the_second_but_not_for_the_minute(
    api: Api, clock: Clock, group: Chat
) -> None:
    card = (await send(api, group.id))["result"]["message_id"]
    for n in range(25):
        clock.now += 0.1
        text = {"chat_id": group.id, "message_id": card, "text": str(n)}
        assert (await api.call("editMessageText", **text))["ok"]

    private = (await send(api, RIDER))["result"]["message_id"]
    edit = {"chat_id": RIDER, "message_id": private, "text": "二"}
    assert (await api.call("editMessageText", **edit))["error_code"] == 429
    assert (await api.call("sendChatAction", chat_id=RIDER, action="typing"))["ok"]
    assert (await api.call("deleteMessage", chat_id=RIDER, message_id=private))["ok"]


@pytest.mark.usefixtures("on")
async def test_what_was_refused_or_failed_takes_no_place(
    api: Api, clock: Clock, group: Chat
) -> None:
    assert (await api.call("sendMessage", chat_id=RIDER, text=""))["error_code"] == 400
    assert (await send(api, RIDER))["ok"]
    for _ in range(5):
        assert await wait_asked_for(api, RIDER) == 1
    clock.now += 1

    assert (await send(api, RIDER))["ok"]


def edit_through(limits: Limits) -> None:
    args = Arguments({"inline_message_id": "x", "text": "x"})
    limits.check("editMessageText", 0, args)
    limits.count("editMessageText", 0, args)


def test_an_edit_of_what_was_sent_through_the_bot_counts_once(clock: Clock) -> None:
    limits = Limits(clock, on=True)
    for _ in range(30):
        edit_through(limits)

    with pytest.raises(Refusal, match="Too Many Requests"):
        edit_through(limits)
