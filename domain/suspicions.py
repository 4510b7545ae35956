"""Suspicions 异常线索: what in a month's confirmations a secretary should look at. A line here says
nothing against anybody; it asks for a second look.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LOOKED_BACK = timedelta(days=30)
PAIR_AT_LEAST = 3
"""Fewer confirmations each way are neighbours who happened to help one another."""
SHARE = 0.6
SHARE_AT_LEAST = 5
BURST = 6
BURST_WITHIN = timedelta(hours=1)


class Kind(StrEnum):
    MUTUAL = "mutual"  # two who confirm each other
    ONE_CONFIRMER = "one_confirmer"  # most of what one person has was confirmed by one other
    BURST = "burst"  # much within an hour
    SAME_PICTURE = "same_picture"  # one picture in several reports


@dataclass(frozen=True)
class Confirmed:
    """Something that ``by`` has confirmed for ``person``."""

    by: int
    person: int
    at: datetime


@dataclass(frozen=True)
class Suspicion:
    """``people`` are two, or one; ``numbers`` are the cases it is about."""

    kind: Kind
    people: tuple[int, ...]
    count: int
    numbers: tuple[int, ...] = ()


def find_pairs(confirmed: Sequence[Confirmed]) -> list[Suspicion]:
    """Two who confirm each other, and who has nearly everything from one hand while that hand
    confirms for hardly anybody else.
    """
    ways = Counter((one.by, one.person) for one in confirmed)
    given: Counter[int] = Counter()
    got: Counter[int] = Counter()
    for (by, person), count in ways.items():
        given[by] += count
        got[person] += count
    found = []
    for (by, person), count in sorted(ways.items()):
        back = ways.get((person, by), 0)
        if by < person and min(count, back) >= PAIR_AT_LEAST:
            found.append(Suspicion(Kind.MUTUAL, (by, person), count + back))
        is_much = count >= SHARE_AT_LEAST
        if is_much and count > SHARE * got[person] and count > SHARE * given[by]:
            found.append(Suspicion(Kind.ONE_CONFIRMER, (by, person), count))
    return found


def find_bursts(earned: Iterable[tuple[int, datetime]]) -> list[Suspicion]:
    """Who was promised points so often within one hour; each person once, with the most."""
    times: defaultdict[int, list[datetime]] = defaultdict(list)
    for person, at in earned:
        times[person].append(at)
    found = []
    for person, when in sorted(times.items()):
        when.sort()
        first = most = 0
        for last, at in enumerate(when):
            while at - when[first] > BURST_WITHIN:
                first += 1
            most = max(most, last - first + 1)
        if most >= BURST:
            found.append(Suspicion(Kind.BURST, (person,), most))
    return found
