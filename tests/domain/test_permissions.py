"""The permission table, walked whole; and plain sentences that say the table is right."""

from itertools import product

import pytest

from domain.permissions import (
    ANYONE,
    GIVEN_ROLES,
    GRANTS,
    MEMBER,
    Holding,
    Role,
    Scope,
    Verb,
    check_may,
    may,
    may_knock,
    refusal_of,
)
from domain.rules import RuleBroken

HERE, ELSEWHERE = 1, 2


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("role", Role)
def test_the_table_is_the_whole_law(verb: Verb, role: Role) -> None:
    scope = GRANTS[verb].get(role)
    for held_in, lies_in, is_assigned, is_own in product(
        (None, HERE, ELSEWHERE), (None, HERE), (False, True), (False, True)
    ):
        expected = {
            None: False,
            Scope.COMMUNITY: True,
            Scope.GRID: held_in is None or lies_in is None or held_in == lies_in,
            Scope.ASSIGNED: is_assigned,
            Scope.OWN: is_own,
            Scope.OWN_OR_ASSIGNED: is_own or is_assigned,
        }[scope]
        held = [Holding(role, held_in)]

        allowed = may(verb, held, grid_id=lies_in, is_assigned=is_assigned, is_own=is_own)

        assert allowed is expected
        assert may_knock(verb, held) is (scope is not None)


@pytest.mark.parametrize("verb", Verb)
def test_every_verb_has_its_line_and_nobody_without_holdings_may_anything(verb: Verb) -> None:
    assert GRANTS[verb]
    assert not may(verb, [], is_assigned=True, is_own=True)
    with pytest.raises(RuleBroken) as broken:
        check_may(verb, [])
    assert broken.value.key == refusal_of(verb)


def test_only_operators_set_up_communities() -> None:
    everybody_else = [Holding(role) for role in Role if role is not Role.OPERATOR]
    assert may(Verb.SET_UP, [Holding(Role.OPERATOR)])
    assert not may(Verb.SET_UP, everybody_else)


def test_an_operator_names_secretaries_and_nobody_else() -> None:
    operator = [Holding(Role.OPERATOR), MEMBER, ANYONE]
    assert may(Verb.GIVE_SECRETARY, operator)
    assert not may(Verb.GIVE_ROLE, operator)
    assert not may(Verb.MANAGE_GRIDS, operator)
    assert not may(Verb.ACCEPT, operator)


def test_a_secretary_gives_every_role() -> None:
    secretary = [Holding(Role.SECRETARY)]
    assert may(Verb.GIVE_SECRETARY, secretary)
    assert may(Verb.GIVE_ROLE, secretary)


@pytest.mark.parametrize("role", [role for role in GIVEN_ROLES if role is not Role.SECRETARY])
def test_no_other_role_names_people(role: Role) -> None:
    assert not may(Verb.GIVE_ROLE, [Holding(role), MEMBER, ANYONE])
    assert not may(Verb.GIVE_SECRETARY, [Holding(role), MEMBER, ANYONE])


def test_a_grid_worker_accepts_in_their_own_grid_only() -> None:
    worker = [Holding(Role.GRID_WORKER, HERE), MEMBER]
    assert may(Verb.ACCEPT, worker, grid_id=HERE)
    assert not may(Verb.ACCEPT, worker, grid_id=ELSEWHERE)


def test_a_grid_worker_without_a_grid_covers_the_whole_community() -> None:
    assert may(Verb.ACCEPT, [Holding(Role.GRID_WORKER)], grid_id=ELSEWHERE)


def test_a_resident_cannot_resolve_even_the_case_they_reported() -> None:
    assert not may(Verb.RESOLVE, [MEMBER, ANYONE], is_own=True)


def test_an_outsider_reads_help_and_privacy_and_may_join_but_not_report() -> None:
    assert may(Verb.READ_HELP, [ANYONE])
    assert may(Verb.READ_PRIVACY, [ANYONE])
    assert may(Verb.JOIN, [ANYONE])
    assert not may_knock(Verb.REPORT, [ANYONE])


def test_a_refusal_names_who_can() -> None:
    assert refusal_of(Verb.SET_UP) == "permission.only_operators"
    assert refusal_of(Verb.GIVE_SECRETARY) == "permission.only_secretaries"
    assert refusal_of(Verb.MANAGE_GRIDS) == "permission.only_secretaries"
    assert refusal_of(Verb.ACCEPT) == "permission.denied"
    assert refusal_of(Verb.CONFIRM_HOURS) == "permission.captain_or_secretary"
    assert refusal_of(Verb.LEAD_ACTIVITY) == "permission.leader_or_secretary"
    assert refusal_of(Verb.SIGN_STATEMENT) == "permission.shop_or_secretary"
    assert refusal_of(Verb.USE_VOUCHER) == "permission.only_shops"
    assert refusal_of(Verb.RETURN_VOUCHER) == "permission.own"
