"""The ranking 排行榜 of a month's points, its publication 公示, and a quarter's honours."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.wall_clock import moment_of

MOST_RANKED = 10
HONOURED = 3


@dataclass(frozen=True)
class Earner:
    """What somebody earned in a month or a quarter; ``trade`` is the one they had then."""

    person_id: int
    name: str
    is_masked: bool
    trade: str
    earned: int


def placed(earners: Iterable[Earner]) -> list[tuple[int, Earner]]:
    """Each with their place, the best first; who earned the same shares a place.

    >>> [place for place, _ in placed([Earner(1, "", False, "", n) for n in (5, 3, 3, 1)])]
    [1, 2, 2, 4]
    """
    found: list[tuple[int, Earner]] = []
    for count, one in enumerate(sorted(earners, key=lambda one: -one.earned), 1):
        is_tie = bool(found) and found[-1][1].earned == one.earned
        found.append((found[-1][0] if is_tie else count, one))
    return found


def best_of_trades(earners: Iterable[Earner]) -> dict[str, Earner]:
    """The first of each trade 行业; whoever has told none is in none."""
    best: dict[str, Earner] = {}
    for one in earners:
        if one.trade and (one.trade not in best or best[one.trade].earned < one.earned):
            best[one.trade] = one
    return best


def month_of(day: date) -> str:
    return f"{day:%Y-%m}"


def read_month(month: str) -> date:
    """Its first day.

    >>> read_month("2026-11")
    datetime.date(2026, 11, 1)
    """
    return date.fromisoformat(f"{month}-01")


def shifted(month: str, by: int) -> str:
    """
    >>> shifted("2026-11", 2), shifted("2026-01", -1)
    ('2027-01', '2025-12')
    """
    first = read_month(month)
    count = first.year * 12 + first.month - 1 + by
    return f"{count // 12:04}-{count % 12 + 1:02}"


def months_of_quarter(month: str) -> tuple[str, str, str] | None:
    """The months of the quarter that ends with this one, if it ends one.

    >>> months_of_quarter("2026-09"), months_of_quarter("2026-08")
    (('2026-07', '2026-08', '2026-09'), None)
    """
    if read_month(month).month % 3:
        return None
    return shifted(month, -2), shifted(month, -1), month


def published_at(month: str, *, day: int, hour: int, zone: ZoneInfo) -> datetime:
    """When a month is made public: that day of the month after it, or its last, if it is shorter.

    >>> str(published_at("2027-01", day=31, hour=9, zone=ZoneInfo("Asia/Shanghai")))
    '2027-02-28 01:00:00+00:00'
    """
    first = read_month(shifted(month, 1))
    last = read_month(shifted(month, 2)) - timedelta(days=1)
    return moment_of(first.replace(day=min(day, last.day)), hour * 60, zone)
