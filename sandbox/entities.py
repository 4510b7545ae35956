"""What in a text is a tag, a command or a link; lengths in the UTF-16 units Telegram counts."""

import re
from typing import Any

from sandbox.markdown import parse_markdown
from sandbox.markup import parse_html
from sandbox.old_markdown import parse_old_markdown
from sandbox.refusals import bad_request

_KINDS = {
    "bot_command": re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])"),
    "mention": re.compile(r"(?<![\w@])@[A-Za-z0-9_]{3,32}\b(?!@)"),
    "hashtag": re.compile(r"(?<![\w#])#(?=\d*[^\W\d])\w{1,256}(?![\w#])"),
    "url": re.compile(r"https?://[^\s<>\"'，。！？；、（）]+"),
}
_VERBATIM = ("code", "pre", "text_link")


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def find_entities(text: str) -> list[dict[str, Any]]:
    """Commands, mentions, tags and links a reader's app would mark by itself.

    >>> find_entities("🙂 #随手拍 /help@linlian_bot")[0]
    {'type': 'hashtag', 'offset': 3, 'length': 4}
    """
    found = [
        {
            "type": kind,
            "offset": utf16_length(text[: match.start()]),
            "length": utf16_length(match.group()),
        }
        for kind, pattern in _KINDS.items()
        for match in pattern.finditer(text)
    ]
    return _apart(sorted(found, key=lambda entity: entity["offset"]))


def compose(
    text: str, parse_mode: str = "", entities: list[dict[str, Any]] | None = None
) -> tuple[str, list[dict[str, Any]]]:
    """A bot's text as readers see it: marks parsed, outer blanks gone, links found."""
    marked = list(entities or [])
    if parse_mode.lower() == "html":
        text, marked = parse_html(text)
    elif parse_mode.lower() == "markdownv2":
        text, marked = parse_markdown(text)
    elif parse_mode.lower() == "markdown":
        text, marked = parse_old_markdown(text)
    elif parse_mode and not entities:
        raise bad_request("unsupported parse_mode")
    text, marked = _strip(text, marked)
    taken = [mark for mark in marked if mark["type"] in _VERBATIM]
    found = [entity for entity in find_entities(text) if not _touches(entity, taken)]
    return text, sorted(marked + found, key=lambda each: (each["offset"], -each["length"]))


def _strip(text: str, entities: list[dict[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    lead = utf16_length(text) - utf16_length(text.lstrip())
    text = text.strip()
    end = utf16_length(text)
    kept = []
    for entity in entities:
        start = max(int(entity["offset"]) - lead, 0)
        stop = min(int(entity["offset"]) - lead + int(entity["length"]), end)
        if stop > start:
            kept.append(entity | {"offset": start, "length": stop - start})
    return text, kept


def _apart(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = []
    for entity in found:
        if not _touches(entity, kept[-1:]):
            kept.append(entity)
    return kept


def _touches(entity: dict[str, Any], others: list[dict[str, Any]]) -> bool:
    start, stop = entity["offset"], entity["offset"] + entity["length"]
    return any(
        start < other["offset"] + other["length"] and other["offset"] < stop for other in others
    )
