"""What Telegram has besides plain talk, on the page: topics, pins, commands, inline mode, masks,
people who come and go, and a group that becomes another."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Square
from tests.browser.screen import DESKTOP, PHONE, Screen

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

GROUP, FORUM, CHANNEL = "幸福里居民群", "幸福里话题群", "幸福里公告"

on_both = pytest.mark.parametrize("width", [DESKTOP, PHONE], ids=["desktop", "phone"])


@on_both
async def test_the_commands_of_this_person_in_this_chat(
    square_screen: Screen, square: Square
) -> None:
    for scope, command in (("all_group_chats", "open"), ("all_chat_administrators", "setup")):
        commands = [{"command": command, "description": f"说明 {command}"}]
        await square.bot.result("setMyCommands", commands=commands, scope={"type": scope})
    page = square_screen.page
    await square_screen.speaks_as("陈书记")
    group = await square_screen.opens(GROUP)

    await page.get_by_label("命令", exact=True).click()
    setup = page.get_by_role("menuitem", name="/setup")
    await expect(setup).to_contain_text("说明 setup")
    await setup.click()

    await square_screen.sees("/setup@street_bot", in_=group)
    [update] = await square.bot.updates()
    assert update["message"]["text"] == "/setup@street_bot"
    await square_screen.speaks_as("小李")
    await square_screen.opens(GROUP)
    await page.get_by_label("命令", exact=True).click()
    await expect(page.get_by_role("menuitem")).to_have_text(["/open说明 open"])


@on_both
async def test_a_topic_holds_its_own_words(square_screen: Screen, square: Square) -> None:
    await square_screen.speaks_as("小李")
    forum = await square_screen.opens(FORUM)
    await forum.get_by_role("tab", name="报修").click()
    await square_screen.says("灯不亮")
    await square_screen.sees("灯不亮", in_=forum)
    [update] = await square.bot.updates()

    await forum.get_by_role("tab", name="闲聊").click()

    await expect(forum.get_by_text("灯不亮")).to_have_count(0)
    assert update["message"]["is_topic_message"] is True
    [topic] = [
        one
        for one in square.sandbox.world.chats[square.chat_id(FORUM)].topics.values()
        if one.name == "报修"
    ]
    assert update["message"]["message_thread_id"] == topic.id
    await forum.get_by_role("tab", name="全部").click()
    await square_screen.sees("灯不亮", in_=forum)
    if square_screen.width.is_phone:
        assert await square_screen.sticks_out() == []


@on_both
async def test_what_is_pinned_is_one_press_away(square_screen: Screen, square: Square) -> None:
    group_id = square.chat_id(GROUP)
    notice = await square.bot.result("sendMessage", chat_id=group_id, text="明早停水")
    for number in range(30):
        await square.bot.result("sendMessage", chat_id=group_id, text=f"闲话 {number}")
    await square.bot.result("pinChatMessage", chat_id=group_id, message_id=notice["message_id"])
    await square_screen.speaks_as("小李")
    group = await square_screen.opens(GROUP)
    said = group.locator(".message:not(.service)", has_text="明早停水")
    await expect(said).not_to_be_in_viewport()

    await group.get_by_role("button", name="跳到置顶的消息：明早停水").click()

    await expect(said).to_be_in_viewport()


async def answers_inline(square: Square, title: str) -> dict[str, Any]:
    """The bot's part: wait for the question, offer one result."""
    while True:
        for update in await square.bot.updates(timeout=10):
            if "inline_query" in update:
                content = {"message_text": f"办理时间：{title}"}
                result = {"type": "article", "id": "1", "title": title}
                await square.bot.result(
                    "answerInlineQuery",
                    inline_query_id=update["inline_query"]["id"],
                    results=[result | {"input_message_content": content}],
                )
                query: dict[str, Any] = update["inline_query"]
                return query


@on_both
async def test_the_bot_offers_while_one_types(square_screen: Screen, square: Square) -> None:
    await square_screen.speaks_as("小李")
    group = await square_screen.opens(GROUP)
    answering = asyncio.create_task(answers_inline(square, "周一"))
    await square_screen.line().fill("@street_bot 几点开门")
    asked = await answering

    await (
        group.get_by_role("group", name="机器人给的结果").get_by_role("button", name="周一").click()
    )

    await square_screen.sees("办理时间：周一", in_=group)
    await expect(group.get_by_text("通过小邻")).to_be_visible()
    await expect(square_screen.line()).to_have_value("")
    assert asked["query"] == "几点开门"


@on_both
async def test_an_administrator_speaks_as_the_group_or_the_channel(
    square_screen: Screen, square: Square
) -> None:
    page = square_screen.page
    await square_screen.speaks_as("陈书记")
    group = await square_screen.opens(GROUP)
    for title in (GROUP, CHANNEL):
        await page.get_by_label("添加照片、语音、位置…").click()
        await page.get_by_role("menuitem", name=f"以“{title}”的名义说话").click()
        await square_screen.says(f"{title}的话")
        await square_screen.sees(f"{title}的话", in_=group)
    updates = await square.bot.updates()
    assert [update["message"]["sender_chat"]["title"] for update in updates] == [GROUP, CHANNEL]

    await square_screen.speaks_as("小李")
    channel = await square_screen.opens(CHANNEL)
    await expect(channel).to_contain_text("只有管理员能在频道里发言")


@on_both
async def test_a_group_is_founded_and_becomes_a_supergroup(
    square_screen: Screen, square: Square
) -> None:
    page = square_screen.page
    await square_screen.speaks_as("陈书记")
    if square_screen.width.is_phone:
        await expect(page.locator("#list")).to_be_visible()
    await page.get_by_role("button", name="新建群或频道").click()
    form = page.get_by_role("dialog", name="新建群或频道")
    await form.get_by_label("名字").fill("三号楼群")
    await form.get_by_label("小邻").select_option(label="请进来")
    await form.get_by_role("button", name="建群").click()
    old = square_screen.chat("三号楼群")
    await expect(old).to_contain_text("机器人在群里")
    for doing in ("让小邻当管理员", "取消小邻的管理员", "升级成超级群"):
        await old.get_by_label("成员和设置").click()
        await page.get_by_role("dialog").get_by_role("button", name=doing).click()

    await expect(old.first).to_contain_text("这个群升级了")
    await old.first.get_by_role("button", name="去新的群").click()

    await square_screen.says("到新群了")
    updates = await square.bot.updates()
    assert [update["message"]["text"] for update in updates if "text" in update.get("message", {})]
    statuses = [
        update["my_chat_member"]["new_chat_member"]["status"]
        for update in updates
        if "my_chat_member" in update
    ]
    assert statuses == ["member", "administrator", "member"]
    assert updates[-1]["message"]["chat"]["type"] == "supergroup"


async def test_a_person_blocks_the_bot_and_comes_back(
    square_screen: Screen, square: Square
) -> None:
    page = square_screen.page
    await square_screen.speaks_as("王阿姨")
    private = await square_screen.opens("小邻")
    await private.get_by_role("button", name="开始").click()
    for doing in ("屏蔽机器人", "取消屏蔽机器人"):
        await private.get_by_label("成员和设置").click()
        await page.get_by_role("dialog").get_by_role("button", name=doing, exact=True).click()
        await expect(page.get_by_role("dialog")).to_be_hidden()
        await expect(page.get_by_text(f"王阿姨：{doing}，好了")).to_be_visible()

    updates = await square.bot.updates()

    changes = [update["my_chat_member"] for update in updates if "my_chat_member" in update]
    assert [change["new_chat_member"]["status"] for change in changes] == ["kicked", "member"]


async def test_a_number_is_given_by_the_bots_own_key(square_screen: Screen, square: Square) -> None:
    await square_screen.speaks_as("小李")
    private = await square_screen.opens("小邻")
    await private.get_by_role("button", name="开始").click()
    [started] = await square.bot.updates(timeout=10)
    key = {"text": "给出号码", "request_contact": True}
    await square.bot.result(
        "sendMessage",
        chat_id=started["message"]["chat"]["id"],
        text="怎么联系您？",
        reply_markup={"keyboard": [[key]]},
    )

    await private.get_by_role("button", name="给出号码").click()

    [update] = await square.bot.updates(timeout=10)
    assert update["message"]["contact"]["user_id"] == started["message"]["from"]["id"]
    await square_screen.sees("名片：小李", in_=private)
