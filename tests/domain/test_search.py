"""Words are found as people write them, and nothing they write is a command to the database."""

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.permissions import ANYONE, MEMBER, Holding, Role
from domain.rules import RuleBroken
from domain.search import MOST_PAIRS, Eyes, Phrase, eyes_of, pairs_of, query_of

MEANS_SOMETHING = re.compile(r"[\x00-\x2f\x3a-\x60\x7b-\x7f\s]")
"""Spaces, quotes, stars, brackets: whatever either database might read as more than a letter."""

HANZI = "井盖松动漏水电梯灯人の앙𠮷"


def is_found(query: tuple[Phrase, ...], pairs: list[str]) -> bool:
    """As both databases look: every phrase somewhere, its pairs side by side."""
    return all(
        any(tuple(pairs[start : start + len(one)]) == one for start in range(len(pairs)))
        for one in query
    )


@given(st.text(HANZI, min_size=2), st.data())
def test_every_piece_of_two_letters_or_more_is_found(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 2))
    end = data.draw(st.integers(start + 2, len(text)))

    piece = text[start:end][:64]

    assert is_found(query_of(piece), pairs_of(text))


@given(st.lists(st.sampled_from(["井", "盖", "led", "408", "梯"]), min_size=2), st.data())
def test_a_number_or_latin_word_is_one_letter(letters: list[str], data: st.DataObject) -> None:
    text = "，".join("".join(letters[at : at + 2]) for at in range(len(letters) - 1))
    start = data.draw(st.integers(0, len(letters) - 2))
    piece = "".join(letters[start : start + 2])

    assert is_found(query_of(piece), pairs_of(text))
    for letter in letters[start : start + 2]:
        if letter in ("led", "408") and not piece.isascii():
            assert is_found(query_of(letter), pairs_of(text))


@given(st.text(HANZI, min_size=2, max_size=12), st.text(HANZI, min_size=2, max_size=4))
def test_what_does_not_stand_there_is_not_found(text: str, wish: str) -> None:
    assert is_found(query_of(wish), pairs_of(text)) == (wish in text)


@given(st.text(max_size=200))
def test_whatever_is_typed_becomes_letters_alone_or_is_refused(wish: str) -> None:
    query: tuple[Phrase, ...] = ()
    with suppress(RuleBroken):
        query = query_of(wish)

    for phrase in query:
        assert phrase
        assert not any(MEANS_SOMETHING.search(pair) for pair in phrase), phrase


@given(st.text(max_size=300))
def test_whatever_is_reported_is_kept_as_letters_alone(text: str) -> None:
    assert not any(MEANS_SOMETHING.search(pair) for pair in pairs_of(text))


@pytest.mark.parametrize(
    ("wish", "text"),
    [
        ("电梯", "三单元的电梯又坏了"),
        ("3号楼", "三号楼门口"),
        ("三栋", "3 号楼 门口"),
        ("井盖", "井 盖 松 动"),
        ("ＬＥＤ", "led灯不亮"),
        ("东门 井盖", "井盖松动，东门外"),
        ("井盖 井盖", "井盖"),
        ("#C1001", "C1001"),
        ("1号楼", "11号楼 1号楼"),
    ],
)
def test_what_people_mean_is_found(wish: str, text: str) -> None:
    assert is_found(query_of(wish), pairs_of(text))


@pytest.mark.parametrize(
    ("wish", "text"),
    [
        ("1号楼", "11号楼"),
        ("盖松", "井盖，松动"),
        ("东门 电梯", "东门井盖"),
        ("le", "led灯"),
        ("井盖 OR 电梯", "井盖"),
        ('"井盖" NOT 松动', "井盖"),
        ("井盖*", "井口"),
    ],
)
def test_what_nobody_means_is_not_found(wish: str, text: str) -> None:
    assert not is_found(query_of(wish), pairs_of(text))


@pytest.mark.parametrize("wish", ["", " ", "井", "井盖 松", "3", "。。。", "*", '" OR "'[:1], "()"])
def test_less_than_two_letters_are_refused(wish: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        query_of(wish)
    assert broken.value.key == "search.too_short"


def test_endless_words_are_cut_short() -> None:
    assert len(pairs_of("井盖" * 10_000)) == MOST_PAIRS
    assert max(map(len, pairs_of("a" * 3000))) < 100
    assert is_found(query_of("a" * 60), pairs_of("a" * 3000))
    assert len(query_of("井盖 东门 电梯 漏水 " * 50)) <= 8


# Who sees what is hidden


@pytest.mark.parametrize(
    ("holdings", "eyes"),
    [
        ([], Eyes(7)),
        ([ANYONE], Eyes(7)),
        ([MEMBER], Eyes(7, sees_assigned=True)),
        ([Holding(Role.MERCHANT), Holding(Role.OPERATOR)], Eyes(7)),
        ([Holding(Role.SECRETARY)], Eyes(7, sees_all=True)),
        ([Holding(Role.SUPERVISOR)], Eyes(7, sees_all=True)),
        ([Holding(Role.GRID_WORKER)], Eyes(7, sees_all=True, sees_gridless=True)),
        ([Holding(Role.GRID_WORKER, 3)], Eyes(7, sees_gridless=True, grids=frozenset({3}))),
    ],
)
def test_eyes_are_what_the_table_of_permissions_grants(holdings: list[Holding], eyes: Eyes) -> None:
    assert eyes_of(7, holdings) == eyes
