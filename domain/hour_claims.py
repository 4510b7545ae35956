"""Hours that somebody says they gave 申报, until somebody else says yes or no."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.addresses import Address
from domain.rules import RuleBroken

ABOUT = "hour_claim:"
REMINDED_AFTER = timedelta(days=3)
RAISED_AFTER = timedelta(days=14)


class ClaimState(StrEnum):
    ASKED = "asked"
    CONFIRMED = "confirmed"  # 通过
    REJECTED = "rejected"  # 驳回
    WITHDRAWN = "withdrawn"  # 撤回


@dataclass(frozen=True)
class HourClaim:
    """``starts_at`` and ``ends_at`` where the clock was named; ``said_in`` is the message."""

    id: int
    community_id: int
    person_id: int
    service: str
    held_on: date
    starts_at: datetime | None
    ends_at: datetime | None
    minutes: int
    words: str
    picture: str
    state: ClaimState
    reason: str
    said_in: Address
    decided_by: int | None
    decided_at: datetime | None
    version: int

    @property
    def about(self) -> str:
        """How jobs and messages name it."""
        return f"{ABOUT}{self.id}"


def claim_id_of(about: str) -> int:
    return int(about.removeprefix(ABOUT))


def check_not_own(person_id: int, by: int) -> None:
    """Nobody confirms, refuses or corrects hours of their own, whatever they are."""
    if person_id == by:
        raise RuleBroken("hours.own")


@dataclass(frozen=True)
class Occupied:
    """Time that somebody has given already, or says so; without a clock only the words tell."""

    held_on: date
    minutes: int
    words: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None


def overlapping(claim: HourClaim, others: Iterable[Occupied]) -> list[Occupied]:
    """What may be the same hours told twice: at the same time, or on that day in the same words."""
    return [one for one in others if _meet(claim, one) or _say_the_same(claim, one)]


def _meet(claim: HourClaim, other: Occupied) -> bool:
    if claim.starts_at is None or claim.ends_at is None:
        return False
    if other.starts_at is None or other.ends_at is None:
        return False
    return claim.starts_at < other.ends_at and other.starts_at < claim.ends_at


def _say_the_same(claim: HourClaim, other: Occupied) -> bool:
    return claim.held_on == other.held_on and _mark(claim.words) == _mark(other.words)


def _mark(words: str) -> str:
    return "".join(letter for letter in words.casefold() if letter.isalnum())
