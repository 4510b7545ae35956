"""Codes survive being read out, misread, typed with gaps, and pasted with the whole link."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.codes import (
    ALPHABET,
    Code,
    CodeKind,
    certificate_number,
    draw_signs,
    parse_code,
    says_code,
)

YEARS = st.integers(2000, 2099)
GAPS = st.sampled_from(["", " ", "-", "  ", "—", "·", "\n", "　"])


def signs(count: int) -> st.SearchStrategy[str]:
    return st.text(ALPHABET, min_size=count, max_size=count)


@st.composite
def misread(draw: st.DrawFn, code: str) -> str:
    """The same as people type it."""
    out = []
    for sign in code:
        alike = {"0": "0Oo", "1": "1IiLl"}.get(sign, sign + sign.lower())
        wide = chr(ord(sign) + 0xFEE0) if sign != "-" else sign
        out.append(draw(st.sampled_from([*alike, wide])) + draw(GAPS))
    return draw(GAPS) + "".join(out)


@given(st.data(), YEARS, signs(8))
def test_a_certificates_number_is_found_however_it_is_typed(
    data: st.DataObject, year: int, drawn: str
) -> None:
    number = certificate_number(year, drawn)

    assert parse_code(data.draw(misread(number))) == Code(CodeKind.CERTIFICATE, number)
    for link in ("cert_", "https://t.me/linlian_bot?start=cert_"):
        assert parse_code(link + number) == Code(CodeKind.CERTIFICATE, number)


@given(st.data(), signs(10))
def test_a_vouchers_code_is_found_however_it_is_typed(data: st.DataObject, drawn: str) -> None:
    assert parse_code(data.draw(misread(drawn))) == Code(CodeKind.VOUCHER, drawn)
    for link in ("v_", "https://t.me/linlian_bot?start=v_"):
        assert parse_code(link + drawn) == Code(CodeKind.VOUCHER, drawn)


@given(st.text())
def test_whatever_is_typed_is_a_code_or_none(words: str) -> None:
    code = parse_code(words)

    assert code is None or parse_code(code.text) == code


@pytest.mark.parametrize(
    "words",
    [
        "",
        "你好",
        "Z2026-7K3QM9P",
        "Z2026-7K3QM9PTT",
        "Z1926-7K3QM9PT",
        "Z2026-7K3QM9PU",
        "A2026-7K3QM9PT",
        "K7QM2-F9PX",
        "K7QM2-F9PXWW",
        "K7QM2-F9PXU",
        "0" * 100_000,
    ],
)
def test_what_is_no_code_is_none(words: str) -> None:
    assert parse_code(words) is None


@pytest.mark.parametrize(
    ("words", "by_anybody", "by_a_shop"),
    [
        ("MWW7H-91BW0", True, True),
        (" mww7h91bw0\n", True, True),
        ("ＭＷＷ７Ｈ－９１ＢＷ０", True, True),
        ("mww7h—91bwo", True, True),
        ("Z2026-7K3QM9PT", True, True),
        ("z20267k3qm9pt", True, True),
        ("HKMPQ-RSTVW", False, True),  # one code in forty has no digit
        ("fifth-floor", False, True),
        ("block 12345", False, False),
        ("1234567890", False, False),
        ("12345-67890", False, False),
        ("MWW7H-91BW", False, False),
        ("我的码 MWW7H-91BW0", False, False),
        ("", False, False),
    ],
)
def test_a_bare_code_is_told_from_talk(words: str, by_anybody: bool, by_a_shop: bool) -> None:
    assert says_code(words, is_at_till=False) == by_anybody
    assert says_code(words, is_at_till=True) == by_a_shop


def test_signs_are_drawn_from_the_whole_alphabet() -> None:
    drawn = draw_signs(2000, random.Random(7).randrange)

    assert set(drawn) == set(ALPHABET)
    assert len(ALPHABET) == 32
