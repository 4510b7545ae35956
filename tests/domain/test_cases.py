"""The stage machine: the table walked whole, and the table held against the contract's own."""

from itertools import product

import pytest

from domain.addresses import Address
from domain.cases import (
    MOVES,
    OPEN_STAGES,
    VERBS,
    Act,
    Case,
    Kind,
    Rating,
    Stage,
    buttons_of,
    next_stage,
)
from domain.permissions import GRANTS, Holding, Role, Scope, may
from domain.rules import RuleBroken
from tests.domain.stages import BUTTONS, LEADS, REPORTERS_OWN, SAYS_WHO
from tests.storage.conftest import SPRING


def a_case(stage: Stage, *, before: Stage | None = None) -> Case:
    return Case(
        id=1,
        number=1024,
        community_id=1,
        kind=Kind.PROBLEM,
        stage=stage,
        stage_words="",
        stage_by=None,
        stage_at=SPRING,
        stage_before=before,
        version=1,
        words="井盖松动",
        place="",
        latitude=None,
        longitude=None,
        grid_id=7,
        reporter_id=1,
        author_id=None,
        first_finder_id=None,
        reported_in=Address("-100"),
        rating=None,
        complaint="",
        reopenings=0,
        reported_at=SPRING,
        closed_at=None,
    )


@pytest.mark.parametrize("stage", Stage)
def test_a_card_offers_the_buttons_of_its_stage_in_their_order(stage: Stage) -> None:
    assert [act.value for act in buttons_of(stage)] == BUTTONS[stage.value].split()


@pytest.mark.parametrize(("stage", "act"), list(product(Stage, Act)))
def test_every_act_leads_where_the_contract_says_and_nowhere_else(stage: Stage, act: Act) -> None:
    leads = LEADS.get(f"{stage.value} {act.value}")
    case = a_case(stage, before=Stage.OPEN)
    if leads is None:
        with pytest.raises(RuleBroken) as broken:
            next_stage(case, act)
        assert broken.value.key == f"case.wrong_stage.{stage.value}"
    else:
        assert next_stage(case, act).value == leads


@pytest.mark.parametrize(("act", "role"), list(product(Act, Role)))
def test_every_act_is_for_those_whom_the_contract_names(act: Act, role: Role) -> None:
    named = SAYS_WHO[act.value].split()
    for is_here, is_assigned, is_own in product((True, False), repeat=3):
        allowed = may(
            VERBS[act],
            [Holding(role, 7 if is_here else 8)],
            grid_id=7,
            is_assigned=is_assigned,
            is_own=is_own,
        )
        expected = {
            Role.SECRETARY: "secretary" in named,
            Role.GRID_WORKER: "grid_worker" in named and (is_here or "anywhere" in named),
            Role.DEPARTMENT: "assigned" in named and is_assigned,
            Role.MEMBER: ("assigned" in named and is_assigned) or ("reporter" in named and is_own),
            Role.CAPTAIN: "captain" in named,
            Role.SUPERVISOR: "supervisor" in named,
        }.get(role, False)
        assert allowed is expected, (act, role, is_here, is_assigned, is_own)


def test_only_who_reported_says_whether_it_is_mended() -> None:
    for act in REPORTERS_OWN.split():
        assert GRANTS[VERBS[Act(act)]] == {Role.MEMBER: Scope.OWN}


def test_dissatisfaction_leads_back_to_work() -> None:
    case = a_case(Stage.RESOLVED)
    assert next_stage(case, Act.RATE, rating=Rating.DISSATISFIED) is Stage.IN_PROGRESS
    for rating in (Rating.SATISFIED, Rating.FAIR, Rating.SILENT):
        assert next_stage(case, Act.RATE, rating=rating) is Stage.CLOSED


def test_what_a_category_wants_checked_is_checked_before_the_reporter_is_asked() -> None:
    for stage in (Stage.ACCEPTED, Stage.IN_PROGRESS, Stage.WAITING, Stage.TRANSFERRED):
        assert next_stage(a_case(stage), Act.RESOLVE, needs_check=True) is Stage.CHECKING


def test_every_open_stage_can_end_and_every_ended_one_can_begin_again() -> None:
    for stage in Stage:
        if stage in OPEN_STAGES:
            assert MOVES[stage][Act.SETTLE] is Stage.CLOSED
        else:
            assert MOVES[stage][Act.REOPEN] is Stage.IN_PROGRESS
