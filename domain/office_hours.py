"""Office hours 办公时间: the periods of each weekday in which somebody works."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from domain.wall_clock import TIME, clock_of, minute_of, plain
from domain.workdays import DayKind

MONDAY_TO_FRIDAY = range(5)

_PERIOD = rf"(?:{TIME})-(?:{TIME})"
# Names of days stand directly before a time; numbers of days need a blank: 6 09:00.
_GROUP = re.compile(rf"(?:([1-7](?:[-,]?[1-7])*)\s+)?({_PERIOD}(?:,{_PERIOD})*)")
_NEXT_GROUP = re.compile(r"[;\n]|(?<=:[0-9]{2}),(?=[1-7][-,1-7]*\s)")
_NAMES = {
    **dict.fromkeys(["每天", "每日", "daily"], "1-7"),
    **dict.fromkeys(["工作日", "weekdays"], "1-5"),
    **dict.fromkeys(["周末", "weekends"], "67"),
}
_ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CHINESE_DAYS = re.compile(
    "(?:周|星期|礼拜)[一二三四五六日天](?:[-,]?(?:周|星期|礼拜)?[一二三四五六日天])*"
)
_CHINESE = str.maketrans("一二三四五六日天", "12345677", "周星期礼拜")


@dataclass(frozen=True)
class Period:
    """From ``begin`` until before ``end``, in minutes after midnight of one day."""

    begin: int
    end: int

    def __str__(self) -> str:
        return f"{clock_of(self.begin)}-{clock_of(self.end)}"


Periods = tuple[Period, ...]


@dataclass(frozen=True)
class OfficeHours:
    """The periods of Monday to Sunday; at least one day has some, or nothing would ever be due."""

    week: tuple[Periods, Periods, Periods, Periods, Periods, Periods, Periods]

    def __post_init__(self) -> None:
        if not any(self.week):
            raise ValueError("office hours need a period")
        for periods in self.week:
            edges = [edge for period in periods for edge in (period.begin, period.end)]
            if any(later <= earlier for earlier, later in itertools.pairwise(edges)):
                raise ValueError("periods must be in order")

    def on(self, weekday: int, kind: DayKind) -> Periods:
        """A make-up workday without periods of its own has those of Monday, or of the next day."""
        if kind is DayKind.HOLIDAY:
            return ()
        if kind is DayKind.MAKE_UP and not self.week[weekday]:
            return next(filter(None, self.week))
        return self.week[weekday]

    def __str__(self) -> str:
        """What ``parse_hours`` reads, in its shortest form."""
        if self.week == (*[self.week[0]] * 5, (), ()):
            return _shown(self.week[0])
        return "; ".join(f"{days} {_shown(periods)}" for days, periods in _runs(self))


def _shown(periods: Periods) -> str:
    return ",".join(map(str, periods))


def _runs(hours: OfficeHours) -> Iterator[tuple[str, Periods]]:
    for periods, days in itertools.groupby(range(1, 8), key=lambda day: hours.week[day - 1]):
        first, *_, last = [*days] * 2
        if periods:
            yield (f"{first}-{last}" if first != last else f"{first}"), periods


def parse_hours(text: str) -> OfficeHours:
    """Periods with a comma between; for all working days, or after the weekdays they hold for.

    >>> str(parse_hours("９:00-12:00，14:00-18:00"))
    '09:00-12:00,14:00-18:00'
    >>> str(parse_hours("周一至周五 09:00-12:00,14:00-18:00；周六 09:00-12:00"))
    '1-5 09:00-12:00,14:00-18:00; 6 09:00-12:00'

    Periods without weekdays hold for those of Monday to Friday that are not named elsewhere.
    Raises ``ValueError`` for anything else, also for a weekday that is named twice.
    """
    named: dict[int, Periods] = {}
    others: Periods | None = None
    for part in _NEXT_GROUP.split(_numbered(plain(text))):
        match = _GROUP.fullmatch(part.strip())
        if match is None:
            raise ValueError("no office hours")
        periods = tuple(map(_period, match[2].split(",")))
        if match[1] is None:
            if others is not None:
                raise ValueError("two groups without weekdays")
            others = periods
        for day in _days(match[1] or ""):
            if day in named:
                raise ValueError("a weekday twice")
            named[day] = periods
    usual = dict.fromkeys(MONDAY_TO_FRIDAY, others or ())
    mon, tue, wed, thu, fri, sat, sun = ({**usual, **named}.get(day, ()) for day in range(7))
    return OfficeHours((mon, tue, wed, thu, fri, sat, sun))


def _numbered(text: str) -> str:
    """Names of weekdays as numbers, with a blank after: 周一-周五, 周一-五 and mon-fri are 1-5."""
    for name, number in _NAMES.items():
        text = text.replace(name, f"{number} ")
    text = _CHINESE_DAYS.sub(lambda days: f"{days[0].translate(_CHINESE)} ", text)
    for day, name in enumerate(_ENGLISH, 1):
        text = re.sub(rf"\b{name}(?:[a-z]*day)?\b", f"{day} ", text)
    return re.sub(r"\s+(?=[-,;])|(?<=[-,;])\s+", "", text)


def _days(text: str) -> Iterator[int]:
    """
    >>> list(_days("1-3,67"))
    [0, 1, 2, 5, 6]
    """
    for first, last in re.findall(r"([1-7])(?:-([1-7]))?", text):
        if int(last or first) < int(first):
            raise ValueError("weekdays must be in order")
        yield from range(int(first) - 1, int(last or first))


def _period(text: str) -> Period:
    begin, end = map(minute_of, text.split("-"))
    return Period(begin, end)
