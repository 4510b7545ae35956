"""Like cases of a week near each other: what makes them one matter, whatever came first."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.clusters import ENOUGH, NEAR_M, WITHIN, Sighting, find_clusters, grow
from domain.likeness import Told
from domain.map_points import distance_m
from domain.media import Point

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
GATE = Point(31.2300, 121.4700)
METRE = 1 / 111_195
"""In degrees from south to north."""


def seen(
    number: int,
    *,
    words: str = "路灯不亮",
    north: float = 0,
    days: float = 0,
    category: int | None = 1,
    reports: int = 1,
) -> Sighting:
    point = Point(GATE.latitude + north * METRE, GATE.longitude)
    told = Told(words, "", point, category)
    return Sighting(number, told, MONDAY + timedelta(days=days), reports)


def ids(found: list[tuple[Sighting, ...]]) -> list[list[int]]:
    return [[one.id for one in group] for group in found]


THREE = [seen(1), seen(2, words="路灯坏了", north=100), seen(3, words="灯不亮", north=190, days=6)]


def test_three_alike_within_two_hundred_metres_and_a_week_are_a_matter() -> None:
    assert ids(find_clusters(THREE)) == [[1, 2, 3]]
    assert ids(find_clusters(THREE[:2])) == []


@pytest.mark.parametrize(
    "other",
    [
        seen(3, north=201),
        seen(3, days=7.1),
        seen(3, category=2),
        seen(3, category=None),
        seen(3, words="下水道堵塞返味"),
        replace(seen(3), told=Told("路灯不亮", "", None, 1)),
    ],
    ids=["far", "later", "other kind", "no kind", "not alike", "nowhere"],
)
def test_what_is_far_late_or_of_another_kind_makes_none(other: Sighting) -> None:
    assert find_clusters([*THREE[:2], other]) == []


def test_the_same_place_by_its_name_is_near() -> None:
    told = Told("路灯不亮", "东门", None, 1)
    assert len(find_clusters([replace(one, told=told) for one in THREE])) == 1


def test_what_is_alike_at_other_doors_is_one_matter_though_not_one_trouble() -> None:
    doors = [seen(n, words=f"{n}单元门禁坏了", north=20 * n) for n in (1, 2, 3)]
    assert ids(find_clusters(doors)) == [[1, 2, 3]]


def test_what_went_into_another_counts_but_one_trouble_alone_is_no_matter() -> None:
    assert ids(find_clusters([seen(1, reports=2), seen(2)])) == [[1, 2]]
    assert find_clusters([seen(1, reports=5)]) == []


def test_a_fourth_joins_what_there_is_and_a_stranger_does_not() -> None:
    group = grow(THREE, [seen(4, days=1), seen(5, north=-20), seen(6, words="井盖松动")])
    assert [one.id for one in group] == [1, 2, 4, 3]  # 5 lies 210 metres from 3


sightings = st.lists(
    st.builds(
        seen,
        st.integers(1, 40),
        words=st.sampled_from(["路灯不亮", "路灯坏了", "下水道堵塞", "井盖松动"]),
        north=st.integers(0, 600),
        days=st.integers(0, 12),
        category=st.sampled_from([1, 1, 2, None]),
        reports=st.integers(1, 3),
    ),
    max_size=12,
    unique_by=lambda one: one.id,
)


@given(sightings, st.randoms())
def test_the_order_in_which_they_come_does_not_matter_and_none_is_in_two(
    came: list[Sighting], chance: Random
) -> None:
    found = find_clusters(came)
    shuffled = list(came)
    chance.shuffle(shuffled)

    assert find_clusters(shuffled) == found
    numbers = [one.id for group in found for one in group]
    assert len(numbers) == len(set(numbers))
    for group in found:
        assert sum(one.reports for one in group) >= ENOUGH
        for one, other in combinations(group, 2):
            assert one.told.category_id == other.told.category_id
            assert abs(one.at - other.at) <= WITHIN
            assert one.told.point
            assert other.told.point
            assert distance_m(one.told.point, other.told.point) <= NEAR_M
