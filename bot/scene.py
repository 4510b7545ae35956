"""The opening scene of the practice sandbox: one loose manhole cover, from photo to thanks."""

import asyncio
from pathlib import Path

from bot.neighbourhood import PUBLIC, STAFF
from sandbox.driver import Driver

BEFORE = Path(__file__).parent.parent / "sandbox" / "static" / "samples" / "photo.jpg"
AFTER = BEFORE.with_name("photo2.jpg")

REPORT = "随手拍 阿郎批发部下方井盖松动"
WITHIN = 30.0
"""A slow machine is still starting the bot when the first photo goes out."""


async def play(page_url: str, *, pause_s: float) -> None:
    """小李 reports in the group, 赵师傅 takes it on and mends it, 小李 is content.

    ``pause_s`` lets an onlooker follow. Raises ``AssertionError`` if the street stays silent.
    """
    async with Driver(page_url) as street:
        xiaoli, zhao = street.person("小李"), street.person("赵师傅")
        group, staff = street.chat(PUBLIC), street.chat(STAFF)

        await xiaoli.starts()
        for label in ("我是小哥", "外卖", "一号网格", "同意"):
            await asyncio.sleep(pause_s / 2)
            await xiaoli.presses(label, in_=xiaoli.private, within=WITHIN)
        await asyncio.sleep(pause_s)
        await xiaoli.sends_photo(REPORT, to=group, data=BEFORE.read_bytes())
        await group.shows("已登记 #C1001", within=WITHIN)
        card = await staff.shows("待受理", within=WITHIN)
        await asyncio.sleep(pause_s)
        await zhao.presses("受理", in_=staff, on=card, within=WITHIN)
        await staff.shows("已受理", within=WITHIN)
        await asyncio.sleep(pause_s)
        await zhao.presses("办结", in_=staff, within=WITHIN)
        question = await staff.shows("怎么修好的", within=WITHIN)
        await asyncio.sleep(pause_s)
        await zhao.sends_photo("井盖已加固", to=staff, data=AFTER.read_bytes(), reply_to=question)
        await xiaoli.private.shows("修好了吗", within=WITHIN)
        await asyncio.sleep(pause_s)
        await xiaoli.presses("满意", in_=xiaoli.private, within=WITHIN)
        await group.shows("已办结", within=WITHIN)
        await staff.shows("已办结", within=WITHIN)
