"""How Chinese words are found: by the pairs of letters that they are made of, kept in order.

Chinese has no spaces between words, and most of what people look for has two letters. So a text
is kept as its overlapping pairs, 井盖松动 as 井盖 盖松 松动, and a wish is found where its own
pairs follow one another. A Latin word or a number counts as one letter, and so 1号楼 is not found
in 11号楼.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from domain.cases import Stage
from domain.permissions import GRANTS, Holding, Scope, Verb
from domain.place_words import flat
from domain.rules import RuleBroken

Phrase = tuple[str, ...]
"""Pairs that must follow one another."""

LONGEST_WORD = 32
"""A longer Latin word is known by its beginning; a database refuses endless ones."""

MOST_PAIRS = 4000

MOST_WORDS, LONGEST_WISH = 8, 64
"""So many words are looked for at once, and so much of what somebody wrote is read."""

# Hanzi and their radicals, kana, hangul: scripts in which a letter says as much as a syllable.
_SYLLABLE = (
    "[\u2e80-\u2fdf\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc-\u30ff\u3130-\u318f\u31a0-\u31bf"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)
_LETTER = re.compile(rf"{_SYLLABLE}|(?:(?!{_SYLLABLE})[^\W_])+")


def pairs_of(*texts: str) -> list[str]:
    """What texts are found by; each is a text of its own.

    >>> pairs_of("井盖松动", "3 号楼 LED灯")
    ['井盖', '盖松', '松动', '3号', '号楼', '楼led', 'led灯', '3', 'led']
    """
    runs = [run for text in texts for run in _runs(flat(text))]
    pairs = [pair for run in runs for pair in _pairs(run)]
    # Latin words and numbers by themselves come after everything, where they part no neighbours.
    words = [letter for run in runs for letter in run if not _is_hanzi(letter)]
    return [*pairs, *words][:MOST_PAIRS]


def query_of(wish: str) -> tuple[Phrase, ...]:
    """What somebody looks for: every phrase must occur. Raises ``RuleBroken`` where a word is one
    hanzi alone, which would be found everywhere. Signs mean nothing here, whatever they mean to a
    database.

    >>> query_of("井盖松 东门")
    (('井盖', '盖松'), ('东门',))
    >>> query_of("LED"), query_of("井 盖")
    ((('led',),), (('井盖',),))
    """
    words = wish[:LONGEST_WISH].split()[:MOST_WORDS]
    runs = [run for word in words for run in _runs(flat(word))]
    if all(_is_a_letter(run) for run in runs):
        runs = list(_runs(flat(wish[:LONGEST_WISH])))
    is_hanzi_alone = any(len(run) == 1 and _is_hanzi(run[0]) for run in runs)
    if is_hanzi_alone or all(_is_a_letter(run) for run in runs):
        raise RuleBroken("search.too_short")
    return tuple(dict.fromkeys(tuple(_pairs(run)) or tuple(run) for run in runs))


def _runs(text: str) -> Iterator[list[str]]:
    """Letters that follow one another with nothing between them."""
    end = None
    run: list[str] = []
    for found in _LETTER.finditer(text):
        if run and found.start() != end:
            yield run
            run = []
        run.append(found[0][:LONGEST_WORD])
        end = found.end()
    if run:
        yield run


def _pairs(run: list[str]) -> list[str]:
    return [one + other for one, other in pairwise(run)]


def _is_a_letter(run: list[str]) -> bool:
    return len(run) == 1 and len(run[0]) == 1


def _is_hanzi(letter: str) -> bool:
    return re.match(_SYLLABLE, letter) is not None


@dataclass(frozen=True)
class Finding:
    """A case as far as a list or another chat may show it; whoever reported it is not in it."""

    id: int
    number: int
    stage: Stage
    words: str
    place: str
    grid_id: int | None
    reported_at: datetime

    @property
    def code(self) -> str:
        return f"#C{self.number}"


@dataclass(frozen=True)
class Eyes:
    """Which of the hidden cases, anonymous or confidential, somebody may find: those of these
    grids and of none, those they reported, those they are on; or all. Nobody's eyes see none.
    """

    person_id: int | None = None
    sees_all: bool = False
    sees_gridless: bool = False
    grids: frozenset[int] = frozenset()
    sees_assigned: bool = False


NOBODY = Eyes()


def eyes_of(person_id: int, holdings: Iterable[Holding]) -> Eyes:
    """What somebody who holds these may find in private, as the table of permissions says it."""
    granted = GRANTS[Verb.LOOK_CLOSELY]
    held = [(one, granted[one.role]) for one in holdings if one.role in granted]
    in_grids = [one.grid_id for one, scope in held if scope is Scope.GRID]
    return Eyes(
        person_id,
        sees_all=None in in_grids or any(scope is Scope.COMMUNITY for _, scope in held),
        sees_gridless=bool(in_grids),
        grids=frozenset(one for one in in_grids if one is not None),
        sees_assigned=any(scope is Scope.ASSIGNED for _, scope in held),
    )
