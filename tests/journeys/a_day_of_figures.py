"""Figures looked at and taken away: every statement that counts or reads them."""

from sandbox.driver import Message
from tests.street import Street


async def a_day_of_figures(street: Street) -> None:
    chen, zhao, group = street.person("陈书记"), street.person("赵师傅"), street.group
    await chen.starts()
    await street.person("小李").says("随手拍 东门路灯不亮", to=group)
    await street.settled()
    await zhao.says("/accept 1001", to=street.staff)
    await street.settled()
    for words in ("/stats", "/stats 今年 一号网格", "/stats 照明用电 上月", "/stats 一号网格 电梯"):
        await chen.says(words, to=street.staff)
        await street.settled()
    for words in ("诉求 今年", "诉求 一号网格 照明用电", "时长", "积分", "会议"):
        await chen.says(f"/export {words}")
        await street.settled()
        await _press(street, "导出", await chen.private.shows("导出 · ", from_bot=True))


async def _press(street: Street, label: str, on: Message) -> None:
    await street.person("陈书记").presses(label, on=on)
    await street.settled()
