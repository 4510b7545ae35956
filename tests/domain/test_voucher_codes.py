"""Voucher codes: only the key makes them, and what is kept of them tells nothing."""

from hypothesis import given
from hypothesis import strategies as st

from domain.codes import ALPHABET, Code, CodeKind, parse_code
from domain.voucher_codes import LETTERS, PREFIX, Codes, spaced

CODES = Codes(b"a key of ours")


@given(st.text())
def test_a_code_is_read_as_it_was_written(nonce: str) -> None:
    code = CODES.code_of(nonce)

    assert len(code) == LETTERS
    assert set(code) <= set(ALPHABET)
    for written in (code, spaced(code), spaced(code).lower(), f"{PREFIX}{code}"):
        assert parse_code(written) == Code(CodeKind.VOUCHER, code)


def test_every_letter_of_a_code_is_as_likely_as_any_other() -> None:
    drawn = [CODES.code_of(str(number)) for number in range(2000)]

    assert len(set(drawn)) == len(drawn)
    for place in range(LETTERS):
        assert {code[place] for code in drawn} == set(ALPHABET)


def test_without_the_key_a_row_tells_nothing() -> None:
    other = Codes(b"another key")

    assert other.code_of("nonce") != CODES.code_of("nonce")
    assert other.mark_of("K7QM2F9PXW") != CODES.mark_of("K7QM2F9PXW")
    assert CODES.code_of("nonce") not in CODES.mark_for("nonce").upper()
    assert "key" not in repr(CODES)
