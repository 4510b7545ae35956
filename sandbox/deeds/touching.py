"""People press buttons, leave reactions and pin what matters."""

import hashlib
from typing import Any

from sandbox.chats import Chat, Message
from sandbox.deeds.places import message_in, own_chat, seen_chat
from sandbox.deeds.speakers import speaker
from sandbox.hearing import tell_message, tell_reaction
from sandbox.people import Person
from sandbox.reactions import known_reaction
from sandbox.refusals import CannotDo
from sandbox.world import Press, World


def press(world: World, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    """Press a button found by its label, its data or its place; a link only opens.

    With ``as_seen`` the data counts even if the keyboard has changed since: a slow screen still
    shows the old one, and Telegram passes on whatever an app sends.
    """
    chat = seen_chat(world, person, body)
    message = message_in(chat, body.get("message_id"))
    button = _find_button(message, body)
    if "callback_data" not in button:
        return {"query_id": None, "url": button.get("url")}
    query_id = world.await_answer(Press(person.id, chat.id, message.id, world.clock()))
    instance = hashlib.sha256(f"{world.token}{chat.id}".encode()).digest()
    pressed: dict[str, Any] = {"message": message.data}
    if message.inline_id is not None:  # of what others send through it a bot knows only this
        pressed = {"inline_message_id": message.inline_id}
    world.updates.push(
        "callback_query",
        {
            "id": query_id,
            "from": person.user(),
            **pressed,
            "chat_instance": str(int.from_bytes(instance[:8], signed=True)),
            "data": button["callback_data"],
        },
    )
    return {"query_id": query_id}


def react(world: World, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    """Leave a reaction, or take it back with an empty one; an administrator may stay unnamed."""
    chat = own_chat(world, person, body)
    message = message_in(chat, body.get("message_id"))
    emoji = str(body.get("emoji") or "")
    new = known_reaction(emoji)
    if emoji and new is None:
        raise CannotDo("no_such_reaction", emoji=emoji)
    old = message.reactions.pop(person.id, None)
    if new:
        message.reactions[person.id] = new
    world.message_changed(chat, message)
    if old != new:
        by = {"user": person.user()}
        if body.get("speaks_as"):
            by = {"actor_chat": speaker(world, person, chat, body["speaks_as"])["sender_chat"]}
        tell_reaction(world, chat, message, by, old, new)
    return {"message": message.view()}


def pin(world: World, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    chat, message = _pinnable(world, person, body)
    if message.id not in chat.pinned:
        world.pin(chat, message)
        note = world.post(
            chat,
            speaker(world, person, chat, None) | {"pinned_message": message.quoted()},
            author=person.id,
        )
        tell_message(world, chat, note)
    return {}


def unpin(world: World, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    """Take a pin away; bots are not told."""
    chat, message = _pinnable(world, person, body)
    world.unpin(chat, {message.id})
    return {}


def _pinnable(world: World, person: Person, body: dict[str, Any]) -> tuple[Chat, Message]:
    chat = own_chat(world, person, body)
    if chat.person is None and not chat.is_admin(person.id):
        raise CannotDo("no_admin", person=person.name, chat=chat.title)
    return chat, message_in(chat, body.get("message_id"))


def _find_button(message: Message, body: dict[str, Any]) -> dict[str, Any]:
    if body.get("as_seen"):
        return {"callback_data": str(body["data"])}
    rows = message.buttons()
    if "row" in body:
        row, column = int(body["row"]), int(body.get("column", 0))
        if 0 <= row < len(rows) and 0 <= column < len(rows[row]):
            return rows[row][column]
        raise CannotDo("no_button", button=f"{row}/{column}")
    field = "text" if "label" in body else "callback_data"
    wanted = body.get("label", body.get("data"))
    for button in (button for row in rows for button in row):
        if button.get(field) == wanted:
            return button
    raise CannotDo("no_button", button=wanted)
