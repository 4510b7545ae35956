"""Bulk acts 批量: one act of the office on many cases, as a command says it."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from domain.cases import Act, Stage, check_words
from domain.media import Words
from domain.rules import RuleBroken

MOST_CASES = 50

BULK_ACTS = (Act.ACCEPT, Act.PROGRESS, Act.RESOLVE, Act.REJECT, Act.TRANSFER, Act.NOTE)

TOLD = (Act.RESOLVE, Act.REJECT, Act.TRANSFER)
"""The acts of which whoever reported a case, or follows it, hears."""

_CHINESE = {
    "受理": Act.ACCEPT,
    "处理中": Act.PROGRESS,
    "办结": Act.RESOLVE,
    "驳回": Act.REJECT,
    "转办": Act.TRANSFER,
    "备注": Act.NOTE,
}
ACT_NAMES: Mapping[str, Act] = MappingProxyType(
    {**_CHINESE, **{act.value: act for act in BULK_ACTS}}
)

_NUMBER = r"#?c?(\d{4,9})"
_NUMBERS = re.compile(rf"{_NUMBER}(?:\s*(?:-|~|至|到|—+|–)\s*{_NUMBER})?[\s,、;]*")
_ACT = re.compile("|".join(sorted(ACT_NAMES, key=len, reverse=True)), re.IGNORECASE)


@dataclass(frozen=True)
class BulkWish:
    """``numbers`` in the order in which they were said, each once."""

    numbers: tuple[int, ...]
    act: Act
    words: str


def parse_bulk(text: str) -> BulkWish:
    """Numbers and ranges of numbers, then the act, then its words.

    >>> parse_bulk("1024-1026, #C1030 办结 已统一更换")
    BulkWish(numbers=(1024, 1025, 1026, 1030), act=<Act.RESOLVE: 'resolve'>, words='已统一更换')

    Raises ``RuleBroken`` for what is no such wish, for too many cases, and for an act without the
    words that it owes the reporters.
    """
    plain = "".join(unicodedata.normalize("NFKC", letter)[:1] or letter for letter in text)
    numbers, at = _numbers(plain.lower())
    act = _ACT.match(plain, at)
    if not numbers or act is None:
        raise RuleBroken("bulk.usage")
    words = text[act.end() :].strip(" \t\n，,：:。")
    chosen = ACT_NAMES[act[0].lower()]
    check_words(chosen, words, has_media=False)
    return BulkWish(tuple(numbers), chosen, words)


def _numbers(text: str) -> tuple[list[int], int]:
    """The numbers, and where they end."""
    found: dict[int, None] = {}
    at = len(text) - len(text.lstrip())
    while match := _NUMBERS.match(text, at):
        first, last = int(match[1]), int(match[2] or match[1])
        if last < first or last - first >= MOST_CASES:
            raise RuleBroken("bulk.too_many", most=MOST_CASES)
        found |= dict.fromkeys(range(first, last + 1))
        at = match.end()
    if len(found) > MOST_CASES:
        raise RuleBroken("bulk.too_many", most=MOST_CASES)
    return list(found), at


@dataclass(frozen=True)
class Refusal:
    """Why a case was left as it is: a sentence by its key."""

    key: str
    params: Mapping[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True)
class Bulk:
    """A bulk act as its row says. ``unknown`` are numbers the community has no case of; ``done``
    and ``refused`` are cases that have had their turn.
    """

    id: int
    community_id: int
    person_id: int
    act: Act
    words: str
    case_ids: tuple[int, ...]
    unknown: tuple[int, ...]
    done: tuple[int, ...]
    refused: Mapping[int, Refusal]
    state: str
    version: int
    asked_at: datetime

    @property
    def about(self) -> str:
        return f"bulk:{self.id}"

    @property
    def said(self) -> Words:
        return Words(self.words)

    @property
    def had_turn(self) -> int:
        return len(self.done) + len(self.refused)


ASKED, DOING, DONE, DROPPED = "asked", "doing", "done", "dropped"

NEWS = {
    Stage.RESOLVED: "resolved",
    Stage.REJECTED: "rejected",
    Stage.TRANSFERRED: "transferred",
}
"""What a digest tells of, by the stage that cases have come to."""
