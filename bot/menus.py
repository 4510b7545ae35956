"""The lists of commands that Telegram shows beside the input field."""

from aiogram import Bot
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)

from locales import LOCALES, speaker

# Every command once, in the order of the lists: what it is called, and where it is offered.
PRIVATE, GROUP = "private", "group"
COMMANDS: tuple[tuple[str, frozenset[str]], ...] = (
    ("report", frozenset({PRIVATE, GROUP})),
    ("mine", frozenset({PRIVATE, GROUP})),
    ("case", frozenset({PRIVATE, GROUP})),
    ("open", frozenset({GROUP})),
    ("find", frozenset({PRIVATE, GROUP})),
    ("desk", frozenset({PRIVATE, GROUP})),
    ("points", frozenset({PRIVATE, GROUP})),
    ("hours", frozenset({PRIVATE, GROUP})),
    ("ranking", frozenset({PRIVATE, GROUP})),
    ("redeem", frozenset({PRIVATE, GROUP})),
    ("vouchers", frozenset({PRIVATE})),
    ("activities", frozenset({PRIVATE, GROUP})),
    ("activity", frozenset({GROUP})),
    ("meetings", frozenset({PRIVATE, GROUP})),
    ("meeting", frozenset({GROUP})),
    ("ballots", frozenset({PRIVATE, GROUP})),
    ("ballot", frozenset({GROUP})),
    ("remind", frozenset({PRIVATE, GROUP})),
    ("notice", frozenset({PRIVATE, GROUP})),
    ("propose", frozenset({PRIVATE, GROUP})),
    ("proposals", frozenset({PRIVATE, GROUP})),
    ("resolutions", frozenset({PRIVATE, GROUP})),
    ("minutes", frozenset({PRIVATE})),
    ("help", frozenset({PRIVATE, GROUP})),
    ("start", frozenset({PRIVATE})),
    ("privacy", frozenset({PRIVATE, GROUP})),
    ("household", frozenset({PRIVATE})),
    ("lang", frozenset({PRIVATE})),
    ("role", frozenset({GROUP})),
    ("stats", frozenset({GROUP})),
    ("grid", frozenset({GROUP})),
    ("mute", frozenset({GROUP})),
    ("award", frozenset({GROUP})),
    ("deduct", frozenset({GROUP})),
    ("setup", frozenset({GROUP})),
)
SCOPES: dict[str, BotCommandScopeAllPrivateChats | BotCommandScopeAllGroupChats] = {
    PRIVATE: BotCommandScopeAllPrivateChats(),
    GROUP: BotCommandScopeAllGroupChats(),
}


async def publish(bot: Bot) -> None:
    """Hand the lists over. Who has no list in their language sees the first locale's."""
    for locale in LOCALES:
        for where, scope in SCOPES.items():
            await bot.set_my_commands(
                commands_for(where, locale),
                scope=scope,
                language_code=None if locale == LOCALES[0] else locale[:2],
            )


def commands_for(where: str, locale: str) -> list[BotCommand]:
    say = speaker(locale)
    return [
        BotCommand(command=name, description=say(f"menu.{name}"))
        for name, places in COMMANDS
        if where in places
    ]
