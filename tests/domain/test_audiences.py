"""Audiences: who is meant, chosen line by line, kept and read again."""

import json

from hypothesis import given
from hypothesis import strategies as st

from domain.audiences import (
    EVERYBODY,
    Audience,
    Belonging,
    as_stored,
    is_meant,
    read_audience,
    toggle,
)
from domain.people import MemberKind, Trade
from domain.permissions import GIVEN_ROLES, Role

GRIDS, PERSONS = st.integers(1, 3), st.integers(1, 6)
AUDIENCES = st.builds(
    Audience,
    kinds=st.frozensets(st.sampled_from(MemberKind)),
    trades=st.frozensets(st.sampled_from(Trade), max_size=3),
    grid_ids=st.frozensets(GRIDS),
    roles=st.frozensets(st.sampled_from(GIVEN_ROLES), max_size=2),
    person_ids=st.frozensets(PERSONS, max_size=3),
)
MEMBERS = st.builds(
    Belonging,
    person_id=PERSONS,
    kind=st.none() | st.sampled_from(MemberKind),
    trade=st.none() | st.sampled_from(Trade),
    grid_id=st.none() | GRIDS,
    roles=st.frozensets(st.sampled_from(GIVEN_ROLES), max_size=2),
)
CHOICES = st.one_of(
    st.tuples(st.just("kinds"), st.sampled_from([one.value for one in MemberKind])),
    st.tuples(st.just("trades"), st.sampled_from([one.value for one in Trade])),
    st.tuples(st.just("grid_ids"), GRIDS.map(str)),
    st.tuples(st.just("roles"), st.sampled_from([one.value for one in GIVEN_ROLES])),
    st.tuples(st.just("person_ids"), PERSONS.map(str)),
)


@given(AUDIENCES, CHOICES)
def test_pressed_twice_is_not_pressed(audience: Audience, choice: tuple[str, str]) -> None:
    once = toggle(audience, *choice)

    assert once != audience
    assert toggle(once, *choice) == audience


@given(AUDIENCES)
def test_what_is_kept_is_read_as_it_was(audience: Audience) -> None:
    assert read_audience(json.loads(json.dumps(as_stored(audience)))) == audience


@given(MEMBERS)
def test_nothing_chosen_is_everybody(who: Belonging) -> None:
    assert EVERYBODY.is_everybody
    assert is_meant(EVERYBODY, who)
    assert as_stored(EVERYBODY) == {}


@given(AUDIENCES)
def test_all_clears_every_line_but_the_names(audience: Audience) -> None:
    assert toggle(audience, "all", "") == Audience(person_ids=audience.person_ids)


@given(AUDIENCES, MEMBERS)
def test_who_is_named_is_meant_and_a_name_takes_nobody_out(
    audience: Audience, who: Belonging
) -> None:
    named = Audience(
        audience.kinds,
        audience.trades,
        audience.grid_ids,
        audience.roles,
        audience.person_ids | {who.person_id},
    )
    assert is_meant(named, who)
    assert is_meant(Audience(person_ids=frozenset({who.person_id + 1})), who) is False


def test_lines_narrow_each_other_and_choices_of_a_line_add_up() -> None:
    riders = Audience(kinds=frozenset({MemberKind.RIDER}), grid_ids=frozenset({1, 2}))
    rider, resident = Belonging(1, MemberKind.RIDER, grid_id=2), Belonging(2, MemberKind.RESIDENT)

    assert is_meant(riders, rider)
    assert not is_meant(riders, Belonging(1, MemberKind.RIDER, grid_id=3))
    assert not is_meant(riders, Belonging(1, MemberKind.RIDER))
    assert not is_meant(riders, resident)
    captains = Audience(roles=frozenset({Role.CAPTAIN, Role.SECRETARY}))
    assert is_meant(captains, Belonging(3, roles=frozenset({Role.CAPTAIN, Role.MERCHANT})))
    assert not is_meant(captains, rider)
