"""People and the bot come and go."""

from typing import Any

from sandbox.chats import Chat
from sandbox.deeds.places import group_of, own_chat
from sandbox.hearing import tell_message, tell_standing
from sandbox.people import Person
from sandbox.refusals import CannotDo
from sandbox.world import World


def block(world: World, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    if not person.started:
        raise CannotDo(f"{person.name} has never written to the bot.")
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
    if chat.has(person.id):
        raise CannotDo(f"{person.name} is already in {chat.title}.")
    old = chat.standing.get(person.id, "left")
    world.stand(chat, person.id, "member")
    tell_standing(world, chat, person.id, person, old)
    return _announce(world, chat, person, {"new_chat_members": [person.user()]})


def leave(world: World, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    chat = own_chat(world, person, {"chat": group_of(world, body).id})
    old = chat.standing[person.id]
    world.stand(chat, person.id, "left")
    tell_standing(world, chat, person.id, person, old)
    return _announce(world, chat, person, {"left_chat_member": person.user()})


def add_bot(world: World, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    chat = own_chat(world, person, {"chat": group_of(world, body).id})
    if chat.has(world.bot.id):
        raise CannotDo(f"{world.bot.name} is already in {chat.title}.")
    old = chat.standing.get(world.bot.id, "left")
    world.stand(chat, world.bot.id, "member")
    tell_standing(world, chat, world.bot.id, person, old)
    return _announce(world, chat, person, {"new_chat_members": [world.bot.user()]})


def remove_bot(world: World, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    """Removed from a supergroup means banned from it, in Telegram's terms."""
    chat = _as_admin(world, person, body)
    old = chat.standing[world.bot.id]
    world.stand(chat, world.bot.id, "kicked")
    tell_standing(world, chat, world.bot.id, person, old)
    return _announce(world, chat, person, {"left_chat_member": world.bot.user()})


def promote_bot(world: World, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    chat = _as_admin(world, person, body)
    old = chat.standing[world.bot.id]
    if old != "administrator":
        world.stand(chat, world.bot.id, "administrator")
        tell_standing(world, chat, world.bot.id, person, old)
    return {}


def _as_admin(world: World, person: Person, body: dict[str, Any]) -> Chat:
    """A group that holds the bot and obeys this person; one without administrators obeys all."""
    chat = own_chat(world, person, {"chat": group_of(world, body).id})
    if not chat.has(world.bot.id):
        raise CannotDo(f"{world.bot.name} is not in {chat.title}.")
    people = [user_id for user_id in chat.admin_ids() if user_id != world.bot.id]
    if people and person.id not in people:
        raise CannotDo(f"{person.name} is no administrator of {chat.title}.")
    return chat


def _announce(world: World, chat: Chat, by: Person, note: dict[str, Any]) -> dict[str, Any]:
    message = world.post(chat, {"from": by.user()} | note)
    tell_message(world, chat, message)
    return {"message": message.view()}
