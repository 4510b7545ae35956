"""Figures as a picture for a phone: tiles, a line of days, the rates, and bars of what and where.

Everything is laid out in dots from top to bottom, so that twelve names take more room than three
and nothing is squeezed; the bars in two columns, for Telegram makes a tall picture small.
"""

import io
from collections.abc import Iterator, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from PIL import Image, ImageFont

from bot.drawings.fonts import FONT, printable
from domain.answers import Json

WIDTH, DPI = 1080, 100
MARGIN, GAP = 56, 32
HEAD, TILES, LINE, TITLE, ROW, NOTE, FOOT = 170, 146, 240, 60, 46, 40, 64
EMPTY = 260
BETWEEN = 40
COLUMN = (WIDTH - 2 * MARGIN - BETWEEN) // 2
RATES, BARS = (150, 600), (208, COLUMN - 74)
"""From where to where the bars go, left of them their names, right of them their numbers."""
MOST_LABELS = 8
"""So many days can be read below the line."""
PAPER, INK, PALE, RULE = "#fbfaf6", "#22302b", "#6b7671", "#dfe3df"
GREEN, BLUE, GREY = "#2f8f75", "#3d78a8", "#a9b3ae"
BIG, HEADING, BODY, SMALL, TINY = 54, 34, 30, 26, 22


class _Page:
    """A sheet on which things are put one below the other, ``top`` being where the next begins."""

    def __init__(self, height: int) -> None:
        self.height = height
        self.top = 0
        self.figure = Figure(figsize=(WIDTH / DPI, height / DPI), dpi=DPI, facecolor=PAPER)
        self._glyphs = frozenset(FT2Font(str(FONT)).get_charmap())

    def axes(self, height: int, *, left: int = 0, right: int = WIDTH) -> Axes:
        """The next so many dots to draw in; numbers on it are dots."""
        begin, self.top = self.top, self.top + height
        place = (left / WIDTH, 1 - (begin + height) / self.height, (right - left) / WIDTH)
        axes = self.figure.add_axes((*place, height / self.height), facecolor="none")
        axes.set_axis_off()
        axes.set_xlim(0, right - left)
        axes.set_ylim(height, 0)
        return axes

    def say(self, axes: Axes, x: float, y: float, words: str, **style: Json) -> None:
        """Sizes are dots; a dollar is no formula."""
        size = style.pop("size", BODY) * 72 / DPI
        font = FontProperties(fname=FONT, size=size)
        said = printable(" ".join(words.split()), self._glyphs)
        style = {"color": INK, "va": "center", "ha": "left", **style}
        axes.text(x, y, said, fontproperties=font, parse_math=False, **style)


def draw_stats(facts: dict[str, Json]) -> bytes:
    page = _Page(sum(_heights(facts)))
    head = page.axes(HEAD)
    page.say(head, MARGIN, 74, facts["title"], size=BIG)
    page.say(head, MARGIN, 136, facts["subtitle"], size=BODY, color=PALE)
    if "empty" in facts:
        page.say(page.axes(EMPTY), WIDTH / 2, EMPTY / 2, facts["empty"], ha="center", color=PALE)
        return _written(page.figure)
    _tiles(page, facts["tiles"])
    _line(page, facts["line"])
    _rates(page, facts["rates"])
    _columns(page, facts["bars"])
    page.say(page.axes(FOOT), MARGIN, FOOT / 2 + 8, facts["foot"], size=SMALL, color=PALE)
    return _written(page.figure)


def _heights(facts: dict[str, Json]) -> Iterator[int]:
    yield HEAD
    if "empty" in facts:
        yield EMPTY
        return
    yield TILES + FOOT
    yield TITLE + LINE + GAP
    yield TITLE + ROW * len(facts["rates"]["bars"]) + NOTE + GAP
    yield max(sum(_height(chart) for chart in column) for column in _shared(facts["bars"]))


def _height(chart: dict[str, Json]) -> int:
    return TITLE + ROW * len(chart["rows"]) + GAP


def _shared(charts: Sequence[dict[str, Json]]) -> tuple[list[dict[str, Json]], ...]:
    """Each chart goes to the column that is shorter so far, the tallest first."""
    columns: tuple[list[dict[str, Json]], ...] = ([], [])
    for chart in sorted(charts, key=_height, reverse=True):
        min(columns, key=lambda one: sum(_height(chart) for chart in one)).append(chart)
    return columns


def _tiles(page: _Page, tiles: Sequence[Sequence[str]]) -> None:
    axes = page.axes(TILES)
    wide = (WIDTH - 2 * MARGIN) / len(tiles)
    for number, (value, label) in enumerate(tiles):
        middle = MARGIN + wide * (number + 0.5)
        size = BIG if len(value) < 6 else BODY + 6
        page.say(axes, middle, 46, value, size=size, ha="center", color=GREEN)
        page.say(axes, middle, 104, label, size=SMALL, ha="center", color=PALE)
    axes.plot((MARGIN, WIDTH - MARGIN), (TILES - 6, TILES - 6), color=RULE, linewidth=1.5)


def _line(page: _Page, line: dict[str, Json]) -> None:
    """One dot to a day, the most and the last of them named."""
    page.say(page.axes(TITLE), MARGIN, TITLE / 2 + 6, line["title"], size=HEADING)
    axes = page.axes(LINE, left=MARGIN, right=WIDTH - MARGIN)
    values, labels = line["values"], line["labels"]
    most, wide = max(*values, 1), WIDTH - 2 * MARGIN
    low, high = LINE - 56, 44
    apart = (wide - 60) / max(len(values) - 1, 1)
    xs = [30 + apart * number for number in range(len(values))]
    ys = [low - (low - high) * value / most for value in values]
    axes.plot((0, wide), (low, low), color=RULE, linewidth=1.5)
    axes.fill_between(xs, ys, low, color=GREEN, alpha=0.12, linewidth=0)
    axes.plot(xs, ys, color=GREEN, linewidth=3, marker="o", markersize=6, clip_on=False)
    step = -(-len(labels) // MOST_LABELS)
    for number, label in enumerate(labels):
        if number % step == 0:
            page.say(axes, xs[number], LINE - 24, label, size=SMALL, ha="center", color=PALE)
    peak = values.index(max(values))
    page.say(axes, xs[peak], ys[peak] - 26, str(values[peak]), size=SMALL, ha="center")
    page.axes(GAP)


def _rates(page: _Page, rates: dict[str, Json]) -> None:
    """Few are pale: a share of three says little."""
    page.say(page.axes(TITLE), MARGIN, TITLE / 2 + 6, rates["title"], size=HEADING)
    axes = page.axes(ROW * len(rates["bars"]), left=MARGIN, right=WIDTH - MARGIN)
    for number, (label, share, said, is_small) in enumerate(rates["bars"]):
        middle, (begin, end) = ROW * (number + 0.5), RATES
        page.say(axes, begin - 18, middle, label, ha="right")
        axes.barh(middle, end - begin, ROW * 0.52, left=begin, color=RULE)
        colour = GREY if is_small else BLUE
        axes.barh(middle, (end - begin) * (share or 0), ROW * 0.52, left=begin, color=colour)
        page.say(axes, end + 18, middle, said, size=SMALL)
    page.say(page.axes(NOTE + GAP), MARGIN, NOTE / 2 + 6, rates["note"], size=SMALL, color=PALE)


def _columns(page: _Page, charts: Sequence[dict[str, Json]]) -> None:
    columns, top = _shared(charts), page.top
    for left, column in zip((MARGIN, MARGIN + COLUMN + BETWEEN), columns, strict=True):
        page.top = top
        for chart in column:
            axes = page.axes(_height(chart), left=left, right=left + COLUMN)
            _bars(page, axes, chart)
    page.top = page.height - FOOT


def _bars(page: _Page, axes: Axes, chart: dict[str, Json]) -> None:
    page.say(axes, 0, TITLE / 2 + 6, chart["title"], size=HEADING)
    most = max(count for _, count in chart["rows"])
    begin, end = BARS
    for number, (label, count) in enumerate(chart["rows"]):
        middle, length = TITLE + ROW * (number + 0.5), (end - begin) * count / most
        name, size = _fitting(label)
        page.say(axes, begin - 14, middle, name, size=size, ha="right")
        axes.barh(middle, max(length, 4), ROW * 0.52, left=begin, color=GREEN)
        page.say(axes, begin + max(length, 4) + 12, middle, str(count), size=SMALL)


def _fitting(label: str) -> tuple[str, int]:
    """As much as there is room for beside the bars, and how large."""
    room, label = BARS[0] - 20, " ".join(label.split())
    if ImageFont.truetype(FONT, SMALL).getlength(label) <= room:
        return label, SMALL
    font = ImageFont.truetype(FONT, TINY)
    while len(label) > 1 and font.getlength(label) > room:
        label = f"{label.removesuffix('…')[:-1]}…"
    return label, TINY


def _written(figure: Figure) -> bytes:
    whole, small = io.BytesIO(), io.BytesIO()
    figure.savefig(whole, format="png", facecolor=PAPER)
    picture = Image.open(whole).convert("RGB")
    picture.quantize(64).save(small, format="PNG", optimize=True)
    return small.getvalue()
