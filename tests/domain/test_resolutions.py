"""Resolutions: what is written in one line, how far something is, and when it is reminded of."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.reminders import Calendar
from domain.resolutions import (
    CELLS,
    Draft,
    Progress,
    Resolution,
    ResolutionState,
    bar,
    due_at,
    find_number,
    read_draft,
    read_progress,
    reminders_of,
)
from domain.rules import RuleBroken
from domain.workdays import Overlay

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = Calendar(ZONE, None, Overlay(frozenset(), frozenset(), frozenset()))
NOW = datetime(2026, 11, 22, 20, 0, tzinfo=ZONE)


def read(text: str) -> Draft:
    return read_draft(text, calendar=CALENDAR, now=NOW)


@pytest.mark.parametrize(
    ("text", "words", "day", "owner"),
    [
        ("三号楼装四个充电位 @zhaoshifu 12月31日前", "三号楼装四个充电位", (12, 31), "zhaoshifu"),
        ("3号楼加装充电桩 月底前", "3号楼加装充电桩", (11, 30), None),
        ("装充电位，下周五前", "装充电位", (11, 27), None),
        ("3号楼装桩 1号前", "3号楼装桩", (12, 1), None),
        ("12月31日18点前 装好充电桩", "装好充电桩", (12, 31), None),
        ("12月31日6点前 装好充电桩", "装好充电桩", (12, 31), None),
        ("@ZhaoShiFu 装好充电桩，12月10日", "装好充电桩", (12, 10), "zhaoshifu"),
    ],
)
def test_a_line_says_what_whose_and_by_when(
    text: str, words: str, day: tuple[int, int], owner: str | None
) -> None:
    assert read(text) == Draft(words, date(2026, *day), owner)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("装好路灯", "resolution.usage"),  # by when?
        ("12月31日前", "resolution.usage"),  # what?
        ("", "resolution.usage"),
        ("装好充电桩 @zhao @wang 明天", "resolution.one_owner"),
        ("装好充电桩 每周五", "resolution.when_wrong"),
        ("充" * 201 + " 12月31日前", "resolution.too_long"),
    ],
)
def test_what_is_missing_is_asked_for(text: str, key: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        read(text)
    assert broken.value.key == key


@pytest.mark.parametrize(
    ("text", "percent", "words"),
    [
        ("40% 已采购", 40, "已采购"),
        ("已采购，40％", 40, "已采购"),
        ("还在等报价", None, "还在等报价"),
        ("完成，充电桩通电了", 100, "充电桩通电了"),
        ("办结", 100, ""),
        ("完成度不高", None, "完成度不高"),
        ("0%", 0, ""),
    ],
)
def test_how_far_it_is_stands_anywhere(text: str, percent: int | None, words: str) -> None:
    assert read_progress(text) == Progress(percent, words)


def test_more_than_all_of_it_is_nothing() -> None:
    with pytest.raises(RuleBroken, match=r"resolution\.percent"):
        read_progress("120% 超额完成")


@given(st.integers(0, 100))
def test_a_bar_is_full_only_when_all_is_done(percent: int) -> None:
    said = bar(percent)

    assert len(said) == CELLS
    assert (said.count("▓") == CELLS) is (percent == 100)


@pytest.mark.parametrize(
    "said", ["JY-2026-07-1", "jy-2026-07-1", "#JY_2026_07_1 40%", "JY-2026-07-1，好"]
)
def test_a_number_is_found_however_it_is_written(said: str) -> None:
    assert find_number(said)[0] == "JY-2026-07-1"


@pytest.mark.parametrize("said", ["JY-2026-07", "2026-07-1", "好 JY-2026-07-1", ""])
def test_what_only_looks_like_a_number_is_words(said: str) -> None:
    assert find_number(said) == (None, said)


@given(st.integers(0, 60), st.integers(0, 23))
def test_it_is_reminded_of_in_time_and_told_of_once_afterwards(days: int, hour: int) -> None:
    now = datetime(2026, 11, 1, hour, 30, tzinfo=ZONE)
    due = due_at(now.date() + timedelta(days=days), ZONE)

    times = reminders_of(due, zone=ZONE, now=now)

    assert times["over"] > due
    assert all(now < at <= due for which, at in times.items() if which != "over")
    assert len(times) == 1 + (days > 0 or hour < 9) + (days > 3 or (days == 3 and hour < 9))


def test_a_day_lasts_until_its_end() -> None:
    due = due_at(date(2026, 12, 31), ZONE)
    made = Resolution(
        *(1, 1, 1, None, None, None, "JY-2026-07-1", "装桩", 1, due, 0),
        *(ResolutionState.OPEN, 1, 1, "test", NOW, None),
    )

    assert not made.is_overdue(datetime(2026, 12, 31, 23, 58, tzinfo=ZONE))
    assert made.is_overdue(datetime(2026, 12, 31, 16, 0, tzinfo=UTC))
