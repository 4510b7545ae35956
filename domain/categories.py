"""Categories 类别: what kinds of cases there are, and which of them words speak of.

How a catalogue is read and checked is in ``domain/catalogue.py``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import groupby
from typing import TypeVar

from domain.permissions import Role
from domain.plain_text import plain

MOST_SUGGESTED = 3
GAP = "…"
TRAP = "-"

_LONGEST_READ = 1000  # who writes more has named the matter by then
_WIDEST_GAP = 8
_URGE = 3
_STOPS = "。，！？；：、,.!?;:\n"
_NOT = ("不是", "并非", "not ", "not a ", "not the ")
_IS_NOT_A_NO = ("是不是", "要不是")


class Priority(IntEnum):
    NORMAL = 0
    HIGH = 1
    URGENT = 2  # 急: its card never waits


@dataclass(frozen=True)
class Question:
    """Asked by buttons once the number is out; each answer is a button."""

    text: str
    answers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Starter:
    """A kind of case as a catalogue describes it, before it belongs to a community.

    ``words`` suggest it. ``楼道…灯`` means both in this order in one breath, and ``-垃圾短信`` that
    this is none of it though 垃圾 occurs. ``response`` and ``solution`` are targets such as ``2h``
    (working hours) or ``3d`` (working days). ``grid_role`` is who gets such a case by default.
    """

    code: str
    head: str
    name: str
    words: tuple[str, ...]
    response: str
    solution: str
    priority: Priority
    grid_role: Role
    is_confidential: bool
    needs_check: bool
    questions: tuple[Question, ...]
    is_active: bool = True


@dataclass(frozen=True, kw_only=True)
class Category(Starter):
    """A kind of case of one community, as its secretaries have it now."""

    id: int
    community_id: int


Known = TypeVar("Known", bound=Starter)


def heads_of(known: Sequence[Category]) -> dict[str, list[int]]:
    """The groups of what everybody may know of, in the catalogue's order, each with its kinds."""
    heads: dict[str, list[int]] = {}
    for one in known:
        if one.is_active and not one.is_confidential:
            heads.setdefault(one.head, []).append(one.id)
    return heads


def suggest(words: str, categories: Sequence[Known]) -> list[Known]:
    """The categories that words speak of, best first, three at most; none if none is named.

    A word inside a longer one does not count, whosever the longer one is: 电动车 is no 车. Long
    words say more than short ones, several more than one, and those of an urgent kind three times
    as much, so that 垃圾桶着火 is a fire; between equals the order of the catalogue decides.
    """
    clues = _clues(tuple(one.words if one.is_active else () for one in categories))
    said = _Said(plain(words)[:_LONGEST_READ], clues)
    heard = {(clue.owner, clue.word): clue.weight for clue in said.standing()}
    scores: dict[int, float] = {}
    for (owner, _), weight in heard.items():
        if owner is not None:
            urge = _URGE if categories[owner].priority is Priority.URGENT else 1
            scores[owner] = scores.get(owner, 0) + weight * urge
    best = sorted(scores, key=lambda place: (-scores[place], place))
    return [categories[place] for place in best[:MOST_SUGGESTED]]


def parts_of(word: str) -> tuple[str, ...]:
    """What of a word must be said, in this order.

    >>> parts_of("楼道…灯")
    ('楼道', '灯')
    """
    return tuple(plain(part) for part in word.removeprefix(TRAP).split(GAP))


@dataclass(frozen=True)
class _Clue:
    """A word of the category at place ``owner``; of nobody, if it is a trap."""

    owner: int | None
    word: str
    parts: tuple[str, ...]
    length: float

    @property
    def weight(self) -> float:
        return self.length**2


@lru_cache(maxsize=256)
def _clues(catalogue: tuple[tuple[str, ...], ...]) -> dict[str, list[_Clue]]:
    """All words of a catalogue by their first letter."""
    clues: dict[str, list[_Clue]] = {}
    for place, words in enumerate(catalogue):
        for written in words:
            owner = None if written.startswith(TRAP) else place
            parts = parts_of(written)
            # A Latin letter says half as much as a Chinese one.
            length = sum(0.5 if letter.isascii() else 1 for part in parts for letter in part)
            if all(parts):
                clue = _Clue(owner, "".join(parts), parts, length)
                clues.setdefault(parts[0][0], []).append(clue)
    return clues


class _Said:
    def __init__(self, text: str, clues: dict[str, list[_Clue]]) -> None:
        self._text = text
        self._clues = clues

    def standing(self) -> Iterator[_Clue]:
        """The clues that are said for themselves and not denied.

        Not inside longer ones, and not begun with the end of another: 路灯不亮 is no 灯不亮.
        """
        taken = 0
        apart = sorted(self._outside_longer(), key=lambda one: _first(one[0]))
        for first, together in groupby(apart, key=lambda one: _first(one[0])):
            if first & taken == 0:
                for letters, clue in together:
                    taken |= letters
                    if not self._is_denied(first):
                        yield clue

    def _outside_longer(self) -> Iterator[tuple[int, _Clue]]:
        taken = 0
        found = sorted(self._occurring(), key=lambda one: -one[1].length)
        for _, alike in groupby(found, key=lambda one: one[1].length):
            longer = taken
            for letters, clue in alike:
                taken |= letters
                if letters & ~longer:
                    yield letters, clue

    def _occurring(self) -> Iterator[tuple[int, _Clue]]:
        """Each clue wherever it occurs, with the letters it takes, a bit for each."""
        for start, letter in enumerate(self._text):
            for clue in self._clues.get(letter, ()):
                if letters := self._taken_by(clue.parts, start):
                    yield letters, clue

    def _taken_by(self, parts: tuple[str, ...], start: int) -> int:
        letters, at = 0, start
        for number, part in enumerate(parts):
            if number:
                at = self._text.find(part, at, self._end_of_breath(at) + len(part))
            elif not self._text.startswith(part, at):
                return 0
            if at < 0 or not self._is_whole(at, at + len(part)):
                return 0
            letters |= ((1 << len(part)) - 1) << at
            at += len(part)
        return letters

    def _end_of_breath(self, at: int) -> int:
        gap = self._text[at : at + _WIDEST_GAP]
        return at + next((n for n, letter in enumerate(gap) if letter in _STOPS), len(gap))

    def _is_whole(self, start: int, end: int) -> bool:
        """Latin words stand between other letters, but for a plural: lift is not in lifting."""
        text = self._text
        before, after = text[start - 1 : start], text[end:].removeprefix("s")[:1]
        first, last = text[start], text[end - 1]
        return not (_is_latin(before) and _is_latin(first)) and not (
            _is_latin(after) and _is_latin(last)
        )

    def _is_denied(self, first: int) -> bool:
        start = first.bit_length() - 1
        before = self._text[max(start - 8, 0) : start]
        return before.endswith(_NOT) and not before.endswith(_IS_NOT_A_NO)


def _first(letters: int) -> int:
    return letters & -letters


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()
