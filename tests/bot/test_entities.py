"""Whatever people write, Telegram gets sound text of a length it takes, and sound entities."""

from hypothesis import given
from hypothesis import strategies as st

from bot.entities import Prose, compose
from cards.card import Line, Span, bold, plain
from cards.length import ELLIPSIS, clip, units

texts = st.text(st.sampled_from("ab 好😀👨‍👩‍👧\n<&*_"), max_size=30)
spans = st.builds(
    Span, texts, is_bold=st.booleans(), url=st.none() | st.just("https://example.org/")
)
cards = st.lists(st.tuples() | st.tuples(spans) | st.tuples(spans, spans), max_size=6)


def utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


@given(st.text(), st.integers(0, 40))
def test_clipping_keeps_a_beginning_that_fits(text: str, limit: int) -> None:
    kept = clip(text, limit)

    assert text.startswith(kept)
    assert units(kept) <= limit
    assert len(kept) == len(text) or units(text[: len(kept) + 1]) > limit


@given(cards, st.integers(1, 60))
def test_composed_text_fits_and_its_entities_lie_within_it(lines: list[Line], limit: int) -> None:
    prose = compose(lines, limit=limit)

    assert units(prose.text) == len(utf16(prose.text)) // 2 <= limit
    for entity in prose.entities:
        part = utf16(prose.text)[entity.offset * 2 : (entity.offset + entity.length) * 2]
        assert entity.length > 0
        assert part.decode("utf-16-le") in prose.text  # no half of a pair at either end


@given(cards)
def test_what_fits_is_left_as_it_is(lines: list[Line]) -> None:
    whole = "\n".join("".join(span.text for span in line) for line in lines)

    assert compose(lines, limit=4096).text == whole


def test_entities_count_in_the_units_of_telegram() -> None:
    lines = ((Span("😀"), Span("楼道", is_bold=True)), (Span("看", url="https://example.org/"),))

    [strong, link] = compose(lines, limit=100).entities

    assert (strong.type, strong.offset, strong.length) == ("bold", 2, 2)
    assert (link.type, link.offset, link.length) == ("text_link", 5, 1)
    assert link.url == "https://example.org/"


def test_a_linked_part_is_left_out_whole_rather_than_cut() -> None:
    line = (Span("请看"), Span("这里的说明", url="https://example.org/"))

    assert compose((line,), limit=5) == Prose("请看" + ELLIPSIS, [])


def test_a_bold_text_that_is_all_there_is_is_cut_all_the_same() -> None:
    prose = compose((bold("一二三四五六"),), limit=4)

    assert prose.text == "一二三" + ELLIPSIS
    assert prose.entities[0].length == 3


def test_half_a_surrogate_pair_becomes_something_that_can_be_sent() -> None:
    assert compose(plain("好\ud83d"), limit=10).text.encode() == "好\ufffd".encode()
