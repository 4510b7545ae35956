"""Finding the chat and the message a person means, if they may be there at all."""

import re
from typing import Any

from sandbox.chats import Chat, Message
from sandbox.people import Person
from sandbox.refusals import CannotDo
from sandbox.world import World

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


def chat_of(world: World, body: dict[str, Any]) -> Chat:
    chat_id = body.get("chat")
    chat = world.chats.get(chat_id) if isinstance(chat_id, int) else None
    if chat is None:
        raise CannotDo("no_chat", id=chat_id)
    return chat


def seen_chat(world: World, person: Person, body: dict[str, Any]) -> Chat:
    """A chat this person reads. One that was upgraded is only read, and its buttons pressed."""
    chat = chat_of(world, body)
    if not chat.has(person.id):
        raise CannotDo("no_member", person=person.name, chat=chat.title)
    return chat


def own_chat(world: World, person: Person, body: dict[str, Any]) -> Chat:
    chat = seen_chat(world, person, body)
    _check_current(chat)
    return chat


def group_of(world: World, body: dict[str, Any]) -> Chat:
    chat = chat_of(world, body)
    if chat.person is not None:
        raise CannotDo("private_chat")
    _check_current(chat)
    return chat


def own_group(world: World, person: Person, body: dict[str, Any]) -> Chat:
    return own_chat(world, person, {"chat": group_of(world, body).id})


def ruled_group(world: World, person: Person, body: dict[str, Any]) -> Chat:
    """A group that obeys this person; one without administrators obeys all."""
    chat = own_group(world, person, body)
    people = [user_id for user_id in chat.admin_ids() if user_id != world.bot.id]
    if people and person.id not in people:
        raise CannotDo("no_admin", person=person.name, chat=chat.title)
    return chat


def other_member(world: World, chat: Chat, body: dict[str, Any]) -> Person:
    """The person in a group to whom something is done; nothing is done to its owner."""
    other = person_of(world, body)
    if not chat.has(other.id):
        raise CannotDo("no_member", person=other.name, chat=chat.title)
    if chat.standing[other.id] == "creator":
        raise CannotDo("owner", person=other.name, chat=chat.title)
    return other


def person_of(world: World, body: dict[str, Any]) -> Person:
    person_id = body.get("person")
    person = world.people.get(person_id) if isinstance(person_id, int) else None
    if person is None:
        raise CannotDo("no_person", id=person_id)
    return person


def message_in(chat: Chat, message_id: Any) -> Message:
    message = chat.messages.get(message_id) if isinstance(message_id, int) else None
    if message is None:
        raise CannotDo("no_message", id=message_id, chat=chat.title)
    return message


def own_message(world: World, person: Person, body: dict[str, Any]) -> tuple[Chat, Message]:
    chat = own_chat(world, person, body)
    message = message_in(chat, body.get("message_id"))
    if message.author_id != person.id:
        raise CannotDo("not_ones_message", person=person.name)
    return chat, message


def payload_of(body: dict[str, Any]) -> str:
    """What a deep link hands to the bot; https://core.telegram.org/bots/features#deep-linking."""
    payload = str(body.get("payload") or "")
    if payload and not _PAYLOAD.fullmatch(payload):
        raise CannotDo("bad_payload")
    return payload


def _check_current(chat: Chat) -> None:
    if chat.migrated_to is not None:
        raise CannotDo("upgraded", chat=chat.title)
