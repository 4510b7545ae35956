"""Minutes 会议纪要: what a meeting came to, as it stood when it was published.

A published version is kept whole, so that what people have read does not change behind their
backs; what is put right later is the next version, with a word on what was.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from domain.answers import Json
from domain.meetings import Stage
from domain.rules import RuleBroken

LONGEST_SUMMARY, LONGEST_ITEM = 1000, 1000
SHORTEST_CORRECTION, LONGEST_CORRECTION = 2, 200
MOST_PICTURES = 10
"""As many as one album holds."""

MAY_BE_WRITTEN = frozenset({Stage.MET, Stage.DECIDED, Stage.FOLLOWING, Stage.CLOSED})
MAY_BE_PUBLISHED = frozenset({Stage.DECIDED, Stage.FOLLOWING, Stage.CLOSED})


@dataclass(frozen=True)
class Matter:
    """One item of the agenda; ``state`` is its ``ItemState``."""

    title: str
    minutes: str
    state: str


@dataclass(frozen=True)
class Voted:
    """A ballot that was counted: ``outcome`` is its ``Outcome``, ``votes`` go with ``options``."""

    number: str
    title: str
    outcome: str
    options: tuple[str, ...]
    votes: tuple[int, ...]
    eligible: int
    voted: int


@dataclass(frozen=True)
class Decided:
    """A resolution, with its owner by the name that everybody may read."""

    number: str
    words: str
    owner: str
    due_at: str


@dataclass(frozen=True)
class Minutes:
    """``needed`` is the quorum, 0 where there was none; ``pictures`` how many photos there are."""

    number: str
    title: str
    place: str
    starts_at: str
    ends_at: str
    leader: str
    invited: int
    present: int
    needed: int
    summary: str
    matters: tuple[Matter, ...]
    ballots: tuple[Voted, ...]
    resolutions: tuple[Decided, ...]
    pictures: int

    @property
    def is_empty(self) -> bool:
        written = self.summary or any(one.minutes for one in self.matters)
        return not (written or self.resolutions)


@dataclass(frozen=True)
class Version:
    """One publication; ``correction`` says what it puts right, from the second on."""

    number: int
    minutes: Minutes
    correction: str
    made_at: datetime


def as_stored(minutes: Minutes) -> dict[str, Json]:
    return asdict(minutes)


def read_minutes(stored: Mapping[str, Json]) -> Minutes:
    parts = {
        "matters": tuple(Matter(**one) for one in stored["matters"]),
        "ballots": tuple(
            Voted(**{**one, "options": tuple(one["options"]), "votes": tuple(one["votes"])})
            for one in stored["ballots"]
        ),
        "resolutions": tuple(Decided(**one) for one in stored["resolutions"]),
    }
    return Minutes(**{**stored, **parts})


def check_words(text: str, *, longest: int) -> str:
    """What is written into the minutes, with its line breaks."""
    words = text.strip()
    if not words:
        raise RuleBroken("minutes.write_words")
    if len(words) > longest:
        raise RuleBroken("minutes.too_long", count=longest)
    return words


def check_correction(text: str) -> str:
    words = " ".join(text.split())
    if len(words) < SHORTEST_CORRECTION:
        raise RuleBroken("minutes.what_corrected")
    if len(words) > LONGEST_CORRECTION:
        raise RuleBroken("minutes.too_long", count=LONGEST_CORRECTION)
    return words
