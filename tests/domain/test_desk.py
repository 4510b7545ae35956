"""The desk's piles: what lies in which, in which order, and what comes after a case."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.addresses import Address
from domain.cases import OPEN_STAGES, Case, Kind, Stage
from domain.categories import Priority
from domain.desk import Pile, Today, belongs, key_of, next_in, today_at

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
TODAY = Today(NOW, NOW + timedelta(hours=13))
CASE = Case(
    id=1,
    number=1001,
    community_id=1,
    kind=Kind.PROBLEM,
    stage=Stage.OPEN,
    stage_words="",
    stage_by=None,
    stage_at=NOW,
    stage_before=None,
    version=1,
    words="井盖松动",
    place="",
    latitude=None,
    longitude=None,
    grid_id=None,
    reporter_id=1,
    author_id=None,
    first_finder_id=None,
    reported_in=Address("-100"),
    rating=None,
    complaint="",
    reopenings=0,
    reported_at=NOW,
    closed_at=None,
)


def piles_of(case: Case, *, is_mine: bool = False) -> set[Pile]:
    return {pile for pile in Pile if belongs(key_of(case), pile, TODAY, is_mine=is_mine)}


@pytest.mark.parametrize(
    ("stage", "pile"),
    [
        (Stage.OPEN, Pile.TO_ACCEPT),
        (Stage.WAITING, Pile.WAITING),
        (Stage.CHECKING, Pile.TO_CHECK),
        (Stage.RESOLVED, Pile.TO_CONFIRM),
    ],
)
def test_a_stage_that_waits_for_somebody_has_a_pile(stage: Stage, pile: Pile) -> None:
    assert piles_of(replace(CASE, stage=stage)) == {pile}


def test_a_case_that_is_worked_on_and_not_due_lies_with_its_people_only() -> None:
    case = replace(CASE, stage=Stage.IN_PROGRESS, solve_by=NOW + timedelta(days=3))

    assert piles_of(case) == set()
    assert piles_of(case, is_mine=True) == {Pile.MINE}


@pytest.mark.parametrize("stage", sorted({*OPEN_STAGES} - {Stage.OPEN}))
def test_what_is_due_before_midnight_is_due_today_until_it_is_overdue(stage: Stage) -> None:
    by = {Pile.TO_ACCEPT, Pile.WAITING, Pile.TO_CHECK, Pile.TO_CONFIRM}

    def due(after: timedelta) -> set[Pile]:
        return piles_of(replace(CASE, stage=stage, solve_by=NOW + after)) - by

    assert due(timedelta(seconds=-1)) == due(timedelta(0)) == {Pile.OVERDUE}
    assert due(timedelta(seconds=1)) == due(timedelta(hours=13)) == {Pile.DUE_TODAY}
    assert due(timedelta(hours=13, seconds=1)) == set()


def test_an_answer_owed_today_counts_as_much_as_a_repair() -> None:
    case = replace(CASE, respond_by=NOW + timedelta(hours=1), solve_by=NOW + timedelta(days=9))

    assert piles_of(case) == {Pile.TO_ACCEPT, Pile.DUE_TODAY}
    late = replace(case, respond_by=NOW - timedelta(hours=1))
    assert piles_of(late) == {Pile.TO_ACCEPT, Pile.OVERDUE}


def test_the_day_ends_where_the_community_lives() -> None:
    assert today_at(NOW, ZoneInfo("Asia/Shanghai")).ends == datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
    assert today_at(NOW, ZoneInfo("UTC")).ends == datetime(2026, 3, 3, 0, 0, tzinfo=UTC)


def test_the_urgent_come_first_then_what_is_due_first_and_last_what_nobody_promised() -> None:
    plain = replace(CASE, id=1)
    soon = replace(CASE, id=2, solve_by=NOW + timedelta(hours=5))
    sooner = replace(soon, id=3, respond_by=NOW + timedelta(hours=1))
    high = replace(plain, id=4, priority=Priority.HIGH)
    urgent = replace(soon, id=5, priority=Priority.URGENT)

    keys = sorted(map(key_of, (plain, soon, sooner, high, urgent)), key=lambda one: one.order)

    assert [one.id for one in keys] == [5, 4, 3, 2, 1]


def test_one_case_leads_to_the_next_and_the_last_to_the_first() -> None:
    cases = [replace(CASE, id=number) for number in (1, 2, 3)]
    pile = [key_of(one) for one in cases]

    assert [next_in(pile, one) for one in cases] == [2, 3, 1]


def test_a_case_that_has_left_the_pile_leads_to_the_first_of_what_is_left() -> None:
    pile = [key_of(replace(CASE, id=number)) for number in (1, 3)]

    assert next_in(pile, replace(CASE, id=2, stage=Stage.ACCEPTED)) == 1
    assert next_in(pile[:1], replace(CASE, id=2)) == 1
    assert next_in(pile[:1], replace(CASE, id=1)) is None
    assert next_in([], CASE) is None
