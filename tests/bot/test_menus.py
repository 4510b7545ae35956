"""The menus offer what exists, in words short enough for Telegram."""

import re

import pytest
from aiogram.filters import Command

from bot.menus import COMMANDS, SCOPES, commands_for
from handlers.doors import handlers_of
from handlers.routes import build_router
from locales import LOCALES


def heard_commands() -> set[str]:
    return {
        str(command)
        for handler in handlers_of(build_router())
        for one in handler.filters or []
        if isinstance(one.callback, Command)
        for command in one.callback.commands
    }


def test_every_command_offered_is_heard() -> None:
    assert {name for name, _ in COMMANDS} <= heard_commands()


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("where", SCOPES)
def test_a_menu_fits_the_wire(where: str, locale: str) -> None:
    commands = commands_for(where, locale)

    assert 0 < len(commands) <= 100
    for one in commands:
        assert re.fullmatch(r"[a-z0-9_]{1,32}", one.command)
        assert 1 <= len(one.description) <= 256
