"""Grants: points that somebody gets or loses by a rule, from the promise to the ledger."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class GrantState(StrEnum):
    ASKED = "asked"  # waits for a second secretary
    PENDING = "pending"  # waits for its release
    PAID = "paid"  # stands in the ledger
    REFUSED = "refused"
    REVERSED = "reversed"


COUNTING = (GrantState.ASKED, GrantState.PENDING, GrantState.PAID)
"""What caps count: what was refused or taken back makes room again."""


@dataclass(frozen=True)
class Grant:
    """``points`` are below zero where somebody loses them; ``about`` names what it is for
    (``case:12``, ``hours:5``), ``rule`` the code of a rule of the sheet. What ``is_discreet``
    counts in no ranking: who watches one could tell whose report it was.
    """

    id: int
    community_id: int
    person_id: int
    rule: str
    sheet_id: int
    points: int
    about: str
    words: str
    state: GrantState
    source: str
    granted_by: int | None
    second_by: int | None
    granted_on: date
    granted_at: datetime
    release_at: datetime | None
    is_discreet: bool = False

    @property
    def counts(self) -> bool:
        return self.state in COUNTING

    @property
    def subject(self) -> str:
        """How jobs and messages name it."""
        return f"grant:{self.id}"
