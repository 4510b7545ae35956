"""A month's ranking as a picture: a bar for each, the longest for whoever earned most."""

import io

from PIL import Image, ImageDraw, ImageFont

from bot.drawings.fonts import FONT
from domain.answers import Json

WIDTH = 1080
MARGIN = 64
ROW = 92
HEAD, FOOT = 220, 60
BAR_FROM, BAR_TO = 470, WIDTH - MARGIN - 110
BAR_HEIGHT = 34
TITLE, SMALL, BODY = 54, 32, 38
PAPER, INK, PALE, GREEN, GOLD = "#fbfaf6", "#22302b", "#7b857f", "#2f8f75", "#c9962b"
FIRST = 3
"""So many places are shown in gold."""
LONGEST_NAME = BAR_FROM - MARGIN - 100


def draw_ranking(facts: dict[str, Json]) -> bytes:
    """``rows`` are place, name and points, the best first."""
    rows = facts["rows"]
    picture = Image.new("RGB", (WIDTH, HEAD + ROW * len(rows) + FOOT), PAPER)
    pen = ImageDraw.Draw(picture)
    pen.text((MARGIN, 56), _in_one_line(facts["title"]), fill=INK, font=_font(TITLE))
    pen.text((MARGIN, 136), _in_one_line(facts["community"]), fill=PALE, font=_font(SMALL))
    most = max((points for _, _, points in rows), default=1)
    for number, (place, name, points) in enumerate(rows):
        _row(pen, HEAD + ROW * number, place, name, points, most=most)
    written = io.BytesIO()
    picture.quantize(64).save(written, format="PNG", optimize=True)
    return written.getvalue()


def _row(
    pen: ImageDraw.ImageDraw, top: int, place: int, name: str, points: int, *, most: int
) -> None:
    colour = GOLD if place <= FIRST else GREEN
    middle = top + ROW // 2
    body = _font(BODY)
    pen.text((MARGIN, middle), str(place), fill=colour, font=body, anchor="lm")
    pen.text(
        (MARGIN + 80, middle), _fitting(_in_one_line(name), body), fill=INK, font=body, anchor="lm"
    )
    length = max(BAR_HEIGHT, round((BAR_TO - BAR_FROM) * points / most))
    bar = (BAR_FROM, middle - BAR_HEIGHT // 2, BAR_FROM + length, middle + BAR_HEIGHT // 2)
    pen.rounded_rectangle(bar, radius=BAR_HEIGHT // 2, fill=colour)
    pen.text((BAR_FROM + length + 18, middle), str(points), fill=INK, font=body, anchor="lm")


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT, size)


def _in_one_line(words: str) -> str:
    """Pillow measures no text of several lines."""
    return " ".join(words.split())


def _fitting(name: str, font: ImageFont.FreeTypeFont) -> str:
    while len(name) > 1 and font.getlength(name) > LONGEST_NAME:
        name = f"{name.removesuffix('…')[:-1]}…"
    return name
