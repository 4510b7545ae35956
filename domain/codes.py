"""Codes that people read to one another and type: Crockford's base 32, kind to whoever misreads.

A certificate's number says its kind and year (``Z2026-7K3QM9PT``); a voucher's code is ten signs.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No I, L, O: they are read as 1 and 0. No U, so that no word comes about."""
_MISREAD = str.maketrans("OIL", "011")
_GAPS = re.compile(r"[\s\-–—_·.,，。]+")
_LINK = re.compile(r"^.*\bstart=|^\s*(?:cert|v)_", re.IGNORECASE)

_SIGN = f"[{ALPHABET}]"
_CERTIFICATE = re.compile(rf"Z(20[0-9]{{2}})({_SIGN}{{8}})")
_VOUCHER = re.compile(rf"{_SIGN}{{10}}")
_BARE_VOUCHER = re.compile(r"[0-9A-Z]{5}[-–—]?[0-9A-Z]{5}")
MOST_WORDS = 200

MOST_WRONG = 5
WRONG_SPAN = timedelta(minutes=10)
"""So often may a person be wrong in this time before they must wait."""


class CodeKind(StrEnum):
    CERTIFICATE = "certificate"
    VOUCHER = "voucher"


@dataclass(frozen=True)
class Code:
    """What somebody typed, as it is kept."""

    kind: CodeKind
    text: str


def draw_signs(count: int, below: Callable[[int], int]) -> str:
    """That many signs by chance; ``below`` draws a number below another."""
    return "".join(ALPHABET[below(len(ALPHABET))] for _ in range(count))


def certificate_number(year: int, signs: str) -> str:
    """How a certificate's number is written and kept.

    >>> certificate_number(2026, "7K3QM9PT")
    'Z2026-7K3QM9PT'
    """
    return f"Z{year}-{signs}"


def parse_code(words: str) -> Code | None:
    """The code that somebody means, in whatever case, with gaps, misread, or the whole link.

    >>> parse_code("z2o26 7k3q-m9pt")
    Code(kind=<CodeKind.CERTIFICATE: 'certificate'>, text='Z2026-7K3QM9PT')
    """
    if len(words) > MOST_WORDS:
        return None
    plain = unicodedata.normalize("NFKC", words)
    for _ in range(2):  # a link, and then what it asks for
        plain = _LINK.sub("", plain)
    signs = _GAPS.sub("", plain).upper().translate(_MISREAD)
    if found := _CERTIFICATE.fullmatch(signs):
        return Code(CodeKind.CERTIFICATE, certificate_number(int(found[1]), found[2]))
    if _VOUCHER.fullmatch(signs):
        return Code(CodeKind.VOUCHER, signs)
    return None


def says_code(words: str, *, is_at_till: bool) -> bool:
    """Whether words without a command are nothing but a code. One in forty vouchers' codes has no
    digit and could be a word: it is one only for who is often shown codes.
    """
    code = parse_code(words)
    if code is None or code.kind is CodeKind.CERTIFICATE:
        return code is not None
    signs = unicodedata.normalize("NFKC", words).strip().upper()
    has_digit, has_letter = (bool(re.search(one, signs)) for one in ("[0-9]", "[A-Z]"))
    is_bare = _BARE_VOUCHER.fullmatch(signs) is not None
    return is_bare and has_letter and (has_digit or is_at_till)
