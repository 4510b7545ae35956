"""Points 积分: accounts and what moves between them. What is earned for what: ``rule_sheets``.

Every movement takes from one account and gives to another, so that all balances together are
zero. The pool is where points come from and go back to: it alone may be below zero, and what it
is short of is what people and shops hold.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AccountKind(StrEnum):
    POOL = "pool"  # 社区池
    PERSON = "person"  # 个人
    SHOP = "shop"  # 商户
    HELD = "held"  # 冻结: points of vouchers that are not used yet


class Movement(StrEnum):
    """Why points move without a rule of the sheet."""

    HELD = "voucher.held"
    RETURNED = "voucher.returned"
    USED = "voucher.used"
    SETTLED = "shop.settled"
    EXPIRED = "points.expired"
    REVERSED = "points.reversed"


@dataclass(frozen=True)
class PointAccount:
    id: int
    community_id: int
    kind: AccountKind
    person_id: int | None
    balance: int


@dataclass(frozen=True)
class Entry:
    """A row of the ledger 流水: ``points`` went from one account to another."""

    id: int
    from_id: int
    to_id: int
    points: int
    rule: str
    words: str
    confirmed_by: int | None
    grant_id: int | None
    voucher_id: int | None
    reverses_id: int | None
    entered_at: datetime


def replay(entries: Iterable[Entry]) -> dict[int, int]:
    """The balance of every account as its rows alone tell it."""
    balances: dict[int, int] = {}
    for one in entries:
        balances[one.from_id] = balances.get(one.from_id, 0) - one.points
        balances[one.to_id] = balances.get(one.to_id, 0) + one.points
    return balances
