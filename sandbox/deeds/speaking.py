"""People say, pass on, correct and withdraw things."""

from collections.abc import Mapping
from typing import Any

from sandbox.chats import Chat, Message
from sandbox.copies import content_of, origin_of
from sandbox.deeds.contents import parts_of, words
from sandbox.deeds.moving import unblock
from sandbox.deeds.places import message_in, own_chat, own_message, payload_of, seen_chat
from sandbox.deeds.speakers import linked_channel, speaker
from sandbox.deeds.topics import topic_in
from sandbox.files import Upload
from sandbox.hearing import tell_message
from sandbox.people import TELEGRAM, Person
from sandbox.refusals import CannotDo
from sandbox.threads import thread_head
from sandbox.world import World

_ENTITY_FIELDS = ("entities", "caption_entities")


def send(
    world: World, person: Person, body: dict[str, Any], uploads: Mapping[str, Upload]
) -> dict[str, Any]:
    """One message, or an album as the separate messages it really is."""
    chat = own_chat(world, person, body)
    if body.get("speaks_as") == "linked_channel":
        channel = linked_channel(world, person, chat)
        return send(world, person, body | {"chat": channel.id, "speaks_as": None}, uploads)
    parts = parts_of(world, person, body, uploads)
    return say(world, person, chat, body, parts)


def say(
    world: World, person: Person, chat: Chat, body: dict[str, Any], parts: list[dict[str, Any]]
) -> dict[str, Any]:
    """Post what was put together, and tell the bot if it may hear it.

    What a channel posts stands in the group that discusses it as well, and that is shown then.
    """
    if chat.person is not None and person.blocked:
        raise CannotDo("blocked", person=person.name)
    head = _head(world, person, chat, body)
    _meet(world, person, chat)
    sent = []
    for part in parts:
        message = world.post(chat, head | part, author=person.id, inline_id=body.get("inline_id"))
        tell_message(world, chat, message)
        brought = _bring(world, person, chat, message)
        sent.append((brought or message).view())
    return {"message": sent[0]} if len(sent) == 1 else {"message": sent[0], "messages": sent}


def start(world: World, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    """Open the private chat, as the Start button or a deep link does; this also unblocks."""
    chat, payload = world.chats[person.id], payload_of(body)
    if person.blocked:
        unblock(world, person, body)
    text = f"/start {payload}".strip()
    return send(world, person, {"chat": chat.id, "text": text}, {})


def forward(world: World, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    """Pass a message on to another chat; whoever hides their account is only named there."""
    source = seen_chat(world, person, {"chat": body.get("from_chat")})
    message = message_in(source, body.get("message_id"))
    content = content_of(message)
    if not content:
        raise CannotDo("not_passed_on")
    origin = origin_of(world, message)
    if body.get("hidden") and origin["type"] == "user":
        name = origin["sender_user"]["first_name"]
        origin = {"type": "hidden_user", "sender_user_name": name, "date": origin["date"]}
    chat = own_chat(world, person, body)
    return say(world, person, chat, body, [content | {"forward_origin": origin}])


def edit(world: World, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    chat, message = own_message(world, person, body)
    if "forward_origin" in message.data:
        raise CannotDo("not_edited")
    name = "text" if "text" in message.data else "caption"
    if ("text" in body and name == "caption") or ("caption" in body and name == "text"):
        raise CannotDo(f"only_{name}_edited")
    world.amend(chat, message, words(name, body.get(name)), (name, *_ENTITY_FIELDS))
    tell_message(world, chat, message, "edited_message")
    return {"message": message.view()}


def delete(world: World, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    """Take a message away; bots are never told."""
    chat = own_chat(world, person, body)
    message = message_in(chat, body.get("message_id"))
    if message.author_id != person.id and not chat.is_admin(person.id) and chat.person is None:
        raise CannotDo("not_ones_to_delete", person=person.name)
    world.forget(chat, message.id)
    return {}


def _meet(world: World, person: Person, chat: Chat) -> None:
    if chat.person is not None and not person.started:
        person.started = True
        world.person_changed(person)


def _head(world: World, person: Person, chat: Chat, body: dict[str, Any]) -> dict[str, Any]:
    mask = body.get("speaks_as") or ("anonymous" if body.get("sender_chat") else None)
    head = speaker(world, person, chat, mask)
    replied = message_in(chat, body["reply_to"]) if body.get("reply_to") else None
    topic = topic_in(chat, body["thread"]) if body.get("thread") else None
    if topic is None and replied is not None and replied.topic_id is not None:
        topic = topic_in(chat, replied.topic_id)
    if topic and replied and replied.topic_id != topic.id:
        raise CannotDo("not_in_topic", topic=topic.name)
    if topic and topic.is_closed and topic.by != person.id and not chat.is_admin(person.id):
        raise CannotDo("topic_closed", topic=topic.name)
    if body.get("forwarded"):
        head["forward_origin"] = _origin(world, body["forwarded"])
    return head | thread_head(chat, topic, replied)


def _origin(world: World, forwarded: Any) -> dict[str, Any]:
    author = None if isinstance(forwarded, bool) else world.people.get(forwarded)
    if author is None:
        return {"type": "hidden_user", "sender_user_name": "匿名", "date": world.now()}
    return {"type": "user", "sender_user": author.user(), "date": world.now()}


def _bring(world: World, person: Person, channel: Chat, post: Message) -> Message | None:
    """Telegram itself brings a channel's post into the group that discusses it."""
    group = world.chats.get(channel.linked_to or 0) if channel.kind == "channel" else None
    if group is None:
        return None
    head = {
        "from": TELEGRAM,
        "sender_chat": channel.shape(),
        "is_automatic_forward": True,
        "forward_origin": origin_of(world, post),
    }
    album = {name: post.data[name] for name in ("media_group_id",) if name in post.data}
    message = world.post(group, head | content_of(post) | album, author=person.id)
    tell_message(world, group, message)
    return message
