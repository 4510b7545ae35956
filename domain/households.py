"""Households 户: a door as people write it, and who has said that they live behind it."""

import re
from dataclasses import dataclass
from enum import StrEnum

from domain.place_words import flat, value_of

_NUMERALS = re.compile("[一二三四五六七八九十百零〇]+")
_GAP = r"[-–—/,、 ]?"
_AREA = r"(?P<area>\d{1,4}弄|\d{1,2}期|[东西南北中\d]{1,2}区)?"
_ROOM = r"(?P<door>\d{1,5}[a-z]?)(?:室|户|房|号房|号)?"

_SPELLED = re.compile(
    rf"[^\da-z]*?{_AREA}{_GAP}(?P<building>\d{{1,4}}|[a-z]\d?|\d{{1,3}}[a-z])(?:号楼|座|号|楼(?=\d+单元))"
    rf"{_GAP}(?:(?P<unit>\d{{1,2}}|[a-z])(?:单元|门){_GAP})?(?:(?P<floor>\d{{1,2}})[楼层]{_GAP})?{_ROOM}"
)
_DASHED = re.compile(
    r"[^\da-z]*?(?P<building>\d{1,4}|[a-z]\d?|\d{1,3}[a-z])[-–—/, ]"
    r"(?:(?P<unit>\d{1,2}|[a-z])[-–—/, ])?(?P<door>\d{1,5}[a-z]?)室?"
)
_ENGLISH = re.compile(
    r"(?:building|bldg\.?|block) ?(?P<building>\d{1,4}|[a-z])[, ]*"
    r"(?:unit ?(?P<unit>\d{1,2}|[a-z])[, ]*)?"
    r"(?:room|flat|apt\.?|door|no\.?)? ?(?P<door>\d{1,5}[a-z]?)"
)
_LANE_HOUSE = re.compile(r"[^\da-z]*?(?P<area>\d{1,4}弄)(?P<building>\d{1,4})号")


class Stay(StrEnum):
    """How far somebody's word that they live there has come."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    ENDED = "ended"


@dataclass(frozen=True, order=True)
class Door:
    """One door in one way of writing: figures without noughts before them, capital letters.

    ``unit`` is empty where a house has none; ``door`` where a lane's house is one household.
    """

    building: str
    unit: str = ""
    door: str = ""


@dataclass(frozen=True)
class Living:
    """One person's word that they live behind a door, and what the office has said to it."""

    id: int
    community_id: int
    household_id: int
    person_id: int
    door: Door
    state: Stay
    reason: str
    decided_by: int | None
    version: int

    @property
    def about(self) -> str:
        """How messages name it."""
        return f"household:{self.id}"


@dataclass(frozen=True)
class Household:
    """A door and whoever is confirmed behind it."""

    id: int
    door: Door
    person_ids: tuple[int, ...]


def in_order(building: str) -> tuple[int, str]:
    """Houses as people count them: 2 before 11.

    >>> sorted(["11", "2", "A", "88弄12"], key=in_order)
    ['2', '11', '88弄12', 'A']
    """
    found = re.match(r"\d+", building)
    return (int(found[0]) if found else 10**6, building)


def read_door(words: str) -> Door | None:
    """Which door somebody means; ``None`` for what might be another one.

    A floor may be named beside a door that begins with it, and says nothing more then.

    >>> read_door("3号楼2单元501室"), read_door("三栋 五〇一")
    (Door(building='3', unit='2', door='501'), Door(building='3', unit='', door='501'))
    >>> read_door("3-2-501") == read_door("三号楼二单元五零一"), read_door("501")
    (True, None)
    """
    text = _NUMERALS.sub(lambda found: str(value_of(found[0])), flat(words)).strip(" 。.!,、")
    for pattern in (_SPELLED, _DASHED, _ENGLISH, _LANE_HOUSE):
        found = pattern.fullmatch(text)
        if found is not None:
            return _door(found.groupdict(default=""))
    return None


def _door(parts: dict[str, str]) -> Door | None:
    area, building = parts.get("area", ""), _plain(parts["building"])
    floor, door = _plain(parts.get("floor", "")), _plain(parts.get("door", ""))
    if not building or (parts.get("door") and not door):
        return None
    if floor and not (door.startswith(floor) and len(door) > len(floor)):
        return None
    area = f"{_plain(area[:-1])}{area[-1:]}" if area else ""
    return Door(area + building, _plain(parts.get("unit", "")), door)


def _plain(number: str) -> str:
    return number.lstrip("0").upper()


def building_words(building: str) -> str:
    """How a place's words would name it, for finding the grid it lies in."""
    return f"{building}号楼"
