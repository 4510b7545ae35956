"""Somebody who floods is told once and then not heard; nobody else notices."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.hearing import MOST_REMEMBERED, Hearing, Verdict

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def test_the_one_too_many_is_refused_once_and_the_rest_are_not_heard() -> None:
    hearing = Hearing(person_per_minute=2, chat_per_minute=0)

    said = [hearing.allows("小李", "群", at(second)) for second in range(5)]

    assert said == [Verdict.OK, Verdict.OK, Verdict.FIRST_REFUSAL, Verdict.SILENT, Verdict.SILENT]


def test_a_minute_later_all_is_forgotten() -> None:
    hearing = Hearing(person_per_minute=1, chat_per_minute=0)
    hearing.allows("小李", "群", at(0))

    assert hearing.allows("小李", "群", at(59)) is Verdict.FIRST_REFUSAL
    assert hearing.allows("小李", "群", at(60)) is Verdict.OK


def test_who_never_stops_is_told_again_each_minute() -> None:
    hearing = Hearing(person_per_minute=1, chat_per_minute=0)

    said = [hearing.allows("小李", "群", at(second)) for second in range(0, 180, 10)]

    assert said.count(Verdict.FIRST_REFUSAL) == 3


def test_others_in_the_group_are_heard() -> None:
    hearing = Hearing(person_per_minute=1, chat_per_minute=0)
    hearing.allows("小李", "群", at(0))

    assert hearing.allows("小李", "群", at(1)) is Verdict.FIRST_REFUSAL
    assert hearing.allows("王阿姨", "群", at(1)) is Verdict.OK


def test_a_group_has_a_limit_of_its_own() -> None:
    hearing = Hearing(person_per_minute=0, chat_per_minute=2)

    said = [hearing.allows(f"人{number}", "群", at(0)) for number in range(4)]

    assert said == [Verdict.OK, Verdict.OK, Verdict.FIRST_REFUSAL, Verdict.SILENT]
    assert hearing.allows("人9", "别的群", at(0)) is Verdict.OK


def test_in_private_there_is_nobody_to_leave_anything_for() -> None:
    hearing = Hearing(person_per_minute=30, chat_per_minute=3)

    assert {hearing.allows("小李", None, at(0)) for _ in range(30)} == {Verdict.OK}


def heard(said: list[Verdict]) -> int:
    return said.count(Verdict.OK)


def test_what_somebody_says_beyond_their_own_limit_takes_nothing_of_the_group() -> None:
    hearing = Hearing(person_per_minute=30, chat_per_minute=200)
    flood = [hearing.allows("吵人", "群", at(second / 200)) for second in range(200 * 50)]
    assert heard(flood) == 30

    # The other 170 of the minute are everybody's: 34 neighbours say five things each.
    said = [hearing.allows(f"邻居{one % 34}", "群", at(50)) for one in range(34 * 4)]

    assert set(said) == {Verdict.OK}


@pytest.mark.parametrize("person_limit", [30, 0])
def test_one_person_takes_at_most_a_third_of_a_groups_minute(person_limit: int) -> None:
    hearing = Hearing(person_per_minute=person_limit, chat_per_minute=60)

    flood = [hearing.allows("吵人", "群", at(0)) for _ in range(200)]

    assert heard(flood) == 20


@pytest.mark.parametrize("shouters", [1, 3, 7, 20, 50])
def test_shouters_fill_a_group_and_the_quiet_neighbours_are_heard(shouters: int) -> None:
    """Each of them within their own limit: first come, first served would leave nothing."""
    hearing = Hearing(person_per_minute=30, chat_per_minute=200)
    for second in range(30):
        for one in range(shouters):
            hearing.allows(f"吵人{one}", "群", at(second))

    quiet = [hearing.allows(f"邻居{one}", "群", at(30)) for one in range(3)]
    assert quiet == [Verdict.OK] * 3
    again = [hearing.allows(f"吵人{one}", "群", at(31)) for one in range(shouters)]
    if shouters >= 7:
        assert heard(again) == 0


def test_who_shouts_later_gets_nearly_as_much() -> None:
    hearing = Hearing(person_per_minute=0, chat_per_minute=200)
    early = heard([hearing.allows("早", "群", at(0)) for _ in range(200)])

    late = heard([hearing.allows("晚", "群", at(1)) for _ in range(200)])

    assert (early, late) == (67, 45)


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 90)), max_size=400))
def test_a_group_is_never_heard_beyond_its_limit_and_the_silent_never_refused_before_it(
    said: list[tuple[int, int]],
) -> None:
    hearing = Hearing(person_per_minute=10, chat_per_minute=40)
    taken: list[tuple[int, int]] = []
    for who, second in sorted(said, key=lambda one: one[1]):
        verdict = hearing.allows(str(who), "群", at(second))
        minute = [one for one, when in taken if second - 60 < when]
        if verdict is Verdict.OK:
            taken.append((who, second))
        assert len(minute) + (verdict is Verdict.OK) <= 40
        if minute.count(who) == 0 and len(minute) < 40:
            assert verdict is Verdict.OK


def test_what_piled_up_overnight_is_heard_minute_by_minute() -> None:
    hearing = Hearing(person_per_minute=2, chat_per_minute=4)

    backlog = [hearing.allows("小李", "群", at(30 * place)) for place in range(100)]

    assert set(backlog) == {Verdict.OK}


def test_zero_hears_everything() -> None:
    hearing = Hearing(person_per_minute=0, chat_per_minute=0)

    assert {hearing.allows("小李", "群", at(0)) for _ in range(500)} == {Verdict.OK}


def test_it_remembers_only_so_many() -> None:
    hearing = Hearing(person_per_minute=1, chat_per_minute=0)
    for number in range(MOST_REMEMBERED * 2):
        hearing.allows(str(number), "群", at(0))

    assert hearing.allows("0", "群", at(0)) is Verdict.OK
