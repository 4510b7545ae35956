"""Which commands and which menu button the bot shows to whom."""

import re
from typing import Any, get_args

from sandbox.arguments import Arguments
from sandbox.menus import OF_ONE_CHAT, Kind, Scope
from sandbox.methods.gates import known_chat
from sandbox.refusals import bad_request
from sandbox.world import World

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"([a-z]{2})?")
_KINDS: dict[str, Kind] = {kind: kind for kind in get_args(Kind)}
MOST_COMMANDS = 100
BUTTONS = ("commands", "web_app", "default")


def set_my_commands(world: World, args: Arguments) -> bool:
    commands = args.objects("commands", "BotCommand")
    if len(commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not _COMMAND.fullmatch(str(command.get("command", "")).lstrip("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    world.menus.lists[_audience(world, args)] = [
        {
            "command": str(command["command"]).lstrip("/"),
            "description": str(command["description"]),
        }
        for command in commands
    ]
    world.events.publish("menu")
    return True


def get_my_commands(world: World, args: Arguments) -> list[dict[str, str]]:
    return world.menus.lists.get(_audience(world, args), [])


def delete_my_commands(world: World, args: Arguments) -> bool:
    world.menus.lists.pop(_audience(world, args), None)
    world.events.publish("menu")
    return True


def set_chat_menu_button(world: World, args: Arguments) -> bool:
    button = args.json("menu_button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in BUTTONS:
        raise bad_request("can't parse menu button: MenuButton has unsupported type")
    world.menus.buttons[_button_place(world, args)] = button
    return True


def get_chat_menu_button(world: World, args: Arguments) -> dict[str, Any]:
    buttons = world.menus.buttons
    usual = buttons.get(0, {"type": "commands"})
    return buttons.get(_button_place(world, args), usual)


def _audience(world: World, args: Arguments) -> tuple[Scope, str]:
    language = args.text("language_code")
    if not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return _scope(world, args), language


def _scope(world: World, args: Arguments) -> Scope:
    wanted = args.json("scope") or {"type": "default"}
    kind = _KINDS.get(str(wanted.get("type"))) if isinstance(wanted, dict) else None
    if kind is None:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    if kind not in OF_ONE_CHAT:
        return Scope(kind)
    own = args.within(wanted)
    if not own.text("chat_id"):
        raise bad_request("can't parse BotCommandScope: Empty chat_id specified")
    user_id = own.integer("user_id") or 0
    if kind == "chat_member" and user_id <= 0:
        raise bad_request("can't parse BotCommandScope: Invalid user_id specified")
    chat = known_chat(world, own)
    if chat.kind == "channel":
        raise bad_request("can't change commands in channel chats")
    if chat.person is not None and kind != "chat":
        raise bad_request("can't use specified scope in private chats")
    return Scope(kind, chat.id, user_id if kind == "chat_member" else 0)


def _button_place(world: World, args: Arguments) -> int:
    """A menu button belongs to one private chat, or to all of them."""
    if not args.text("chat_id"):
        return 0
    chat = known_chat(world, args)
    if chat.person is None:
        raise bad_request("can't set menu button in groups")
    return chat.id
