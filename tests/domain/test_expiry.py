"""Points lapse first in, first out: lots against a model that follows every single point."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.expiry import Expiry, Lot, last_day, lots_left, month_end, next_run
from domain.points import Entry, Movement

ZONE = ZoneInfo("Asia/Shanghai")
PURSE, ELSEWHERE = 1, 2
BEGIN = datetime(2026, 1, 1, 4, tzinfo=UTC)

ACTS = st.lists(
    st.tuples(
        st.sampled_from(["earn", "spend", "hold", "return", "reverse", "expire"]),
        st.integers(1, 9),
        st.integers(0, 40),
    ),
    max_size=40,
)


@dataclass
class Story:
    """Entries of one account, and beside them every single point: the day it was earned, in the
    order in which points are taken.
    """

    entries: list[Entry] = field(default_factory=list)
    points: list[tuple[int, date]] = field(default_factory=list)
    taken: dict[int, list[tuple[int, date]]] = field(default_factory=dict)
    undone: set[int] = field(default_factory=set)

    def row(self, points: int, rule: str, *, comes: bool, **more: int | None) -> Entry:
        number = len(self.entries) + 1
        sides = (ELSEWHERE, PURSE) if comes else (PURSE, ELSEWHERE)
        entry = Entry(
            number,
            *sides,
            points=points,
            rule=rule,
            words="",
            confirmed_by=None,
            grant_id=None,
            voucher_id=more.get("voucher_id"),
            reverses_id=more.get("reverses_id"),
            entered_at=BEGIN + timedelta(days=5 * number),
        )
        self.entries.append(entry)
        return entry

    def earn(self, points: int) -> None:
        entry = self.row(points, "report.accepted", comes=True)
        day = entry.entered_at.astimezone(ZONE).date()
        self.points += [(entry.id, day)] * points

    def spend(self, points: int, rule: str = "conduct.free", voucher_id: int | None = None) -> None:
        if not 0 < points <= len(self.points):
            return
        entry = self.row(points, rule, comes=False, voucher_id=voucher_id)
        self.points.sort()
        self.taken[entry.id] = self.points[:points]
        self.points = self.points[points:]

    def bring_back(self, entry: Entry, rule: str, **more: int | None) -> None:
        self.undone.add(entry.id)
        self.row(entry.points, rule, comes=True, **more)
        self.points += self.taken[entry.id]

    def take_back(self, entry: Entry) -> None:
        if entry.points > len(self.points):
            return
        self.undone.add(entry.id)
        again = self.row(entry.points, Movement.REVERSED, comes=False, reverses_id=entry.id)
        self.points.sort(key=lambda one: (one[0] != entry.id, one))
        self.taken[again.id] = self.points[: entry.points]
        self.points = self.points[entry.points :]

    def act(self, what: str, points: int, which: int) -> None:
        match what:
            case "earn":
                self.earn(points)
            case "hold":
                self.spend(points, Movement.HELD, voucher_id=len(self.entries))
            case "spend":
                self.spend(points)
            case "expire":
                self.spend(min(points, len(self.points)), Movement.EXPIRED)
            case _:
                self.undo(what, which)

    def undo(self, what: str, which: int) -> None:
        held = what == "return"
        known = [
            one
            for one in self.entries
            if one.id not in self.undone
            and one.reverses_id is None
            and one.rule not in (Movement.RETURNED, Movement.EXPIRED)
            and (one.rule == Movement.HELD) == held
        ]
        if not known:
            return
        entry = known[which % len(known)]
        if held:
            self.bring_back(entry, Movement.RETURNED, voucher_id=entry.voucher_id)
        elif entry.to_id == PURSE:
            self.take_back(entry)
        else:
            self.bring_back(entry, Movement.REVERSED, reverses_id=entry.id)

    @property
    def days(self) -> dict[date, int]:
        found: dict[date, int] = {}
        for _, day in self.points:
            found[day] = found.get(day, 0) + 1
        return found


@given(ACTS)
def test_lots_are_what_is_left_of_every_single_point(acts: list[tuple[str, int, int]]) -> None:
    story = Story()
    for act in acts:
        story.act(*act)

    left = lots_left(story.entries, PURSE, ZONE)

    assert {one.earned_on: one.points for one in left} == story.days
    assert all(one.points > 0 for one in left)


@given(st.lists(st.integers(-9, 9).filter(bool), max_size=40), st.integers(0, 40))
def test_where_nothing_comes_back_the_oldest_are_what_was_earned_less_all_that_went(
    amounts: list[int], oldest: int
) -> None:
    story = Story()
    for amount in amounts:
        story.act("earn" if amount > 0 else "spend", abs(amount), 0)
    until = BEGIN.date() + timedelta(days=5 * oldest)
    came = sum(
        one.points
        for one in story.entries
        if one.to_id == PURSE and one.entered_at.astimezone(ZONE).date() <= until
    )
    went = sum(one.points for one in story.entries if one.from_id == PURSE)

    left = lots_left(story.entries, PURSE, ZONE)

    assert sum(one.points for one in left if one.earned_on <= until) == max(0, came - went)


def test_what_comes_back_is_as_old_again_as_it_was() -> None:
    story = Story()
    for act in (("earn", 9, 0), ("hold", 9, 0), ("earn", 5, 0), ("spend", 3, 0)):
        story.act(*act)
    story.act("return", 0, 0)

    first, second = lots_left(story.entries, PURSE, ZONE)

    assert (first.points, second.points) == (9, 2)
    assert first.earned_on == story.entries[0].entered_at.date()


@pytest.mark.parametrize(
    ("earned_on", "rule", "last"),
    [
        ("2026-03-05", "", None),
        ("2026-03-05", "year_end", "2026-12-31"),
        ("2026-12-31", "year_end", "2026-12-31"),
        ("2026-03-05", "12", "2027-03-31"),
        ("2026-11-30", "3", "2027-02-28"),
        ("2027-11-30", "3", "2028-02-29"),
        ("2026-12-01", "1", "2027-01-31"),
    ],
)
def test_points_are_good_through_the_end_of_a_month(
    earned_on: str, rule: str, last: str | None
) -> None:
    found = last_day(date.fromisoformat(earned_on), rule)

    assert (found.isoformat() if found else None) == last


def test_they_lapse_the_day_after() -> None:
    expiry = Expiry("year_end", since=date(2025, 1, 1))
    lots = [Lot(date(2026, 5, 1), 7), Lot(date(2027, 1, 1), 5)]

    assert expiry.lapsed(lots, date(2026, 12, 31)) == 0
    assert expiry.lapsed(lots, date(2027, 1, 1)) == 7
    assert expiry.due(lots, date(2026, 12, 31)) == 7


@pytest.mark.parametrize("rule", ["year_end", "1"])
def test_a_new_rule_takes_nothing_before_everybody_could_be_told(rule: str) -> None:
    expiry = Expiry(rule, since=date(2026, 12, 10))
    lots = [Lot(date(2026, 2, 1), 7)]

    assert expiry.lapsed(lots, date(2027, 1, 31)) == 0
    assert expiry.due(lots, date(2027, 1, 31)) == 7
    assert expiry.lapsed(lots, date(2027, 2, 1)) == 7


def test_without_a_rule_nothing_ever_lapses() -> None:
    lots = [Lot(date(2016, 2, 1), 7)]

    assert Expiry("", since=date(2016, 1, 1)).lapsed(lots, date(2026, 1, 1)) == 0


@given(st.dates(date(2020, 1, 1), date(2090, 1, 1)))
def test_no_day_is_passed_over_on_which_points_lapse_or_somebody_is_told(day: date) -> None:
    coming = next_run(day)

    between = [day + timedelta(days=one) for one in range(1, (coming - day).days)]
    for one in [*between, coming]:
        ends = {one - timedelta(days=1), one + timedelta(days=30), one + timedelta(days=7)}
        assert any(end == month_end(end) for end in ends) == (one == coming)
