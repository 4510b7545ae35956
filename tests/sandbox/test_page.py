"""The page's door: the world, the stream, and pressing buttons."""

import asyncio
import json
from typing import Any

import aiohttp
import pytest

from sandbox import Sandbox, World
from sandbox.driver import Driver
from sandbox.events import KEPT, EventFeed
from tests.sandbox.conftest import PNG, Api, Clock
from tests.sandbox.test_refusals import TOO_LATE

RIDER = 1001
CARD = {
    "inline_keyboard": [
        [{"text": "受理", "callback_data": "a"}, {"text": "支持 (3)", "callback_data": "b"}],
        [{"text": "打开", "url": "https://example.org"}],
    ]
}


async def read_events(sandbox: Sandbox, count: int, after: int) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = []
    async with (
        aiohttp.ClientSession(headers={"Last-Event-ID": str(after)}) as session,
        session.get(f"{sandbox.page_url}events") as response,
    ):
        async for line in response.content:
            if line.startswith(b"data: "):
                events.append(json.loads(line[6:]))
            if len(events) == count:
                break
    return events


async def test_without_the_key_there_is_nothing(sandbox: Sandbox, api: Api) -> None:
    async with api.session.get(f"{sandbox.api_base}/world") as response:
        assert response.status == 404
    async with api.session.get(f"{sandbox.page_url}world") as response:
        world = await response.json()
    assert [person["name"] for person in world["people"]] == ["小李", "王阿姨", "陈书记", "外人"]


async def test_the_stream_resumes_where_the_reader_left(
    sandbox: Sandbox, world: World, street: Driver
) -> None:
    before = world.events.seq
    for text in ("一", "二", "三"):
        await street.person("小李").says(text)

    all_three = await read_events(sandbox, 3, after=before)
    last_two = await read_events(sandbox, 2, after=all_three[0]["seq"])

    assert [event["message"]["text"] for event in all_three] == ["一", "二", "三"]
    assert last_two == all_three[1:]


def test_a_reader_who_was_away_too_long_is_told_to_reload() -> None:
    feed = EventFeed()
    for _ in range(KEPT + 2):
        feed.publish("action")

    assert feed.after(1) == [{"seq": KEPT + 2, "kind": "reload"}]
    assert len(feed.after(2)) == KEPT
    assert feed.after(KEPT + 99)[0]["kind"] == "reload"


async def test_a_press_is_answered_once(api: Api, street: Driver) -> None:
    await api.result("sendMessage", chat_id=RIDER, text="案件", reply_markup=CARD)
    pressing = asyncio.create_task(street.person("小李").presses("受理"))

    [update] = await api.result("getUpdates", timeout=30)
    query = update["callback_query"]
    answer = {"callback_query_id": query["id"], "text": "好的", "show_alert": True}
    await api.result("answerCallbackQuery", **answer)

    answered = await pressing
    assert answered is not None
    assert (answered.text, answered.alert) == ("好的", True)
    assert query["data"] == "a"
    assert query["message"]["text"] == "案件"
    assert query["from"]["id"] == RIDER
    assert await api.refusal("answerCallbackQuery", **answer) == TOO_LATE


async def test_a_press_cannot_be_answered_late_or_at_length(
    api: Api, clock: Clock, street: Driver
) -> None:
    await api.result("sendMessage", chat_id=RIDER, text="案件", reply_markup=CARD)
    assert await street.person("小李").presses("支持", within=0.05) is None
    [update] = await api.updates()
    query_id = update["callback_query"]["id"]

    refusal = await api.refusal("answerCallbackQuery", callback_query_id=query_id, text="字" * 201)
    assert refusal == "Bad Request: MESSAGE_TOO_LONG"
    clock.now += 31
    assert await api.refusal("answerCallbackQuery", callback_query_id=query_id) == TOO_LATE


async def test_a_missing_button_is_explained(api: Api, street: Driver) -> None:
    await api.result("sendMessage", chat_id=RIDER, text="案件", reply_markup=CARD)
    await street.person("小李").private.shows("案件")

    with pytest.raises(AssertionError, match=r"退回.*受理"):
        await street.person("小李").presses("退回", within=0)


async def test_an_old_screen_still_presses_the_old_button(api: Api, street: Driver) -> None:
    rider = street.person("小李")
    sent = await api.result("sendMessage", chat_id=RIDER, text="案件", reply_markup=CARD)
    seen = await rider.private.shows("案件")
    target = {"chat_id": RIDER, "message_id": sent["message_id"]}
    await api.result("editMessageText", **target, text="案件已办结")
    await rider.private.shows("已办结")

    await rider.presses("受理", on=seen, as_seen=True, within=0)

    [update] = await api.updates()
    assert update["callback_query"]["data"] == "a"
    assert update["callback_query"]["message"]["text"] == "案件已办结"


async def test_a_link_button_opens_and_tells_nobody(api: Api, street: Driver) -> None:
    await api.result("sendMessage", chat_id=RIDER, text="案件", reply_markup=CARD)

    assert await street.person("小李").presses("打开") is None
    assert await api.updates() == []


async def test_what_stands_there_now_is_what_counts(api: Api, street: Driver) -> None:
    place = street.person("小李").private
    sent = await api.result("sendMessage", chat_id=RIDER, text="案件：新")
    first = await place.shows("案件", from_bot=True)
    target = {"chat_id": RIDER, "message_id": sent["message_id"]}

    await api.result("editMessageText", **target, text="案件：已受理")

    assert (await place.shows("已受理")).edited
    await place.never_shows("新")
    with pytest.raises(AssertionError, match="never showed “案件”"):
        await place.shows("案件", after=first, within=0)
    await api.result("deleteMessage", **target)
    await street.person("小李").says("还在吗")
    assert [message.text for message in place.messages] == ["还在吗"]


async def test_a_prompt_is_seen_on_the_page_only(api: Api, street: Driver) -> None:
    sent = await api.result(
        "sendMessage", chat_id=RIDER, text="在哪里？", reply_markup={"force_reply": True}
    )

    assert "reply_markup" not in sent
    assert (await street.person("小李").private.shows("在哪里")).forces_reply


async def test_a_link_to_a_persons_profile_mentions_them(api: Api) -> None:
    links = [
        {"type": "text_link", "offset": 0, "length": 2, "url": f"tg://user?id={RIDER}"},
        {"type": "text_link", "offset": 3, "length": 2, "url": "tg://user?id=999"},
    ]

    sent = await api.result("sendMessage", chat_id=RIDER, text="小李 谁呀", entities=links)

    [mention] = sent["entities"]
    assert (mention["type"], mention["offset"]) == ("text_mention", 0)
    assert mention["user"]["first_name"] == "小李"


async def test_a_file_is_fetched_once_and_kept(sandbox: Sandbox, api: Api, street: Driver) -> None:
    sent = await street.person("小李").sends_photo("看", data=PNG)

    async with api.session.get(f"{sandbox.page_url}file/{sent.photo}") as response:
        assert await response.read() == PNG
    assert "immutable" in response.headers["Cache-Control"]


async def test_a_senseless_act_gets_a_plain_sentence(sandbox: Sandbox, api: Api) -> None:
    senseless: list[dict[str, Any]] = [
        {},
        {"as": []},
        {"as": RIDER, "do": "fly"},
        {"as": RIDER, "do": "send", "chat": 7},
        {"as": RIDER, "do": "send", "chat": RIDER, "location": "here"},
    ]
    for body in senseless:
        async with api.session.post(f"{sandbox.page_url}act", json=body) as response:
            assert response.status == 400
            assert (await response.json())["error"].endswith(".")


async def test_who_waits_for_a_sandbox_that_has_stopped_is_told(
    sandbox: Sandbox, street: Driver
) -> None:
    waiting = asyncio.create_task(street.person("小李").private.shows("在吗", within=60))
    await street.person("小李").says("一")

    await sandbox.stop()

    with pytest.raises((aiohttp.ClientError, ConnectionError)):
        await waiting
