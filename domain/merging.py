"""并案: which case may go into which, and what many voices weigh."""

from domain.cases import OPEN_STAGES, Case
from domain.categories import Priority
from domain.rules import RuleBroken

RAISED_AT = 3
"""So many who say 附议 put a case before the others; only a person makes it 急."""


def check_merge(case: Case, into: Case) -> None:
    """Raises ``RuleBroken`` when ``case`` may not go into ``into``, which is no merged one.

    A discreet case goes nowhere and takes nothing in: in another its words would be seen by others.
    """
    if case.id == into.id:
        raise RuleBroken("merge.itself", code=case.code)
    if case.is_discreet or into.is_discreet:
        raise RuleBroken("merge.discreet", code=case.code)
    if into.stage not in OPEN_STAGES:
        raise RuleBroken("merge.ended", code=into.code)


def can_merge(case: Case, into: Case) -> bool:
    try:
        check_merge(case, into)
    except RuleBroken:
        return False
    return True


def is_raised_by(followers: int, priority: Priority) -> bool:
    """Whether so many voices make an ordinary case one that goes before others."""
    return followers >= RAISED_AT and priority is Priority.NORMAL
