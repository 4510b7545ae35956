"""One screen with the practice page on it, and what somebody does there with mouse and keys."""

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Locator, Page, expect

from tests.browser.pictures import Pictures


@dataclass(frozen=True)
class Width:
    x: int
    y: int
    is_phone: bool


STICKING_OUT = Path(__file__).with_name("overflow.js").read_text(encoding="utf-8")

DESKTOP = Width(1280, 800, is_phone=False)
PHONE = Width(390, 844, is_phone=True)

PATIENCE_MS = 20_000
"""A busy machine is slow; nothing waits longer than it takes."""


@dataclass(frozen=True)
class Screen:
    page: Page
    width: Width
    pictures: Pictures

    async def speaks_as(self, name: str) -> None:
        """Choose who one is: by face where faces are shown, from the list on a phone."""
        if self.width.is_phone:
            option = self.page.locator("#speak-as option", has_text=re.compile(f"^{name}（"))
            value = await option.get_attribute("value")
            await self.page.get_by_label("我是").select_option(value=value)
        else:
            await self.page.locator("#cast").get_by_role("button", name=name).click()

    async def watches(self) -> None:
        if self.width.is_phone:
            await self.page.get_by_label("我是").select_option(value="")
        else:
            await self.page.locator("#cast").get_by_role("button", name="旁观").click()

    async def opens(self, title: str) -> Locator:
        """Choose a chat from the list; on a phone the list is one step back."""
        if self.width.is_phone and not await self.page.locator("#list").is_visible():
            await self.page.get_by_label("回到聊天列表").click()
        await self.page.locator(f'#list .chat-item[title="{title}"]').click()
        chat = self.chat(title)
        await expect(chat).to_be_visible()
        return chat

    def chat(self, title: str) -> Locator:
        return self.page.get_by_role("region", name=title, exact=True)

    def line(self) -> Locator:
        """The line to write on; there is one on the whole page."""
        return self.page.get_by_label("写消息")

    async def attaches(self, label: str) -> None:
        await self.page.get_by_label("添加照片、语音、位置…").click()
        await self.page.get_by_role("menuitem", name=label).click()
        await expect(self.page.locator(".staged")).not_to_have_count(0)

    async def says(self, words: str) -> None:
        await self.line().fill(words)
        await self.page.get_by_role("button", name="发送").click()
        await expect(self.line()).to_have_value("")

    async def presses(self, label: str, *, in_: Locator) -> None:
        """The newest button with this whole label, once it has come."""
        button = in_.locator(".inline-button", has_text=re.compile(f"^{re.escape(label)}$")).last
        await button.click()

    async def replies_to(self, message: Locator) -> None:
        """Choose a message to answer; what is said next is a reply to it."""
        await message.hover()
        await message.get_by_label("这条消息能做什么").click()
        await self.page.get_by_role("menuitem", name="回复").click()

    async def sees(self, words: str, *, in_: Locator) -> Locator:
        """The newest message with these words, once it stands there."""
        message = in_.locator(".message", has_text=words).last
        await expect(message).to_be_visible()
        return message

    async def is_asked(self, words: str) -> None:
        """The line has gone over to answering the bot's question."""
        mode = self.page.locator(".composer-mode")
        await expect(mode).to_contain_text(words)
        await expect(mode).to_contain_text("回复")

    async def sticks_out(self) -> list[str]:
        """What reaches over the screen's edges, unless it lies in a row that is made to scroll.

        Measured by the width that was asked for: a phone's own counts whatever sticks out.
        """
        found = await self.page.evaluate(STICKING_OUT, self.width.x)
        assert isinstance(found, list)
        return found

    async def is_pictured(self, name: str, of: Locator | None = None) -> None:
        await self._is_at_rest()
        raw = await (of or self.page).screenshot(animations="disabled")
        await self.pictures.keep(name, raw, self.page.context)

    async def _is_at_rest(self) -> None:
        """Pictures loaded, toasts gone, whatever moves at its end."""
        await expect(self.page.locator(".toast")).to_have_count(0)
        await self.page.mouse.move(0, 0)
        await self.page.evaluate(
            """async () => {
                await Promise.all([...document.images].map((image) => image.decode()));
                for (const one of document.getAnimations()) one.finish();
                await new Promise((drawn) => requestAnimationFrame(() =>
                    requestAnimationFrame(drawn)));
            }"""
        )
