"""What people do to each other, to the bot and to messages, and how the page says that it cannot
be done: nobody is led into a dead end, and nobody reads English."""

from typing import Any

import pytest
from playwright.async_api import Locator, expect

from tests.browser.conftest import Square
from tests.browser.screen import DESKTOP, PHONE, Screen

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

GROUP, FORUM, CHANNEL = "幸福里居民群", "幸福里话题群", "幸福里公告"

on_both = pytest.mark.parametrize("width", [DESKTOP, PHONE], ids=["desktop", "phone"])


async def doings(screen: Screen, chat: Locator) -> Locator:
    await chat.get_by_label("成员和设置").click()
    dialog = screen.page.get_by_role("dialog")
    await expect(dialog.get_by_role("button", name="关闭")).to_be_visible()
    assert await screen.sticks_out() == []
    return dialog


async def does(screen: Screen, chat: Locator, doing: str, *to: str) -> None:
    """Press an entry of the chat's dialog, and then what it asks for."""
    await (await doings(screen, chat)).get_by_role("button", name=doing, exact=True).click()
    for answer in to:
        await screen.page.get_by_role("dialog").get_by_role("button", name=answer).click()
    await expect(screen.page.get_by_role("dialog")).to_be_hidden()


async def sends_link(square: Square, chat: str, label: str, url: str) -> dict[str, Any]:
    markup = {"inline_keyboard": [[{"text": label, "url": url}]]}
    message: dict[str, Any] = await square.bot.result(
        "sendMessage", chat_id=square.chat_id(chat), text="请看", reply_markup=markup
    )
    return message


@on_both
async def test_people_are_promoted_thrown_out_and_brought_back(
    square_screen: Screen, square: Square
) -> None:
    page = square_screen.page
    await square_screen.speaks_as("陈书记")
    group = await square_screen.opens(GROUP)
    await square.bot.updates(allowed_updates=["chat_member"])

    await does(square_screen, group, "让一个人当管理员…", "小李")
    await does(square_screen, group, "取消一个人的管理员…", "小李")
    await does(square_screen, group, "移出一个人…", "小李")
    await square_screen.sees("陈书记 把 小李 移出了群", in_=group)
    await does(square_screen, group, "拉一个人进来…", "小李")

    await expect(page.get_by_text("陈书记：拉小李进来，好了")).to_be_visible()
    changes = [
        update["chat_member"]["new_chat_member"]["status"] for update in await square.bot.updates()
    ]
    assert changes == ["administrator", "member", "kicked", "member"]


@on_both
async def test_the_bot_is_given_single_rights(square_screen: Screen, square: Square) -> None:
    page = square_screen.page
    await square_screen.speaks_as("陈书记")
    group = await square_screen.opens(GROUP)
    await (await doings(square_screen, group)).get_by_role("button", name="选小邻的权限…").click()
    pins = page.get_by_role("dialog").get_by_label("置顶消息")
    await expect(pins).to_be_checked()
    await pins.uncheck()
    await page.get_by_role("dialog").get_by_role("button", name="好", exact=True).click()
    await expect(page.get_by_text("陈书记：选小邻的权限，好了")).to_be_visible()

    group_id = square.chat_id(GROUP)
    said = await square.bot.result("sendMessage", chat_id=group_id, text="明早停水")
    refused = await square.bot.refusal(
        "pinChatMessage", chat_id=group_id, message_id=said["message_id"]
    )

    assert "not enough rights" in refused
    channel = await square_screen.opens(CHANNEL)
    offered = await doings(square_screen, channel)
    await expect(offered.get_by_role("button", name="移出小邻")).to_be_visible()
    await expect(offered.get_by_role("button", name="取消小邻的管理员")).to_have_count(0)


@on_both
async def test_a_message_is_passed_on(square_screen: Screen, square: Square) -> None:
    page = square_screen.page
    await square.bot.result("sendMessage", chat_id=square.chat_id(GROUP), text="明早停水")
    await square_screen.speaks_as("小李")
    group = await square_screen.opens(GROUP)
    notice = await square_screen.sees("明早停水", in_=group)
    await notice.hover()

    await notice.get_by_label("这条消息能做什么").click()
    await page.get_by_role("menuitem", name="转发…").click()
    chats = page.get_by_role("dialog", name="转发到哪里？")
    await expect(chats.get_by_role("button", name=CHANNEL)).to_have_count(0)
    await chats.get_by_role("button", name=FORUM).click()

    await expect(page.get_by_text(f"转发到“{FORUM}”了")).to_be_visible()
    passed = await square_screen.sees("明早停水", in_=await square_screen.opens(FORUM))
    await expect(passed).to_contain_text("转发自 小邻")


@on_both
async def test_a_blocked_bot_is_unblocked_where_one_would_write(
    square_screen: Screen, square: Square
) -> None:
    await square_screen.speaks_as("王阿姨")
    private = await square_screen.opens("小邻")
    await private.get_by_role("button", name="开始").click()
    await does(square_screen, private, "屏蔽机器人")
    await expect(square_screen.line()).to_have_count(0)

    await private.get_by_role("button", name="取消屏蔽").click()

    await square_screen.says("我回来了")
    await square_screen.sees("我回来了", in_=private)


@on_both
async def test_a_closed_topic_is_silent_for_all_but_the_office(
    square_screen: Screen, square: Square
) -> None:
    await square_screen.speaks_as("陈书记")
    forum = await square_screen.opens(FORUM)
    await forum.get_by_role("tab", name="报修").click()
    await does(square_screen, forum, "关掉“报修”")
    await square_screen.says("这里不收了")
    await square_screen.sees("这里不收了", in_=forum)

    await square_screen.speaks_as("小李")
    await square_screen.opens(FORUM)
    await forum.get_by_role("tab", name="报修").click()

    await expect(forum).to_contain_text("话题已关闭")
    await expect(square_screen.line()).to_have_count(0)
    await forum.get_by_role("tab", name="闲聊").click()
    await square_screen.says("还能聊")
    await square_screen.sees("还能聊", in_=forum)


@on_both
async def test_all_topics_together_say_which_is_which(
    square_screen: Screen, square: Square
) -> None:
    await square_screen.speaks_as("小李")
    forum = await square_screen.opens(FORUM)
    await forum.get_by_role("tab", name="报修").click()
    await square_screen.says("灯不亮")
    await forum.get_by_role("tab", name="全部").click()
    await expect(square_screen.line()).to_have_attribute(
        "placeholder", "以小李的身份在“综合”里说话…"
    )
    await square_screen.says("大家好")

    lamp = await square_screen.sees("灯不亮", in_=forum)
    await expect(lamp.locator(".in-topic")).to_have_text("报修")
    hello = await square_screen.sees("大家好", in_=forum)
    await expect(hello.locator(".in-topic")).to_have_text("综合")

    await forum.get_by_role("tab", name="综合").click()

    await expect(forum.locator(".message")).to_have_count(1)
    await expect(hello.locator(".in-topic")).to_have_count(0)
    assert await square_screen.sticks_out() == []


async def test_a_link_to_a_message_in_a_topic_finds_the_message(
    square_screen: Screen, square: Square
) -> None:
    forum_id = square.chat_id(FORUM)
    topics = square.sandbox.world.chats[forum_id].topics.values()
    [topic] = [topic.id for topic in topics if topic.name == "报修"]
    said = [
        await square.bot.result(
            "sendMessage", chat_id=forum_id, message_thread_id=topic, text=f"第 {number} 件"
        )
        for number in range(30)
    ]
    link = f"https://t.me/c/{str(forum_id).removeprefix('-100')}/{topic}/{said[3]['message_id']}"
    await sends_link(square, GROUP, "看那件事", link)
    await square_screen.speaks_as("小李")
    group = await square_screen.opens(GROUP)

    await square_screen.presses("看那件事", in_=group)

    forum = square_screen.chat(FORUM)
    await expect(forum.locator(".message", has_text="第 3 件")).to_be_in_viewport()
    await expect(forum.locator(".message", has_text="第 29 件")).not_to_be_in_viewport()


@on_both
async def test_a_link_brings_the_bot_into_a_group(square_screen: Screen, square: Square) -> None:
    page = square_screen.page
    await square_screen.speaks_as("陈书记")
    await square_screen.page.get_by_role("button", name="新建群或频道").click()
    form = page.get_by_role("dialog", name="新建群或频道")
    await form.get_by_label("名字").fill("三号楼群")
    await form.get_by_role("button", name="建群").click()
    await expect(square_screen.chat("三号楼群")).to_contain_text("机器人不在群里")
    await sends_link(square, GROUP, "请它进群", "https://t.me/street_bot?startgroup=abc")
    group = await square_screen.opens(GROUP)

    await square_screen.presses("请它进群", in_=group)
    groups = page.get_by_role("dialog", name="请小邻进哪个群？")
    await expect(groups.get_by_role("button", name=CHANNEL)).to_have_count(0)
    await groups.get_by_role("button", name="三号楼群").click()

    await square_screen.sees("/start@street_bot abc", in_=square_screen.chat("三号楼群"))
    await expect(square_screen.chat("三号楼群")).to_contain_text("机器人在群里")


async def test_a_refusal_is_said_in_chinese(square_screen: Screen, square: Square) -> None:
    page = square_screen.page
    refusals = iter(
        (
            {"code": "banned", "names": {"person": "小李", "chat": GROUP}, "error": "No."},
            {"code": "never_heard_of", "names": {}, "error": "KeyError('as')"},
            {"code": "banned", "names": {}, "error": "{'raw': 'repr'}"},
        )
    )
    await page.route(
        "**/act",
        lambda route: route.fulfill(json={"ok": False} | next(refusals)),
    )
    await square_screen.speaks_as("小李")
    await square_screen.opens(GROUP)
    toasts = page.locator("#toasts")
    for sentence in (f"小李被移出了“{GROUP}”", "现在做不了这件事。", "现在做不了这件事。"):
        await square_screen.line().fill("在吗")
        await page.get_by_role("button", name="发送").click()
        await expect(toasts.locator(".toast").last).to_contain_text(sentence)
    await expect(toasts).not_to_contain_text("Error")
    await expect(toasts).not_to_contain_text("raw")


@pytest.mark.parametrize("width", [PHONE], ids=["phone"])
async def test_a_long_list_of_commands_leaves_room_on_a_phone(
    square_screen: Screen, square: Square
) -> None:
    commands = [
        {"command": f"do_{number}", "description": f"第 {number} 种做法"} for number in range(40)
    ]
    await square.bot.result("setMyCommands", commands=commands)
    await square_screen.speaks_as("小李")
    await square_screen.opens(GROUP)

    await square_screen.page.get_by_label("命令", exact=True).click()

    menu = square_screen.page.get_by_role("menu", name="命令")
    box = await menu.bounding_box()
    assert box is not None
    assert box["height"] <= square_screen.width.y * 0.6 + 1
    assert await menu.evaluate("node => node.scrollHeight > node.clientHeight")
    await menu.get_by_role("menuitem", name="/do_39").click()
    await square_screen.sees("/do_39", in_=square_screen.chat(GROUP))
