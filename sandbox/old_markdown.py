"""Telegram's first Markdown, which nests nothing and reserves little.

https://core.telegram.org/bots/api#markdown-style
"""

import re
from typing import Any

from sandbox.refusals import bad_request

_KINDS = {"_": "italic", "*": "bold", "`": "code", "[": "text_link"}
_LANGUAGE = re.compile(r"[^\s`]+(?=\n)")
_ADDRESS = re.compile(r"\(([^)]*)\)?")


def parse_old_markdown(source: str) -> tuple[str, list[dict[str, Any]]]:
    r"""The plain text and its entities; a mark that does not end is refused.

    >>> parse_old_markdown(r"*1* \* 2")
    ('1 * 2', [{'type': 'bold', 'offset': 0, 'length': 1}])
    """
    text, at = "", 0
    entities: list[dict[str, Any]] = []
    while at < len(source):
        letter = source[at]
        if letter == "\\" and source[at + 1 : at + 2] in (*_KINDS,):
            text, at = text + source[at + 1], at + 2
        elif letter in _KINDS:
            inside, more, after = _marked(source, at)
            place = {"offset": _units(text), "length": _units(inside)}
            if inside and (letter != "[" or "url" in more):
                entities.append({"type": _KINDS[letter]} | place | more)
            text, at = text + inside, after
        else:
            text, at = text + letter, at + 1
    return text, entities


def _marked(source: str, at: int) -> tuple[str, dict[str, Any], int]:
    """What stands between two marks, what else is known of it, and where it goes on."""
    opening = "```" if source.startswith("```", at) else source[at]
    begin = at + len(opening)
    more: dict[str, Any] = {}
    if opening == "```":
        more = {"type": "pre"}
        if found := _LANGUAGE.match(source, begin):
            more, begin = more | {"language": found[0]}, found.end()
        begin += source.startswith("\n", begin)
    closing = "]" if opening == "[" else opening
    end = source.find(closing, begin)
    if end < 0:
        offset = len(source[:at].encode("utf-8", "surrogatepass"))
        raise bad_request(
            f"can't parse entities: Can't find end of the entity starting at byte offset {offset}"
        )
    after = end + len(closing)
    if opening == "[" and (address := _ADDRESS.match(source, after)):
        more, after = {"url": address[1]}, address.end()
    return source[begin:end], more, after


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
