"""Exports 导出: what a secretary takes away as a table, of which time, with or without names."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.answers import Json
from domain.stats import Stretch, read_stretch

MOST_ROWS = 200_000
"""More makes a file that no office program opens with pleasure; a shorter time says the same."""


class What(StrEnum):
    CASES = "cases"  # 诉求
    HOURS = "hours"  # 时长
    POINTS = "points"  # 积分
    MEETINGS = "meetings"  # 会议


_WORDS: dict[str, What] = {
    "诉求": What.CASES,
    "案件": What.CASES,
    "cases": What.CASES,
    "志愿时长": What.HOURS,
    "时长": What.HOURS,
    "hours": What.HOURS,
    "积分": What.POINTS,
    "points": What.POINTS,
    "会议": What.MEETINGS,
    "meetings": What.MEETINGS,
}


class Kind(StrEnum):
    """What stands in a column, so that a number is never text and text never a formula."""

    TEXT = "text"
    NUMBER = "number"
    PERCENT = "percent"
    DAY = "day"
    MOMENT = "moment"


@dataclass(frozen=True)
class Asked:
    """``kind`` names the categories ``kinds``; grid and kind narrow cases only."""

    what: What
    when: Stretch
    grid: int = 0
    kind: str = ""
    kinds: Sequence[int] = ()
    is_personal: bool = False

    def as_stored(self) -> dict[str, Json]:
        return {
            "when": self.when.code,
            "grid": self.grid,
            "kind": self.kind,
            "kinds": list(self.kinds),
        }


def read_asked(what: str, stored: dict[str, Json], *, is_personal: bool) -> Asked:
    """What ``Asked.as_stored`` put down."""
    when = read_stretch(stored["when"])
    assert when is not None, "an export names its time"
    narrowed = {"grid": stored["grid"], "kind": stored["kind"], "kinds": tuple(stored["kinds"])}
    return Asked(What(what), when, **narrowed, is_personal=is_personal)


def find_what(said: str) -> tuple[What | None, str]:
    """What a line asks for, and the rest of the line.

    >>> find_what("时长 上月"), find_what("10月")
    ((<What.HOURS: 'hours'>, '上月'), (None, '10月'))
    """
    words = said.split()
    found = next((one for one in words if one.casefold() in _WORDS), None)
    if found is None:
        return None, " ".join(words)
    words.remove(found)
    return _WORDS[found.casefold()], " ".join(words)
