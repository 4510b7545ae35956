"""Discretion 不公开: how much of a case is told where, so that no card need ask for itself."""

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum

from domain.case_facts import CaseFacts
from domain.cases import Case
from domain.people import ChatKind, Visitor
from domain.permissions import Holding, Verb, may


class Sight(StrEnum):
    WHOLE = "whole"
    OFFICE = "office"  # number, stage, deadlines, who has it: what the staff needs to work on it
    OUTLINE = "outline"  # number and stage


def sight_of_group(case: Case, kind: ChatKind | None) -> Sight:
    """What everybody in a group may know of a case; of a group that is bound to no community of
    this case (``None``) nobody knows who is in it.
    """
    if not case.is_discreet:
        return Sight.WHOLE
    if kind is not ChatKind.STAFF:
        return Sight.OUTLINE
    return Sight.OFFICE if case.is_confidential else Sight.WHOLE


def sight_of_person(
    case: Case, person_id: int, holdings: Iterable[Holding], *, is_assigned: bool
) -> Sight:
    """What one person may know when nobody else reads along."""
    if not case.is_discreet or person_id == case.reporter_id:
        return Sight.WHOLE
    may_look = may(Verb.LOOK_CLOSELY, holdings, grid_id=case.grid_id, is_assigned=is_assigned)
    return Sight.WHOLE if may_look else Sight.OUTLINE


def is_reporter_here(case: Case, visitor: Visitor) -> bool:
    """Whether somebody acts as the reporter of a case. Whoever reported anonymously does in private
    only: in a group they are one of many, and what they do there must not give them away.
    """
    is_private = visitor.chat_kind is None
    return visitor.person_id == case.reporter_id and (is_private or not case.is_anonymous)


def as_seen(facts: CaseFacts, sight: Sight) -> CaseFacts:
    """The facts without what may not be told; a card that is written from them cannot tell it."""
    if sight is Sight.WHOLE:
        return facts
    case = without_words(facts.case)
    hidden = replace(
        facts,
        case=case,
        reporter="",
        trade=None,
        first_finder=None,
        author=None,
        photos=(),
        result_photos=(),
        category=facts.head,
        questions=(),
        is_hidden=True,
    )
    if sight is Sight.OFFICE:
        return hidden
    return replace(
        hidden,
        case=replace(case, respond_by=None, solve_by=None),
        grid=None,
        holders=(),
        assignees=(),
        stage_by=None,
        category=None,
        head=None,
        merged_into=None,
        split_from=None,
    )


def without_words(case: Case) -> Case:
    """The row without anything that somebody wrote or that says where it is."""
    return replace(
        case,
        words="",
        place="",
        place_id=None,
        place_mark="",
        latitude=None,
        longitude=None,
        cell=None,
        stage_words="",
        complaint="",
        answers=(),
        transferred_to="",
        transfer_reference="",
    )


HARMLESS = frozenset({"code", "at", "count", "days"})
"""What a sentence about a case may carry anywhere; what people wrote, and who, is not among it."""

NAMES_THE_OFFICE = frozenset({"case.unreachable.assignee"})
"""Who is on a case the staff may know."""


def tells_more(key: str, params: Iterable[str]) -> bool:
    """Whether a sentence with these blanks could say what a case is about, or whose it is."""
    return key not in NAMES_THE_OFFICE and not HARMLESS.issuperset(params)
