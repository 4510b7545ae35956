"""The calls that pay no promise: whatever Telegram answers them, the program goes on."""

import asyncio

import pytest

from bot.errors import OperatorError
from bot.greeting import greet
from storage.cases import count_followers
from storage.communities import list_all_chats
from tests.bot.answers import ANSWERS, Effect, forbidden, page
from tests.bot.conftest import Post
from tests.street import Street

UNWELCOME: dict[str, Effect] = {
    **{sort: next(iter(some.values())) for sort, some in ANSWERS.items()},
    "a redirect": page(302),
    "403 in HTML": page(403),
    "403 about something else": forbidden("CHAT_SEND_PHOTOS_FORBIDDEN"),
    "403 in new words": forbidden("THE_MOON_IS_FULL"),
    "an empty answer": {"status": 200, "body": ""},
    "reset after": "reset_after",
    "moved": {"status": 400, "parameters": {"migrate_to_chat_id": -1007}},
}
AT_THE_START = ("getMe", "deleteWebhook", "getUpdates")


async def started(post: Post) -> None:
    """Start however long it takes: time passes as quickly as the program sleeps."""
    starting = asyncio.create_task(post.start())
    async with asyncio.timeout(20):
        while not starting.done():
            post.clock.move(minutes=20)
            await asyncio.wait([starting], timeout=0.02)
    await starting


async def lived(post: Post) -> None:
    """Until a part of the program ends."""
    await started(post)
    assert post.program is not None
    async with asyncio.timeout(5):
        await post.program.wait()


@pytest.mark.parametrize("answer", UNWELCOME)
async def test_the_program_starts_and_hears_all_the_same(post: Post, answer: str) -> None:
    rules = [{"effect": UNWELCOME[answer], "method": name, "times": 1} for name in AT_THE_START]
    post.sandbox.faults.replace(rules)
    post.says("早")
    await started(post)
    async with asyncio.timeout(20):
        while not post.fed:
            await post.wait(minutes=20)

    assert [update["message"]["text"] for update in post.fed] == ["早"]
    for name in AT_THE_START:
        assert len(post.calls(name)) >= 2


@pytest.mark.parametrize("method", AT_THE_START)
@pytest.mark.parametrize(("status", "words"), [(401, "Unauthorized"), (404, "Not Found")])
async def test_a_refused_token_is_the_operators_to_mend(
    post: Post, method: str, status: int, words: str
) -> None:
    post.trouble({"status": status, "description": words}, method=method)

    with pytest.raises(OperatorError, match=r"bot\.token") as told:
        await lived(post)

    assert told.value.exit_code == 2


@pytest.mark.journey
async def test_a_press_counts_whatever_becomes_of_its_answer(street: Street) -> None:
    """A press cannot be answered twice, and the card tells anyway."""
    refused = {"401": {"status": 401}, "404": {"status": 404}, "too late": TOO_LATE}
    effects: dict[str, Effect] = {**UNWELCOME, **refused}
    xiaoli, wang = street.person("小李"), street.person("王阿姨")
    for number, effect in enumerate(effects.values()):
        await xiaoli.says(f"随手拍 {number} 号楼路灯不亮", to=street.group)
        await street.settled()
        receipt = await street.group.shows(f"#C{1001 + number}")
        rule = {"method": "answerCallbackQuery", "effect": effect, "times": 1}
        await street.driver.faults([rule])
        await wang.presses("附议", on=receipt, within=0.2)
        await street.settled()
        assert await street.read(count_followers, number + 1) == 1

    assert street.program.sender.tally.alarms == {}
    asked = [one for one in await street.driver.calls() if one["method"] == "answerCallbackQuery"]
    assert len(asked) == len(effects)


TOO_LATE: Effect = {
    "status": 400,
    "description": "Bad Request: query is too old and response timeout expired or query ID is "
    "invalid",
}


@pytest.mark.journey
async def test_menus_and_rights_wait_for_a_better_day(street: Street) -> None:
    """Only a group that says the bot is out is left, and only one that has moved moves."""
    await street.settled()
    known = await street.read(list_all_chats, channel="telegram")
    for answer, effect in UNWELCOME.items():
        rules = [{"method": one, "effect": effect} for one in ("setMyCommands", "getChatMember")]
        if answer in ("out", "moved"):
            rules.pop()
        await street.driver.faults(rules)
        await greet(street.program.bot, street.program.db, street.clock.now())
        assert await street.read(list_all_chats, channel="telegram") == known, answer
