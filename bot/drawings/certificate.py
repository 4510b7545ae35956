"""A certificate of volunteer hours as a PDF to print: plain, on as many A4 pages as it needs."""

import io
from typing import Any

import segno
from fpdf import FPDF
from fpdf.enums import Align, TableBordersLayout, TableCellFillMode, XPos, YPos
from fpdf.fonts import FontFace

from bot.drawings.paper import BODY, FAMILY, LINE, MARGIN, SMALL, WIDTH, begin, head, say, summary
from domain.answers import Json

PALE = (245, 245, 243)
CODE = 34.0
"""Millimetres: from paper a telephone reads it at arm's length."""
COLUMNS = (24, 30, 20, 22, 70)


def draw_certificate(facts: dict[str, Json]) -> bytes:
    """Every word comes with the facts; ``link`` is what the code says."""
    page, facts = begin(facts)
    head(page, facts)
    say(page, facts["words"], height=LINE + 1)
    page.ln(5)
    summary(page, facts["fields"])
    _check(page, facts)
    _signature(page, facts["signature"])
    _lines(page, facts)
    return bytes(page.output())


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
    say(page, facts["list_title"], height=LINE + 2)
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
        say(page, facts["more"], height=6)
