"""Volunteer hours 时长: two kinds, what was done in them, and how they are said and counted.

What somebody types behind ``/hours`` is read in ``hour_words``; what waits for a yes or no is in
``hour_claims``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

QUARTER = 15
"""Minutes: hours are counted in quarters."""


class HourKind(StrEnum):
    VERIFIED = "verified"  # 核实: checked in and out, confirmed by the leader
    DECLARED = "declared"  # 申报: typed by the person, confirmed by somebody else


class Service(StrEnum):
    """What was done, 服务类别. An activity may name another in words of its own."""

    CLEANING = "cleaning"  # 清运环境
    ELDERS = "elders"  # 助老
    ESCORT = "escort"  # 陪诊
    PATROL = "patrol"  # 巡查
    TEACHING = "teaching"  # 教学
    CARRYING = "carrying"  # 搬运
    LIFTS = "lifts"  # 接送
    REPAIRS = "repairs"  # 维修
    EVENTS = "events"  # 活动协助
    OTHER = "other"  # 其他


_WORDS = {
    Service.ESCORT: (
        "陪诊",
        "看病",
        "就医",
        "医院",
        "挂号",
        "取药",
        "clinic",
        "hospital",
        "doctor",
    ),
    Service.ELDERS: ("老人", "奶奶", "爷爷", "大爷", "大妈", "助老", "独居", "敬老", "elder"),
    Service.CLEANING: (
        *("垃圾", "清运", "清理", "打扫", "清扫", "卫生", "保洁", "环境", "分类", "小广告", "捡"),
        *("楼道堆", "扫雪", "clean", "rubbish", "litter", "trash", "garbage"),
    ),
    Service.PATROL: ("巡", "值守", "值班", "站岗", "执勤", "隐患", "patrol", "watch"),
    Service.TEACHING: ("教", "上课", "辅导", "讲座", "培训", "宣讲", "teach", "lesson", "tutor"),
    Service.LIFTS: ("接送", "送考", "顺风", "开车", "drive", "drove", "lift"),
    Service.CARRYING: ("搬", "扛", "抬", "卸", "carry", "carried", "moved", "moving"),
    Service.REPAIRS: ("修", "换灯", "安装", "疏通", "repair", "fixed", "fixing"),
    Service.EVENTS: ("活动", "布置", "签到", "秩序", "舞台", "拍照", "event", "festival"),
}
"""The first that fits: whom it is for says more than what was done, 陪奶奶看病 is 陪诊."""


def guess_service(words: str) -> Service:
    """What was done, as far as the words tell; who said them corrects it by one press.

    >>> guess_service("顺手清运垃圾"), guess_service("聊聊天")
    (<Service.CLEANING: 'cleaning'>, <Service.OTHER: 'other'>)
    """
    said = words.casefold()
    fits = (service for service, known in _WORDS.items() if any(one in said for one in known))
    return next(fits, Service.OTHER)


@dataclass(frozen=True)
class HoursEntry:
    """A row of somebody's hours; below zero where it takes back the one it ``reverses_id``."""

    id: int
    community_id: int
    person_id: int
    kind: HourKind
    service: str
    held_on: date
    minutes: int
    words: str
    source: str
    confirmed_by: int | None
    activity_id: int | None
    claim_id: int | None
    reverses_id: int | None
    entered_at: datetime

    @property
    def about(self) -> str:
        """How grants and messages name it."""
        return f"hours:{self.id}"


@dataclass(frozen=True)
class HoursSum:
    """``minutes`` of one kind and one service in one month (``2026-11``)."""

    kind: HourKind
    month: str
    service: str
    minutes: int


def standing(entries: Iterable[HoursEntry]) -> list[HoursEntry]:
    """The entries that count as they are: neither corrected nor a correction's counter-row."""
    known = list(entries)
    reversed_ids = {one.reverses_id for one in known}
    return [one for one in known if one.reverses_id is None and one.id not in reversed_ids]


def minutes_of(sums: Iterable[HoursSum], kind: HourKind, *, month: str = "") -> int:
    """Of one kind, in one month or in all of them."""
    return sum(one.minutes for one in sums if one.kind is kind and month in ("", one.month))


def by_service(sums: Iterable[HoursSum]) -> dict[str, int]:
    """Minutes for each service, the most first."""
    found: dict[str, int] = {}
    for one in sums:
        found[one.service] = found.get(one.service, 0) + one.minutes
    return dict(sorted(((name, many) for name, many in found.items() if many), key=_most_first))


def _most_first(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


def say_hours(minutes: int) -> str:
    """Hours in decimals, as certificates and lists write them.

    >>> say_hours(150), say_hours(180), say_hours(135), say_hours(-15)
    ('2.5', '3.0', '2.25', '-0.25')
    """
    text = f"{minutes / 60:.2f}"
    return text.removesuffix("0")
