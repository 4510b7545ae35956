"""The shape of a card: lines, buttons, media. A channel's adapter turns it into its own message."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.answers import Json
from locales import Speaker


@dataclass(frozen=True)
class Press:
    """What a button says when it is pressed: verb, object, version; never state.

    ``version`` is the object's row version the presser looked at, so that the second of two
    quick taps is the same deed and a tap on a stale card is found out.
    """

    verb: str
    subject: int
    version: int = 0
    arg: str = ""


@dataclass(frozen=True)
class Button:
    """A label and what follows: a press, a way into the private chat (``start``), or a link."""

    label: str
    press: Press | None = None
    start: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class Span:
    text: str
    is_bold: bool = False
    url: str | None = None


@dataclass(frozen=True)
class Drawing:
    """Something to be drawn when it is sent: which kind, and all that is to be seen on it.

    ``start`` among the facts is what a link into the private chat asks for; whoever sends it knows
    the link. ``file_name`` is what a document is called where it arrives.
    """

    kind: str
    facts: dict[str, Json]
    file_name: str = "drawing.png"

    @property
    def mark(self) -> str:
        """The same for the same picture, so that what stands there already is not sent again."""
        said = json.dumps([self.kind, self.facts, self.file_name], sort_keys=True)
        return f"drawn:{hashlib.sha256(said.encode()).hexdigest()[:32]}"


@dataclass(frozen=True)
class Media:
    """A picture or the like, by the name its channel knows it under. Where the channel has none,
    or does not know it any more, it is our own copy that is sent: ``stored`` is where that lies,
    ``content`` what is in it, ``picture`` the one that gets the channel's new name. Or nobody has
    it yet, and it is a ``drawing``.
    """

    kind: str
    file: str = ""
    stored: str = ""
    picture: int | None = None
    content: bytes = b""
    drawing: Drawing | None = None


Line = tuple[Span, ...]
Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True)
class Card:
    """``asks`` invites a reply: its text is the hint in the empty input field."""

    lines: tuple[Line, ...]
    buttons: Rows = ()
    media: tuple[Media, ...] = ()
    asks: str | None = None

    @property
    def text(self) -> str:
        """The words alone, line by line."""
        return "\n".join("".join(span.text for span in line) for line in self.lines)


@dataclass(frozen=True)
class Reader:
    """Who a card is for: in which words, by which clock."""

    say: Speaker
    zone: ZoneInfo
    now: datetime


def plain(*texts: str) -> tuple[Line, ...]:
    """Lines of plain words; a text with line breaks becomes several."""
    return tuple((Span(part),) for text in texts for part in text.split("\n"))


def listed(names: Iterable[str], say: Speaker) -> str:
    """Names one after the other, as the language parts them."""
    return say("list.separator").join(names)


def bold(text: str) -> Line:
    return (Span(text, is_bold=True),)


def rows(buttons: Iterable[Button], *, width: int) -> Rows:
    """Buttons side by side, ``width`` to a row: three words fit a phone, names want one or two.

    Four stand two by two, for one alone in the last row looks more important than it is.
    """
    row = list(buttons)
    if width == 3 and len(row) == 4:
        width = 2
    return tuple(tuple(row[start : start + width]) for start in range(0, len(row), width))
