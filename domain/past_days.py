"""Days that are over, as people name them: 昨天, 上周五, 11月3日, 3号, yesterday, Nov 3."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from domain.numerals import NUMBER, number_of

_AGO = {
    **dict.fromkeys(("今天", "今日", "今儿", "当天", "today"), 0),
    **dict.fromkeys(("昨天", "昨日", "昨儿", "yesterday"), 1),
    **dict.fromkeys(("前天", "前日", "the day before yesterday", "day before yesterday"), 2),
    "大前天": 3,
    **dict.fromkeys(("明天", "明日", "明儿", "tomorrow"), -1),
    **dict.fromkeys(("后天", "后日"), -2),
    "大后天": -3,
}
_PART_AGO = {"今": 0, "昨": 1, "前": 2, "明": -1}
_WEEKDAYS = {
    **{word: n for n, word in enumerate("一二三四五六日")},
    "天": 6,
    **{word: n for n, word in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))},
}
_MONTHS = {
    word: n
    for n, word in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
# 3号楼 is a place, not a day.
_NO_PLACE = r"(?![号日]?[楼栋院门线桥店路车电单机床室房厅井岗点站桌馆库口棚家])"

_PATTERNS = (
    re.compile("|".join(sorted(_AGO, key=len, reverse=True)), re.IGNORECASE),
    re.compile(r"(?P<part>[今昨前明])(?=[晚早夜])"),
    re.compile(
        r"(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*[日号]?(?!\d)"
    ),
    re.compile(rf"(?P<m>{NUMBER})\s*月\s*(?P<d>{NUMBER})\s*[日号]?(?!\d)"),
    re.compile(r"(?P<m>\d{1,2})/(?P<d>\d{1,2})(?![\d/])"),
    re.compile(rf"(?P<month>{_MONTH})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?!\w)", re.IGNORECASE),
    re.compile(
        rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{_MONTH})(?!\w|\s+\d)", re.IGNORECASE
    ),
    re.compile(rf"(?P<d>{NUMBER})[号日]{_NO_PLACE}"),
    re.compile(rf"(?P<ago>{NUMBER})\s*(?:天之?前|days?\s+ago)", re.IGNORECASE),
    re.compile(
        r"(?P<back>上*)(?P<next>下*)(?:这|本)?个?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])"
    ),
    re.compile(
        r"(?P<last>last\s+)?(?P<weekday>mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?day(?!\w)",
        re.IGNORECASE,
    ),
)
"""Tried one after the other; the first that stands there is the day."""

_IN_A_SENTENCE = frozenset({0, 1, 2, 3, 5, 6, 9, 10})
"""Those of them that are a day wherever they stand; 一日三餐 is no first of the month."""


@dataclass(frozen=True)
class NamedDay:
    """A day as it was named; ``day`` is ``None`` where there is no such day, 2月30日."""

    day: date | None
    end: int


def day_at(text: str, begin: int, *, today: date) -> NamedDay | None:
    """The day that is named just there, if one is; it may lie ahead of ``today``.

    >>> day_at("上周五 清运", 0, today=date(2026, 11, 22))
    NamedDay(day=datetime.date(2026, 11, 13), end=3)
    """
    for pattern in _PATTERNS:
        found = pattern.match(text, begin)
        if found is not None:
            return NamedDay(_day(found, today), found.end())
    return None


def days_in(text: str, *, today: date) -> set[date]:
    """The days that are named anywhere in a sentence."""
    found: set[date] = set()
    for number in _IN_A_SENTENCE:
        days = (_day(one, today) for one in _PATTERNS[number].finditer(text))
        found |= {day for day in days if day is not None}
    return found


def _day(found: re.Match[str], today: date) -> date | None:
    named = found.groupdict()
    if not named:
        return today - timedelta(days=_AGO[found[0].lower()])
    if "part" in named:
        return today - timedelta(days=_PART_AGO[named["part"]])
    if "ago" in named:
        ago = number_of(named["ago"])
        return None if ago is None else today - timedelta(days=ago)
    if "weekday" in named:
        return _weekday(named, today)
    day = number_of(named["d"])
    month = _MONTHS[named["month"][:3].lower()] if "month" in named else None
    if "m" in named:
        month = number_of(named["m"])
        if month is None:
            return None
    if day is None:
        return None
    if "y" in named:
        return _date(int(named["y"]), month or 0, day)
    return _latest(day, month, today)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _latest(day: int, month: int | None, today: date) -> date | None:
    """Without a year it is this year's, and the last one's where this year's is still far ahead;
    without a month the same for months.
    """
    if month is not None:
        this = _date(today.year, month, day)
        is_far_ahead = this is None or (this - today).days > 180
        return _date(today.year - 1, month, day) if is_far_ahead else this
    this = _date(today.year, today.month, day)
    if this is not None and this <= today:
        return this
    before = today.replace(day=1) - timedelta(days=1)
    return _date(before.year, before.month, day)


def _weekday(named: dict[str, str | None], today: date) -> date:
    """周三 is the last one, today's included; 上周三 lies in the week before this one."""
    weekday = _WEEKDAYS[(named["weekday"] or "").lower()]
    monday = today - timedelta(days=today.weekday())
    weeks = len(named.get("back") or "") - len(named.get("next") or "")
    if weeks:
        return monday + timedelta(days=weekday - 7 * weeks)
    since = (today.weekday() - weekday) % 7
    if named.get("last") and since == 0:
        since = 7
    return today - timedelta(days=since)
