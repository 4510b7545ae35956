"""Places 地点: the buildings, gates, shops and stations by which people say where something is."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.grids import LONGEST_NAME, SHORTEST_WORD, route
from domain.map_points import cell_of, distance_m, from_gcj02
from domain.media import Point
from domain.place_words import flat, longest_word
from domain.rules import RuleBroken

NEAR_M = 150.0
"""So near to a place, a point is taken for it."""

MOST_WORDS = 10

MOST_OFFERED = 12
"""More buttons than these nobody reads; who does not find the place writes it."""

_HOUSE = re.compile(r"(?<![0-9a-z])[0-9]{1,3}号楼")
_UNIT = re.compile(r"(?<![0-9a-z])[0-9]{1,2}单元")


class PlaceKind(StrEnum):
    BUILDING = "building"  # 楼栋
    GATE = "gate"  # 大门
    SHOP = "shop"  # 商铺
    STATION = "station"  # 驿站
    OTHER = "other"  # 其他


# How a secretary may write a kind, besides by its code; and how a name gives it away at its end.
_KIND_WORDS = {
    PlaceKind.BUILDING: ("楼栋", "楼", "栋"),
    PlaceKind.GATE: ("大门", "门", "出入口"),
    PlaceKind.SHOP: ("商铺", "商店", "店"),
    PlaceKind.STATION: ("驿站", "站点", "站"),
    PlaceKind.OTHER: ("其他", "其它"),
}
_ENDINGS = {
    PlaceKind.BUILDING: ("楼", "栋", "幢", "座", "单元"),
    PlaceKind.GATE: ("门", "口"),
    PlaceKind.STATION: ("驿站", "站"),
    PlaceKind.SHOP: ("店", "部", "铺", "超市", "馆", "药房", "餐厅", "市场", "菜场"),
}


@dataclass(frozen=True)
class Place:
    """``words`` are what people call it besides its name."""

    id: int
    grid_id: int | None
    kind: PlaceKind
    name: str
    words: tuple[str, ...] = ()
    point: Point | None = None


@dataclass(frozen=True)
class Whereabouts:
    """Where a case lies, as far as it can be told: what is not known is ``None``, or ``''``.

    ``mark`` is equal for two reports that name the same place, ``cell`` close for two near points.
    """

    grid_id: int | None
    place_id: int | None
    mark: str
    cell: int | None


Grids = Sequence[tuple[int, Sequence[str]]]
"""Each grid with its words, as ``domain.grids.route`` takes them."""


def find_place(words: str, places: Iterable[Place]) -> Place | None:
    """The place that somebody's words name; the longest name wins."""
    found = longest_word(words, ((one, (one.name, *one.words)) for one in places))
    return found[0] if found else None


def place_mark(words: str, place_text: str, places: Sequence[Place], grid_words: Grids) -> str:
    """Where it is in one word, to compare two reports by: a place we know, else a word of a grid,
    else a house or a unit by its number; ``''`` when nothing of the kind is said.

    >>> place_mark("三栋2单元漏水", "", [], []) == place_mark("", "3 号楼", [], []) == "3号楼"
    True
    """
    texts = (place_text, words)
    for text in texts:
        if place := find_place(text, places):
            return flat(place.name)
    for text in texts:
        if named := longest_word(text, grid_words):
            return named[1]
    for pattern in (_HOUSE, _UNIT):
        for text in texts:
            if number := pattern.search(flat(text)):
                return number[0]
    return ""


def nearest_place(point: Point, places: Iterable[Place], within_m: float) -> Place | None:
    """The place closest to a point; ``None`` if all are farther away than that."""
    reached = [
        (distance_m(point, one.point), one.id, one) for one in places if one.point is not None
    ]
    if not reached:
        return None
    metres, _, nearest = min(reached)
    return nearest if metres <= within_m else None


def offered(places: Iterable[Place], *, grid_id: int | None) -> list[Place]:
    """The places that are offered as buttons: those of one's own grid first."""
    by_nearness = sorted(places, key=lambda one: grid_id is None or one.grid_id != grid_id)
    return by_nearness[:MOST_OFFERED]


def whereabouts(
    *,
    words: str,
    place_text: str,
    point: Point | None,
    places: Sequence[Place],
    grids: Grids,
) -> Whereabouts:
    """What somebody said about where it is, and the point they sent, put together.

    Words go before the point, for a phone may be elsewhere by then; an answer to 在哪里 goes before
    what the report says by the way.
    """
    named = find_place(place_text, places) or find_place(words, places)
    near = nearest_place(point, places, NEAR_M) if point else None
    grid_id = named.grid_id if named else None
    grid_id = grid_id or route(place_text, grids) or route(words, grids)
    if grid_id is None and near is not None:
        grid_id = near.grid_id
    place = named or near
    mark = place_mark(words, place_text, places, grids)
    return Whereabouts(
        grid_id=grid_id,
        place_id=place.id if place else None,
        mark=mark or (flat(near.name) if near else ""),
        cell=cell_of(point.latitude, point.longitude) if point else None,
    )


@dataclass(frozen=True)
class Wanted:
    """A place as a secretary has written it; ``grid`` is a name they know."""

    grid: str | None
    kind: PlaceKind
    name: str
    words: tuple[str, ...]
    point: Point | None


def read_place(line: str, grid_names: Iterable[str]) -> Wanted:
    """``一号网格 楼栋 1号楼 老楼 红楼``: grid and kind may be left out, other names may follow, and
    so may coordinates, from a Chinese map if it is named.
    """
    point, rest = _read_point(line)
    words = [word for word in re.split(r"[\s,，、;；]+", rest) if word]
    if any(map(_LIKE_DEGREES.fullmatch, words)):
        raise RuleBroken("place.usage")
    grid, kind = _take_heads(words, set(grid_names))
    if not words:
        raise RuleBroken("place.usage")
    short = [word for word in words if len(word) < SHORTEST_WORD]
    if short:
        raise RuleBroken("place.word_too_short", word=short[0])
    if max(map(len, words)) > LONGEST_NAME or len(words) > 1 + MOST_WORDS:
        raise RuleBroken("place.too_much", letters=LONGEST_NAME, count=MOST_WORDS)
    name, *others = dict.fromkeys(words)
    return Wanted(grid, kind or _kind_of(name), name, tuple(others), point)


def _take_heads(words: list[str], grid_names: set[str]) -> tuple[str | None, PlaceKind | None]:
    """Grid and kind from the front of the line, in either order; the last word is a name."""
    grid: str | None = None
    kind: PlaceKind | None = None
    while words:
        if grid is None and words[0] in grid_names:
            grid = words.pop(0)
        elif kind is None and len(words) > 1 and _kind_called(words[0]):
            kind = _kind_called(words.pop(0))
        elif grid is None and (words[0].endswith("网格") or any(map(_kind_called, words[1:2]))):
            raise RuleBroken("grid.unknown", name=words[0])
        else:
            break
    return grid, kind


def _kind_called(word: str) -> PlaceKind | None:
    is_meant = (kind for kind, words in _KIND_WORDS.items() if word.lower() in (kind.value, *words))
    return next(is_meant, None)


def _kind_of(name: str) -> PlaceKind:
    ends = (kind for kind, endings in _ENDINGS.items() if name.endswith(endings))
    return next(ends, PlaceKind.OTHER)


_DEGREES = r"(-?[0-9]{1,3}\.[0-9]{2,})"
_LIKE_DEGREES = re.compile(r"[-+]?([0-9]+\.[0-9]*|nan|inf|infinity)°?[nsew]?", re.IGNORECASE)
"""Meant as coordinates, but no point could be read: such a word is no name."""

_MAPS = r"高德|腾讯|gcj-?02|amap|百度|bd-?09|wgs-?84"
_POINT = re.compile(
    rf"[(（]?(?P<map>{_MAPS})?[)）:：]?\s*{_DEGREES}\s*[,，\s]\s*{_DEGREES}"
    rf"(?:\s*[(（]?(?P<map_after>{_MAPS})[)）]?)?",
    re.IGNORECASE,
)


def _read_point(line: str) -> tuple[Point | None, str]:
    """The coordinates in a line, in either order, and the line without them.

    Maps differ in which they put first. In China the longitude is the greater one.
    """
    found = _POINT.search(line)
    if found is None:
        return None, line
    rest = f"{line[: found.start()]} {line[found.end() :]}"
    latitude, longitude = float(found[2]), float(found[3])
    if latitude > 72 and abs(longitude) < 56:
        latitude, longitude = longitude, latitude
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise RuleBroken("place.no_such_point")
    map_name = (found["map"] or found["map_after"] or "").lower()
    if map_name.startswith(("百度", "bd")):
        raise RuleBroken("place.baidu")
    if map_name and not map_name.startswith("wgs"):
        return from_gcj02(latitude, longitude), rest
    return Point(latitude, longitude), rest
