"""Telegram's MarkdownV2, with its words for what it does not read.

https://core.telegram.org/bots/api#markdownv2-style
"""

import re
from dataclasses import dataclass, field
from typing import Any

from sandbox.refusals import Refusal, bad_request

RESERVED = "_*[]()~`>#+-=|{}.!"
# How each kind begins, the longer marks before those they begin with; what it is called in
# refusals, and in the message.
_MARKS = (
    ("```", "Pre", "pre"),
    ("`", "Code", "code"),
    ("__", "Underline", "underline"),
    ("_", "Italic", "italic"),
    ("*", "Bold", "bold"),
    ("~", "Strikethrough", "strikethrough"),
    ("||", "Spoiler", "spoiler"),
    ("![", "CustomEmoji", "custom_emoji"),
    ("[", "TextUrl", "text_link"),
)
_ENDS = {"![": "]", "[": "]"}
_VERBATIM = ("`", "```")
_LANGUAGE = re.compile(r"([^\s`]+)(?=\s)")
_EMOJI = re.compile(r"tg://emoji\?id=(\d+)")


@dataclass
class _Open:
    mark: str
    name: str
    kind: str
    start: int
    at: int
    more: dict[str, Any] = field(default_factory=dict)


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.text = ""
        self.length = 0
        self.entities: list[dict[str, Any]] = []
        self.nested: list[_Open] = []
        self.quote: _Open | None = None

    def read(self) -> None:
        while self.at < len(self.source):
            if not (self._line_start() or self._escape() or self._end() or self._begin()):
                self._plain()
        if self.nested:
            left = self.nested[-1]
            raise _broken(f"Can't find end of {left.name} entity at byte offset {left.at}")
        self._end_quote()

    def _here(self, words: str) -> bool:
        return self.source.startswith(words, self.at)

    def _add(self, piece: str) -> None:
        self.text += piece
        self.length += len(piece.encode("utf-16-le", "surrogatepass")) // 2

    def _line_start(self) -> bool:
        """A quotation goes on as long as each line begins with its mark."""
        if self.nested or (self.at and self.source[self.at - 1] != "\n"):
            return False
        is_quote = self._here(">")
        if not is_quote:
            self._end_quote()
        elif self.quote is None:
            self.quote = _Open(">", "BlockQuote", "blockquote", self.length, self._offset())
        self.at += is_quote
        return is_quote

    def _escape(self) -> bool:
        follows = self.source[self.at + 1 : self.at + 2]
        if not self._here("\\") or not follows or not 0 < ord(follows) < 127:
            return False
        self._add(follows)
        self.at += 2
        return True

    def _end(self) -> bool:
        if not self.nested:
            return False
        opened = self.nested[-1]
        mark = _ENDS.get(opened.mark, opened.mark)
        if not self._here(mark) or (mark == "_" and self._here("__")):
            return False
        self.at += len(mark)
        if mark == "]":
            self._address(opened)
        self.nested.pop()
        self._keep(opened)
        return True

    def _begin(self) -> bool:
        is_verbatim = bool(self.nested) and self.nested[-1].mark in _VERBATIM
        for mark, name, kind in _MARKS:
            if self._here(mark) and (mark in _VERBATIM or not is_verbatim):
                self.nested.append(_Open(mark, name, kind, self.length, self._offset()))
                self.at += len(mark)
                if mark == "```":
                    self._language(self.nested[-1])
                return True
        return False

    def _language(self, opened: _Open) -> None:
        if found := _LANGUAGE.match(self.source, self.at):
            opened.name, opened.more = "PreCode", {"language": found[1]}
            self.at = found.end()
        self.at += self._here("\n")

    def _address(self, opened: _Open) -> None:
        """What stands in brackets behind a link's words; without it they are the link."""
        address = self.text[len(self.text) - (self.length - opened.start) :]
        if self._here("("):
            found = re.compile(r"\(((?:\\.|[^)\\])*)\)").match(self.source, self.at)
            if found is None:
                raise _broken(f"Can't find end of a URL at byte offset {self._offset()}")
            address, self.at = re.sub(r"\\(.)", r"\1", found[1]), found.end()
        if opened.mark == "[":
            opened.more = {"url": address}
        elif emoji := _EMOJI.fullmatch(address):
            opened.more = {"custom_emoji_id": emoji[1]}
        else:
            raise _broken("Custom emoji URL must have scheme tg")

    def _plain(self) -> None:
        letter = self.source[self.at]
        is_verbatim = bool(self.nested) and self.nested[-1].mark in _VERBATIM
        if letter in RESERVED and not is_verbatim:
            raise _broken(
                f"Character '{letter}' is reserved and must be escaped with the preceding '\\'"
            )
        self._add(letter)
        self.at += 1

    def _end_quote(self) -> None:
        if self.quote is not None:
            self._keep(self.quote)
            self.quote = None

    def _keep(self, opened: _Open) -> None:
        if length := self.length - opened.start:
            place = {"type": opened.kind, "offset": opened.start, "length": length}
            self.entities.append(place | opened.more)

    def _offset(self) -> int:
        return len(self.source[: self.at].encode("utf-8", "surrogatepass"))


def parse_markdown(source: str) -> tuple[str, list[dict[str, Any]]]:
    r"""The plain text and its entities; what is reserved and not escaped is refused.

    >>> parse_markdown(r"*1 \< 2*\.")
    ('1 < 2.', [{'type': 'bold', 'offset': 0, 'length': 5}])
    """
    reader = _Reader(source)
    reader.read()
    return reader.text, sorted(reader.entities, key=lambda each: (each["offset"], -each["length"]))


def _broken(words: str) -> Refusal:
    return bad_request(f"can't parse entities: {words}")
