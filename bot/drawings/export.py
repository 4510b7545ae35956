"""An exported table as a workbook: begun, given its rows a portion at a time, and ended.

The rows of a year are more than one question should hold, so a book stays open between questions;
one at a time. xlsxwriter puts each row into a temporary file in the ``folder`` that the one who
asks has made, and takes away again however this process ends.

Text is always written as text. A cell that begins with ``=``, ``+``, ``-`` or ``@`` is never a
formula in a workbook as it would be in a file of commas: the cell itself says what it holds.
"""

import io
from collections.abc import Callable
from datetime import date, datetime

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from domain.answers import Json

LONGEST_CELL = 32_767
LONGEST_NAME = 31
NOT_IN_A_NAME = str.maketrans("[]:*?/\\", "       ")
WIDE = 24
FORMATS = {
    "head": {"bold": True, "bg_color": "#E7F1ED", "text_wrap": True, "valign": "top"},
    "title": {"bold": True, "font_size": 14},
    "percent": {"num_format": "0.0%"},
    "day": {"num_format": "yyyy-mm-dd"},
    "moment": {"num_format": "yyyy-mm-dd hh:mm"},
}

Cell = tuple[Worksheet, int, int, Json, Format | None]


class _Book:
    def __init__(self, facts: dict[str, Json]) -> None:
        self.bytes = io.BytesIO()
        options = {"constant_memory": True, "tmpdir": facts["folder"], "remove_timezone": False}
        self.workbook = Workbook(self.bytes, options)
        self.formats = {name: self.workbook.add_format(one) for name, one in FORMATS.items()}
        self._more = facts["more"]
        _summary(self, facts["summary"])
        self._kinds = [kind for _, kind, _ in facts["sheet"]["columns"]]
        self._sheet = self.workbook.add_worksheet(_name(facts["sheet"]["name"]))
        for place, (title, _, width) in enumerate(facts["sheet"]["columns"]):
            self._sheet.set_column(place, place, width)
            self.write(self._sheet, 0, place, title, "head")
        self._sheet.freeze_panes(1, 0)
        self._next = 1

    def add(self, rows: list[list[Json]]) -> None:
        for row in rows:
            for place, (kind, cell) in enumerate(zip(self._kinds, row, strict=True)):
                self.write(self._sheet, self._next, place, cell, kind)
            self._next += 1

    def end(self, *, is_cut: bool) -> bytes:
        self._sheet.autofilter(0, 0, self._next - 1, len(self._kinds) - 1)
        if is_cut:
            self.write(self._sheet, self._next, 0, self._more, "text")
        self.workbook.close()
        return self.bytes.getvalue()

    def write(self, sheet: Worksheet, row: int, column: int, cell: Json, kind: str) -> None:
        if cell is not None and cell != "":
            style = self.formats.get(kind)
            _WRITE.get(kind, _text)((sheet, row, column, cell, style))


def _text(cell: Cell) -> None:
    sheet, row, column, said, style = cell
    clean = str(said).encode("utf-8", "replace").decode()[:LONGEST_CELL]
    sheet.write_string(row, column, clean, style)


def _number(cell: Cell) -> None:
    sheet, row, column, value, style = cell
    sheet.write_number(row, column, value, style)


def _day(cell: Cell) -> None:
    sheet, row, column, said, style = cell
    sheet.write_datetime(row, column, date.fromisoformat(said), style)


def _moment(cell: Cell) -> None:
    sheet, row, column, said, style = cell
    sheet.write_datetime(row, column, datetime.fromisoformat(said), style)


_WRITE: dict[str, Callable[[Cell], None]] = {
    "number": _number,
    "percent": _number,
    "day": _day,
    "moment": _moment,
}


def _name(said: str) -> str:
    return said.translate(NOT_IN_A_NAME)[:LONGEST_NAME]


def _summary(book: _Book, facts: dict[str, Json]) -> None:
    """Row after row: what was written cannot be gone back to."""
    sheet = book.workbook.add_worksheet(_name(facts["name"]))
    sheet.set_column(0, 11, WIDE / 2)
    sheet.set_column(0, 0, WIDE)
    book.write(sheet, 0, 0, facts["title"], "title")
    at = 1
    for line in facts["lines"]:
        for place, said in enumerate(line):
            book.write(sheet, at, place, said, "text")
        at += 1
    for table in facts["tables"]:
        at += 1
        for place, (title, _) in enumerate(table["columns"]):
            book.write(sheet, at, place, title, "head")
        at += 1
        for row in table["rows"]:
            for place, ((_, kind), cell) in enumerate(zip(table["columns"], row, strict=True)):
                book.write(sheet, at, place, cell, kind)
            at += 1
    for note in facts["notes"]:
        at += 1
        book.write(sheet, at, 0, note, "text")


_open: list[_Book] = []
"""The book that is being written, if there is one."""


def draw_export(facts: dict[str, Json]) -> bytes:
    """``step`` begins a book, adds ``rows``, or ends it; only the last gives its bytes."""
    match facts["step"]:
        case "begin":
            _open[:] = [_Book(facts)]
        case "rows":
            _open[0].add(facts["rows"])
        case "end":
            return _open.pop().end(is_cut=facts["is_cut"])
    return b""
