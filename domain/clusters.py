"""Clusters: reports of a week from one place that are alike, and so one matter for a meeting."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.likeness import Told, alike
from domain.map_points import distance_m

NEAR_M = 200
WITHIN = timedelta(days=7)
ENOUGH = 3
"""So many reports make a matter; what was merged into another counts, too."""

FEWEST_CASES = 2
"""Of one trouble that many have reported nobody needs to be told that there are several."""


class ClusterState(StrEnum):
    OFFERED = "offered"
    TAKEN = "taken"
    LEFT = "left"


@dataclass(frozen=True)
class Cluster:
    """``category`` is the id of what its cases are, ``proposal_id`` what was made of them."""

    id: int
    community_id: int
    category: str
    case_ids: tuple[int, ...]
    state: ClusterState
    proposal_id: int | None
    decided_by: int | None
    version: int

    @property
    def about(self) -> str:
        """How messages name it."""
        return f"cluster:{self.id}"


def cluster_id_of(about: str) -> int:
    """
    >>> cluster_id_of("cluster:7")
    7
    """
    return int(about.removeprefix("cluster:"))


@dataclass(frozen=True)
class Sighting:
    """One case as a part of a cluster; ``reports`` is 1 and how many others were merged into it."""

    id: int
    told: Told
    at: datetime
    reports: int = 1


def find_clusters(
    seen: Iterable[Sighting], place_words: Sequence[str] = ()
) -> list[tuple[Sighting, ...]]:
    """Every group of like cases, none in two of them; in which order they came does not matter.

    All of one group lie within 200 metres and a week of each other, and each is like another.
    """
    free, found = _in_order(seen), []
    while free:
        group = grow(free[:1], free[1:], place_words)
        if len(group) >= FEWEST_CASES and sum(one.reports for one in group) >= ENOUGH:
            found.append(group)
        else:
            group = (free[0],)
        free = [one for one in free if one not in group]
    return found


def grow(
    group: Iterable[Sighting], free: Iterable[Sighting], place_words: Sequence[str] = ()
) -> tuple[Sighting, ...]:
    """The group with all that belong to it, one after the other, the earliest first."""
    grown, left = list(group), _in_order(free)
    while True:
        fitting = next((one for one in left if _fits(one, grown, place_words)), None)
        if fitting is None:
            return tuple(_in_order(grown))
        grown.append(fitting)
        left.remove(fitting)


def _in_order(seen: Iterable[Sighting]) -> list[Sighting]:
    return sorted(seen, key=lambda one: (one.at, one.id))


def _fits(one: Sighting, group: Sequence[Sighting], place_words: Sequence[str]) -> bool:
    return all(_belongs_near(one, other) for other in group) and any(
        alike(one.told, other.told, place_words) for other in group
    )


def _belongs_near(one: Sighting, other: Sighting) -> bool:
    is_same_kind = one.told.category_id is not None and (
        one.told.category_id == other.told.category_id
    )
    return is_same_kind and abs(one.at - other.at) <= WITHIN and _are_near(one.told, other.told)


def _are_near(one: Told, other: Told) -> bool:
    """The same place by name, or within 200 metres on the map."""
    if one.mark and one.mark == other.mark:
        return True
    if one.point is None or other.point is None:
        return False
    return distance_m(one.point, other.point) <= NEAR_M
