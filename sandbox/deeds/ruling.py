"""People give and take the rights of administrators, and change what a group is."""

from typing import Any

from sandbox.chats import Chat, Standing
from sandbox.deeds.places import other_member, own_group, ruled_group
from sandbox.hearing import member, tell_change, tell_message
from sandbox.people import ANONYMOUS_ADMIN, Person
from sandbox.refusals import CannotDo
from sandbox.rights import ALL
from sandbox.world import World


def promote(world: World, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    chat = ruled_group(world, person, body)
    other = other_member(world, chat, body)
    return _appoint(world, chat, other.id, person, "administrator", body)


def demote(world: World, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    chat = ruled_group(world, person, body)
    other = other_member(world, chat, body)
    return _appoint(world, chat, other.id, person, "member", body)


def promote_bot(world: World, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    """With the usual rights but for those ``rights`` names: ``{"can_pin_messages": false}``."""
    chat = _with_bot(world, person, body)
    return _appoint(world, chat, world.bot.id, person, "administrator", body)


def demote_bot(world: World, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    chat = _with_bot(world, person, body)
    if chat.kind == "channel":
        raise CannotDo("bot_is_admin_in_channel")
    return _appoint(world, chat, world.bot.id, person, "member", body)


def make_forum(world: World, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    """Let a supergroup sort what it says into topics; bots are not told."""
    chat = ruled_group(world, person, body)
    if chat.kind != "supergroup":
        raise CannotDo("no_supergroup", chat=chat.title)
    chat.is_forum = True
    world.chat_changed(chat)
    return {}


def upgrade(world: World, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    """A group goes on as a supergroup, under another id and with messages counted anew.

    The new one's note comes from nobody: https://core.telegram.org/bots/api#message
    """
    old = own_group(world, person, body)
    if old.kind != "group":
        raise CannotDo("no_plain_group", chat=old.title)
    if old.standing[person.id] != "creator":
        raise CannotDo("no_owner", person=person.name, chat=old.title)
    new = world.upgrade(old)
    left = world.post(old, {"from": person.user(), "migrate_to_chat_id": new.id})
    tell_message(world, old, left)
    nobody = {"from": ANONYMOUS_ADMIN, "sender_chat": new.shape()}
    came = world.post(new, nobody | {"migrate_from_chat_id": old.id}, author=person.id)
    tell_message(world, new, came)
    return {"message": left.view(), "chat": new.id}


def _with_bot(world: World, person: Person, body: dict[str, Any]) -> Chat:
    chat = ruled_group(world, person, body)
    if not chat.has(world.bot.id):
        raise CannotDo("bot_not_here", bot=world.bot.name, chat=chat.title)
    return chat


def _appoint(
    world: World, chat: Chat, user_id: int, by: Person, standing: Standing, body: dict[str, Any]
) -> dict[str, Any]:
    before = member(world, chat, user_id, chat.standing[user_id])
    wanted = body.get("rights") or {}
    rights = {name: bool(wanted[name]) for name in ALL if name in wanted}
    chat.rights[user_id] = rights if standing == "administrator" else {}
    world.stand(chat, user_id, standing)
    if member(world, chat, user_id, standing) != before:
        tell_change(world, chat, user_id, by, before)
    return {}
