"""Grids 网格: which part of the community a place belongs to."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

LONGEST_NAME = 20
SHORTEST_WORD = 2

# What a word may not be torn out of: 1号楼 does not occur in 11号楼, nor 三号楼 in 十三号楼.
_ONE_PIECE = ("0-9a-z", "一二三四五六七八九十百零〇")


def route(words: str, grids: Iterable[tuple[int, Iterable[str]]]) -> int | None:
    """The grid one of whose words occurs in what somebody wrote; ``None`` if none does.

    The longest word wins, because 三号楼东 says more than 三号楼; between equals the grid that was
    defined first. Letters and digits match in any case and width.

    >>> route("３号楼东侧井盖", [(1, ["3号楼"]), (2, ["3号楼东"])])
    2
    >>> route("13号楼", [(1, ["3号楼"])]) is None
    True
    """
    text = _plain(words)
    best: int | None = None
    longest = 0
    for grid_id, its_words in grids:
        for word in map(_plain, its_words):
            if len(word) > longest and _pattern(word).search(text):
                best, longest = grid_id, len(word)
    return best


def _plain(words: str) -> str:
    return unicodedata.normalize("NFKC", words).casefold()


@lru_cache(maxsize=1024)
def _pattern(word: str) -> re.Pattern[str]:
    pattern = re.escape(word)
    for piece in _ONE_PIECE:
        if re.match(f"[{piece}]", word):
            pattern = f"(?<![{piece}]){pattern}"
        if re.search(f"[{piece}]$", word):
            pattern = f"{pattern}(?![{piece}])"
    return re.compile(pattern)
