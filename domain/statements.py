"""Statements 对账单: a shop's month, signed by the shop 核对无误 and by a secretary 确认."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.rules import RuleBroken
from domain.wall_clock import moment_of

DUE_MINUTE = 8 * 60
"""When on the first of a month the last one's statements are made, in minutes after midnight."""


class Side(StrEnum):
    SHOP = "shop"
    OFFICE = "office"


@dataclass(frozen=True)
class Statement:
    """``month`` as ``2026-10``; ``dispute`` is what the shop says is wrong, until it signs."""

    id: int
    community_id: int
    shop_id: int
    month: str
    vouchers: int
    points: int
    shop_signed_by: int | None
    office_signed_by: int | None
    version: int
    dispute: str = ""

    @property
    def about(self) -> str:
        return f"statement:{self.id}"

    @property
    def is_settled(self) -> bool:
        return self.shop_signed_by is not None and self.office_signed_by is not None

    def side_of(self, person_id: int) -> Side:
        """A shop's own person never signs for the office."""
        return Side.SHOP if person_id == self.shop_id else Side.OFFICE

    def check_unsigned(self, side: Side) -> None:
        signed = self.shop_signed_by if side is Side.SHOP else self.office_signed_by
        if signed is not None:
            raise RuleBroken("statement.signed_already")

    def check_can_sign(self, side: Side) -> None:
        """While a shop says that something is wrong, nobody confirms it over their head."""
        self.check_unsigned(side)
        if side is Side.OFFICE and self.dispute:
            raise RuleBroken("statement.shop_first")


def numbers_of(month: str) -> dict[str, int]:
    """As sentences want it.

    >>> numbers_of("2026-02")
    {'year': 2026, 'month': 2}
    """
    first = _first_of(month)
    return {"year": first.year, "month": first.month}


def month_of(day: date) -> str:
    return f"{day:%Y-%m}"


def month_after(month: str) -> str:
    """
    >>> month_after("2026-12")
    '2027-01'
    """
    return month_of(_first_of(month) + timedelta(days=31))


def _first_of(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def span_of(month: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From its first moment until before the next month's, by the clocks of ``zone``."""
    return (
        moment_of(_first_of(month), 0, zone),
        moment_of(_first_of(month_after(month)), 0, zone),
    )


def due_at(month: str, zone: ZoneInfo) -> datetime:
    """When a month's statements are made."""
    return moment_of(_first_of(month_after(month)), DUE_MINUTE, zone)
