"""When points lapse 过期: first in, first out, at the end of a month; hours never do.

A lot is what one row brought in and is still there. A sheet says ``year_end``, the 31 December of
the year in which they were earned, or a number of months: then they are good through the end of
the month that comes so many months after the one in which they were earned, so that nobody is told
about a few points every other day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from domain.points import Entry, Movement
from domain.rule_sheets import YEAR_END

NOTICES = (30, 7)
"""So many days before they lapse somebody is told."""


@dataclass(frozen=True)
class Lot:
    earned_on: date
    points: int


@dataclass
class _Lot:
    place: int
    earned_on: date
    left: int


Taken = list[tuple[_Lot, int]]


class _Purse:
    """The lots of one account, and from which on any may have something left."""

    def __init__(self) -> None:
        self.lots: list[_Lot] = []
        self._start = 0

    def put(self, points: int, earned_on: date) -> _Lot:
        lot = _Lot(len(self.lots), earned_on, points)
        self.lots.append(lot)
        return lot

    def take(self, points: int, *, first: _Lot | None) -> Taken:
        """Take points from one lot, as far as it goes, then from the oldest."""
        taken: Taken = []
        if first is not None:
            points -= _take_from(first, points, taken)
        for place in range(self._start, len(self.lots)):
            if not points:
                break
            points -= _take_from(self.lots[place], points, taken)
            self._start = place
        return taken

    def give_back(self, taken: Taken, points: int) -> int:
        """Put points back to where they were taken from; return how many that were."""
        given = 0
        for lot, count in taken:
            back = min(count, points - given)
            lot.left += back
            given += back
            self._start = min(self._start, lot.place)
        return given


def _take_from(lot: _Lot, points: int, taken: Taken) -> int:
    count = min(lot.left, points)
    if count:
        lot.left -= count
        taken.append((lot, count))
    return count


def lots_left(entries: Iterable[Entry], account_id: int, zone: ZoneInfo) -> list[Lot]:
    """What an account's rows, the oldest first, have left of what they brought in.

    Whatever goes out takes the oldest. What comes back, from a voucher that was returned or a row
    that was reversed, is as old again as it was; a reversed earning takes its own points first.
    """
    purse = _Purse()
    came: dict[int, _Lot] = {}
    went: dict[int, Taken] = {}
    held: dict[int, Taken] = {}
    for one in entries:
        if one.from_id == account_id:
            first = came.get(one.reverses_id) if one.reverses_id is not None else None
            went[one.id] = purse.take(one.points, first=first)
            if one.rule == Movement.HELD and one.voucher_id is not None:
                held[one.voucher_id] = went[one.id]
            continue
        taken: Taken = []
        if one.reverses_id is not None:
            taken = went.pop(one.reverses_id, [])
        elif one.rule == Movement.RETURNED and one.voucher_id is not None:
            taken = held.pop(one.voucher_id, [])
        rest = one.points - purse.give_back(taken, one.points)
        if rest:
            came[one.id] = purse.put(rest, one.entered_at.astimezone(zone).date())
    return [Lot(lot.earned_on, lot.left) for lot in purse.lots if lot.left]


def last_day(earned_on: date, expiry: str) -> date | None:
    """The last day on which points can be spent; ``None`` where they never lapse.

    >>> last_day(date(2026, 3, 5), "year_end"), last_day(date(2026, 11, 30), "3")
    (datetime.date(2026, 12, 31), datetime.date(2027, 2, 28))
    """
    if not expiry:
        return None
    if expiry == YEAR_END:
        return date(earned_on.year, 12, 31)
    return month_end(earned_on, int(expiry))


def month_end(day: date, months: int = 0) -> date:
    """The last day of a day's month, or of the one so many months later."""
    count = day.year * 12 + day.month + months
    return date(count // 12, count % 12 + 1, 1) - timedelta(days=1)


@dataclass(frozen=True)
class Expiry:
    """How a community's points lapse, and since when this rule holds: what it finds older than it
    allows is good until everybody could be told, at the end of a month.
    """

    rule: str
    since: date

    def last_day_of(self, lot: Lot) -> date | None:
        last = last_day(lot.earned_on, self.rule)
        return max(last, month_end(self.since + timedelta(days=max(NOTICES)))) if last else None

    def lapsed(self, lots: Iterable[Lot], today: date) -> int:
        """How many points cannot be spent any more."""
        ends = ((lot.points, self.last_day_of(lot)) for lot in lots)
        return sum(points for points, last in ends if last is not None and last < today)

    def due(self, lots: Iterable[Lot], last: date) -> int:
        """How many points lapse after that very day."""
        return sum(lot.points for lot in lots if self.last_day_of(lot) == last)


def next_run(after: date) -> date:
    """The next day on which something may lapse or somebody may be told: points end with months.

    >>> [next_run(date(2026, 11, day)) for day in (1, 23, 30)]
    [datetime.date(2026, 11, 23), datetime.date(2026, 12, 1), datetime.date(2026, 12, 1)]
    """
    ends = [month_end(after, months) for months in (-1, 0, 1, 2)]
    days = [end + timedelta(days=1) for end in ends]
    days += [end - timedelta(days=ahead) for end in ends for ahead in NOTICES]
    return min(day for day in days if day > after)
