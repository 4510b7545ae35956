"""Figures: one picture and a few exact lines for the office, of a week, a month, a grid, a kind."""

import io

import pytest
import sqlalchemy as sa
from PIL import Image
from sqlalchemy import Connection

from sandbox.driver import Message, Neighbour, Place
from storage.communities import add_community
from storage.tables import cases
from tests.street import Street

pytestmark = pytest.mark.journey


async def answer_to(street: Street, who: Neighbour, words: str, to: Place) -> Message:
    said = await who.says(words, to=to)
    await street.settled()
    return await to.shows("", from_bot=True, after=said)


async def press(street: Street, who: Neighbour, label: str, on: Message) -> Message:
    await who.presses(label, on=on)
    await street.settled()
    return next(one for one in street.staff.messages if one.id == on.id)


async def picture_of(street: Street, message: Message) -> bytes:
    return await street.driver.file(message.data["photo"][-1]["file_id"])


def beyond_the_river(tx: Connection, street: Street) -> None:
    """Another community with a case of its own, the copy of one of ours."""
    other = add_community(tx, name="河对岸", defaults=street.defaults, now=street.clock.now()).id
    row = dict(tx.execute(sa.select(cases).limit(1)).mappings().one())
    del row["id"]
    row |= {"number": 900_001, "source": "elsewhere", "community_id": other, "grid_id": None}
    tx.execute(
        cases.insert().values(
            **row,
        )
    )


def counts_our_three_without_names(week: Message) -> None:
    _, reported, *_ = week.text.split("\n")
    assert reported.startswith("诉求 3 件：")
    assert {"待受理 1", "已受理 1", "待确认 1"} == set(
        reported.removeprefix("诉求 3 件：").split(" · ")
    )
    assert "还没有到期的" in week.text
    assert "小李" not in week.text
    assert week.buttons == ["本周", "本月", "按网格", "按类别"]


async def a_grid_a_kind_and_a_month_are_pressed(
    street: Street, who: Neighbour, week: Message, whole: bytes
) -> Message:
    """On the week, whose picture is ``whole``; what it has become by then."""
    choosing = await press(street, who, "按网格", week)
    assert choosing.buttons == ["全部", "一号网格", "二号网格"]
    narrowed = await press(street, who, "一号网格", choosing)
    assert "幸福里 · 本周（" in narrowed.text
    assert " · 一号网格" in narrowed.text
    assert "诉求 2 件" in narrowed.text
    assert await picture_of(street, narrowed) != whole
    kinds = await press(street, who, "按类别", narrowed)
    assert kinds.buttons[0] == "全部"
    everything = await press(street, who, "全部", kinds)
    month = await press(street, who, "本月", everything)
    assert " · 一号网格" in month.text
    return month


async def a_time_and_a_grid_are_written(street: Street, who: Neighbour) -> None:
    last = await answer_to(street, who, "/stats 上月 一号网格", street.staff)
    assert "这段时间还没有诉求" in last.text
    turned = await press(street, who, "本周", last)
    assert "诉求 2 件" in turned.text
    assert "photo" in turned.data
    kept = await answer_to(street, who, "/stats 二号网格 去年", street.staff)
    assert "photo" not in kept.data
    asked = await answer_to(street, who, "/stats 月球背面", street.staff)
    assert "没看懂「月球背面」" in asked.text


async def test_the_office_sees_a_week_a_month_a_grid_and_a_kind(street: Street) -> None:
    chen, zhao, outsider = (street.person(one) for one in ("陈书记", "赵师傅", "外人"))
    nothing = await answer_to(street, chen, "/stats", street.staff)
    assert nothing.text.startswith("幸福里 · 本周（")
    assert "这段时间还没有诉求" in nothing.text
    assert "photo" not in nothing.data
    for words in ("东门路灯不亮", "1号楼电梯坏了", "菜场门口井盖松动"):
        await street.person("小李").says(f"随手拍 {words}", to=street.group)
    await street.settled()
    for words in ("/accept 1001", "/accept 1002", "/resolve 1002 已修好"):
        await zhao.says(words, to=street.staff)
        await street.settled()
    await street.program.db.do(beyond_the_river, street)
    for words in ("/stats", "/stats 上月"):
        refused = await answer_to(street, outsider, words, street.staff)
        assert "请找网格员或书记" in refused.text

    week = await answer_to(street, zhao, "/stats", street.staff)

    counts_our_three_without_names(week)
    whole = await picture_of(street, week)
    assert Image.open(io.BytesIO(whole)).width == 1080

    month = await a_grid_a_kind_and_a_month_are_pressed(street, zhao, week, whole)
    refusal = await outsider.presses("本周", on=month)
    assert refusal is not None
    assert refusal.alert
    assert "本周（" not in next(one for one in street.staff.messages if one.id == month.id).text

    await a_time_and_a_grid_are_written(street, chen)


async def test_among_neighbours_the_figures_go_to_private(street: Street) -> None:
    chen = street.person("陈书记")
    await chen.starts()
    await street.settled()

    told = await answer_to(street, chen, "/stats 本月", street.group)

    assert told.buttons == ["打开私聊"]
    assert (await chen.private.shows("幸福里 · ", from_bot=True)).buttons[0] == "本周"
