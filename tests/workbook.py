"""Reads a workbook as an office program would, with nothing but the standard library."""

import io
import zipfile
from dataclasses import dataclass
from xml.etree import ElementTree

_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(frozen=True)
class Cell:
    """``is_text`` as the file says; a formula would be reckoned out by whoever opens it."""

    value: str
    is_text: bool
    is_formula: bool
    style: int


@dataclass(frozen=True)
class Sheet:
    name: str
    rows: list[list[Cell]]

    @property
    def text(self) -> list[list[str]]:
        return [[cell.value for cell in row] for row in self.rows]


def read_workbook(content: bytes) -> list[Sheet]:
    with zipfile.ZipFile(io.BytesIO(content)) as files:
        assert files.testzip() is None
        book = ElementTree.fromstring(files.read("xl/workbook.xml"))
        names = [str(one.get("name")) for one in book.iter(f"{_SHEET}sheet")]
        return [
            Sheet(name, _rows(files.read(f"xl/worksheets/sheet{number}.xml")))
            for number, name in enumerate(names, 1)
        ]


def _rows(written: bytes) -> list[list[Cell]]:
    root = ElementTree.fromstring(written)
    return [[_cell(one) for one in row] for row in root.iter(f"{_SHEET}row")]


def _cell(one: ElementTree.Element) -> Cell:
    is_text = one.get("t") == "inlineStr"
    found = one.iter(f"{_SHEET}{'t' if is_text else 'v'}")
    value = "".join(part.text or "" for part in found)
    is_formula = one.find(f"{_SHEET}f") is not None
    return Cell(value, is_text, is_formula, int(one.get("s") or 0))
