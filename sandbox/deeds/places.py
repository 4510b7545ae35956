"""Finding the chat and the message a person means, if they may be there at all."""

from typing import Any

from sandbox.chats import Chat, Message
from sandbox.people import Person
from sandbox.refusals import CannotDo
from sandbox.world import World


def chat_of(world: World, body: dict[str, Any]) -> Chat:
    chat_id = body.get("chat")
    chat = world.chats.get(chat_id) if isinstance(chat_id, int) else None
    if chat is None:
        raise CannotDo(f"There is no chat with the id {chat_id}.")
    return chat


def own_chat(world: World, person: Person, body: dict[str, Any]) -> Chat:
    chat = chat_of(world, body)
    if not chat.has(person.id):
        raise CannotDo(f"{person.name} is not a member of {chat.title}.")
    return chat


def group_of(world: World, body: dict[str, Any]) -> Chat:
    chat = chat_of(world, body)
    if chat.person is not None:
        raise CannotDo("That is a private chat, not a group.")
    return chat


def message_in(chat: Chat, message_id: Any) -> Message:
    message = chat.messages.get(message_id) if isinstance(message_id, int) else None
    if message is None:
        raise CannotDo(f"There is no message {message_id} in {chat.title}.")
    return message


def own_message(world: World, person: Person, body: dict[str, Any]) -> tuple[Chat, Message]:
    chat = own_chat(world, person, body)
    message = message_in(chat, body.get("message_id"))
    if message.from_id != person.id:
        raise CannotDo(f"{person.name} did not write that message.")
    return chat, message
