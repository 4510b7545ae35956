"""How much of a case is told where."""

import pytest

from domain.discretion import Sight, sight_of_group, sight_of_person, tells_more
from domain.people import ChatKind
from domain.permissions import MEMBER, Holding, Role
from tests.domain.test_categorising import a_case

GRID, OTHER = 1, 2
PLAIN = a_case(grid_id=GRID)
ANONYMOUS = a_case(grid_id=GRID, is_anonymous=True)
CONFIDENTIAL = a_case(grid_id=GRID, is_confidential=True)
BOTH = a_case(grid_id=GRID, is_anonymous=True, is_confidential=True)


@pytest.mark.parametrize("kind", [None, ChatKind.PUBLIC, ChatKind.RIDERS])
def test_members_see_number_and_stage_of_what_is_discreet(kind: ChatKind | None) -> None:
    assert sight_of_group(PLAIN, kind) is Sight.WHOLE
    for case in (ANONYMOUS, CONFIDENTIAL, BOTH):
        assert sight_of_group(case, kind) is Sight.OUTLINE


def test_the_staff_group_works_on_an_anonymous_case_and_only_knows_of_a_confidential_one() -> None:
    assert sight_of_group(ANONYMOUS, ChatKind.STAFF) is Sight.WHOLE
    assert sight_of_group(CONFIDENTIAL, ChatKind.STAFF) is Sight.OFFICE
    assert sight_of_group(BOTH, ChatKind.STAFF) is Sight.OFFICE


@pytest.mark.parametrize(
    ("held", "is_assigned", "sees"),
    [
        (MEMBER, False, Sight.OUTLINE),
        (MEMBER, True, Sight.WHOLE),
        (Holding(Role.MERCHANT), False, Sight.OUTLINE),
        (Holding(Role.GRID_WORKER, OTHER), False, Sight.OUTLINE),
        (Holding(Role.GRID_WORKER, GRID), False, Sight.WHOLE),
        (Holding(Role.GRID_WORKER), False, Sight.WHOLE),
        (Holding(Role.DEPARTMENT), False, Sight.OUTLINE),
        (Holding(Role.SECRETARY), False, Sight.WHOLE),
    ],
)
def test_in_private_it_is_for_those_whose_work_it_is(
    held: Holding, is_assigned: bool, sees: Sight
) -> None:
    for case in (ANONYMOUS, CONFIDENTIAL, BOTH):
        assert sight_of_person(case, 9, [MEMBER, held], is_assigned=is_assigned) is sees
        assert sight_of_person(case, case.reporter_id, [], is_assigned=False) is Sight.WHOLE


def test_a_sentence_is_told_everywhere_only_if_it_carries_nothing_of_anybodys() -> None:
    assert not tells_more("case.staff_dissatisfied", ["code"])
    assert not tells_more("case.unreachable.assignee", ["code", "who"])
    for blanks in (["code", "words"], ["code", "who"], ["code", "something_new"]):
        assert tells_more("case.staff_added", blanks)
