"""Who overtakes whom, and how fast: Telegram's limits are kept before it has to say so."""

import asyncio
from datetime import timedelta

from storage.outbox import Lane
from tests.bot.conftest import Post


async def test_an_alarm_overtakes_a_digest(post: Post) -> None:
    await post.start()
    replied = {name: str(post.says(name)) for name in ("alarm", "notice", "digest")}
    soon = post.clock.now() + timedelta(minutes=1)
    for name in ("digest", "notice", "alarm"):
        await post.owe(name, lane=Lane[name.upper()], not_before=soon, reply_to=replied[name])

    await post.wait(minutes=1)

    said = [one["reply_to_message"]["text"] for one in post.heard()]
    assert said == ["alarm", "notice", "digest"]


async def test_a_flood_warning_is_obeyed_and_counts_for_nothing(post: Post) -> None:
    await post.start()
    post.trouble({"status": 429, "retry_after": 7}, times=1)
    await post.owe("hello")
    await post.wait(seconds=6)
    assert post.calls("sendMessage") == [429]
    assert (await post.row("hello")).attempts == 0

    await post.wait(seconds=1.1)

    assert post.calls("sendMessage") == [429, 200]
    assert len(post.heard()) == 1


async def test_one_chats_flood_does_not_hold_up_another(post: Post) -> None:
    await post.start()
    post.trouble({"status": 429, "retry_after": 60}, chat=post.group.id)
    await post.owe("group", chat=post.group.id)
    await post.owe("rider")
    await post.settle()

    assert len(post.heard()) == 1
    assert post.heard(post.group.id) == []


async def test_a_group_gets_no_more_than_its_minute(post: Post) -> None:
    await post.start(group_per_minute=3)
    for number in range(5):
        await post.owe(f"notice {number}", chat=post.group.id)
    await post.settle()
    assert len(post.heard(post.group.id)) == 3

    await post.wait(seconds=50)
    assert len(post.heard(post.group.id)) == 3
    await post.wait(seconds=11)
    assert len(post.heard(post.group.id)) == 5


async def test_a_bot_sends_no_more_than_its_second(post: Post) -> None:
    await post.start(per_second=5)
    crowd = [post.world.add_person(f"人{number}", started=True) for number in range(12)]
    for person in crowd:
        await post.owe(f"to {person.id}", chat=person.id)
    async with asyncio.timeout(10):
        while sum(len(post.heard(person.id)) for person in crowd) < len(crowd):
            await post.settle()

    calls = [one["at"] for one in post.sandbox.faults.calls if one["method"] == "sendMessage"]
    assert len(calls) == 12
    assert all(late - early >= 1 for early, late in zip(calls, calls[5:], strict=False))
