"""A certificate of volunteer hours as a PDF to print: plain, on as many A4 pages as it needs."""

import io
from collections.abc import Container
from datetime import datetime
from typing import Any

import segno
from fpdf import FPDF
from fpdf.enums import Align, TableBordersLayout, TableCellFillMode, XPos, YPos
from fpdf.fonts import FontFace, TTFFont

from bot.drawings.fonts import FONT, printable
from domain.answers import Json

MARGIN = 22.0
WIDTH = 210 - 2 * MARGIN
FAMILY = "Noto Sans SC"
TITLE, BODY, SMALL = 24, 12, 9.5
INK, PALE, RULE = (30, 30, 30), (245, 245, 243), (190, 190, 186)
LINE = 7.0
LABEL_WIDTH = 34.0
CODE = 34.0
"""Millimetres: from paper a telephone reads it at arm's length."""
COLUMNS = (24, 30, 20, 22, 70)


class _Page(FPDF):
    """Each page says at its foot which certificate it belongs to."""

    foot = ""

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font(FAMILY, size=SMALL)
        said = f"{self.foot}    {self.page_no()} / {{nb}}"
        self.cell(0, 8, said, align=Align.C)


def draw_certificate(facts: dict[str, Json]) -> bytes:
    """Every word comes with the facts; ``link`` is what the code says."""
    page = _Page(format="A4")
    page.add_font(FAMILY, fname=FONT)
    font = page.fonts[FAMILY.lower()]
    assert isinstance(font, TTFFont)
    facts = _printable(facts, font.cmap)
    page.foot = facts["number"]
    page.set_margins(MARGIN, MARGIN)
    page.set_auto_page_break(auto=True, margin=MARGIN)
    page.set_text_color(*INK)
    page.set_draw_color(*RULE)
    page.set_title(facts["title"])
    page.set_subject(facts["number"])
    page.set_lang(facts["language"])
    page.set_creation_date(datetime.fromisoformat(facts["issued_at"]))
    page.add_page()
    _head(page, facts)
    _summary(page, facts["fields"])
    _check(page, facts)
    _signature(page, facts["signature"])
    _lines(page, facts)
    return bytes(page.output())


def _printable(facts: Json, glyphs: Container[int]) -> Json:
    """The same with what the font has, down to the last word."""
    if isinstance(facts, str):
        return printable(facts, glyphs)
    if isinstance(facts, dict):
        return {key: _printable(one, glyphs) for key, one in facts.items()}
    return [_printable(one, glyphs) for one in facts]


def _head(page: FPDF, facts: dict[str, Json]) -> None:
    page.set_font(FAMILY, size=TITLE)
    page.ln(6)
    _say(page, facts["title"], height=14, align=Align.C)
    page.set_font(FAMILY, size=SMALL)
    _say(page, facts["numbered"], height=6, align=Align.C)
    page.ln(8)
    page.set_font(FAMILY, size=BODY)
    _say(page, facts["words"], height=LINE + 1)
    page.ln(5)


def _say(page: FPDF, words: str, *, height: float, align: Align = Align.L) -> None:
    page.multi_cell(0, height, words, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _summary(page: FPDF, fields: list[list[str]]) -> None:
    """What it says, one thing to a line."""
    with page.table(
        col_widths=(LABEL_WIDTH, WIDTH - LABEL_WIDTH),
        first_row_as_headings=False,
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        line_height=LINE,
        padding=(1, 2),
        text_align=Align.L,
    ) as table:
        for label, value in fields:
            row = table.row()
            row.cell(label)
            row.cell(value)
    page.ln(8)


def _check(page: FPDF, facts: dict[str, Json]) -> None:
    """How anybody finds out whether it is genuine; code and words stay on one page."""
    if page.will_page_break(CODE):
        page.add_page()
    top = page.get_y()
    code = io.BytesIO()
    segno.make_qr(facts["link"], error="m").save(code, kind="png", scale=8, border=2)
    page.image(code, x=MARGIN, y=top, w=CODE, h=CODE)
    page.set_font(FAMILY, size=SMALL)
    page.set_xy(MARGIN + CODE + 6, top + 4)
    page.multi_cell(WIDTH - CODE - 6, 6, facts["check"], align=Align.L)
    page.set_y(top + CODE + 6)


def _signature(page: FPDF, signed: list[str]) -> None:
    """Room for a name and a seal."""
    page.set_font(FAMILY, size=BODY)
    if page.will_page_break(len(signed) * (LINE + 3)):
        page.add_page()
    for words in signed:
        page.set_x(MARGIN + WIDTH / 2)
        page.multi_cell(
            WIDTH / 2, LINE + 3, words, align=Align.L, new_x=XPos.LMARGIN, new_y=YPos.NEXT
        )


def _lines(page: FPDF, facts: dict[str, Json]) -> None:
    """Each service on a line, on pages of their own with the headings on each."""
    page.add_page()
    page.set_font(FAMILY, size=BODY)
    _say(page, facts["list_title"], height=LINE + 2)
    page.ln(2)
    page.set_font(FAMILY, size=SMALL)
    heading: Any = FontFace(fill_color=PALE)
    with page.table(
        col_widths=COLUMNS,
        headings_style=heading,
        cell_fill_mode=TableCellFillMode.NONE,
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        line_height=5.5,
        padding=(1, 1.5),
        text_align=Align.L,
        repeat_headings=1,
    ) as table:
        for line in [facts["columns"], *facts["lines"]]:
            table.row(line)
    if facts["more"]:
        page.ln(3)
        _say(page, facts["more"], height=6)
