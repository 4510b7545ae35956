"""The list of places 地点, grid by grid, and what was understood of one that was added."""

from collections.abc import Sequence
from dataclasses import dataclass

from cards.card import Button, Card, Line, Press, Reader, Span, bold, listed, plain, rows
from cards.maps import map_link
from domain.places import Place


@dataclass(frozen=True)
class PlacePage:
    """``places`` with the names of their grids, in the order of the grids; ``index`` counts from
    0, and ``count`` is how many pages there are.
    """

    places: Sequence[tuple[str | None, Place]]
    index: int
    count: int
    total: int


def place_list_card(page: PlacePage, to: Reader) -> Card:
    if not page.total:
        return Card(plain(to.say("place.none_defined")))
    head = to.say("place.list", count=page.total)
    if page.count > 1:
        head += to.say("case.list_page", page=page.index + 1, count=page.count)
    lines: list[Line] = [bold(head)]
    above: str | None = None
    for number, (grid, place) in enumerate(page.places):
        if number == 0 or grid != above:
            lines.append(bold(grid or to.say("place.no_grid")))
        lines.append(_line(place, to))
        above = grid
    return Card(tuple(lines), rows(_page_buttons(page, to), width=2))


def _page_buttons(page: PlacePage, to: Reader) -> list[Button]:
    buttons = []
    if page.index > 0:
        buttons.append(Button(to.say("page.back"), Press("place.page", page.index - 1)))
    if page.index + 1 < page.count:
        buttons.append(Button(to.say("page.on"), Press("place.page", page.index + 1)))
    return buttons


def _line(place: Place, to: Reader) -> Line:
    parts = [place.name, to.say(f"place.kind.{place.kind.value}")]
    if place.words:
        parts.append(to.say("place.also_called", words=listed(place.words, to.say)))
    said = " · ".join(parts)
    if place.point is None:
        return (Span(said),)
    return (Span(f"{said} · "), map_link(place.point, to))


def read_back_card(place: Place, grid: str | None, to: Reader, *, is_new: bool) -> Card:
    """What is kept now, so that a slip of the pen is seen at once."""
    lines = [
        bold(to.say("place.defined" if is_new else "place.changed", name=place.name)),
        _line(place, to),
    ]
    key = "place.goes_to" if grid else "place.goes_nowhere"
    lines += plain(to.say(key, grid=grid or "", name=place.name))
    if place.point is None:
        lines += plain(to.say("place.no_point", name=place.name))
    return Card(tuple(lines))
