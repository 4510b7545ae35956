"""What somebody wrote, without what nobody sees or means: to be compared, or said in one line."""

import re
import unicodedata
from functools import lru_cache

_TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What makes letters run the other way, and could make words look like others."""

_BETWEEN_HANZI = re.compile(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")


@lru_cache(maxsize=256)
def plain(words: str) -> str:
    """One width, one case, no invisible letters, and no spaces inside Chinese.

    >>> plain("３号楼　着 火 了 Ａ座")
    '3号楼着火了 a座'
    """
    text = unicodedata.normalize("NFKC", words).casefold()
    seen = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    return _BETWEEN_HANZI.sub("", seen)


def in_one_line(words: str) -> str:
    """The words without breaks: a line of their own would look as if the bot had said it.

    >>> in_one_line("扫楼道\\n陈书记 通过了")
    '扫楼道 陈书记 通过了'
    """
    return " ".join(_TURNS.sub("", words).split())
