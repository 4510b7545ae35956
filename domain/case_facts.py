"""What there is to say about a case, for whoever writes a card about it."""

from dataclasses import dataclass

from domain.cases import Case
from domain.media import Attachment


@dataclass(frozen=True)
class CaseFacts:
    """A case with its people. Names are whole here; whoever writes the card masks them."""

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
    photos: tuple[Attachment, ...]
    result_photos: tuple[Attachment, ...]
