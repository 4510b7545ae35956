"""A shop's month: from when until when, and who may sign for whom."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from domain.rules import RuleBroken
from domain.statements import Side, Statement, due_at, month_after, span_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
SHOP, SECRETARY = 6, 5


def test_a_month_is_the_communitys_own() -> None:
    since, until = span_of("2026-12", SHANGHAI)

    assert since == datetime(2026, 11, 30, 16, tzinfo=UTC)
    assert until == datetime(2026, 12, 31, 16, tzinfo=UTC)
    assert due_at("2026-12", SHANGHAI) == datetime(2027, 1, 1, 0, tzinfo=UTC)
    assert [month_after(f"2026-{month:02}") for month in (1, 2, 11, 12)] == [
        "2026-02",
        "2026-03",
        "2026-12",
        "2027-01",
    ]


def test_nobody_signs_for_both_sides() -> None:
    statement = Statement(1, 1, SHOP, "2026-10", 3, 90, SHOP, None, 2)

    assert statement.side_of(SHOP) is Side.SHOP
    assert statement.side_of(SECRETARY) is Side.OFFICE
    assert not statement.is_settled
    statement.check_unsigned(Side.OFFICE)
    with pytest.raises(RuleBroken, match="signed_already"):
        statement.check_unsigned(Side.SHOP)


def test_what_a_shop_disputes_the_office_does_not_confirm() -> None:
    statement = Statement(1, 1, SHOP, "2026-10", 3, 90, None, None, 2, "那天没人来")

    statement.check_can_sign(Side.SHOP)
    with pytest.raises(RuleBroken, match="shop_first"):
        statement.check_can_sign(Side.OFFICE)
