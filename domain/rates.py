"""The rates 三率 and 按时率, and the periods they are counted for. What each counts is told to
people in ``docs/figures.zh-CN.md``.

A promise is counted in the period in which it was due, a verdict in the period in which it was
given: so what is counted for a period that is over stays as it is, and parts add up to the whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from domain.cases import Rating
from domain.deadlines import Clock
from domain.ranking import month_of, read_month, shifted
from domain.wall_clock import moment_of

SMALL = 10
"""Of fewer than this a percentage says little: 样本少."""

SETTLED = "settled"
"""已经好了, pressed by whoever was asked: it is mended, and nothing is said of the work."""

CONTENT = frozenset({Rating.SATISFIED.value, Rating.FAIR.value})


@dataclass(frozen=True)
class Rate:
    """So many ``hits`` ``of`` all that counted."""

    hits: int
    of: int

    @property
    def is_small(self) -> bool:
        return self.of < SMALL

    @property
    def permille(self) -> int | None:
        """In tenths of a percent, halves up; ``None`` of nothing.

        >>> Rate(2, 3).permille, Rate(0, 0).permille
        (667, None)
        """
        return (2000 * self.hits + self.of) // (2 * self.of) if self.of else None


@dataclass(frozen=True)
class Outcomes:
    """How often what came out: promises kept and missed by their clock, verdicts by their name
    (those of ``Rating``, and ``SETTLED``).
    """

    kept: Mapping[Clock, int] = field(default_factory=lambda: MappingProxyType({}))
    missed: Mapping[Clock, int] = field(default_factory=lambda: MappingProxyType({}))
    verdicts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def response(self) -> Rate:
        """响应率: answered in time, of all that were to be answered."""
        return self._promised(Clock.RESPONSE)

    @property
    def on_time(self) -> Rate:
        """按时率: mended in time, of all that were to be mended."""
        return self._promised(Clock.SOLUTION)

    @property
    def solution(self) -> Rate:
        """解决率: mended by the reporter's own word, of all reporters asked, silent ones too."""
        solved = sum(self.verdicts.get(one, 0) for one in (*CONTENT, SETTLED))
        return Rate(solved, sum(self.verdicts.values()))

    @property
    def satisfaction(self) -> Rate:
        """满意率: 满意 and 基本满意, of all who said how content they were."""
        rated = (*CONTENT, Rating.DISSATISFIED.value)
        return Rate(
            sum(self.verdicts.get(one, 0) for one in CONTENT),
            sum(self.verdicts.get(one, 0) for one in rated),
        )

    @property
    def unrated(self) -> int:
        """默认 and 已经好了: asked, and nothing said of how content they were."""
        return self.solution.of - self.satisfaction.of

    @property
    def is_empty(self) -> bool:
        return not (self.response.of or self.on_time.of or self.solution.of)

    def _promised(self, clock: Clock) -> Rate:
        kept = self.kept.get(clock, 0)
        return Rate(kept, kept + self.missed.get(clock, 0))


@dataclass(frozen=True)
class Period:
    """Whole days by the clocks of a community, ``last`` among them."""

    first: date
    last: date

    def moments(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """From the first moment to just before the second."""
        after = self.last + timedelta(days=1)
        return moment_of(self.first, 0, zone), moment_of(after, 0, zone)


def week_around(day: date) -> Period:
    """Monday to Sunday.

    >>> str(week_around(date(2026, 10, 7)).first), str(week_around(date(2026, 10, 7)).last)
    ('2026-10-05', '2026-10-11')
    """
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=6))


def month_around(day: date) -> Period:
    """
    >>> str(month_around(date(2028, 2, 9)).last)
    '2028-02-29'
    """
    after = read_month(shifted(month_of(day), 1))
    return Period(day.replace(day=1), after - timedelta(days=1))
