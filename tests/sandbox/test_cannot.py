"""What people's own apps do not let them do: a sentence, and a code the page says it by."""

import re
from pathlib import Path
from typing import Any

import pytest

from sandbox import Sandbox, World
from sandbox.chats import Chat
from sandbox.driver import Driver
from sandbox.refusals import REASONS, CannotDo
from tests.sandbox.conftest import Api

SOURCES = Path(__file__).parents[2] / "sandbox"


async def refused(sandbox: Sandbox, api: Api, deed: dict[str, Any]) -> dict[str, Any]:
    async with api.session.post(f"{sandbox.page_url}act", json=deed) as response:
        assert response.status == 400
        answer: dict[str, Any] = await response.json()
        return answer


async def test_a_refusal_has_a_code_and_names(sandbox: Sandbox, api: Api, group: Chat) -> None:
    stranger = {"as": 1004, "do": "send", "chat": group.id, "text": "喂"}

    assert await refused(sandbox, api, stranger) == {
        "ok": False,
        "error": "外人 is not a member of 幸福里居民群.",
        "code": "no_member",
        "names": {"person": "外人", "chat": "幸福里居民群"},
    }
    assert (await refused(sandbox, api, {"as": 7, "do": "send"}))["names"] == {"id": "7"}


def test_every_code_is_used_and_every_used_one_is_worded() -> None:
    text = "\n".join(file.read_text(encoding="utf-8") for file in SOURCES.rglob("*.py"))
    raised = set(re.findall(r'CannotDo\(\s*"(\w+)"', text))
    chosen = {f"{name}_too_long" for name in ("text", "caption")}
    chosen |= {f"only_{name}_edited" for name in ("text", "caption")}
    chosen |= {"topic_closed_already", "topic_open_already"}

    assert raised | chosen == REASONS.keys()


@pytest.mark.parametrize("code", REASONS)
def test_a_code_says_which_names_it_needs(code: str) -> None:
    names = re.findall(r"{(\w+)}", REASONS[code])

    said = str(CannotDo(code, **dict.fromkeys(names, "邻")))

    assert "{" not in said
    assert names or said == REASONS[code]


@pytest.mark.parametrize("payload", ["a b", "字", "x" * 65, "a.b"])
async def test_a_links_payload_is_short_and_plain(
    street: Driver, group: Chat, world: World, payload: str
) -> None:
    with pytest.raises(AssertionError, match="payload is 1 to 64"):
        await street.person("王阿姨").starts(payload)
    assert not world.people[1002].started
    group.standing.pop(world.bot.id)
    with pytest.raises(AssertionError, match="payload is 1 to 64"):
        await street.person("陈书记").adds_bot(street.chat(group.title), payload)
    assert world.bot.id not in group.standing

    await street.person("王阿姨").starts("x" * 64)


async def test_nobody_edits_what_was_forwarded(api: Api, street: Driver) -> None:
    rider = street.person("小李")
    said = await rider.says("一")
    passed_on = await rider.forwards(said)
    mine = await api.result("sendMessage", chat_id=1001, text="二")
    about = {"chat_id": 1001, "from_chat_id": 1001, "message_id": mine["message_id"]}
    forwarded = await api.result("forwardMessage", **about)

    with pytest.raises(AssertionError, match="cannot be edited"):
        await rider.edits(passed_on, "三")
    for message_id in (forwarded["message_id"], said.id):
        edit = {"chat_id": 1001, "message_id": message_id, "text": "三"}
        assert await api.refusal("editMessageText", **edit) == (
            "Bad Request: message can't be edited"
        )


async def test_who_may_not_post_in_a_channel_does_not(api: Api, street: Driver) -> None:
    secretary, rider = street.person("陈书记"), street.person("小李")
    channel = await secretary.founds("公告", kind="channel")
    await secretary.adds_bot(channel)
    await rider.joins(channel)
    await secretary.promotes(rider, channel, can_post_messages=False)
    await api.result("sendMessage", chat_id=channel.id, text="一")
    await secretary.promotes_bot(channel, can_post_messages=False)

    refused = await api.refusal("sendMessage", chat_id=channel.id, text="二")
    assert refused == "Bad Request: need administrator rights in the channel chat"
    with pytest.raises(AssertionError, match="小李 only reads 公告"):
        await rider.says("三", to=channel)


async def test_of_people_the_bot_knows_those_it_has_met(
    world: World, api: Api, street: Driver, group: Chat
) -> None:
    assert await api.refusal("getChat", chat_id=1004) == "Bad Request: chat not found"
    assert (await api.result("getChat", chat_id=1002))["first_name"] == "王阿姨"  # in its group
    assert (await api.result("getChat", chat_id=1001))["first_name"] == "小李"
    group.standing.pop(world.bot.id)

    assert await api.refusal("getChat", chat_id=1002) == "Bad Request: chat not found"
    await street.person("外人").starts()
    assert (await api.result("getChat", chat_id=1004))["first_name"] == "外人"
