"""Points on the earth: how far apart, in which cell, and where Chinese maps draw them.

Everything here and in the database is WGS-84. Maps made in China show GCJ-02 instead, which lies
up to some hundred metres off; a point copied from one is turned back before it is kept.
"""

from math import asin, cos, floor, pi, radians, sin, sqrt

from domain.media import Point

EARTH_M = 6_371_008.8

_CELL_DEGREES = 0.0014  # 155 m from south to north
_COLUMN_ROOM = 2**20  # no row has so many columns


def distance_m(one: Point, other: Point) -> float:
    """As the crow flies.

    >>> round(distance_m(Point(31.23, 121.47), Point(31.24, 121.47)))
    1112
    """
    south, north = radians(one.latitude), radians(other.latitude)
    across = sin(radians(other.longitude - one.longitude) / 2) ** 2
    chord = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * across
    return 2 * EARTH_M * asin(sqrt(min(chord, 1.0)))


def cell_of(latitude: float, longitude: float) -> int:
    """The cell of the earth's grid in which a point lies, as one number."""
    row = _row(latitude)
    return _cell(row, _column(row, longitude))


def neighbour_cells(latitude: float, longitude: float) -> list[int]:
    """The cell of a point and those around it. Up to 75° north and south a cell is at least 150 m
    wide and high, so whatever lies within 150 m of the point lies in one of these.
    """
    row = _row(latitude)
    around = (
        _cell(one, (_column(one, longitude) + step) % _columns(one))
        for one in (row - 1, row, row + 1)
        for step in (-1, 0, 1)
    )
    return sorted(set(around))


def _cell(row: int, column: int) -> int:
    return row * _COLUMN_ROOM + column


def _row(latitude: float) -> int:
    """Rows count from 1, so that there is one below the lowest."""
    return floor((latitude + 90) / _CELL_DEGREES) + 1


def _columns(row: int) -> int:
    """How many cells a row has: fewer towards the poles, for there it is shorter."""
    edges = ((row - 1) * _CELL_DEGREES - 90, row * _CELL_DEGREES - 90)
    girth = cos(radians(min(max(map(abs, edges)), 90.0)))
    return max(floor(360 / _CELL_DEGREES * girth), 1)


def _column(row: int, longitude: float) -> int:
    turn = ((longitude + 180) % 360) / 360
    return min(floor(turn * _columns(row)), _columns(row) - 1)


# GCJ-02 is nowhere published; these are the figures that everybody uses
# (https://en.wikipedia.org/wiki/Restrictions_on_geographic_data_in_China).
_AXIS_M = 6_378_245.0
_FLATTENING = 0.00669342162296594323


def to_gcj02(latitude: float, longitude: float) -> Point:
    """Where a Chinese map draws this point; outside China it draws it where it is."""
    if not _is_in_china(latitude, longitude):
        return Point(latitude, longitude)
    east, north = longitude - 105.0, latitude - 35.0
    magic = 1 - _FLATTENING * sin(radians(latitude)) ** 2
    per_latitude = _AXIS_M * (1 - _FLATTENING) / (magic * sqrt(magic)) * pi / 180
    per_longitude = _AXIS_M / sqrt(magic) * cos(radians(latitude)) * pi / 180
    return Point(
        latitude + _northwards(east, north) / per_latitude,
        longitude + _eastwards(east, north) / per_longitude,
    )


def from_gcj02(latitude: float, longitude: float) -> Point:
    """Where a point of a Chinese map really is, to less than a metre."""
    guess = Point(latitude, longitude)
    for _ in range(4):
        drawn = to_gcj02(guess.latitude, guess.longitude)
        guess = Point(
            guess.latitude + latitude - drawn.latitude,
            guess.longitude + longitude - drawn.longitude,
        )
    return guess


def _is_in_china(latitude: float, longitude: float) -> bool:
    return 0.8293 <= latitude <= 55.8271 and 72.004 <= longitude <= 137.8347


def _waves(degrees: float, *heights: tuple[float, float]) -> float:
    return sum(height * sin(degrees * pi / length) for height, length in heights) * 2 / 3


def _northwards(east: float, north: float) -> float:
    straight = -100 + 2 * east + 3 * north + 0.2 * north**2 + 0.1 * east * north
    return (
        straight
        + 0.2 * sqrt(abs(east))
        + _waves(east, (20, 1 / 6), (20, 1 / 2))
        + _waves(north, (20, 1), (40, 3), (160, 12), (320, 30))
    )


def _eastwards(east: float, north: float) -> float:
    straight = 300 + east + 2 * north + 0.1 * east**2 + 0.1 * east * north
    return (
        straight
        + 0.1 * sqrt(abs(east))
        + _waves(east, (20, 1 / 6), (20, 1 / 2), (20, 1), (40, 3), (150, 12), (300, 30))
    )
