"""Surveys 满意度: three questions to those who took part, and what their answers come to.

Elsewhere: how satisfied the reporters of cases are (``rates``).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

OPEN_FOR = timedelta(days=7)
REMINDED_AFTER = timedelta(days=3)

FEW = 5
"""Fewer answers than this say little, and are marked."""

BEST, FAIR, WORST = 3, 2, 1
SCORES = (BEST, FAIR, WORST)


class Question(StrEnum):
    RESULT = "result"  # 结果满意吗
    OPENNESS = "openness"  # 过程公开吗
    AGAIN = "again"  # 下次还来吗


QUESTIONS = tuple(Question)


@dataclass(frozen=True)
class Tally:
    """How often each score was given to a question."""

    counts: Mapping[int, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def percent(self) -> int | None:
        """How many of those who answered were satisfied; ``None`` where nobody answered. A half is
        rounded up, as everybody does.

        >>> Tally({3: 2, 1: 1}).percent, Tally({3: 1, 2: 7}).percent, Tally().percent
        (67, 13, None)
        """
        if not self.total:
            return None
        return (200 * self.counts.get(BEST, 0) + self.total) // (2 * self.total)


@dataclass(frozen=True)
class Figures:
    """``asked`` are all who took part, ``answered`` those who gave at least one answer; those who
    gave none count as nothing, neither satisfied nor not.
    """

    asked: int
    answered: int
    tallies: Mapping[Question, Tally]

    @property
    def unrated(self) -> int:
        return max(self.asked - self.answered, 0)

    @property
    def is_small(self) -> bool:
        return self.answered < FEW


def next_question(answered: Mapping[Question, int]) -> int:
    """The place of the first question without an answer; behind the last where there is none.

    >>> next_question({}), next_question({Question.RESULT: 3, Question.AGAIN: 1})
    (0, 1)
    """
    for place, one in enumerate(QUESTIONS):
        if one not in answered:
            return place
    return len(QUESTIONS)
