"""What a secretary should look at twice, and what is only neighbours helping one another."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.suspicions import BURST, BURST_WITHIN, Confirmed, Kind, find_bursts, find_pairs

NOON = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)
LI, WANG, ZHAO, SUN = 1, 2, 3, 4


def confirmed(by: int, person: int, times: int) -> list[Confirmed]:
    return [Confirmed(by, person, NOON) for _ in range(times)]


def test_two_who_confirm_each_other_are_named_once() -> None:
    [found] = find_pairs(confirmed(WANG, LI, 3) + confirmed(LI, WANG, 4))

    assert (found.kind, found.people, found.count) == (Kind.MUTUAL, (LI, WANG), 7)


def test_twice_each_way_is_only_neighbours() -> None:
    assert find_pairs(confirmed(WANG, LI, 2) + confirmed(LI, WANG, 9)[:2]) == []


def test_who_confirms_for_nearly_nobody_else_is_named() -> None:
    [found] = find_pairs(confirmed(ZHAO, LI, 6) + confirmed(SUN, LI, 2) + confirmed(ZHAO, WANG, 1))

    assert (found.kind, found.people, found.count) == (Kind.ONE_CONFIRMER, (ZHAO, LI), 6)


def test_a_secretary_who_confirms_for_everybody_is_not() -> None:
    everybody = [one for person in range(10, 20) for one in confirmed(ZHAO, person, 6)]

    assert find_pairs(everybody) == []


def test_much_within_an_hour_is_named_and_the_same_over_a_day_is_not() -> None:
    quick = [(LI, NOON + timedelta(minutes=9 * count)) for count in range(BURST)]
    slow = [(WANG, NOON + timedelta(hours=2 * count)) for count in range(BURST)]

    [found] = find_bursts(quick + slow)

    assert (found.kind, found.people, found.count) == (Kind.BURST, (LI,), BURST)


@given(st.lists(st.integers(0, 36_000), max_size=60))
def test_a_burst_is_the_fullest_hour(seconds: list[int]) -> None:
    times = [NOON + timedelta(seconds=second) for second in seconds]
    fullest = max(
        (sum(at <= other <= at + BURST_WITHIN for other in times) for at in times), default=0
    )

    found = find_bursts((LI, at) for at in times)

    assert [one.count for one in found] == ([fullest] if fullest >= BURST else [])
