"""People found groups and channels of their own."""

from typing import Any

from sandbox.deeds.places import ruled_group
from sandbox.people import Person
from sandbox.refusals import CannotDo
from sandbox.world import World


def found(world: World, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    """A new chat of one's own: ``kind``, ``title``, ``forum``, and whom it is ``linked_to``.

    A channel is linked to the group that discusses what it posts.
    """
    kind, title = body.get("kind", "supergroup"), str(body.get("title") or "").strip()
    if kind not in ("group", "supergroup", "channel") or not title:
        raise CannotDo("no_title")
    if body.get("forum") and kind != "supergroup":
        raise CannotDo("topics_need_supergroup")
    chat = world.add_group(
        title, admins=[person], bot=None, kind=kind, forum=bool(body.get("forum"))
    )
    if kind == "channel" and body.get("linked_to"):
        world.link(chat, ruled_group(world, person, {"chat": body["linked_to"]}))
    return {"chat": chat.id}
