"""Voucher codes 券码: made from a key that does not lie in the database, which so cannot tell them.

A voucher's row holds a random ``nonce`` and a ``mark``. The code follows from the nonce and the
key, the mark from the code and the key: whoever has the code finds the row by its mark, and whoever
has only the rows has nothing.
"""

import hashlib
import hmac
from dataclasses import dataclass, field

from domain.codes import ALPHABET

LETTERS = 10
PREFIX = "v_"
"""What a link into the private chat begins with that carries a code."""


@dataclass(frozen=True)
class Codes:
    """Makes codes and finds their marks; only the program's own key makes the right ones."""

    key: bytes = field(repr=False)

    def code_of(self, nonce: str) -> str:
        """Ten letters, 50 bits."""
        number = int.from_bytes(self._sign("code", nonce)[:8], "big")
        return "".join(ALPHABET[(number >> 5 * place) & 31] for place in range(LETTERS))

    def mark_of(self, code: str) -> str:
        return self._sign("mark", code).hex()

    def mark_for(self, nonce: str) -> str:
        """The mark of the code that belongs to a nonce."""
        return self.mark_of(self.code_of(nonce))

    def salt_for(self, nonce: str) -> str:
        """Something that belongs to a code and is as hard to guess as the key: with it, a picture
        of the code may be known by its digest.
        """
        return self._sign("salt", nonce).hex()

    def _sign(self, purpose: str, text: str) -> bytes:
        return hmac.new(self.key, f"{purpose}:{text}".encode(), hashlib.sha256).digest()


def spaced(code: str) -> str:
    """As it is read out.

    >>> spaced("K7QM2F9PXW")
    'K7QM2-F9PXW'
    """
    return f"{code[:5]}-{code[5:]}"
