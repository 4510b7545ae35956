"""How the bot gets its updates."""

from typing import Any

from sandbox.arguments import Arguments
from sandbox.hook import MOST_CONNECTIONS, USUAL_CONNECTIONS, Hook, check_secret, check_url
from sandbox.refusals import Refusal
from sandbox.world import World


async def get_updates(world: World, args: Arguments) -> list[dict[str, Any]]:
    return await world.updates.get(
        offset=args.integer("offset") or 0,
        limit=args.integer("limit") or 100,
        timeout=args.decimal("timeout") or 0.0,
        kinds=_kinds(args),
    )


def set_webhook(world: World, args: Arguments) -> bool:
    """Post updates from now on; no address means not to. Updates asked for stay as they were."""
    url = args.text("url")
    if not url:
        return delete_webhook(world, args)
    secret = check_secret(args.text("secret_token"))
    connections = args.integer("max_connections") or USUAL_CONNECTIONS
    hook = Hook(check_url(url), secret, min(max(connections, 1), MOST_CONNECTIONS))
    world.updates.ask_for(_kinds(args))
    return _switch(world, args, hook)


def delete_webhook(world: World, args: Arguments) -> bool:
    return _switch(world, args, None)


def get_webhook_info(world: World, args: Arguments) -> dict[str, Any]:
    updates, hook = world.updates, world.updates.hook
    info: dict[str, Any] = {
        "url": hook.url if hook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(updates),
    }
    if hook is not None:
        info["max_connections"] = hook.max_connections
        if hook.last_error:
            info |= {"last_error_date": hook.last_error_at, "last_error_message": hook.last_error}
    if updates.allowed_kinds:
        info["allowed_updates"] = updates.allowed_kinds
    return info


def _kinds(args: Arguments) -> list[str] | None:
    """What Telegram cannot read it takes as not said."""
    try:
        kinds = args.json("allowed_updates")
    except Refusal:
        return None
    is_readable = isinstance(kinds, list) and all(isinstance(each, str) for each in kinds)
    return kinds if is_readable else None


def _switch(world: World, args: Arguments, hook: Hook | None) -> bool:
    if args.flag("drop_pending_updates"):
        world.updates.clear()
    world.updates.set_hook(hook)
    world.events.publish("controls")
    return True
