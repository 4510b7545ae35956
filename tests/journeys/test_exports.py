"""A secretary takes figures away: chosen on one card in private, made once, and written down."""

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from sandbox.driver import Message, Neighbour, Place
from storage.communities import add_community
from storage.tables import cases, exports
from tests.street import Street
from tests.workbook import Sheet, read_workbook

pytestmark = pytest.mark.journey

HOSTILE = ('=HYPERLINK("http://x","点我")', "+1", "=1+1", "@SUM(A1:A9)")


async def answer_to(street: Street, who: Neighbour, words: str, to: Place) -> Message:
    said = await who.says(words, to=to)
    await street.settled()
    return await to.shows("", from_bot=True, after=said)


async def press(street: Street, who: Neighbour, label: str, on: Message) -> Message:
    await who.presses(label, on=on)
    await street.settled()
    return next(one for one in who.private.messages if one.id == on.id)


def files_in(place: Place) -> list[Message]:
    return [one for one in place.messages if one.from_bot and "document" in one.data]


async def sheets_of(street: Street, message: Message) -> list[Sheet]:
    return read_workbook(await street.driver.file(message.data["document"]["file_id"]))


def beyond_the_river(tx: Connection, street: Street) -> None:
    """Another community with a case of its own, the copy of one of ours."""
    other = add_community(tx, name="河对岸", defaults=street.defaults, now=street.clock.now())
    row = dict(tx.execute(sa.select(cases).limit(1)).mappings().one())
    del row["id"]
    row |= {"number": 900_001, "source": "elsewhere", "community_id": other.id, "grid_id": None}
    tx.execute(cases.insert().values(**row))


def recorded(tx: Connection) -> list[tuple[str, bool, int]]:
    rows = tx.execute(sa.select(exports).order_by(exports.c.id))
    return [(row.kind, row.is_personal, row.rows_written) for row in rows]


def holds_our_five_without_names_or_formulas(summary: Sheet, sheet: Sheet) -> None:
    head, *rows = sheet.text
    assert head[:2] == ["编号", "方式"]
    assert "姓名" not in head
    assert [row[0] for row in rows] == [f"#C{n}" for n in range(1001, 1006)]
    assert "小李" not in str([summary.text, sheet.text])
    cells = [cell for row in sheet.rows for cell in row]
    assert {*HOSTILE} <= {cell.value for cell in cells if cell.is_text}
    assert not any(cell.is_formula for cell in cells)
    assert ["范围", "全部"] in summary.text
    assert next(row for row in summary.text if row[:1] == ["全部"])[:2] == ["全部", "5"]


async def the_same_with_names_of_one_grid(street: Street, who: Neighbour) -> None:
    """From the card that remembers what was taken last, over a restart."""
    again = await answer_to(street, who, "/export", who.private)
    assert "陈书记：诉求 · 本周（" in again.text
    assert "5 条" in again.text
    named = await press(street, who, "含姓名", again)
    assert "会留下记录" in named.text
    narrowed = await press(street, who, "按网格", named)
    narrowed = await press(street, who, "一号网格", narrowed)
    await street.restart()
    await press(street, who, "导出", narrowed)
    _, file = files_in(who.private)
    assert "含姓名" in file.text
    _, sheet = await sheets_of(street, file)
    assert [row[-1] for row in sheet.text] == ["姓名", "小李"]


async def test_a_secretary_takes_the_cases_away_without_names_and_then_with(
    street: Street,
) -> None:
    chen, zhao, outsider = (street.person(one) for one in ("陈书记", "赵师傅", "外人"))
    await chen.starts()
    for words in (*HOSTILE, "东门路灯不亮"):
        await street.person("小李").says(f"随手拍 {words}", to=street.group)
    await zhao.starts()
    await street.settled()
    for who in (zhao, outsider):
        refused = await answer_to(street, who, "/export", street.staff)
        assert "书记" in refused.text
        assert refused.buttons == []
    await street.program.db.do(beyond_the_river, street)
    told = await answer_to(street, chen, "/export 诉求 本周", street.staff)
    assert told.buttons == ["打开私聊"]
    card = await chen.private.shows("导出 · 诉求 · 本周（", from_bot=True)
    assert "✓ 本周" in card.buttons
    assert "不写姓名" in card.text

    made = await press(street, chen, "导出", card)

    assert "做好了，共 5 条" in made.text
    assert made.buttons == []
    [file] = files_in(chen.private)
    assert file.data["document"]["file_name"].startswith("诉求-")
    summary, sheet = await sheets_of(street, file)
    assert [summary.name, sheet.name] == ["汇总", "诉求"]
    holds_our_five_without_names_or_formulas(summary, sheet)

    await the_same_with_names_of_one_grid(street, chen)
    assert await street.read(recorded) == [("cases", False, 5), ("cases", True, 1)]
    await two_presses_are_one_file(street, chen)


async def two_presses_are_one_file(street: Street, who: Neighbour) -> None:
    """Of hours, points and meetings, of which there are none."""
    count = len(files_in(who.private))
    for number, what in enumerate(("时长", "积分", "会议"), 1):
        card = await answer_to(street, who, "/export", who.private)
        card = await press(street, who, what, card)
        assert f"✓ {what}" in card.buttons
        assert "按网格" not in card.buttons
        first = await who.presses("导出", on=card)
        second = await who.presses("导出", on=card)
        assert first is not None
        assert second is not None
        assert first.text == "正在做…"
        assert "已经在做了" in str(second.text)
        await street.settled()
        files = files_in(who.private)
        assert len(files) == count + number
        _, sheet = await sheets_of(street, files[-1])
        assert [len(sheet.rows), sheet.name] == [1, what]


async def test_who_is_no_secretary_any_more_gets_neither_card_nor_file(street: Street) -> None:
    chen, sun = street.person("陈书记"), street.person("孙姐")
    await sun.starts()
    said = await sun.says("早", to=street.staff)
    await chen.says("/role secretary", to=street.staff, reply_to=said)
    await street.settled()
    card = await answer_to(street, sun, "/export", sun.private)

    await chen.says("/role none", to=street.staff, reply_to=said)
    await street.settled()

    refused = await sun.presses("导出", on=card)
    assert refused is not None
    assert refused.alert
    refused = await sun.presses("含姓名", on=card)
    assert refused is not None
    await street.settled()
    assert files_in(sun.private) == []
    assert await street.read(recorded) == []
