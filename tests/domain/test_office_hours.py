"""How a community says when it works."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.office_hours import OfficeHours, Period, parse_hours
from domain.workdays import DayKind

MONDAY, FRIDAY, SATURDAY, SUNDAY = 0, 4, 5, 6
SHORT = "1-5 09:00-12:00,14:00-18:00; 6 09:00-12:00"


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("09:00-12:00,14:00-18:00", "09:00-12:00,14:00-18:00"),
        ("9:00—12:00、14:00～24:00", "09:00-12:00,14:00-24:00"),
        ("０９：００－１２：００", "09:00-12:00"),
        (SHORT, SHORT),
        ("周一至周五 09:00-12:00,14:00-18:00；周六 09:00-12:00", SHORT),
        ("周一到五9:00-12:00，14:00-18:00，周六9:00-12:00", SHORT),
        ("星期一 至 星期五 09:00-12:00, 14:00-18:00\n礼拜六 09:00-12:00", SHORT),
        ("Mon-Fri 09:00-12:00, 14:00-18:00; Saturday 09:00-12:00", SHORT),
        ("09:00-12:00,14:00-18:00; 6 09:00-12:00", SHORT),
        ("09:00-18:00；周五 09:00-12:00", "1-4 09:00-18:00; 5 09:00-12:00"),
        ("周一、周三 09:00-10:00", "1 09:00-10:00; 3 09:00-10:00"),
        ("工作日 09:00-10:00；周末 10:00-11:00", "1-5 09:00-10:00; 6-7 10:00-11:00"),
        ("1,3 09:00-10:00,7 10:00-11:00", "1 09:00-10:00; 3 09:00-10:00; 7 10:00-11:00"),
        ("周六日 09:00-10:00", "6-7 09:00-10:00"),
        ("周天 09:00-10:00", "7 09:00-10:00"),
        ("每天 00:00-24:00", "1-7 00:00-24:00"),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, short: str) -> None:
    assert str(parse_hours(text)) == short


@pytest.mark.parametrize(
    "text",
    [
        *("", ",", "周一", "1-5", "9-12", "上午", "周 09:00-10:00", "8 09:00-10:00"),
        *("25:00-26:00", "24:00-24:00", "18:00-09:00", "09:00-09:00", "22:00-07:00"),
        *("09:00-12:00,11:00-18:00", "09:00-12:00,12:00-18:00", "09:00-12:00,"),
        *("1-59:00-10:00", "二 09:00-10:00", "monkey 09:00-10:00"),
        *("周五至周一 09:00-10:00", "1 09:00-10:00; 1 11:00-12:00", "09:00-10:00; 11:00-12:00"),
    ],
)
def test_nonsense_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_hours(text)


def test_hours_without_any_period_cannot_be() -> None:
    with pytest.raises(ValueError, match="need a period"):
        OfficeHours(((),) * 7)


def test_hours_without_weekdays_hold_from_monday_to_friday() -> None:
    hours = parse_hours("09:00-12:00")

    assert hours.on(MONDAY, DayKind.ORDINARY) == hours.on(FRIDAY, DayKind.ORDINARY)
    assert not hours.on(SATURDAY, DayKind.ORDINARY)


def test_a_make_up_day_is_worked_like_a_monday_unless_it_has_hours_of_its_own() -> None:
    hours = parse_hours("1-4 09:00-18:00; 5 09:00-17:00; 6 09:00-12:00")

    assert hours.on(SUNDAY, DayKind.MAKE_UP) == hours.on(MONDAY, DayKind.ORDINARY)
    assert hours.on(SATURDAY, DayKind.MAKE_UP) == (Period(9 * 60, 12 * 60),)


def test_where_mondays_are_free_a_make_up_day_is_worked_like_the_first_day_that_is_not() -> None:
    hours = parse_hours("2 09:00-10:00; 3 11:00-12:00")

    assert hours.on(SUNDAY, DayKind.MAKE_UP) == hours.on(1, DayKind.ORDINARY)


def test_a_listed_weekend_is_worked_but_not_on_a_public_holiday() -> None:
    hours = parse_hours("每天 09:00-12:00")

    assert hours.on(SUNDAY, DayKind.ORDINARY)
    assert not hours.on(SUNDAY, DayKind.HOLIDAY)
    assert not hours.on(MONDAY, DayKind.HOLIDAY)


@given(st.text("周星期一六日至-,;:0129 \n每天mon", max_size=24))
def test_whatever_is_typed_is_read_or_refused_and_what_is_read_is_read_again(text: str) -> None:
    try:
        hours = parse_hours(text)
    except ValueError:
        return
    assert parse_hours(str(hours)) == hours
