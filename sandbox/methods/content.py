"""The words and files of a call, checked against Telegram's limits."""

import re
from typing import Any

from sandbox.arguments import Arguments
from sandbox.entities import compose, utf16_length
from sandbox.files import Upload
from sandbox.media import describe, is_image
from sandbox.people import is_on_earth
from sandbox.refusals import bad_request
from sandbox.world import World

_PROFILE = re.compile(r"tg://user\?id=(\d{1,15})")

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LARGEST_PHOTO = 10 * 1024 * 1024


def text_of(world: World, args: Arguments) -> dict[str, Any]:
    text, entities = compose(
        args.text("text"), args.text("parse_mode"), _entities(args, "entities")
    )
    entities = _with_people(world, entities)
    if not text:
        raise bad_request("message text is empty")
    if utf16_length(text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    return {"text": text, "entities": entities} if entities else {"text": text}


def caption_of(world: World, args: Arguments) -> dict[str, Any]:
    caption, entities = compose(
        args.text("caption"), args.text("parse_mode"), _entities(args, "caption_entities")
    )
    entities = _with_people(world, entities)
    if utf16_length(caption) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    if not caption:
        return {}
    return {"caption": caption} | ({"caption_entities": entities} if entities else {})


def _entities(args: Arguments, name: str) -> list[dict[str, Any]]:
    entities = args.objects(name, "MessageEntity")
    for field, kind in (("type", str), ("offset", int), ("length", int)):
        if not all(isinstance(entity.get(field), kind) for entity in entities):
            raise bad_request(f"can't parse MessageEntity: Can't find field \"{field}\"")
    return entities


def _with_people(world: World, entities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A link to somebody's profile becomes a mention of them, as in Telegram; a link to a
    stranger's marks nothing.
    """
    kept = []
    for entity in entities:
        profile = _PROFILE.fullmatch(str(entity.get("url", "")))
        if profile is None:
            kept.append(entity)
        elif (person := world.people.get(int(profile[1]))) is not None:
            place = {"offset": entity["offset"], "length": entity["length"]}
            kept.append({"type": "text_mention", **place, "user": person.user()})
    return kept


def location_of(args: Arguments) -> dict[str, Any]:
    latitude, longitude = args.decimal("latitude"), args.decimal("longitude")
    if latitude is None or longitude is None:
        raise bad_request("location must be non-empty")
    if not is_on_earth(latitude, longitude):
        raise bad_request("wrong location specified")
    return {"location": {"latitude": latitude, "longitude": longitude}}


def venue_of(args: Arguments) -> dict[str, Any]:
    """A named place; Telegram shows its location once more beside it."""
    place = location_of(args)
    if not args.text("title"):
        raise bad_request("title is empty")
    if not args.text("address"):
        raise bad_request("address is empty")
    about = {"title": args.text("title"), "address": args.text("address")}
    return place | {"venue": place | about}


def contact_of(args: Arguments) -> dict[str, Any]:
    if not args.text("phone_number"):
        raise bad_request("phone number must be non-empty")
    if not args.text("first_name"):
        raise bad_request("first name must be non-empty")
    fields = ("phone_number", "first_name", "last_name", "vcard")
    return {"contact": {name: args.text(name) for name in fields if args.text(name)}}


def media_of(world: World, args: Arguments, kind: str, name: str) -> dict[str, Any]:
    """The file a call brings along or names by its id; the sandbox fetches no links."""
    upload = args.upload(name)
    if upload is not None:
        return describe(world.files, kind, _checked(kind, upload))
    file_id = args.text(name)
    if not file_id:
        raise bad_request(f"there is no {kind} in the request")
    stored = world.files.find(file_id)
    if stored is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if stored.kind != kind:
        raise bad_request(
            f"can't use file of type {stored.kind.capitalize()} as {kind.capitalize()}"
        )
    return describe(world.files, kind, Upload(stored.content, stored.name, stored.mime))


def _checked(kind: str, upload: Upload) -> Upload:
    if not upload.content:
        raise bad_request("file must be non-empty")
    if kind == "photo":
        if len(upload.content) > LARGEST_PHOTO:
            raise bad_request("file is too big")
        if not is_image(upload.content):
            raise bad_request("IMAGE_PROCESS_FAILED")
    return upload
