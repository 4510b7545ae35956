"""Where something is: by what people call it, and by a point on the earth."""

from math import cos, radians

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.map_points import cell_of, distance_m, from_gcj02, neighbour_cells, to_gcj02
from domain.media import Point
from domain.places import (
    NEAR_M,
    Place,
    PlaceKind,
    find_place,
    nearest_place,
    place_mark,
    read_place,
    whereabouts,
)
from domain.rules import RuleBroken

HERE = Point(31.23, 121.47)


def place(
    number: int, name: str, *words: str, grid: int | None = None, point: Point | None = None
) -> Place:
    return Place(number, grid, PlaceKind.OTHER, name, words, point)


HOUSE = place(1, "1号楼", grid=1)
NORTH = place(2, "1号楼北门", grid=2)
SHOP = place(3, "阿郎批发部", "老郎家", "批发部", grid=1)
PLACES = [HOUSE, NORTH, SHOP]
GRIDS = [(1, ["阳光里"]), (2, ["菜场"])]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("1号楼灯坏了", HOUSE),
        ("１ 号楼灯坏了", HOUSE),
        ("一号楼灯坏了", HOUSE),
        ("1栋灯坏了", HOUSE),
        ("1#楼灯坏了", HOUSE),
        ("李四 一号楼灯坏了", HOUSE),
        ("1号楼北门灯坏了", NORTH),
        ("老郎家门口", SHOP),
        ("11号楼灯坏了", None),
        ("二十一号楼灯坏了", None),
        ("1 1号楼", HOUSE),
        ("这里有一栋楼没灯", None),
        ("", None),
    ],
)
def test_a_place_is_found_by_whatever_people_call_it(words: str, found: Place | None) -> None:
    assert find_place(words, PLACES) == found


@pytest.mark.parametrize(
    ("words", "answer", "mark"),
    [
        ("老郎家门口井盖松动", "", "阿郎批发部"),
        ("老郎家说的", "一号楼", "1号楼"),
        ("阳光里路灯不亮", "", "阳光里"),
        ("三号楼漏水", "", "3号楼"),
        ("3栋2单元漏水", "", "3号楼"),
        ("漏水", "3 号楼", "3号楼"),
        ("二单元漏水", "", "2单元"),
        ("十二幢电梯", "", "12号楼"),
        ("井盖松动", "", ""),
        ("2026年11月22日", "", ""),
    ],
)
def test_two_reports_of_one_place_have_one_mark(words: str, answer: str, mark: str) -> None:
    assert place_mark(words, answer, PLACES, GRIDS) == mark


def test_words_go_before_the_point_and_a_place_before_a_grid() -> None:
    near_shop = place(9, "东门", grid=2, point=HERE)

    def at(words: str, answer: str = "", point: Point | None = None) -> tuple[object, ...]:
        found = whereabouts(
            words=words,
            place_text=answer,
            point=point,
            places=[*PLACES, near_shop],
            grids=GRIDS,
        )
        return found.grid_id, found.place_id, found.mark, found.cell

    here = cell_of(HERE.latitude, HERE.longitude)
    assert at("菜场旁边的老郎家") == (1, SHOP.id, "阿郎批发部", None)
    assert at("菜场路灯") == (2, None, "菜场", None)
    assert at("路灯坏了", point=HERE) == (2, 9, "东门", here)
    assert at("1号楼灯坏了", point=HERE) == (1, HOUSE.id, "1号楼", here)
    assert at("1号楼的王阿姨说", answer="菜场") == (1, HOUSE.id, "1号楼", None)
    assert at("路灯坏了") == (None, None, "", None)


def test_a_place_without_a_grid_leaves_the_grid_to_the_words() -> None:
    lonely = place(1, "水塔")
    found = whereabouts(words="菜场水塔", place_text="", point=None, places=[lonely], grids=GRIDS)
    assert (found.grid_id, found.place_id) == (2, 1)


# Points


latitudes = st.floats(-74.9, 74.9)
longitudes = st.floats(-180, 180)
METRE = 1 / 111_195
"""Degrees from south to north."""


@given(latitudes, longitudes, st.floats(-150, 150), st.floats(-1, 1))
@example(74.9, 179.9999, 0, 1)
@example(0, -180, 150, 0)
def test_what_lies_within_150_metres_lies_in_a_neighbouring_cell(
    latitude: float, longitude: float, northwards: float, eastwards: float
) -> None:
    one = Point(latitude, longitude)
    other = _moved(one, northwards, eastwards)
    if distance_m(one, other) <= NEAR_M:
        cells = neighbour_cells(one.latitude, one.longitude)
        assert cell_of(other.latitude, other.longitude) in cells
        assert len(cells) == 9
        assert all(0 < cell < 2**63 for cell in cells)


def _moved(point: Point, northwards_m: float, eastwards: float) -> Point:
    """``eastwards``: so much of 150 m, on the parallel of the point."""
    turn = eastwards * 150 * METRE / cos(radians(point.latitude))
    longitude = (point.longitude + turn + 180) % 360 - 180
    return Point(point.latitude + northwards_m * METRE, longitude)


def test_what_is_far_away_does_not_lie_in_a_neighbouring_cell() -> None:
    cells = neighbour_cells(HERE.latitude, HERE.longitude)
    for far in (
        _moved(HERE, 500, 0),
        _moved(HERE, -500, 0),
        _moved(HERE, 0, 3),
        _moved(HERE, 0, -3),
    ):
        assert cell_of(far.latitude, far.longitude) not in cells


def test_the_poles_and_the_date_line_have_cells_too() -> None:
    for latitude in (-90, 90):
        for longitude in (-180, 0, 180):
            assert cell_of(latitude, longitude) in neighbour_cells(latitude, longitude)


def test_the_nearest_place_counts_up_to_the_distance_given() -> None:
    near = place(1, "东门", point=_moved(HERE, 40, 0))
    nearer = place(2, "西门", point=_moved(HERE, -30, 0))
    nowhere = place(3, "水塔")

    assert nearest_place(HERE, [near, nowhere, nearer], 150) == nearer
    assert nearest_place(HERE, [near, nearer], 20) is None
    assert nearest_place(HERE, [nowhere], 150) is None


@given(st.floats(18, 53.5), st.floats(73.6, 134.7))
def test_there_and_back_between_chinese_maps_and_the_earth(
    latitude: float, longitude: float
) -> None:
    drawn = to_gcj02(latitude, longitude)
    there = Point(latitude, longitude)

    assert 1 < distance_m(there, drawn) < 1500
    assert distance_m(from_gcj02(drawn.latitude, drawn.longitude), there) < 0.5


@pytest.mark.parametrize(
    ("there", "drawn"),
    [
        (Point(31.1774276, 121.5272106), Point(31.17530398364597, 121.531541859215)),
        (Point(22.543847, 113.912316), Point(22.540796131694766, 113.9171764808363)),
        (Point(39.911954, 116.377817), Point(39.91334545536069, 116.38404722455657)),
    ],
    ids=["Shanghai", "Shenzhen", "Beijing"],
)
def test_chinese_maps_draw_known_points_where_others_found_them(there: Point, drawn: Point) -> None:
    assert distance_m(to_gcj02(there.latitude, there.longitude), drawn) < 0.01


@pytest.mark.parametrize(("latitude", "longitude"), [(51.5, -0.12), (-33.9, 151.2), (35.7, 139.7)])
def test_outside_china_maps_draw_points_where_they_are(latitude: float, longitude: float) -> None:
    there = Point(latitude, longitude)

    assert to_gcj02(latitude, longitude) == from_gcj02(latitude, longitude) == there


# What a secretary writes


def test_a_place_is_read_from_one_line() -> None:
    wanted = read_place("一号网格 楼栋 1号楼 老楼，红楼", ["一号网格"])

    assert (wanted.grid, wanted.kind, wanted.name) == ("一号网格", PlaceKind.BUILDING, "1号楼")
    assert wanted.words == ("老楼", "红楼")
    assert wanted.point is None


def test_the_kind_may_stand_before_the_grid() -> None:
    wanted = read_place("商铺 一号网格 阿郎批发部", ["一号网格"])

    assert (wanted.grid, wanted.kind, wanted.name) == ("一号网格", PlaceKind.SHOP, "阿郎批发部")


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("东门", PlaceKind.GATE),
        ("门 停车场入口", PlaceKind.GATE),
        ("12栋", PlaceKind.BUILDING),
        ("小哥驿站", PlaceKind.STATION),
        ("阿郎批发部", PlaceKind.SHOP),
        ("水塔", PlaceKind.OTHER),
        ("STATION 水塔", PlaceKind.STATION),
    ],
)
def test_the_kind_is_told_or_guessed(line: str, kind: PlaceKind) -> None:
    assert read_place(line, ["一号网格"]).kind is kind


@pytest.mark.parametrize(
    "line",
    [
        "东门 31.23, 121.47",
        "东门 121.47,31.23",
        "31.23000 121.47000 东门",
        "东门 31.23，121.47",
    ],
)
def test_coordinates_are_read_in_either_order(line: str) -> None:
    wanted = read_place(line, [])

    assert wanted.name == "东门"
    assert wanted.words == ()
    assert wanted.point == HERE


@pytest.mark.parametrize("map_name", ["高德", "腾讯", "GCJ-02", "gcj02", "（高德）"])
def test_a_point_of_a_chinese_map_is_kept_as_it_is_on_earth(map_name: str) -> None:
    drawn = to_gcj02(HERE.latitude, HERE.longitude)
    wanted = read_place(f"东门 {drawn.longitude:.6f},{drawn.latitude:.6f} {map_name}", [])

    assert wanted.name == "东门"
    assert wanted.words == ()
    assert wanted.point is not None
    assert distance_m(wanted.point, HERE) < 1


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("", "place.usage"),
        ("一号网格", "place.usage"),
        ("楼", "place.word_too_short"),
        ("东门 旧 门", "place.word_too_short"),
        ("五号网格 1号楼", "grid.unknown"),
        ("东区 楼栋 1号楼", "grid.unknown"),
        ("东" * 21, "place.too_much"),
        ("东门 121.47,31.23 百度", "place.baidu"),
        ("东门 199.50,131.20", "place.no_such_point"),
        ("门 91.5,200", "place.usage"),
        ("门 NaN,NaN", "place.usage"),
        ("东门 31.2 121.5", "place.usage"),
        ("东门 31.23°N 121.47°E", "place.usage"),
        ("东门 -inf，121.47", "place.usage"),
    ],
)
def test_what_cannot_be_a_place_is_told_why(line: str, key: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        read_place(line, ["一号网格"])
    assert broken.value.key == key
