"""What somebody wrote, without what nobody sees or means: how words are compared with words."""

import re
import unicodedata
from functools import lru_cache

_BETWEEN_HANZI = re.compile(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")


@lru_cache(maxsize=256)
def plain(words: str) -> str:
    """One width, one case, no invisible letters, and no spaces inside Chinese.

    >>> plain("３号楼　着 火 了 Ａ座")
    '3号楼着火了a座'
    """
    text = unicodedata.normalize("NFKC", words).casefold()
    seen = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    return _BETWEEN_HANZI.sub("", seen)
