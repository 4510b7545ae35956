"""Under which name a person speaks: their own, their group's, or that of a channel of theirs.

https://github.com/tdlib/telegram-bot-api/issues/667
"""

from typing import Any

from sandbox.chats import Chat
from sandbox.people import ANONYMOUS_ADMIN, CHANNEL_SPEAKER, Person
from sandbox.refusals import CannotDo
from sandbox.rights import may
from sandbox.world import World


def speaker(world: World, person: Person, chat: Chat, mask: Any) -> dict[str, Any]:
    """The sender of a message, who wears ``mask``: anonymous, channel, or a chat's id.

    A channel's post has no sender but the channel.
    """
    if chat.kind == "channel":
        if not may(chat, person.id, "can_post_messages"):
            raise CannotDo("only_reads", person=person.name, chat=chat.title)
        return {"sender_chat": chat.shape()}
    if not mask:
        return {"from": person.user()}
    if chat.person is not None:
        raise CannotDo("no_mask_in_private")
    if mask in ("anonymous", chat.id):
        if not chat.is_admin(person.id):
            raise CannotDo("no_mask_of_group", chat=chat.title)
        return {"from": ANONYMOUS_ADMIN, "sender_chat": chat.shape()}
    channel = _channel_of(world, person, None if mask == "channel" else mask)
    return {"from": CHANNEL_SPEAKER, "sender_chat": channel.shape()}


def linked_channel(world: World, person: Person, group: Chat) -> Chat:
    """The channel whose posts this group discusses, if this person may post there."""
    channel = world.chats.get(group.linked_to or 0)
    if channel is None or group.kind == "channel":
        raise CannotDo("no_linked_channel", chat=group.title)
    if not channel.is_admin(person.id):
        raise CannotDo("no_admin", person=person.name, chat=channel.title)
    return channel


def _channel_of(world: World, person: Person, channel_id: int | None) -> Chat:
    for chat in world.chats.values():
        is_theirs = chat.kind == "channel" and chat.is_admin(person.id)
        if is_theirs and channel_id in (None, chat.id):
            return chat
    raise CannotDo("no_own_channel", person=person.name)
