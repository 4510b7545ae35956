"""Words for places as people write them: 三号楼, 3 号楼 and 3栋 are one house."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import TypeVar

Owner = TypeVar("Owner")

_NUMERALS = "一二三四五六七八九十百零〇"
# What a word may not be torn out of: 1号楼 does not occur in 11号楼, nor 三号楼 in 十三号楼.
_ONE_PIECE = ("0-9a-z", _NUMERALS)
_DIGITS = {numeral: value for value, numeral in enumerate("〇一二三四五六七八九")} | {"零": 0}
# A house is counted in 栋 and 幢 too: 三栋 is a house, 三栋楼 are three of them.
_IS_NUMBER_OF = "(?=号|单元|弄|区|期|栋(?!楼)|幢(?!楼))"
_NUMBER = re.compile(f"[{_NUMERALS}]+{_IS_NUMBER_OF}")
_HOUSE = re.compile(r"(\d+)(?:号楼|栋|幢|#楼?)")


def flat(words: str) -> str:
    """One width, one case, one way to write a number and a house, no spaces that part nothing.

    >>> flat("十二 栋 2 单元"), flat("3#楼 东侧"), flat("李四 三号楼")
    ('12号楼2单元', '3号楼东侧', '李四 3号楼')
    """
    text = unicodedata.normalize("NFKC", words).casefold()
    text = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    text = re.sub(r"\s+", _parting, text)
    text = _NUMBER.sub(lambda found: str(value_of(found[0])), text)
    return _HOUSE.sub(r"\1号楼", text)


def _parting(space: re.Match[str]) -> str:
    """A space that keeps two numbers or two Latin words apart stays."""
    text, start, end = space.string, space.start(), space.end()
    around = text[start - 1 : start] + text[end : end + 1]
    return " " if any(re.fullmatch(f"[{piece}]{{2}}", around) for piece in _ONE_PIECE) else ""


def value_of(numerals: str) -> int:
    """
    >>> [value_of(one) for one in ("三", "十", "二十三", "一百零八", "二〇三")]
    [3, 10, 23, 108, 203]
    """
    if not re.search("[十百]", numerals):
        return int("".join(str(_DIGITS[one]) for one in numerals))
    total, digit = 0, 0
    for numeral in numerals:
        scale = {"十": 10, "百": 100}.get(numeral)
        if scale is None:
            digit = _DIGITS[numeral]
        else:
            total, digit = total + max(digit, 1) * scale, 0
    return total + digit


def longest_word(
    words: str, known: Iterable[tuple[Owner, Iterable[str]]]
) -> tuple[Owner, str] | None:
    """Whose word occurs in what somebody wrote, and which, as ``flat`` writes it.

    The longest word wins, because 三号楼东 says more than 三号楼; between equals whoever comes
    first. A word is never a part of a number or of a Latin word.
    """
    text = flat(words)
    best: tuple[Owner, str] | None = None
    for owner, its_words in known:
        for word in map(_flat_word, its_words):
            is_longer = best is None or len(word) > len(best[1])
            if word and is_longer and word in text and _pattern(word).search(text):
                best = owner, word
    return best


# Large enough for the places of many communities; what people report is not kept here.
_flat_word = lru_cache(maxsize=2**14)(flat)


@lru_cache(maxsize=1024)
def _pattern(word: str) -> re.Pattern[str]:
    pattern = re.escape(word)
    for piece in _ONE_PIECE:
        if re.match(f"[{piece}]", word):
            pattern = f"(?<![{piece}]){pattern}"
        if re.search(f"[{piece}]$", word):
            pattern = f"{pattern}(?![{piece}])"
    return re.compile(pattern)
