"""What there is to say about a case, for whoever writes a card about it."""

from dataclasses import dataclass

from domain.cases import Case
from domain.categories import Question
from domain.media import Shown


@dataclass(frozen=True)
class CaseFacts:
    """A case with its people. Names are whole here; whoever writes the card masks them. Of an
    anonymous report the reporter's is not here at all.

    ``is_hidden``: what it is about has been taken out, for those who read this may not know.
    """

    case: Case
    reporter: str
    trade: str | None
    first_finder: str | None
    author: str | None
    grid: str | None
    holders: tuple[str, ...]
    assignees: tuple[str, ...]
    stage_by: str | None
    follower_count: int
    photos: tuple[Shown, ...]
    result_photos: tuple[Shown, ...]
    category: str | None = None
    merged_into: str | None = None
    """The number of the case it went into, as people know it."""
    split_from: str | None = None
    same_as: Case | None = None
    """The open case that the reporter is being asked about: is it the same?"""
    head: str | None = None
    """Of the category."""
    questions: tuple[Question, ...] = ()
    is_hidden: bool = False
