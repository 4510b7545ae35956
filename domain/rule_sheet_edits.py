"""Edits of the rule sheet 积分规则 as a secretary makes them in chat: what their words mean."""

import re
from dataclasses import dataclass, replace

from domain.catalogue import one_line
from domain.plain_text import in_one_line
from domain.rule_sheets import (
    LONGEST_NAME,
    MOST_CAP,
    MOST_DAYS,
    MOST_HOURS_LATE,
    MOST_MONTHS,
    MOST_POINTS,
    MOST_RULES,
    YEAR_END,
    Event,
    Rule,
    RuleSheet,
)
from domain.rules import RuleBroken

NOTHING = {"无", "没有", "不限", "不用", "不要", "关", "none", "off"}
NEVER = {"不过期", "永不过期", "永久", "不清零", "never", *NOTHING}
AT_YEARS_END = {"每年12月31日", "12月31日", "年底", "每年年底", "year end", "31 december"}

_POINTS = re.compile(r"([+＋]|[-－−—])?\s*(\d{1,6})\s*(?:积?分|points?)?", re.IGNORECASE)
_CAPS = {
    "per_day": re.compile(r"(?:每[天日]|一天|a day)(?:最多)?[:：\s]*(\d{1,6})\s*分?"),
    "per_week": re.compile(r"(?:每[周星]期?|一周|a week)(?:最多)?[:：\s]*(\d{1,6})\s*分?"),
    "per_month": re.compile(r"(?:每个?月|一个月|a month)(?:最多)?[:：\s]*(\d{1,6})\s*分?"),
}
_PAUSES = re.compile(r"[\s,，、;；。]+")
_ITEM = re.compile(
    r"(.+?)\s*([+＋]|[-－−—])\s*(\d{1,6})\s*(?:积?分)?(?:[\s,，;；](.*))?", re.DOTALL
)
_MONTHS = re.compile(r"(\d{1,3})\s*(?:个?月|months?)", re.IGNORECASE)
_YEARS = re.compile(r"(\d{1,2})\s*(?:年|years?)", re.IGNORECASE)
_DAY = re.compile(r"(?:每个?月)?\s*(\d{1,2})\s*[日号]?")
_HOURS = re.compile(r"(\d{1,3})\s*(?:个?小时|hours?|h)", re.IGNORECASE)
_DAYS = re.compile(r"(\d{1,3})\s*(?:[天日]|days?)", re.IGNORECASE)
HOURS_OF_A_DAY = 24
LAST_DAY = 28
"""Every month has this day."""


@dataclass(frozen=True)
class Caps:
    per_day: int = 0
    per_week: int = 0
    per_month: int = 0


def read_points(text: str, *, is_conduct: bool, was: int = 0) -> int:
    """``5``, ``+5``, ``-3``. What pays by itself costs nobody anything, and conduct is about
    something. What ``was`` a deduction stays one, with or without its sign, and an award an award.
    """
    found = _POINTS.fullmatch(text.strip())
    points = _signed(found[1] or ("-" if was < 0 else "+"), found[2]) if found else None
    if points is None or abs(points) > MOST_POINTS or (is_conduct and not points):
        raise RuleBroken("rules.points_wrong", most=MOST_POINTS)
    if points < 0 and not is_conduct:
        raise RuleBroken("rules.points_below", most=MOST_POINTS)
    if points * was < 0:
        raise RuleBroken("rules.is_deduction" if was < 0 else "rules.is_award")
    return points


def read_caps(text: str) -> Caps:
    """``每天10 每周30 每月100`` in any order; what is not said, or 不限, has no cap.

    >>> read_caps("每月最多 60 分，每天10")
    Caps(per_day=10, per_week=0, per_month=60)
    """
    if text.strip().lower() in NOTHING:
        return Caps()
    found, rest = {}, text
    for name, pattern in _CAPS.items():
        if cap := pattern.search(rest):
            found[name] = int(cap[1])
            rest = rest[: cap.start()] + " " + rest[cap.end() :]
    if not found or _PAUSES.sub("", rest) or max(found.values()) > MOST_CAP:
        raise RuleBroken("rules.caps_wrong", most=MOST_CAP)
    return Caps(**found)


def read_item(text: str, sheet: RuleSheet) -> Rule:
    """``帮邻居搬家 +5 每天10``: a conduct item of the community's own."""
    found = _ITEM.fullmatch(text.strip())
    name = one_line(in_one_line(found[1]), LONGEST_NAME) if found else ""
    if found is None or not name:
        raise RuleBroken("rules.item_wrong", most=LONGEST_NAME)
    points = read_points(f"{found[2]}{found[3]}", is_conduct=True)
    caps = read_caps(found[4]) if found[4] and found[4].strip() else Caps()
    if any(one.name == name for one in sheet.rules):
        raise RuleBroken("rules.name_taken", name=name)
    if len(sheet.rules) >= MOST_RULES:
        raise RuleBroken("rules.too_many", most=MOST_RULES)
    taken, number = {one.code for one in sheet.rules}, 1
    while f"own.{number}" in taken:
        number += 1
    return with_caps(Rule(f"own.{number}", Event.CONDUCT, points, name), caps)


def with_caps(rule: Rule, caps: Caps) -> Rule:
    return replace(rule, per_day=caps.per_day, per_week=caps.per_week, per_month=caps.per_month)


def read_second(text: str) -> int:
    """Above how many points a second secretary is asked; 0 is always."""
    found = _POINTS.fullmatch(text.strip())
    if found is None or found[1] or int(found[2]) > MOST_POINTS:
        raise RuleBroken("rules.second_wrong", most=MOST_POINTS)
    return int(found[2])


def read_expiry(text: str) -> str:
    """不过期, 每年12月31日, 12个月, as the sheet keeps it."""
    said = (
        re.sub(r"\s+", " ", text.strip().lower()).removesuffix("清零").removesuffix("过期").strip()
    )
    if text.strip().lower() in NEVER or said in NEVER:
        return ""
    if said.replace(" ", "") in AT_YEARS_END or said in AT_YEARS_END:
        return YEAR_END
    months = _MONTHS.fullmatch(said)
    years = _YEARS.fullmatch(said)
    count = int(months[1]) if months else 12 * int(years[1]) if years else 0
    if not 0 < count <= MOST_MONTHS:
        raise RuleBroken("rules.expiry_wrong", most=MOST_MONTHS)
    return str(count)


def read_delay(text: str) -> int:
    """48小时, 2天, 马上: after how many hours what was earned is there."""
    if text.strip().lower() in {"马上", "立刻", "立即", "当时", "at once", *NOTHING}:
        return 0
    hours = _count(_HOURS, text) or 24 * _count(_DAYS, text)
    if not 0 < hours <= MOST_HOURS_LATE:
        raise RuleBroken("rules.delay_wrong", most=MOST_HOURS_LATE // 24)
    return hours


def read_once(text: str) -> int:
    """30天: in how many days the same place and kind pays once; 0 for 不限."""
    if text.strip().lower() in {"每次", "每次都计", "each time", *NOTHING}:
        return 0
    days = _count(_DAYS, text)
    if not 0 < days <= MOST_DAYS:
        raise RuleBroken("rules.once_wrong", most=MOST_DAYS)
    return days


def read_minutes_a_day(text: str) -> int:
    """12小时: how much anybody may declare of one day."""
    hours = _count(_HOURS, text)
    if not 0 < hours <= HOURS_OF_A_DAY:
        raise RuleBroken("rules.hours_wrong", most=HOURS_OF_A_DAY)
    return 60 * hours


def _count(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.fullmatch(text.strip())
    return int(found[1]) if found else 0


def read_publish_day(text: str) -> int:
    """每月1日; 0 for 不公示."""
    if text.strip().lower() in {"不公示", "never", *NOTHING}:
        return 0
    found = _DAY.fullmatch(text.strip())
    if found is None or not 0 < int(found[1]) <= LAST_DAY:
        raise RuleBroken("rules.publish_wrong", most=LAST_DAY)
    return int(found[1])


def _signed(sign: str, digits: str) -> int:
    return int(digits) if sign in ("+", "＋") else -int(digits)
