"""有异议: somebody says that hours which stand under their name are wrong."""

from dataclasses import dataclass
from enum import StrEnum

ABOUT = "hour_dispute:"


class DisputeState(StrEnum):
    ASKED = "asked"
    CORRECTED = "corrected"  # 更正
    UPHELD = "upheld"  # 维持


@dataclass(frozen=True)
class HourDispute:
    """``words`` are what is wrong, ``reason`` why it stays so, if it does."""

    id: int
    community_id: int
    person_id: int
    hours_id: int
    words: str
    state: DisputeState
    reason: str
    decided_by: int | None
    version: int

    @property
    def about(self) -> str:
        """How messages name it."""
        return f"{ABOUT}{self.id}"


def dispute_id_of(about: str) -> int:
    return int(about.removeprefix(ABOUT))
