"""Which days are worked, and how far that is known."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from domain.workdays import (
    NO_OVERLAY,
    DayKind,
    Overlay,
    is_known,
    is_warning_due,
    kind_of,
    known_until,
)

LAST_KNOWN = date(max(chinese_calendar.holidays).year, 12, 31)
NEXT_YEAR = LAST_KNOWN.year + 1


@pytest.mark.parametrize(("month", "day"), [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)])
def test_a_make_up_day_of_2026_is_worked_although_it_is_a_weekend(month: int, day: int) -> None:
    assert date(2026, month, day).weekday() >= 5
    assert kind_of(date(2026, month, day)) is DayKind.MAKE_UP


def test_2026_has_no_other_make_up_days() -> None:
    year = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]

    assert sum(kind_of(day) is DayKind.MAKE_UP for day in year) == 6


def test_the_national_days_are_not_worked_not_even_at_their_weekend() -> None:
    week = [date(2026, 10, day) for day in range(1, 8)]

    assert {kind_of(day) for day in week} == {DayKind.HOLIDAY}
    assert kind_of(date(2026, 9, 30)) is kind_of(date(2026, 10, 8)) is DayKind.ORDINARY


def test_our_own_days_go_first() -> None:
    fair, move = date(2026, 10, 8), date(2026, 10, 3)
    overlay = Overlay(holidays=frozenset({fair}), workdays=frozenset({move}))

    assert kind_of(fair, overlay) is DayKind.HOLIDAY
    assert kind_of(move, overlay) is DayKind.MAKE_UP
    assert kind_of(date(2026, 10, 2), overlay) is DayKind.HOLIDAY


def test_a_day_that_is_both_is_worked() -> None:
    day = frozenset({date(2026, 10, 8)})

    assert kind_of(date(2026, 10, 8), Overlay(holidays=day, workdays=day)) is DayKind.MAKE_UP


@pytest.mark.parametrize("year", [1950, 2003, NEXT_YEAR, 2030, 2100])
def test_a_year_nobody_knows_goes_by_weekdays_and_is_known_to_be_a_guess(year: int) -> None:
    new_year = date(year, 1, 1)

    assert kind_of(new_year) is DayKind.ORDINARY
    assert not is_known(new_year)


@pytest.mark.parametrize("day", [date(2004, 1, 1), date(2026, 11, 22), LAST_KNOWN])
def test_an_announced_year_is_known_whole(day: date) -> None:
    assert is_known(day)


def test_single_days_of_our_own_make_no_year_known() -> None:
    fair = date(NEXT_YEAR, 3, 1)
    overlay = Overlay(holidays=frozenset({fair}))

    assert is_known(fair, overlay)
    assert not is_known(fair + timedelta(days=1), overlay)
    assert known_until(overlay) == LAST_KNOWN


def test_an_announcement_written_down_by_ourselves_makes_its_year_known() -> None:
    overlay = Overlay(holidays=frozenset({date(NEXT_YEAR, 1, 1)}), years=frozenset({NEXT_YEAR}))

    assert kind_of(date(NEXT_YEAR, 1, 1), overlay) is DayKind.HOLIDAY
    assert is_known(date(NEXT_YEAR, 7, 1), overlay)
    assert known_until(overlay) == date(NEXT_YEAR, 12, 31)


def test_a_year_written_down_whole_is_not_mixed_with_what_the_package_says() -> None:
    overlay = Overlay(years=frozenset({2026}))

    assert kind_of(date(2026, 10, 1), overlay) is DayKind.ORDINARY
    assert kind_of(date(2026, 10, 10), overlay) is DayKind.ORDINARY


def test_a_year_after_a_gap_is_known_but_the_first_guess_comes_before_it() -> None:
    overlay = Overlay(years=frozenset({NEXT_YEAR + 1}))

    assert known_until(overlay) == LAST_KNOWN


def test_the_warning_comes_sixty_days_ahead_and_stays_until_the_year_is_known() -> None:
    sixty = LAST_KNOWN - timedelta(days=60)

    assert not is_warning_due(sixty - timedelta(days=1), NO_OVERLAY)
    assert is_warning_due(sixty, NO_OVERLAY)
    assert is_warning_due(date(2050, 1, 1), NO_OVERLAY)
    assert not is_warning_due(sixty, Overlay(years=frozenset({NEXT_YEAR})))
