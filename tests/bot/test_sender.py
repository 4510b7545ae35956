"""What we owe is paid: once if Telegram lets us know, at least once if it does not."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.errors import OperatorError
from domain.addresses import Address
from sandbox import Sandbox
from storage import outbox, paying, people
from storage.database import Database
from storage.outbox import DEAD, NEW, SENDING, SENT, UNCERTAIN, Lane
from tests.bot.conftest import Post


async def test_what_is_owed_is_sent_once(post: Post) -> None:
    await post.start()
    await post.owe("hello")
    await post.owe("hello")
    await post.settle()

    assert len(post.heard()) == 1
    row = await post.row("hello")
    assert (row.state, row.message) == (SENT, str(post.heard()[0]["message_id"]))


async def test_what_was_owed_before_the_start_is_sent(post: Post) -> None:
    await post.start()
    await post.owe("later", not_before=post.clock.now() + timedelta(hours=1))
    await post.settle()
    assert post.heard() == []
    await post.stop()

    post.clock.move(hours=2)
    await post.start()
    await post.settle()

    assert len(post.heard()) == 1


async def test_a_reply_to_a_message_that_is_gone_is_said_all_the_same(post: Post) -> None:
    await post.start()
    await post.owe("late", reply_to="999")
    await post.settle()

    assert len(post.heard()) == 1


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_gateways_html_page_only_delays(post: Post, status: int) -> None:
    await post.start()
    post.trouble({"status": status, "body": "<html>busy</html>"}, times=3)
    await post.owe("hello")
    for _ in range(4):
        await post.wait(seconds=5)

    assert len(post.heard()) == 1
    assert post.calls("sendMessage") == [status] * 3 + [200]


@pytest.mark.parametrize("effect", ["reset_before", "reset_after"])
async def test_a_lost_answer_is_asked_for_again_once(post: Post, effect: str) -> None:
    await post.start()
    post.trouble(effect, times=1)
    await post.owe("hello")
    await post.wait(seconds=5)

    assert post.calls("sendMessage") == [0, 200]
    assert len(post.heard()) == (2 if effect == "reset_after" else 1)
    assert (await post.row("hello")).state == SENT


async def test_after_three_lost_answers_it_is_marked_uncertain(post: Post) -> None:
    await post.start()
    post.trouble("reset_after")
    await post.owe("hello")
    for _ in range(5):
        await post.wait(seconds=10)

    assert post.calls("sendMessage") == [0, 0, 0]
    assert (await post.row("hello")).state == UNCERTAIN


async def test_what_telegram_will_never_take_is_given_up_and_the_next_is_sent(post: Post) -> None:
    await post.start()
    post.trouble({"status": 400, "description": "Bad Request: can't parse entities"}, times=1)
    await post.owe("wrong")
    await post.owe("right")
    await post.settle()

    assert [(await post.row(name)).state for name in ("wrong", "right")] == [DEAD, SENT]


async def test_a_topic_that_is_gone_does_not_swallow_the_words(post: Post) -> None:
    await post.start()
    gone = "Bad Request: message thread not found"
    post.trouble({"status": 400, "description": gone}, times=1)
    assert post.program is not None
    await post.program.db.do(
        outbox.owe,
        dedup="topic",
        kind="words",
        to=Address(str(post.group.id), thread="77"),
        lane=Lane.NOTICE,
        community_id=None,
        now=post.clock.now(),
        payload={"key": "intake.parked"},
    )
    await post.settle()

    assert len(post.heard(post.group.id)) == 1


def reach(tx: Connection, person: int) -> None:
    people.change_account(tx, person, channel="telegram", is_reachable=True)


async def test_who_blocked_the_bot_is_noted_as_unreachable(post: Post) -> None:
    await post.start()
    assert post.program is not None
    who = {"channel": "telegram", "external_id": str(post.rider.id)}
    db = post.program.db
    person = await db.do(people.add_person, **who, name="小李", username=None, now=post.clock.now())
    await db.do(reach, person)
    post.rider.blocked = True
    await post.owe("hello")
    await post.settle()

    assert (await post.row("hello")).state == DEAD
    account = await db.read(people.find_account, **who)
    assert account is not None
    assert not account.is_reachable


async def test_a_group_that_grew_up_gets_its_messages_under_its_new_id(post: Post) -> None:
    grown = post.world.add_group("群", members=[post.rider])
    await post.start()
    assert post.program is not None
    upgraded = {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": grown.id},
    }
    body = {"status": 400, "body": json.dumps(upgraded)}
    post.trouble(body | {"content_type": "application/json"}, chat=post.group.id)
    await post.owe("hello", chat=post.group.id)
    await post.settle()

    assert len(post.heard(grown.id)) == 1


async def test_a_refused_token_ends_the_program_with_a_clear_word(post: Post) -> None:
    await post.start()
    post.trouble({"status": 401, "description": "Unauthorized"})
    await post.owe("hello")

    assert post.program is not None
    with pytest.raises(OperatorError, match=r"bot\.token") as told:
        await post.program.wait()

    assert told.value.exit_code == 2
    assert (await post.row("hello")).state == NEW


async def test_without_a_network_everything_waits_and_nothing_is_counted(post: Post) -> None:
    await post.start()
    port = int(post.sandbox.api_base.rpartition(":")[2])
    await post.sandbox.stop()
    for number in range(20):
        await post.owe(f"hello {number}")
    await post.settle()
    assert (await post.row("hello 0")).attempts == 0

    async with Sandbox(post.world, port):
        for _ in range(4):
            await post.wait(seconds=40)
        assert len(post.heard()) == 20
        await post.stop()


async def test_what_was_on_its_way_when_we_died_is_said_again(post: Post) -> None:
    await post.start()
    await post.owe("hello", not_before=post.clock.now() + timedelta(hours=1))
    assert post.program is not None
    claim = await post.program.db.do(
        paying.claim_owed,
        now=post.clock.now() + timedelta(hours=1),
        waiting_chats=(),
        limit=1,
    )
    assert len(claim) == 1
    assert (await post.row("hello")).state == SENDING
    await post.stop()

    await post.start()
    await post.settle()

    assert len(post.heard()) == 1
    row = await post.row("hello")
    assert (row.state, row.uncertain) == (SENT, 0)


async def test_a_reaction_is_tried_once(post: Post) -> None:
    await post.start()
    seen = post.says("随手拍 井盖松动")
    sign: dict[str, Any] = {"kind": "case.react", "payload": {"emoji": "👀"}}
    post.trouble({"status": 502, "body": "busy"}, method="setMessageReaction", times=1)
    await post.owe("first", reply_to=str(seen), **sign)
    await post.wait(seconds=10)
    await post.owe("second", reply_to=str(seen), **sign)
    await post.settle()

    assert post.calls("setMessageReaction") == [502, 200]
    assert (await post.row("first")).state == DEAD
    assert post.world.chats[post.rider.id].messages[seen].reactions == {post.world.bot.id: "👀"}


async def test_what_we_cannot_even_write_is_given_up_after_a_few_tries(post: Post) -> None:
    await post.start()
    await post.owe("nonsense", payload={"key": "no.such.sentence"})
    await post.owe("sense")
    for _ in range(5):
        await post.wait(seconds=20)

    assert len(post.heard()) == 1
    row = await post.row("nonsense")
    assert (row.state, row.error) == (DEAD, "AssertionError")


async def test_a_card_that_changes_all_the_time_keeps_no_new_one_waiting(db: Database) -> None:
    noon, to = datetime(2026, 3, 2, 12, tzinfo=UTC), Address("-4001")
    card: dict[str, Any] = {"kind": "case.card", "lane": Lane.CARD, "community_id": None, "to": to}

    async def claimed(minutes: int) -> list[str | None]:
        at = noon + timedelta(minutes=minutes)
        found = await db.do(paying.claim_owed, now=at, waiting_chats=(), limit=1)
        for owed in found:
            await db.do(paying.mark_sent, owed, message="1", media_file=None, now=at)
        return [owed.about for owed in found]

    await db.do(outbox.owe_standing, about="busy", now=noon, **card)
    assert await claimed(0) == ["busy"]
    for number, about in enumerate(("new", "busy", "newer")):
        at = noon + timedelta(minutes=number + 1)
        await db.do(outbox.owe_standing, about=about, now=at, **card)

    assert [await claimed(5) for _ in range(3)] == [["new"], ["busy"], ["newer"]]


async def test_what_had_to_wait_keeps_its_place(post: Post) -> None:
    await post.start()
    post.trouble({"status": 429, "retry_after": 30}, times=1)
    await post.owe("first", payload={"key": "intake.parked"})
    await post.settle()
    await post.owe("second", payload={"key": "intake.too_fast"})
    await post.wait(seconds=31)

    first, second = (await post.row("first"), await post.row("second"))
    assert int(first.message) < int(second.message)


async def test_a_row_that_breaks_the_sender_stops_neither_its_chat_nor_itself(post: Post) -> None:
    """A reaction that names no message is a mistake nobody has foreseen; the rest goes on."""
    await post.start()
    await post.owe("broken", kind="case.react", payload={"emoji": "👀"})
    await post.owe("sound")
    for _ in range(6):
        await post.wait(seconds=60)

    assert len(post.heard()) == 1
    assert (await post.row("broken")).state == DEAD
    assert post.program is not None
    assert post.program.sender.tally.sent == 1
