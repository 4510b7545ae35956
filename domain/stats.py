"""Figures 数据: of which time and of what somebody wants to see them, as they say it.

What the rates mean is in ``domain/rates.py``.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from domain.cases import Stage
from domain.numerals import narrow, number_of
from domain.rates import Period, month_around, week_around

MOST_DAYS = 366
_DAILY, _WEEKLY = 31, 120
"""Up to so many days are shown day by day, week by week; what is longer, month by month."""


class Unit(StrEnum):
    DAYS = "days"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True)
class Stretch(Period):
    """A period as people name it."""

    unit: Unit = Unit.DAYS

    @property
    def code(self) -> str:
        """How a button and a row name it.

        >>> month_at(date(2026, 10, 5)).code
        'month/2026-10-01/2026-10-31'
        """
        return f"{self.unit.value}/{self.first}/{self.last}"

    @property
    def until(self) -> date:
        """The first day that does not belong to it any more."""
        return self.last + timedelta(days=1)

    @property
    def days(self) -> int:
        return (self.until - self.first).days

    def steps(self) -> list["Stretch"]:
        """The same time in pieces that a line can be drawn by, none of them cut off at its start.

        >>> [f"{one.first:%m-%d}" for one in quarter_at(date(2026, 11, 1)).steps()][:3]
        ['10-01', '10-05', '10-12']
        >>> len(month_at(date(2026, 2, 1)).steps()), len(year_at(date(2026, 2, 1)).steps())
        (28, 12)
        """
        if self.days <= _DAILY:
            return self._cut(_next_day)
        return self.weeks() if self.days <= _WEEKLY else self.months()

    def weeks(self) -> list["Stretch"]:
        return self._cut(_next_monday)

    def months(self) -> list["Stretch"]:
        return self._cut(_next_month)

    def _cut(self, after: Callable[[date], date]) -> list["Stretch"]:
        found, begin = [], self.first
        while begin < self.until:
            end = min(after(begin), self.until)
            found.append(Stretch(begin, end - timedelta(days=1)))
            begin = end
        return found


def _next_day(day: date) -> date:
    return day + timedelta(days=1)


def _next_monday(day: date) -> date:
    return day + timedelta(days=7 - day.weekday())


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def read_stretch(code: str) -> Stretch | None:
    """What ``Stretch.code`` said; whoever makes payloads up may write anything.

    >>> read_stretch("week/2026-11-16/2026-11-22").days, read_stretch("week/1/2")
    (7, None)
    """
    unit, _, days = code.partition("/")
    first, _, last = days.partition("/")
    if unit not in set(Unit):
        return None
    try:
        found = Stretch(date.fromisoformat(first), date.fromisoformat(last), Unit(unit))
    except ValueError:
        return None
    return found if 0 < found.days <= MOST_DAYS and 2000 <= found.first.year < 2100 else None


def week_at(day: date) -> Stretch:
    found = week_around(day)
    return Stretch(found.first, found.last, Unit.WEEK)


def month_at(day: date) -> Stretch:
    found = month_around(day)
    return Stretch(found.first, found.last, Unit.MONTH)


def quarter_at(day: date) -> Stretch:
    last = month_around(date(day.year, (day.month + 2) // 3 * 3, 1))
    return Stretch(date(day.year, last.first.month - 2, 1), last.last, Unit.QUARTER)


def year_at(day: date) -> Stretch:
    return Stretch(date(day.year, 1, 1), date(day.year, 12, 31), Unit.YEAR)


def _day_at(day: date) -> Stretch:
    return Stretch(day, day)


def _before(at: Callable[[date], Stretch]) -> Callable[[date], Stretch]:
    return lambda today: at(at(today).first - timedelta(days=1))


def _this(words: str) -> str:
    """Alone it needs no 本: /stats 周; but 周围 and 月球 begin with no time."""
    return rf"(?:本|这个?|当)(?:{words})|(?<!\w)(?:{words})(?!\w)"


_NAMED: Mapping[str, Callable[[date], Stretch]] = {
    r"上个?(?:周|星期|礼拜)|last week": _before(week_at),
    r"上个?月|last month": _before(month_at),
    r"上个?季度?|last quarter": _before(quarter_at),
    r"去年|上一?年|last year": _before(year_at),
    r"昨天|昨日|yesterday": _before(_day_at),
    rf"{_this('周|星期|礼拜')}|(?:this )?week(?:ly)?": week_at,
    rf"{_this('月度?')}|(?:this )?month(?:ly)?": month_at,
    rf"{_this('季度?')}|(?:this )?quarter(?:ly)?": quarter_at,
    r"今年|本年|年度|全年|(?:this )?year(?:ly)?": year_at,
    r"今天|今日|today": _day_at,
}
_COUNT = r"[1-4一二三四]"
_DATED: Sequence[str] = (
    r"(?P<year>20\d\d)(?:年的?|-| )?(?:第?(?P<qa>[一二三四1-4])季度?|q(?P<qb>[1-4]))",
    r"(?P<year>20\d\d)(?:[-/.](?P<ma>1[0-2]|0?[1-9])(?!\d)|年的?(?P<mb>1[0-2]|0?[1-9])月份?)",
    r"(?P<year>20\d\d)年?(?![-/.\d])",
    r"第?(?P<qa>[一二三四1-4])季度?|\bq(?P<qb>[1-4])\b",
    r"(?P<ma>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月份?",
    r"(?:最近|近|过去|last )(?P<days>\d{1,3}) ?(?:天|日|days)",
)


def find_stretch(said: str, *, today: date) -> tuple[Stretch | None, str]:
    """The time that a line names, and the rest of the line; ``None`` where it names none.

    >>> found, rest = find_stretch("三号网格 上月 井盖类", today=date(2026, 11, 22))
    >>> found.code, rest
    ('month/2026-10-01/2026-10-31', '三号网格 井盖类')
    >>> find_stretch("2026-Q3", today=date(2026, 11, 22))[0].code
    'quarter/2026-07-01/2026-09-30'
    >>> find_stretch("12月", today=date(2026, 11, 22))[0].code
    'month/2025-12-01/2025-12-31'
    """
    line = narrow(said).casefold()
    for pattern in _DATED:
        found = re.search(pattern, line)
        if found is not None:
            period = _dated(found.groupdict(), today)
            if period is not None:
                return period, _without(line, found)
    for pattern, at in _NAMED.items():
        found = re.search(rf"(?<![a-z])(?:{pattern})(?![a-z])", line)
        if found is not None:
            return at(today), _without(line, found)
    return None, _tidy(line)


def _dated(named: Mapping[str, str | None], today: date) -> Stretch | None:
    if days := named.get("days"):
        count = min(max(int(days), 1), MOST_DAYS)
        return Stretch(today - timedelta(days=count - 1), today)
    year = int(named.get("year") or 0)
    quarter = number_of(named.get("qa") or named.get("qb") or "") or 0
    month = number_of(named.get("ma") or named.get("mb") or "") or 0
    if quarter:
        return _latest(quarter_at, year, quarter * 3, today)
    if month:
        return _latest(month_at, year, month, today)
    return year_at(date(year, 1, 1)) if year else None


def _latest(at: Callable[[date], Stretch], year: int, month: int, today: date) -> Stretch:
    """Of this year, or, where that lies ahead and nobody has named the year, of the one before."""
    found = at(date(year or today.year, month, 1))
    return at(date(today.year - 1, month, 1)) if not year and found.first > today else found


def _without(line: str, found: re.Match[str]) -> str:
    return _tidy(f"{line[: found.start()]} {line[found.end() :]}")


def _tidy(line: str) -> str:
    return " ".join(re.sub(r"[,;、。·]|(?:^|(?<=\s))的|的(?=\s|$)", " ", line).split())


@dataclass(frozen=True)
class Wish:
    """What somebody wants to see; ``rest`` are the words that nobody understood."""

    when: Stretch | None
    grid: str
    kind: str
    rest: str


def read_wish(said: str, *, grids: Iterable[str], kinds: Iterable[str], today: date) -> Wish:
    """Names come first: a grid may be called 三月里.

    >>> today = date(2026, 11, 22)
    >>> wish = read_wish("三号网格本周井盖类", grids=["三号网格"], kinds=["井盖"], today=today)
    >>> wish.when.unit.value, wish.grid, wish.kind, wish.rest
    ('week', '三号网格', '井盖', '')
    """
    grid, rest = _find_named(said, grids)
    kind, rest = _find_named(rest, kinds)
    when, rest = find_stretch(rest, today=today)
    return Wish(when, grid, kind, rest.strip("类 "))


def _find_named(line: str, names: Iterable[str]) -> tuple[str, str]:
    """The longest of these names that a line holds, and the rest of the line."""
    line = _tidy(narrow(line).casefold())
    for name in sorted(names, key=len, reverse=True):
        sought = narrow(name).casefold()
        place = line.find(sought)
        if sought and place >= 0:
            return name, _tidy(f"{line[:place]} {line[place + len(sought) :]}")
    return "", line


Part = int | None
"""A grid or a category by its id; ``None`` for what lies in none."""


@dataclass
class Parts:
    """How much was reported, and how it is spread."""

    reported: int = 0
    stages: Counter[Stage] = field(default_factory=Counter)
    categories: Counter[Part] = field(default_factory=Counter)
    grids: Counter[Part] = field(default_factory=Counter)


@dataclass(frozen=True)
class Deeds:
    """What neighbours did besides: volunteer hours, and points given and used."""

    minutes: int
    people: int
    points_given: int
    points_used: int


def largest(counts: Mapping[str, int], most: int) -> tuple[list[tuple[str, int]], int]:
    """The largest of these, as many as are to be shown, and what all others come to.

    >>> largest({"电梯": 2, "井盖": 5, "路灯": 1, "噪声": 1}, 3)
    ([('井盖', 5), ('电梯', 2)], 2)
    """
    ranked = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    ranked = [one for one in ranked if one[1]]
    if len(ranked) <= most:
        return ranked, 0
    return ranked[: most - 1], sum(count for _, count in ranked[most - 1 :])
