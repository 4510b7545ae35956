"""Charts and tables as bytes: what a phone shows, and what an office program makes of a cell."""

import asyncio
import io
import os
import stat
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import SendChatAction, TelegramMethod
from PIL import Image
from sqlalchemy import Connection

from bot.books import Books, NotBound
from bot.clock import Clock
from bot.database_settings import DatabaseSettings
from bot.drawer import PROGRAM, ROOT
from bot.drawing_sign import sign_of_drawing
from bot.drawings import draw
from bot.errors import OperatorError
from bot.export import export
from bot.settings import Settings
from cards.card import Drawing, Media
from domain.addresses import Address
from domain.answers import Json
from domain.communities import CommunityDefaults
from domain.exports import Asked, What
from domain.stats import year_at
from storage.communities import add_community
from storage.database import Database
from storage.exports import add_export, get_export, list_latest
from storage.sqlite import open_sqlite
from storage.tables import cases, persons
from tests.sqlite import lay_database
from tests.workbook import Cell, read_workbook

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
HOSTILE = ('=HYPERLINK("http://x")', "=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "=\n1")
ROWS = 4500
"""Three pages, the last of them not full."""


def book(folder: Path, rows: list[list[Json]], kinds: list[str]) -> list[list[Cell]]:
    columns = [[kind, kind, 12] for kind in kinds]
    summary = {"name": "汇总", "title": "=1", "lines": [["+1"]], "tables": [], "notes": ["@1"]}
    sheet = {"name": "a/b [诉求]", "columns": columns}
    begin = {"folder": str(folder), "more": "还有", "summary": summary, "sheet": sheet}
    assert draw("export", {"step": "begin", **begin}) == b""
    assert draw("export", {"step": "rows", "rows": rows}) == b""
    first, second = read_workbook(draw("export", {"step": "end", "is_cut": False}))
    assert [cell.value for row in first.rows for cell in row] == ["=1", "+1", "@1"]
    assert all(cell.is_text and not cell.is_formula for row in first.rows for cell in row)
    assert second.name == "a b  诉求 "
    return second.rows


def test_words_stay_words_and_numbers_numbers(tmp_path: Path) -> None:
    kinds = ["text", "number", "percent", "day", "moment"]
    rows: list[list[Json]] = [
        [said, -12.5, 0.962, "2026-11-22", "2026-11-22T08:30"] for said in HOSTILE
    ]
    rows.append(["坏\ud800字" + "长" * 40_000, None, None, None, None])

    _, *found, long = book(tmp_path, rows, kinds)

    texts = [row[0] for row in found]
    # A workbook writes a return in a way of its own.
    assert [one.value.replace("_x000D_", "\r") for one in texts] == [*HOSTILE]
    assert all(one.is_text and not one.is_formula for one in texts)
    for row in found:
        assert [cell.value for cell in row[1:3]] == ["-12.5", "0.962"]
        assert not any(cell.is_text or cell.is_formula for cell in row[1:])
        assert [round(float(cell.value), 4) for cell in row[3:]] == [46348, 46348.3542]
    assert len(long) == 1
    assert len(long[0].value) <= 32_767
    assert list(tmp_path.iterdir()) == []


def facts_of_a_picture(names: int) -> dict[str, Any]:
    rows = [[f"Neighbourhood $x_{n}$ 电梯故障停运困人很久", names - n] for n in range(names)]
    bars = [["响应率", 0.9, "90%（18/20）", False], ["满意率", None, "还没有", True]]
    return {
        "title": "幸福里" * 4,
        "subtitle": "2026年11月 · 一号网格",
        "tiles": [["132", "诉求"], ["1234.25", "志愿小时"]],
        "line": {"title": "诉求", "labels": ["11/1", "11/2"], "values": [0, 3]},
        "rates": {"title": "率", "bars": bars, "note": ""},
        "bars": [{"title": "什么事", "rows": rows}, {"title": "谁报的", "rows": rows[:3]}],
        "foot": "样本少",
    }


@pytest.mark.parametrize("names", [1, 12])
def test_a_picture_has_room_for_all_its_names_and_stays_a_phones_shape(names: int) -> None:
    picture = Image.open(io.BytesIO(draw("stats", facts_of_a_picture(names))))

    assert picture.width == 1080
    assert picture.height <= 2 * picture.width
    edges = [(0, 0, 20, picture.height), (picture.width - 20, 0, picture.width, picture.height)]
    assert [len(picture.crop(edge).getcolors() or []) for edge in edges] == [1, 1], "cut off"
    assert len(picture.getcolors() or []) > 5


def test_an_empty_time_is_a_title_and_a_sentence() -> None:
    facts = {"title": "幸福里", "subtitle": "昨天", "empty": "这段时间还没有诉求。"}

    picture = Image.open(io.BytesIO(draw("stats", facts)))

    assert picture.height < picture.width


@pytest.fixture
async def year(tmp_path: Path) -> AsyncIterator[tuple[Database, int]]:
    """A community with a year of cases; an export that asks for them."""
    path = tmp_path / "year.db"
    lay_database(path)
    db = await open_sqlite(path)
    yield db, await db.do(lay_cases)
    await db.close()


def lay_cases(tx: Connection) -> int:
    defaults = CommunityDefaults("Asia/Shanghai", "zh_CN", "09:00-18:00", "22:00-07:00")
    home = add_community(tx, name="幸福里", defaults=defaults, now=NOW).id
    tx.execute(persons.insert().values(id=1, created_at=NOW))
    rows = [
        {
            "number": 1001 + n,
            "community_id": home,
            "source": f"case:{n}",
            "kind": "problem",
            "stage": "open",
            "stage_at": NOW,
            "words": HOSTILE[n % len(HOSTILE)],
            "reporter_id": 1,
            "channel": "telegram",
            "chat": "-1",
            "is_confidential": n == 7,
            # Many in one moment: the next page begins in the middle of them.
            "reported_at": NOW - timedelta(hours=n // 300),
        }
        for n in range(ROWS)
    ]
    tx.execute(cases.insert(), rows)
    asked = Asked(What.CASES, year_at(NOW.date()))
    return add_export(
        tx, asked, community_id=home, made_by=None, source="look:1", now=NOW + timedelta(hours=1)
    ).id


async def test_a_table_of_many_pages_has_every_row_once_and_is_noted(
    year: tuple[Database, int],
) -> None:
    db, export_id = year
    books = Books(db, Clock(), PROGRAM, folder=ROOT)
    try:
        content = await books.bind({"export_id": export_id, "locale": "zh_CN"})
    finally:
        await books.stop()

    summary, sheet = read_workbook(content)
    numbers = [row[0] for row in sheet.text[1:]]
    assert len(numbers) == len(set(numbers)) == ROWS
    assert ["全部", str(ROWS)] in [row[:2] for row in summary.text]
    assert sum("（保密）" in row for row in sheet.text) == 1
    assert (await db.read(get_export, export_id)).rows_written == ROWS


async def test_a_file_that_telegram_would_not_take_is_made_shorter_and_says_so(
    year: tuple[Database, int],
) -> None:
    db, export_id = year
    books = Books(db, Clock(), PROGRAM, folder=ROOT, largest=100_000)
    try:
        content = await books.bind({"export_id": export_id, "locale": "zh_CN"})
    finally:
        await books.stop()

    assert len(content) <= 100_000
    *rows, last = read_workbook(content)[1].text
    written = (await db.read(get_export, export_id)).rows_written
    assert 0 < written == len(rows) - 1 < ROWS
    assert "后面的没有列出" in last[0]


async def test_who_waits_sees_that_something_is_drawn_and_who_does_not_sees_nothing() -> None:
    asked: list[TelegramMethod[Any]] = []
    is_seen = asyncio.Event()

    async def call(method: TelegramMethod[Any], *, seconds: float = 0) -> Json:
        asked.append(method)
        is_seen.set()
        raise TelegramNetworkError(method, "away")

    drawn = Media("document", drawing=Drawing("export", {}))
    async with sign_of_drawing(call, [drawn], Address("-7", thread="3"), after=0):
        async with asyncio.timeout(5):
            await is_seen.wait()
    for media in ([], [Media("photo", "known")], [Media("photo", content=b"1")], [drawn]):
        async with sign_of_drawing(call, media, Address("7")):
            pass

    [sign] = asked
    assert isinstance(sign, SendChatAction)
    assert (sign.chat_id, sign.message_thread_id, sign.action) == (-7, 3, "upload_document")


async def test_a_table_whose_process_dies_half_way_is_made_from_the_beginning_next_time(
    year: tuple[Database, int], tmp_path: Path
) -> None:
    db, export_id = year
    program = tmp_path / "program.py"
    # Takes the beginning and one page, then dies; a fresh one knows of no book that was begun.
    answers = "import json, sys\nprint('{}', flush=True)\nfor number in range(2):\n"
    answers += "    step = json.loads(sys.stdin.buffer.readline())['facts']['step']\n"
    answers += "    is_known = number or step == 'begin'\n"
    answers += "    print('{}' if is_known else '{\"error\": \"?\"}', flush=True)\n"
    program.write_text(answers, encoding="utf-8")
    books = Books(db, Clock(), (sys.executable, str(program)))
    facts = {"export_id": export_id, "locale": "zh_CN"}
    try:
        with pytest.raises(NotBound):
            await books.bind(facts)
        assert (await db.read(get_export, export_id)).written_at is None
        real = f"import runpy, sys; sys.path.insert(0, {str(ROOT)!r})\n"
        real += "runpy.run_module('bot.drawings', run_name='__main__')"
        program.write_text(real, encoding="utf-8")
        content = await books.bind(facts)
    finally:
        await books.stop()

    assert len(read_workbook(content)[1].rows) == ROWS + 1


async def test_the_command_line_writes_a_file_of_its_own_and_says_so_to_the_secretaries(
    year: tuple[Database, int], tmp_path: Path
) -> None:
    db, _ = year
    url = f"sqlite+aiosqlite:///{tmp_path / 'year.db'}"
    settings, file = Settings(database=DatabaseSettings(url=url)), tmp_path / "year.xlsx"

    count = export(settings, "幸福里", file, ["诉求", "2026"], with_names=True)

    assert count == ROWS
    assert stat.S_IMODE(os.stat(file).st_mode) == 0o600
    assert len(read_workbook(file.read_bytes())[1].rows) == ROWS + 1
    noted = (await db.read(list_latest, community_id=1, limit=1))[0]
    assert (noted.made_by, noted.asked.is_personal, noted.rows_written) == (None, True, ROWS)
    for community, words, why in (
        ("幸福里", [], "exists already"),
        ("别处", [], "no community"),
        ("幸福里", ["月球"], "没看懂"),
    ):
        where = file if why == "exists already" else tmp_path / "other.xlsx"
        with pytest.raises(OperatorError, match=why):
            export(settings, community, where, words, with_names=False)
