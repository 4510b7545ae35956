"""Days off as secretaries write them."""

from datetime import date

import pytest

from domain.days_off import (
    Stretch,
    WholeYear,
    as_stored,
    parse_days_off,
    read_overlay,
    stretches,
    with_changes,
)
from domain.rules import RuleBroken
from domain.workdays import NO_OVERLAY, DayKind, Overlay, kind_of


def days(first: str, last: str, becomes: DayKind) -> Stretch:
    return Stretch(date.fromisoformat(first), date.fromisoformat(last), becomes)


@pytest.mark.parametrize(
    ("line", "means"),
    [
        ("2027-01-01 至 2027-01-03 放假", days("2027-01-01", "2027-01-03", DayKind.HOLIDAY)),
        ("2027-1-1到1-3放假", days("2027-01-01", "2027-01-03", DayKind.HOLIDAY)),
        ("2027年1月1日至3日 放假", days("2027-01-01", "2027-01-03", DayKind.HOLIDAY)),
        ("２０２７/１/１～３ 休息", days("2027-01-01", "2027-01-03", DayKind.HOLIDAY)),
        ("2027.12.30 - 2028.1.2 off", days("2027-12-30", "2028-01-02", DayKind.HOLIDAY)),
        ("2027-01-01 to 2027-01-03 Holiday", days("2027-01-01", "2027-01-03", DayKind.HOLIDAY)),
        ("2027-01-09 上班", days("2027-01-09", "2027-01-09", DayKind.MAKE_UP)),
        ("2027-01-09：补班", days("2027-01-09", "2027-01-09", DayKind.MAKE_UP)),
        ("2027-01-09 取消", days("2027-01-09", "2027-01-09", DayKind.ORDINARY)),
        ("2027 已录全", WholeYear(2027, is_known=True)),
        ("2027年录全", WholeYear(2027, is_known=True)),
        ("2027 取消", WholeYear(2027, is_known=False)),
    ],
)
def test_a_line_says_what_days_are(line: str, means: Stretch | WholeYear) -> None:
    assert parse_days_off(line) == [means]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "days_off.usage"),
        ("元旦放假", "days_off.line"),
        ("2027-01-01", "days_off.line"),
        ("2027-01-01 好", "days_off.line"),
        ("1999 已录全", "days_off.line"),
        ("2027-02-30 放假", "days_off.no_such_day"),
        ("2027-01-03 至 2027-01-01 放假", "days_off.no_such_day"),
        ("2027-01-01 至 2027-12-31 放假", "days_off.no_such_day"),
        ("1927-01-01 放假", "days_off.no_such_day"),
        ("2027-01-01 放假\n" * 61, "days_off.too_many"),
    ],
)
def test_a_line_that_says_nothing_is_named(text: str, key: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        parse_days_off(text)

    assert broken.value.key == key


def test_one_wrong_line_among_others_changes_nothing() -> None:
    with pytest.raises(RuleBroken) as broken:
        parse_days_off("2027-01-01 放假\n2027-01-0x 上班\n2027 已录全")

    assert broken.value.params["line"] == "2027-01-0x 上班"


def test_what_is_said_later_holds() -> None:
    said = "2027-01-01 至 2027-01-03 放假；2027-01-02 上班；2027-01-03 取消；2027 已录全"

    overlay = with_changes(NO_OVERLAY, parse_days_off(said))

    assert overlay == Overlay(
        frozenset({date(2027, 1, 1)}), frozenset({date(2027, 1, 2)}), frozenset({2027})
    )
    assert kind_of(date(2027, 1, 2), overlay) is DayKind.MAKE_UP
    assert read_overlay(as_stored(overlay)) == overlay
    assert with_changes(overlay, parse_days_off("2027 取消")).years == frozenset()


def test_days_that_follow_one_another_stand_together() -> None:
    said = "2027-01-01 至 2027-01-03 放假；2027-01-04 上班；2027-01-06 放假"
    overlay = with_changes(NO_OVERLAY, parse_days_off(said))

    assert stretches(overlay, since=date(2027, 1, 2)) == [
        days("2027-01-02", "2027-01-03", DayKind.HOLIDAY),
        days("2027-01-04", "2027-01-04", DayKind.MAKE_UP),
        days("2027-01-06", "2027-01-06", DayKind.HOLIDAY),
    ]


def test_a_community_that_has_laid_down_nothing_has_no_overlay() -> None:
    assert read_overlay(None) == NO_OVERLAY
