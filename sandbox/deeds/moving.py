"""People and the bot come and go."""

from typing import Any

from sandbox.chats import Chat
from sandbox.deeds.places import (
    group_of,
    other_member,
    own_group,
    payload_of,
    person_of,
    ruled_group,
)
from sandbox.entities import find_entities
from sandbox.hearing import tell_message, tell_standing
from sandbox.people import Person
from sandbox.refusals import CannotDo
from sandbox.world import World


def block(world: World, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    if not person.started:
        raise CannotDo("never_met", person=person.name)
    if not person.blocked:
        person.blocked = True
        world.person_changed(person)
        tell_standing(world, world.chats[person.id], world.bot.id, person, "member")
    return {}


def unblock(world: World, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    if person.blocked:
        person.blocked = False
        world.person_changed(person)
        tell_standing(world, world.chats[person.id], world.bot.id, person, "kicked")
    return {}


def join(world: World, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    chat = group_of(world, body)
    if chat.standing.get(person.id) == "kicked":
        raise CannotDo("banned", person=person.name, chat=chat.title)
    return _let_in(world, chat, person, by=person)


def add(world: World, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    """Bring somebody else in, and forgive them if they had been thrown out."""
    chat = own_group(world, person, body)
    newcomer = person_of(world, body)
    if chat.standing.get(newcomer.id) == "kicked":
        ruled_group(world, person, body)
    return _let_in(world, chat, newcomer, by=person)


def leave(world: World, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    chat = own_group(world, person, body)
    old = chat.standing[person.id]
    world.stand(chat, person.id, "left")
    tell_standing(world, chat, person.id, person, old)
    return _announce(world, chat, person, {"left_chat_member": person.user()})


def kick(world: World, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    """Throw somebody out, who cannot come back by themselves."""
    chat = ruled_group(world, person, body)
    other = other_member(world, chat, body)
    old = chat.standing[other.id]
    world.stand(chat, other.id, "kicked")
    tell_standing(world, chat, other.id, person, old)
    return _announce(world, chat, person, {"left_chat_member": other.user()})


def add_bot(world: World, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    """Bring the bot in; a link with ``startgroup`` also says its payload to the bot there."""
    chat = own_group(world, person, body)
    if chat.has(world.bot.id):
        raise CannotDo("here_already", person=world.bot.name, chat=chat.title)
    if chat.kind == "channel":
        ruled_group(world, person, body)
    payload = payload_of(body)
    old = chat.standing.get(world.bot.id, "left")
    world.stand(chat, world.bot.id, "administrator" if chat.kind == "channel" else "member")
    tell_standing(world, chat, world.bot.id, person, old)
    done = _announce(world, chat, person, {"new_chat_members": [world.bot.user()]})
    if payload and chat.kind != "channel":
        text = f"/start@{world.bot.username} {payload}"
        head = {"from": person.user(), "text": text, "entities": find_entities(text)}
        tell_message(world, chat, world.post(chat, head))
    return done


def remove_bot(world: World, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    """Removed from a supergroup means banned from it, in Telegram's terms."""
    chat = ruled_group(world, person, body)
    if not chat.has(world.bot.id):
        raise CannotDo("bot_not_here", bot=world.bot.name, chat=chat.title)
    old = chat.standing[world.bot.id]
    world.stand(chat, world.bot.id, "kicked")
    tell_standing(world, chat, world.bot.id, person, old)
    return _announce(world, chat, person, {"left_chat_member": world.bot.user()})


def _let_in(world: World, chat: Chat, newcomer: Person, *, by: Person) -> dict[str, Any]:
    if chat.has(newcomer.id):
        raise CannotDo("here_already", person=newcomer.name, chat=chat.title)
    old = chat.standing.get(newcomer.id, "left")
    world.stand(chat, newcomer.id, "member")
    tell_standing(world, chat, newcomer.id, by, old)
    return _announce(world, chat, by, {"new_chat_members": [newcomer.user()]})


def _announce(world: World, chat: Chat, by: Person, note: dict[str, Any]) -> dict[str, Any]:
    """Leave a note in the chat; channels say nothing of who comes and goes."""
    if chat.kind == "channel":
        return {}
    message = world.post(chat, {"from": by.user()} | note)
    tell_message(world, chat, message)
    return {"message": message.view()}
