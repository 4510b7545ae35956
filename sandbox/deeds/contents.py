"""What people put into a message: words, files, places and numbers."""

import secrets
from collections.abc import Mapping
from typing import Any

from sandbox.chats import MEDIA_KINDS
from sandbox.entities import find_entities, utf16_length
from sandbox.files import Upload
from sandbox.media import describe
from sandbox.people import Person, is_on_earth
from sandbox.refusals import CannotDo
from sandbox.samples import sample
from sandbox.world import World

LONGEST = {"text": 4096, "caption": 1024}
LARGEST_ALBUM = 10


def parts_of(
    world: World, person: Person, body: dict[str, Any], uploads: Mapping[str, Upload]
) -> list[dict[str, Any]]:
    """The messages one deed makes: an album is as many as it has files."""
    if body.get("location"):
        return [{"location": _place(body["location"])}]
    if body.get("venue"):
        return [_venue(body["venue"])]
    if body.get("contact"):
        return [{"contact": _contact(person, body["contact"])}]
    media = body.get("media") or []
    if not media:
        return [words("text", body.get("text"))]
    if len(media) > LARGEST_ALBUM:
        raise CannotDo("album_too_long", most=LARGEST_ALBUM)
    return _album(world, body, media, uploads)


def words(name: str, given: Any) -> dict[str, Any]:
    text = given.strip() if isinstance(given, str) else ""
    if not text:
        raise CannotDo("nothing_said")
    if utf16_length(text) > LONGEST[name]:
        raise CannotDo(f"{name}_too_long", most=LONGEST[name])
    part: dict[str, Any] = {name: text}
    if entities := find_entities(text):
        part["entities" if name == "text" else "caption_entities"] = entities
    return part


def _album(
    world: World,
    body: dict[str, Any],
    media: list[dict[str, Any]],
    uploads: Mapping[str, Upload],
) -> list[dict[str, Any]]:
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
            part |= words("caption", caption)
        if group_id:
            part["media_group_id"] = str(group_id)
        parts.append(part)
    return parts


def _media(world: World, item: dict[str, Any], uploads: Mapping[str, Upload]) -> dict[str, Any]:
    kind, field = item.get("kind"), item.get("file")
    if kind not in MEDIA_KINDS:
        raise CannotDo("no_media_kind", kind=kind)
    if field is None:
        upload = sample(kind)
    elif field in uploads:
        upload = uploads[field]
    else:
        raise CannotDo("no_file", file=field)
    name = str(item.get("name") or upload.name)
    return describe(world.files, kind, Upload(upload.content, name, upload.mime))


def _place(given: dict[str, Any]) -> dict[str, float]:
    latitude, longitude = float(given["latitude"]), float(given["longitude"])
    if not is_on_earth(latitude, longitude):
        raise CannotDo("no_such_place")
    return {"latitude": latitude, "longitude": longitude}


def _venue(given: dict[str, Any]) -> dict[str, Any]:
    """A named place, which Telegram shows as a location as well."""
    about = {"title": str(given["title"]), "address": str(given.get("address", ""))}
    return {"location": _place(given), "venue": {"location": _place(given)} | about}


def _contact(person: Person, given: Any) -> dict[str, Any]:
    """Somebody's number, or one's own, which alone carries who one is."""
    if isinstance(given, dict):
        return {"phone_number": str(given["phone"]), "first_name": str(given["name"])}
    return {"phone_number": person.phone, "first_name": person.name, "user_id": person.id}
