"""Every door has its verb, and the verb its row in the table of permissions."""

import pytest
from aiogram import Router
from aiogram.filters import Command

from cards.card import Press
from domain.cases import MOVES, VERBS, Act
from domain.permissions import ANYONE, GRANTS, MEMBER, Role, Verb, may
from handlers.doors import handlers_of, verb_of
from handlers.presses import Pressed, pack
from handlers.routes import build_router

OPEN_TO_ANYONE = {
    Verb.USE_INVITE,
    Verb.JOIN,
    Verb.READ_HELP,
    Verb.READ_PRIVACY,
    Verb.CHOOSE_LANGUAGE,
    Verb.VERIFY_CODE,
}


@pytest.fixture
def router() -> Router:
    return build_router()


def test_every_handler_names_a_verb_that_somebody_is_granted(router: Router) -> None:
    handlers = handlers_of(router)

    assert len(handlers) > 40
    for handler in handlers:
        assert GRANTS[verb_of(handler)], handler.callback


def test_strangers_may_only_knock_join_and_read() -> None:
    assert {verb for verb in Verb if may(verb, {ANYONE})} == OPEN_TO_ANYONE


def test_a_member_without_a_role_may_do_none_of_the_offices_acts() -> None:
    office = {VERBS[act] for act in Act} - {Verb.WITHDRAW, Verb.RATE}

    assert not [verb for verb in office if may(verb, {MEMBER, ANYONE})]


def test_every_office_act_has_a_button_and_a_command(router: Router) -> None:
    commands = {
        str(name)
        for handler in handlers_of(router)
        for filter_ in handler.filters or []
        if isinstance(filter_.callback, Command)
        for name in filter_.callback.commands
    }
    acts = {act for moves in MOVES.values() for act in moves} - {Act.RATE, Act.SETTLE}

    assert {act.value for act in acts} | {"fixed"} <= commands


@pytest.mark.parametrize("role", Role)
def test_no_role_but_an_operator_binds_a_group(role: Role) -> None:
    assert (role in GRANTS[Verb.SET_UP]) == (role is Role.OPERATOR)


def test_the_longest_press_fits_on_the_wire() -> None:
    longest = max((verb.value for verb in Verb), key=len)
    data = pack(Press(longest, 10**9, 10**6, "dissatisfied"))

    assert len(data.encode()) <= 64
    assert Pressed.unpack(data).subject == 10**9
