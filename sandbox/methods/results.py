"""The results a bot offers in inline mode, each turned into the message it would become."""

import re
from typing import Any

from sandbox.arguments import Arguments
from sandbox.keyboards import check_inline
from sandbox.media import describe
from sandbox.methods.content import (
    caption_of,
    contact_of,
    location_of,
    media_of,
    text_of,
    venue_of,
)
from sandbox.refusals import bad_request
from sandbox.samples import sample
from sandbox.world import World

MOST_RESULTS = 50
LONGEST_ID = 64
_CANNOT = "can't parse InlineQueryResult: "
_LINK = re.compile(r"https?://\S+")
# What a result of each kind must name: by a link, or by a file the bot has sent before.
_MEDIA = {
    "photo": ("photo_url", "photo_file_id"),
    "document": ("document_url", "document_file_id"),
    "video": ("video_url", "video_file_id"),
    "voice": ("voice_url", "voice_file_id"),
}
_OTHERS = {"location": location_of, "venue": venue_of, "contact": contact_of}


def results_of(args: Arguments) -> list[dict[str, Any]]:
    """What was offered, as long as Telegram would offer it."""
    results = args.json("results")
    if not isinstance(results, list):
        raise bad_request("can't parse inline query results: Expected an Array")
    if len(results) > MOST_RESULTS:
        raise bad_request("too many inline query results specified")
    for result in results:
        _check(result)
    if len({str(result["id"]) for result in results}) < len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    return results


def message_of(world: World, result: dict[str, Any]) -> dict[str, Any]:
    """The body of the message that somebody sends by choosing this result."""
    own, kind = Arguments(result), result["type"]
    content = result.get("input_message_content")
    if content:
        body = _written(world, own.within(content | {"text": content.get("message_text")}))
    elif kind in _MEDIA:
        body = _media(world, own, kind) | caption_of(world, own)
    else:
        body = _OTHERS[kind](own)
    keyboard = check_inline(result.get("reply_markup"), is_private=False)
    return body | {"reply_markup": keyboard} if keyboard else body


def _check(result: Any) -> None:
    if not isinstance(result, dict):
        raise bad_request(_CANNOT + "expected an Object")
    kind = result.get("type")
    if kind not in ("article", *_OTHERS, *_MEDIA):
        raise bad_request(_CANNOT + "invalid inline query result type specified")
    if not 1 <= len(str(result.get("id") or "").encode()) <= LONGEST_ID:
        raise bad_request("RESULT_ID_INVALID" if result.get("id") else "RESULT_ID_EMPTY")
    content = result.get("input_message_content")
    if content and not isinstance(content, dict):
        raise bad_request(_CANNOT + "can't parse InputMessageContent: expected an Object")
    if kind == "article":
        if not result.get("title"):
            raise bad_request("ARTICLE_TITLE_EMPTY")
        if not content:
            raise bad_request(_CANNOT + 'can\'t find field "input_message_content"')
    if kind in _MEDIA and not any(result.get(name) for name in _MEDIA[kind]):
        raise bad_request(_CANNOT + f'can\'t find field "{_MEDIA[kind][0]}"')


def _written(world: World, content: Arguments) -> dict[str, Any]:
    if content.text("phone_number"):
        return contact_of(content)
    if content.text("latitude"):
        return venue_of(content) if content.text("title") else location_of(content)
    return text_of(world, content)


def _media(world: World, own: Arguments, kind: str) -> dict[str, Any]:
    """A stored file as it is; of a link, which nobody here follows, something of its kind."""
    by_link, by_id = _MEDIA[kind]
    if own.text(by_id):
        return media_of(world, own, kind, by_id)
    if not _LINK.fullmatch(own.text(by_link)):
        raise bad_request("WEBDOCUMENT_URL_INVALID")
    return describe(world.files, kind, sample(kind))
