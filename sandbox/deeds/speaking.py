"""People say, correct and withdraw things."""

import secrets
from collections.abc import Mapping
from typing import Any

from sandbox.chats import MEDIA_KINDS, Chat
from sandbox.deeds.moving import unblock
from sandbox.deeds.places import message_in, own_chat, own_message
from sandbox.entities import find_entities, utf16_length
from sandbox.files import Upload
from sandbox.hearing import tell_message
from sandbox.media import describe
from sandbox.people import ANONYMOUS_ADMIN, Person
from sandbox.refusals import CannotDo
from sandbox.samples import sample
from sandbox.world import World

LONGEST = {"text": 4096, "caption": 1024}


def send(
    world: World, person: Person, body: dict[str, Any], uploads: Mapping[str, Upload]
) -> dict[str, Any]:
    """One message, or an album as the separate messages it really is."""
    chat = own_chat(world, person, body)
    if chat.person is not None and person.blocked:
        raise CannotDo(f"{person.name} has blocked the bot and must unblock it first.")
    parts = _parts(world, body, uploads)
    head = _head(world, person, chat, body)
    _meet(world, person, chat)
    sent = []
    for part in parts:
        message = world.post(chat, head | part)
        tell_message(world, chat, message)
        sent.append(message.view())
    return {"message": sent[0]} if len(sent) == 1 else {"message": sent[0], "messages": sent}


def start(world: World, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    """Open the private chat, as the Start button or a deep link does; this also unblocks."""
    chat = world.chats[person.id]
    if person.blocked:
        unblock(world, person, body)
    text = f"/start {body.get('payload') or ''}".strip()
    return send(world, person, {"chat": chat.id, "text": text}, {})


def edit(world: World, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    chat, message = own_message(world, person, body)
    name = "text" if "text" in message.data else "caption"
    if ("text" in body and name == "caption") or ("caption" in body and name == "text"):
        raise CannotDo(f"That message has a {name}, nothing else to edit.")
    world.amend(chat, message, _words(name, body.get(name)), (name, *_ENTITY_FIELDS))
    tell_message(world, chat, message, "edited_message")
    return {"message": message.view()}


def delete(world: World, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    """Take a message away; bots are never told."""
    chat = own_chat(world, person, body)
    message = message_in(chat, body.get("message_id"))
    if message.from_id != person.id and not chat.is_admin(person.id) and chat.person is None:
        raise CannotDo(f"{person.name} did not write that message and is no administrator.")
    world.forget(chat, message.id)
    return {}


_ENTITY_FIELDS = ("entities", "caption_entities")


def _meet(world: World, person: Person, chat: Chat) -> None:
    if chat.person is not None and not person.started:
        person.started = True
        world.person_changed(person)


def _head(world: World, person: Person, chat: Chat, body: dict[str, Any]) -> dict[str, Any]:
    head: dict[str, Any] = {"from": person.user()}
    if body.get("sender_chat"):
        if not chat.is_admin(person.id):
            raise CannotDo("Only an administrator of a group can speak as the group.")
        head = {"from": ANONYMOUS_ADMIN, "sender_chat": chat.shape()}
    if body.get("thread"):
        head |= {"message_thread_id": int(body["thread"]), "is_topic_message": True}
    if body.get("forwarded"):
        head["forward_origin"] = _origin(world, body["forwarded"])
    if body.get("reply_to"):
        head["reply_to_message"] = message_in(chat, body["reply_to"]).quoted()
    return head


def _origin(world: World, forwarded: Any) -> dict[str, Any]:
    author = None if isinstance(forwarded, bool) else world.people.get(forwarded)
    if author is None:
        return {"type": "hidden_user", "sender_user_name": "匿名", "date": world.now()}
    return {"type": "user", "sender_user": author.user(), "date": world.now()}


def _parts(
    world: World, body: dict[str, Any], uploads: Mapping[str, Upload]
) -> list[dict[str, Any]]:
    if body.get("location"):
        place = body["location"]
        return [
            {
                "location": {
                    "latitude": float(place["latitude"]),
                    "longitude": float(place["longitude"]),
                }
            }
        ]
    media = body.get("media") or []
    if not media:
        return [_words("text", body.get("text"))]
    if len(media) > 10:
        raise CannotDo("An album holds ten files at most.")
    group_id = body.get("media_group_id")
    if len(media) > 1 and not group_id:
        group_id = str(10**16 + secrets.randbelow(10**16))
    captions = body.get("caption")
    if not isinstance(captions, list):
        captions = [captions]
    captions += [None] * (len(media) - len(captions))
    parts = []
    for item, caption in zip(media, captions, strict=False):
        part = _media(world, item, uploads)
        if caption:
            part |= _words("caption", caption)
        if group_id:
            part["media_group_id"] = str(group_id)
        parts.append(part)
    return parts


def _media(world: World, item: dict[str, Any], uploads: Mapping[str, Upload]) -> dict[str, Any]:
    kind, field = item.get("kind"), item.get("file")
    if kind not in MEDIA_KINDS:
        raise CannotDo(f'There is no media of the kind "{kind}".')
    if field is None:
        upload = sample(kind)
    elif field in uploads:
        upload = uploads[field]
    else:
        raise CannotDo(f'The file "{field}" did not come with the request.')
    name = str(item.get("name") or upload.name)
    return describe(world.files, kind, Upload(upload.content, name, upload.mime))


def _words(name: str, words: Any) -> dict[str, Any]:
    text = words.strip() if isinstance(words, str) else ""
    if not text:
        raise CannotDo("There is nothing to say.")
    if utf16_length(text) > LONGEST[name]:
        raise CannotDo(f"That is too long: a {name} has at most {LONGEST[name]} characters.")
    part: dict[str, Any] = {name: text}
    if entities := find_entities(text):
        part["entities" if name == "text" else "caption_entities"] = entities
    return part
