"""How the bot gets its updates, and which commands it shows."""

import json
import re
from typing import Any

from sandbox.arguments import Arguments
from sandbox.refusals import bad_request
from sandbox.world import World

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")


async def get_updates(world: World, args: Arguments) -> list[dict[str, Any]]:
    return await world.updates.get(
        offset=args.integer("offset") or 0,
        limit=args.integer("limit") or 100,
        timeout=args.decimal("timeout") or 0.0,
        kinds=args.json("allowed_updates"),
    )


def delete_webhook(world: World, args: Arguments) -> bool:
    if args.flag("drop_pending_updates"):
        world.updates.clear()
    return True


def get_webhook_info(world: World, args: Arguments) -> dict[str, Any]:
    info: dict[str, Any] = {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
    }
    if world.updates.allowed_kinds:
        info["allowed_updates"] = world.updates.allowed_kinds
    return info


def set_my_commands(world: World, args: Arguments) -> bool:
    commands: list[dict[str, Any]] = args.json("commands") or []
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not _COMMAND.fullmatch(str(command.get("command", "")).lstrip("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    world.commands[_audience(args)] = [
        {
            "command": str(command["command"]).lstrip("/"),
            "description": str(command["description"]),
        }
        for command in commands
    ]
    return True


def get_my_commands(world: World, args: Arguments) -> list[dict[str, Any]]:
    return world.commands.get(_audience(args), [])


def delete_my_commands(world: World, args: Arguments) -> bool:
    world.commands.pop(_audience(args), None)
    return True


def _audience(args: Arguments) -> tuple[str, str]:
    scope = args.json("scope") or {"type": "default"}
    return json.dumps(scope, sort_keys=True), args.text("language_code")
