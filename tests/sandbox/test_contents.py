"""What messages hold besides words: numbers, places and the rarer kinds of files."""

from typing import Any

import pytest

from sandbox.driver import Driver
from tests.sandbox.conftest import PNG, Api

RIDER = 1001
FILES = ("animation", "audio", "video_note", "sticker")


async def test_a_person_shares_their_own_number_when_asked(api: Api, street: Driver) -> None:
    rider = street.person("小李")
    button = {"text": "我的号码", "request_contact": True}
    asked = await api.result(
        "sendMessage", chat_id=RIDER, text="电话？", reply_markup={"keyboard": [[button]]}
    )

    await rider.shares_own_number(reply_to=await rider.private.shows("电话？"))

    [update] = await api.updates()
    contact = update["message"]["contact"]
    assert contact["user_id"] == rider.id
    assert contact["first_name"] == "小李"
    assert contact["phone_number"].startswith("+")
    assert update["message"]["reply_to_message"]["message_id"] == asked["message_id"]


async def test_somebody_elses_number_names_no_account(api: Api, street: Driver) -> None:
    other = {"phone": "10000", "name": "水电"}
    await street.act({"as": RIDER, "do": "send", "chat": RIDER, "contact": other})

    [update] = await api.updates()
    assert update["message"]["contact"] == {"phone_number": "10000", "first_name": "水电"}


async def test_a_venue_is_a_location_as_well(api: Api, street: Driver) -> None:
    place = {"latitude": 31.2, "longitude": 121.5}
    named = place | {"title": "菜场", "address": "西门"}

    await street.act({"as": RIDER, "do": "send", "chat": RIDER, "venue": named})
    sent = await api.result("sendVenue", chat_id=RIDER, **named)

    [update] = await api.updates()
    for message in (update["message"], sent):
        assert message["location"] == place
        assert message["venue"] == {"location": place, "title": "菜场", "address": "西门"}


@pytest.mark.parametrize("kind", FILES)
async def test_the_rarer_kinds_of_files_go_both_ways(api: Api, street: Driver, kind: str) -> None:
    item = {"kind": kind, "file": None}
    await street.act({"as": RIDER, "do": "send", "chat": RIDER, "media": [item]})
    [update] = await api.updates()
    received = update["message"][kind]

    method = "send" + "".join(word.capitalize() for word in kind.split("_"))
    sent = await api.result(method, chat_id=RIDER, **{kind: received["file_id"]})
    again = await api.upload(method, {kind: PNG}, chat_id=RIDER)

    assert sent[kind]["file_unique_id"] == received["file_unique_id"]
    assert again["ok"]
    assert ("document" in update["message"]) == (kind == "animation")


async def test_a_number_is_sent_with_its_name(api: Api) -> None:
    number = {"chat_id": RIDER, "phone_number": "10000"}

    sent = await api.result("sendContact", **number, first_name="水电")

    assert sent["contact"] == {"phone_number": "10000", "first_name": "水电"}
    refused = await api.refusal("sendContact", **number)
    assert refused == "Bad Request: first name must be non-empty"


@pytest.mark.parametrize("kinds", [("photo", "document"), ("audio", "video")])
async def test_an_album_mixes_only_pictures(api: Api, kinds: tuple[str, str]) -> None:
    items: list[dict[str, Any]] = [{"type": kind, "media": f"attach://{kind}"} for kind in kinds]

    refused = await api.upload(
        "sendMediaGroup", dict.fromkeys(kinds, PNG), chat_id=RIDER, media=items
    )

    assert refused["description"].endswith("can't be mixed with other media types")


async def test_an_album_has_no_buttons(api: Api, street: Driver) -> None:
    keyboard = {"inline_keyboard": [[{"text": "按", "callback_data": "x"}]]}
    items = [{"type": "photo", "media": f"attach://{name}"} for name in ("a", "b")]

    sent = await api.upload(
        "sendMediaGroup", {"a": PNG, "b": PNG}, chat_id=RIDER, media=items, reply_markup=keyboard
    )

    assert not any("reply_markup" in message for message in sent["result"])
