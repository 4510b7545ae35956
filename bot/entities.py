"""Lines of a card become Telegram's text and entities, cut to what a message may hold.

Telegram counts UTF-16 units, in which 😀 is two. People's words are never parsed as markup.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aiogram.types import MessageEntity

from cards.card import Line, Span
from cards.length import ELLIPSIS, clip, units

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024


@dataclass(frozen=True)
class Prose:
    text: str
    entities: list[MessageEntity]


def compose(lines: Sequence[Line], *, limit: int) -> Prose:
    """Text and entities within ``limit``; what had to be cut ends in an ellipsis.

    A bold or linked part is left out whole rather than cut, unless nothing stands before it.
    """
    spans = [Span(_sound(span.text), span.is_bold, span.url) for span in _joined(lines)]
    if sum(units(span.text) for span in spans) > limit:
        spans = [*_cut(spans, limit - units(ELLIPSIS)), Span(ELLIPSIS)]
    entities: list[MessageEntity] = []
    offset = 0
    for span in spans:
        length = units(span.text)
        if length and span.is_bold:
            entities.append(MessageEntity(type="bold", offset=offset, length=length))
        if length and span.url:
            entities.append(
                MessageEntity(type="text_link", offset=offset, length=length, url=span.url)
            )
        offset += length
    return Prose("".join(span.text for span in spans), entities)


def _joined(lines: Sequence[Line]) -> Iterator[Span]:
    for place, line in enumerate(lines):
        if place:
            yield Span("\n")
        yield from line


def _cut(spans: Sequence[Span], limit: int) -> list[Span]:
    kept: list[Span] = []
    for span in spans:
        if units(span.text) > limit:
            is_plain = not (span.is_bold or span.url)
            if is_plain or not any(before.text.strip() for before in kept):
                kept.append(Span(clip(span.text, limit), span.is_bold, span.url))
            break
        kept.append(span)
        limit -= units(span.text)
    return kept


def _sound(text: str) -> str:
    """Half of a surrogate pair can come out of JSON, and no wire would take it."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
