"""Under which name a person speaks: their own, their group's, or that of a channel of theirs.

https://github.com/tdlib/telegram-bot-api/issues/667
"""

from typing import Any

from sandbox.chats import Chat
from sandbox.people import ANONYMOUS_ADMIN, CHANNEL_SPEAKER, Person
from sandbox.refusals import CannotDo
from sandbox.world import World


def speaker(world: World, person: Person, chat: Chat, mask: Any) -> dict[str, Any]:
    """The sender of a message, who wears ``mask``: anonymous, channel, or a chat's id.

    A channel's post has no sender but the channel.
    """
    if chat.kind == "channel":
        if not chat.is_admin(person.id):
            raise CannotDo(f"{person.name} only reads {chat.title}.")
        return {"sender_chat": chat.shape()}
    if not mask:
        return {"from": person.user()}
    if chat.person is not None:
        raise CannotDo("In a private chat everybody is themselves.")
    if mask in ("anonymous", chat.id):
        if not chat.is_admin(person.id):
            raise CannotDo("Only an administrator of a group can speak as the group.")
        return {"from": ANONYMOUS_ADMIN, "sender_chat": chat.shape()}
    channel = _channel_of(world, person, None if mask == "channel" else mask)
    return {"from": CHANNEL_SPEAKER, "sender_chat": channel.shape()}


def linked_channel(world: World, person: Person, group: Chat) -> Chat:
    """The channel whose posts this group discusses, if this person may post there."""
    channel = world.chats.get(group.linked_to or 0)
    if channel is None or group.kind == "channel":
        raise CannotDo(f"{group.title} discusses no channel.")
    if not channel.is_admin(person.id):
        raise CannotDo(f"{person.name} is no administrator of {channel.title}.")
    return channel


def _channel_of(world: World, person: Person, channel_id: int | None) -> Chat:
    for chat in world.chats.values():
        is_theirs = chat.kind == "channel" and chat.is_admin(person.id)
        if is_theirs and channel_id in (None, chat.id):
            return chat
    raise CannotDo(f"{person.name} has no such channel to speak as.")
