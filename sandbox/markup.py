"""Telegram's HTML: the few tags it knows, and its words for all others."""

import re
from dataclasses import dataclass, field
from typing import Any

from sandbox.refusals import Refusal, bad_request

_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_ATTRIBUTE = re.compile(r"""\s*([^\s=>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?""")
_TOKEN = re.compile(
    r"&(?:#([0-9]{1,7})|#x([0-9a-fA-F]{1,6})|([A-Za-z]+));?"
    r"""|<(/?)([^\s>]*)((?:"[^"]*"|'[^']*'|[^>"'])*)(>?)"""
    r"|[^<&]+|&"
)


@dataclass
class _Open:
    tag: str
    attributes: dict[str, str]
    start: int


@dataclass
class _Reader:
    source: str
    text: str = ""
    length: int = 0
    entities: list[dict[str, Any]] = field(default_factory=list)
    nested: list[_Open] = field(default_factory=list)

    def add(self, piece: str) -> None:
        self.text += piece
        self.length += len(piece.encode("utf-16-le", "surrogatepass")) // 2

    def open(self, tag: str, rest: str, at: int) -> None:
        attributes = _attributes(rest)
        spoiler_span = attributes.get("class") == "tg-spoiler"
        if tag not in _TYPES or (tag == "span" and not spoiler_span):
            raise _broken(f'Unsupported start tag "{tag}" at byte offset {_bytes(self.source, at)}')
        self.nested.append(_Open(tag, attributes, self.length))

    def close(self, tag: str, at: int) -> None:
        offset = _bytes(self.source, at)
        if not self.nested:
            raise _broken(f"Unexpected end tag at byte offset {offset}")
        opened = self.nested.pop()
        if tag and tag != opened.tag:
            raise _broken(
                f"Unmatched end tag at byte offset {offset}, "
                f'expected "</{opened.tag}>", found "</{tag}>"'
            )
        if self.length > opened.start:
            self._keep(opened)

    def _keep(self, opened: _Open) -> None:
        entity: dict[str, Any] = {
            "type": _TYPES[opened.tag],
            "offset": opened.start,
            "length": self.length - opened.start,
        }
        if opened.tag == "a":
            entity["url"] = opened.attributes.get("href") or self.text[-entity["length"] :]
        elif opened.tag == "tg-emoji":
            entity["custom_emoji_id"] = opened.attributes.get("emoji-id", "")
        elif opened.tag == "blockquote" and "expandable" in opened.attributes:
            entity["type"] = "expandable_blockquote"
        language = opened.attributes.get("class", "").removeprefix("language-")
        if opened.tag == "code" and language and self.nested and self.nested[-1].tag == "pre":
            self.nested[-1].attributes["language"] = language
            return
        if opened.tag == "pre" and "language" in opened.attributes:
            entity["language"] = opened.attributes["language"]
        self.entities.append(entity)


def parse_html(source: str) -> tuple[str, list[dict[str, Any]]]:
    """The plain text and its entities; broken HTML is refused in Telegram's words.

    >>> parse_html("<b>1 &lt; 2</b>")
    ('1 < 2', [{'type': 'bold', 'offset': 0, 'length': 5}])
    """
    reader = _Reader(source)
    for token in _TOKEN.finditer(source):
        piece = token.group()
        if piece.startswith("<"):
            slash, name, rest, end = token.group(4, 5, 6, 7)
            if not slash and (rest or end):
                reader.open(name.lower(), rest, token.start())
            if not end:
                kind = "end" if slash else "start"
                raise _broken(f"Unclosed {kind} tag at byte offset {_bytes(source, token.start())}")
            if slash:
                reader.close(name.lower(), token.start())
        else:
            reader.add(_decoded(piece))
    if reader.nested:
        raise _broken(f'Can\'t find end tag corresponding to start tag "{reader.nested[-1].tag}"')
    return reader.text, sorted(reader.entities, key=lambda each: (each["offset"], -each["length"]))


def _decoded(piece: str) -> str:
    token = _TOKEN.fullmatch(piece)
    if not piece.startswith("&") or token is None:
        return piece
    decimal, hexadecimal, name = token.group(1, 2, 3)
    if name:
        return _NAMED.get(name, piece)
    code = int(decimal) if decimal else int(hexadecimal, 16) if hexadecimal else 0
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else piece


def _attributes(rest: str) -> dict[str, str]:
    return {
        match.group(1).lower(): re.sub(r"&#?\w+;", lambda one: _decoded(one.group()), value)
        for match in _ATTRIBUTE.finditer(rest)
        for value in [match.group(2) or match.group(3) or match.group(4) or ""]
    }


def _bytes(source: str, at: int) -> int:
    return len(source[:at].encode("utf-8", "surrogatepass"))


def _broken(words: str) -> Refusal:
    return bad_request(f"can't parse entities: {words}")
