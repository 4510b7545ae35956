"""The one font we draw with: Noto Sans SC, with the signs that names and our words are made of.

Its licence lies beside it.
"""

import unicodedata
from collections.abc import Container
from pathlib import Path

FONT = Path(__file__).with_name("NotoSansSC.ttf")
UNKNOWN = "□"


def printable(text: str, glyphs: Container[int]) -> str:
    """The text with a box for each letter that the font does not have, so that it is missed, and
    without other signs it does not have: nobody misses those on paper.
    """
    return "".join(_printable(sign, glyphs) for sign in text)


def _printable(sign: str, glyphs: Container[int]) -> str:
    if sign == "\n" or ord(sign) in glyphs:
        return sign
    return UNKNOWN if unicodedata.category(sign)[0] in "LN" else ""
