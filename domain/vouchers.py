"""Vouchers 兑换券: what somebody got for points, until it is used, given back, or too old."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.wall_clock import moment_of


class VoucherState(StrEnum):
    ISSUED = "issued"  # 未使用
    USED = "used"  # 已使用
    RETURNED = "returned"  # 已退
    EXPIRED = "expired"  # 已过期


LIVING = (VoucherState.ISSUED, VoucherState.USED)
"""What counts against the limit per person; what was given back or expired does not."""

WARNED_AHEAD = timedelta(days=7)

PROOF = 16
"""Letters of the mark, 64 bits."""


@dataclass(frozen=True)
class Voucher:
    """``mark`` is what its code is found by, ``nonce`` what the code is made from."""

    id: int
    community_id: int
    offer_id: int
    person_id: int
    shop_id: int
    points: int
    nonce: str = field(repr=False)
    mark: str = field(repr=False)
    state: VoucherState
    version: int
    issued_at: datetime
    expires_at: datetime
    ended_at: datetime | None

    @property
    def proof(self) -> str:
        """What a shop's button carries besides the number, which anybody can make up: only a card
        that was shown for the code knows it.
        """
        return self.mark[:PROOF]

    @property
    def about(self) -> str:
        """How jobs and messages name it."""
        return f"voucher:{self.id}"


def voucher_id_of(subject: str) -> int:
    """The voucher that a job is about."""
    return int(subject.split(":")[1])


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The first moment at which what is good until this day is good no more."""
    return moment_of(day + timedelta(days=1), 0, zone)
