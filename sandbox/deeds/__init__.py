"""What a person of the street can do, by the name the page calls it."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.deeds import asking, founding, moving, ruling, speaking, topics, touching
from sandbox.files import Upload
from sandbox.people import Person
from sandbox.refusals import CannotDo
from sandbox.world import World

Deed = Callable[[World, Person, dict[str, Any]], dict[str, Any]]

DEEDS: dict[str, Deed] = {
    "forward": speaking.forward,
    "edit": speaking.edit,
    "delete": speaking.delete,
    "start": speaking.start,
    "press": touching.press,
    "react": touching.react,
    "pin": touching.pin,
    "unpin": touching.unpin,
    "inline": asking.inline,
    "choose": asking.choose,
    "block": moving.block,
    "unblock": moving.unblock,
    "join": moving.join,
    "add": moving.add,
    "leave": moving.leave,
    "kick": moving.kick,
    "add_bot": moving.add_bot,
    "remove_bot": moving.remove_bot,
    "promote": ruling.promote,
    "demote": ruling.demote,
    "promote_bot": ruling.promote_bot,
    "demote_bot": ruling.demote_bot,
    "found": founding.found,
    "make_forum": ruling.make_forum,
    "upgrade": ruling.upgrade,
    "make_topic": topics.make_topic,
    "close_topic": topics.close_topic,
    "reopen_topic": topics.reopen_topic,
}


def act(world: World, body: dict[str, Any], uploads: Mapping[str, Upload]) -> dict[str, Any]:
    """Let one person do one thing; what their app would not allow raises ``CannotDo``."""
    who, what = body.get("as"), body.get("do")
    person = world.people.get(who) if isinstance(who, int) else None
    if person is None:
        raise CannotDo("no_person", id=who)
    if what == "send":
        return speaking.send(world, person, body, uploads)
    if not isinstance(what, str) or what not in DEEDS:
        raise CannotDo("no_deed", deed=what)
    return DEEDS[what](world, person, body)
