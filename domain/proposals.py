"""Proposals 提议: a matter brought up, how many must stand behind it, what becomes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from domain.plain_text import in_one_line
from domain.rules import RuleBroken

SHORTEST, LONGEST = 4, 300
SHORTEST_REASON, LONGEST_REASON = 4, 300
LONGEST_TITLE = 40

MOST_OPEN = 3
"""So many of one person's own gather voices at a time."""

USUAL_SECONDS, FEWEST_SECONDS, MOST_SECONDS = 10, 2, 500
ONE_OF = 10
"""Where the office has laid down nothing, one of so many members is enough."""


class ProposalState(StrEnum):
    DRAFT = "draft"  # written in private, and not shown to anybody yet
    OPEN = "open"  # 附议中
    SECONDED = "seconded"  # enough have 附议: the secretary's turn
    DEFERRED = "deferred"  # 暂缓
    TAKEN = "taken"  # 领题: it waits for a meeting
    SCHEDULED = "scheduled"  # on a meeting's agenda
    ADOPTED = "adopted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


DRAFT, OPEN, SECONDED, DEFERRED, TAKEN, SCHEDULED, ADOPTED, DECLINED, WITHDRAWN = ProposalState

FROM: Mapping[ProposalState, frozenset[ProposalState]] = MappingProxyType(
    {
        OPEN: frozenset({DRAFT}),
        SECONDED: frozenset({OPEN}),
        DEFERRED: frozenset({SECONDED}),
        TAKEN: frozenset({SECONDED, DEFERRED, SCHEDULED}),
        SCHEDULED: frozenset({TAKEN}),
        ADOPTED: frozenset({TAKEN, SCHEDULED}),
        DECLINED: frozenset({TAKEN, SCHEDULED}),
        WITHDRAWN: frozenset({DRAFT, OPEN}),
    }
)
"""Out of which states a proposal comes into each."""

TAKES_VOICES = frozenset({OPEN, SECONDED})
"""While the secretary has not answered yet, one more voice is still heard."""


class Pile(StrEnum):
    """The parts of the list."""

    OPEN = "open"
    SECONDED = "seconded"
    TAKEN = "taken"
    DONE = "done"


PILES: Mapping[Pile, tuple[ProposalState, ...]] = MappingProxyType(
    {
        Pile.OPEN: (OPEN,),
        Pile.SECONDED: (SECONDED,),
        Pile.TAKEN: (TAKEN, SCHEDULED),
        Pile.DONE: (ADOPTED, DECLINED, DEFERRED, WITHDRAWN),
    }
)


@dataclass(frozen=True)
class Proposal:
    """``made_by`` is nobody where the bot itself found that several cases are one matter.

    ``reason`` is what the secretary wrote, or the meeting, for the state it is in.
    """

    id: int
    community_id: int
    made_by: int | None
    title: str
    words: str
    seconds_needed: int
    seconds: int
    state: ProposalState
    reason: str
    reviewed_by: int | None
    meeting_id: int | None
    version: int
    made_at: datetime

    @property
    def about(self) -> str:
        """How messages and jobs name it."""
        return f"proposal:{self.id}"

    @property
    def code(self) -> str:
        return f"#P{self.id}"


def proposal_id_of(about: str) -> int:
    """
    >>> proposal_id_of("proposal:7")
    7
    """
    return int(about.removeprefix("proposal:"))


def needed_of(laid_down: int, members: int) -> int:
    """How many others must stand behind a proposal; 0 laid down: by how many members there are.

    >>> needed_of(5, 9), needed_of(0, 9), needed_of(0, 41), needed_of(0, 4000)
    (5, 2, 5, 10)
    """
    return laid_down or max(FEWEST_SECONDS, min(USUAL_SECONDS, -(-members // ONE_OF)))


def read_needed(text: str) -> int | None:
    """What a secretary lays down: a number, or 0 for 自动; ``None`` for anything else."""
    words = text.strip().lower().removesuffix("人").removesuffix("个").strip()
    if words in ("自动", "默认", "auto"):
        return 0
    if not (words.isascii() and words.isdecimal() and len(words) <= len(str(MOST_SECONDS))):
        return None
    return int(words) if 1 <= int(words) <= MOST_SECONDS else None


def read_words(text: str) -> str:
    """What is proposed. Raises ``RuleBroken`` for what says too little or too much."""
    words = in_one_line(text)
    if sum(letter.isalnum() for letter in words) < SHORTEST:
        raise RuleBroken("proposal.too_short")
    if len(words) > LONGEST:
        raise RuleBroken("proposal.too_long", count=LONGEST)
    return words


def read_reason(text: str) -> str:
    """Why: those who stood behind it will read it."""
    words = in_one_line(text)
    if sum(letter.isalnum() for letter in words) < SHORTEST_REASON:
        raise RuleBroken("proposal.why")
    if len(words) > LONGEST_REASON:
        raise RuleBroken("proposal.reason_too_long", count=LONGEST_REASON)
    return words


def title_of(words: str) -> str:
    """As much of it as a list or an agenda has room for.

    >>> title_of("3号楼加装充电桩")
    '3号楼加装充电桩'
    """
    return words if len(words) <= LONGEST_TITLE else words[: LONGEST_TITLE - 1] + "…"
