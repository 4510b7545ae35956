"""Grids 网格: which part of the community a place belongs to."""

from collections.abc import Iterable

from domain.place_words import longest_word

LONGEST_NAME = 20
SHORTEST_WORD = 2


def route(words: str, grids: Iterable[tuple[int, Iterable[str]]]) -> int | None:
    """The grid one of whose words occurs in what somebody wrote; ``None`` if none does.

    >>> route("３号楼东侧井盖", [(1, ["3号楼"]), (2, ["三号楼东"])])
    2
    >>> route("13号楼", [(1, ["3号楼"])]) is None
    True
    """
    found = longest_word(words, grids)
    return found[0] if found else None
