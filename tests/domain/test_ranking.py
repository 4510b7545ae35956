"""The ranking's arithmetic: places, quarters, and the day on which a month is made public."""

import doctest
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import ranking
from domain.ranking import (
    Earner,
    best_of_trades,
    months_of_quarter,
    placed,
    published_at,
    read_month,
    shifted,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONTHS = st.dates(date(2020, 1, 1), date(2090, 1, 1)).map(lambda day: f"{day:%Y-%m}")


def test_what_the_docstrings_say_is_so() -> None:
    assert doctest.testmod(ranking).failed == 0


def earner(person: int, earned: int, trade: str = "") -> Earner:
    return Earner(person, f"{person}号", False, trade, earned)


@given(st.lists(st.integers(1, 50), max_size=40))
def test_a_place_is_one_more_than_how_many_earned_more(earned: list[int]) -> None:
    people = [earner(person, points) for person, points in enumerate(earned)]

    for place, one in placed(people):
        assert place == 1 + sum(other.earned > one.earned for other in people)


def test_the_best_of_a_trade_is_the_one_who_earned_most_in_it() -> None:
    people = [earner(1, 9), earner(2, 5, "guard"), earner(3, 7, "guard"), earner(4, 1, "agent")]

    assert {trade: one.person_id for trade, one in best_of_trades(people).items()} == {
        "guard": 3,
        "agent": 4,
    }


@given(MONTHS, st.integers(-60, 60))
def test_months_go_forth_and_back(month: str, by: int) -> None:
    assert shifted(shifted(month, by), -by) == month


@given(MONTHS, st.integers(1, 31), st.integers(0, 23))
def test_a_month_is_public_in_the_month_after_it(month: str, day: int, hour: int) -> None:
    at = published_at(month, day=day, hour=hour, zone=SHANGHAI).astimezone(SHANGHAI)

    assert f"{at:%Y-%m}" == shifted(month, 1)
    assert at.hour == hour
    assert at.day <= day


@pytest.mark.parametrize(
    ("month", "quarter"),
    [
        ("2026-03", ("2026-01", "2026-02", "2026-03")),
        ("2026-12", ("2026-10", "2026-11", "2026-12")),
        ("2026-11", None),
    ],
)
def test_four_months_of_a_year_end_a_quarter(
    month: str, quarter: tuple[str, str, str] | None
) -> None:
    assert months_of_quarter(month) == quarter


def test_the_first_of_march_at_nine_in_shanghai() -> None:
    at = published_at("2026-02", day=1, hour=9, zone=SHANGHAI)

    assert at == datetime(2026, 3, 1, 1, 0, tzinfo=UTC)
    assert read_month("2026-02") == date(2026, 2, 1)
