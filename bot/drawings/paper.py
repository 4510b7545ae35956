"""What every paper of ours is made of: A4 in our font, each page with its number at the foot."""

from collections.abc import Container
from datetime import datetime

from fpdf import FPDF
from fpdf.enums import Align, TableBordersLayout, XPos, YPos
from fpdf.fonts import TTFFont

from bot.drawings.fonts import FONT, printable
from domain.answers import Json

MARGIN = 22.0
WIDTH = 210 - 2 * MARGIN
FAMILY = "Noto Sans SC"
TITLE, BODY, SMALL = 24, 12, 9.5
INK, RULE = (30, 30, 30), (190, 190, 186)
LINE = 7.0
LABEL_WIDTH = 34.0


class Paper(FPDF):
    """Each page says at its foot which paper it belongs to."""

    foot = ""

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font(FAMILY, size=SMALL)
        said = f"{self.foot}    {self.page_no()} / {{nb}}"
        self.cell(0, 8, said, align=Align.C)


def begin(facts: dict[str, Json]) -> tuple[Paper, dict[str, Json]]:
    """A first page, and the facts in what the font has; ``number`` is the paper's own."""
    page = Paper(format="A4")
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
    return page, facts


def _printable(facts: Json, glyphs: Container[int]) -> Json:
    """The same with what the font has, down to the last word."""
    if isinstance(facts, str):
        return printable(facts, glyphs)
    if isinstance(facts, dict):
        return {key: _printable(one, glyphs) for key, one in facts.items()}
    if isinstance(facts, list):
        return [_printable(one, glyphs) for one in facts]
    return facts


def head(page: FPDF, facts: dict[str, Json]) -> None:
    """The title, and below it the paper's number."""
    page.set_font(FAMILY, size=TITLE)
    page.ln(6)
    say(page, facts["title"], height=14, align=Align.C)
    page.set_font(FAMILY, size=SMALL)
    say(page, facts["numbered"], height=6, align=Align.C)
    page.ln(8)
    page.set_font(FAMILY, size=BODY)


def say(page: FPDF, words: str, *, height: float, align: Align = Align.L) -> None:
    page.multi_cell(0, height, words, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def summary(page: FPDF, fields: list[list[str]]) -> None:
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
