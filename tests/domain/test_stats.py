"""How somebody says of which time, grid and kind they want figures; and the manual's example."""

import re
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.stats import say_percent
from domain.deadlines import Clock
from domain.exports import What, find_what
from domain.rates import SETTLED, Outcomes
from domain.stats import find_stretch, read_stretch, read_wish

SUNDAY = date(2026, 11, 22)
GRIDS = ("一号网格", "三号网格", "3月里", "North Gate")
KINDS = ("井盖", "电梯", "道路井盖")

SAID = {
    "本周": "11-16 11-22",
    "week": "11-16 11-22",
    "this week": "11-16 11-22",
    "上周": "11-09 11-15",
    "上个星期": "11-09 11-15",
    "last week": "11-09 11-15",
    "周": "11-16 11-22",
    "month": "11-01 11-30",
    "本月": "11-01 11-30",
    "这个月的": "11-01 11-30",
    "上月": "10-01 10-31",
    "last month": "10-01 10-31",
    "10月": "10-01 10-31",
    "十月份": "10-01 10-31",
    "2026-10": "10-01 10-31",
    "2026年2月": "02-01 02-28",
    "2026/02": "02-01 02-28",
    "季度": "10-01 12-31",
    "第三季度": "07-01 09-30",
    "Q2": "04-01 06-30",
    "2026年二季度": "04-01 06-30",
    "last quarter": "07-01 09-30",
    "今年": "01-01 12-31",
    "2026": "01-01 12-31",
    "year": "01-01 12-31",
    "昨天": "11-21 11-21",
    "today": "11-22 11-22",
    "近7天": "11-16 11-22",
    "last 30 days": "10-24 11-22",
}
"""All of 2026, said on a Sunday in November."""


@pytest.mark.parametrize("said", SAID)
def test_a_time_is_understood_as_people_say_it(said: str) -> None:
    found, rest = find_stretch(said, today=SUNDAY)

    assert found is not None
    assert f"{found.first:%m-%d} {found.last:%m-%d}" == SAID[said]
    assert {found.first.year, found.last.year} == {2026}
    assert rest == ""


def test_a_month_that_lies_ahead_is_the_one_that_was() -> None:
    december, _ = find_stretch("12月", today=SUNDAY)
    quarter, _ = find_stretch("四季度", today=date(2026, 2, 1))

    assert december is not None
    assert quarter is not None
    assert december.first == date(2025, 12, 1)
    assert quarter.first == date(2025, 10, 1)


@pytest.mark.parametrize(
    ("said", "grid", "kind", "first", "rest"),
    [
        ("三号网格", "三号网格", "", None, ""),
        ("三号网格 上月 井盖类", "三号网格", "井盖", "2026-10-01", ""),
        ("10月的道路井盖", "", "道路井盖", "2026-10-01", ""),
        ("3月里 3月", "3月里", "", "2026-03-01", ""),
        ("north gate last month", "North Gate", "", "2026-10-01", ""),
        ("电梯，本周", "", "电梯", "2026-11-16", ""),
        ("月球背面", "", "", None, "月球背面"),
        ("周围环境", "", "", None, "周围环境"),
        ("九号网格 本周", "", "", "2026-11-16", "九号网格"),
        ("", "", "", None, ""),
    ],
)
def test_names_and_times_stand_in_any_order(
    said: str, grid: str, kind: str, first: str | None, rest: str
) -> None:
    wish = read_wish(said, grids=GRIDS, kinds=KINDS, today=SUNDAY)

    assert (wish.grid, wish.kind, wish.rest) == (grid, kind, rest)
    assert (str(wish.when.first) if wish.when else None) == first


@given(st.dates(date(2001, 1, 1), date(2098, 1, 1)), st.sampled_from([*SAID]))
def test_every_time_is_cut_into_pieces_that_make_it_up(today: date, said: str) -> None:
    found, _ = find_stretch(said, today=today)
    assert found is not None
    for pieces in (found.steps(), found.weeks(), found.months()):
        assert [pieces[0].first, pieces[-1].last] == [found.first, found.last]
        following = pairwise(pieces)
        assert all(one.last + timedelta(days=1) == two.first for one, two in following)
    since, until = found.moments(ZoneInfo("Asia/Shanghai"))
    assert until - since == timedelta(days=found.days)
    assert read_stretch(found.code) == found
    assert len(found.steps()) <= 31


@pytest.mark.parametrize(
    "code",
    [
        *("", "week", "week/2026-11-16", "week/1/2", "week/2026-11-22/2026-11-16"),
        *("age/2026-11-16/2026-11-22", "year/2020-01-01/2026-01-01"),
        "days/0001-01-01/0001-01-02",
    ],
)
def test_a_made_up_payload_names_no_time(code: str) -> None:
    assert read_stretch(code) is None


def test_what_is_exported_is_a_word_anywhere_in_the_line() -> None:
    assert find_what("上月 时长") == (What.HOURS, "上月")
    assert find_what("Points last month") == (What.POINTS, "last month")
    assert find_what("三号网格") == (None, "三号网格")


def test_the_example_of_the_manual_is_reckoned_as_the_program_does() -> None:
    page = Path(__file__).parents[2] / "docs" / "figures.zh-CN.md"
    [example] = re.findall(r"^例子：.*$", page.read_text(encoding="utf-8"), re.MULTILINE)
    due, answered, percent, *_ = re.findall(r"[\d.]+", example)
    satisfied, fair, dissatisfied, settled, silent = (
        int(found) for found in re.findall(r"(\d+) 位(?:满意|基本满意|不满意|按了|没回音)", example)
    )
    outcomes = Outcomes(
        {Clock.RESPONSE: int(answered)},
        {Clock.RESPONSE: int(due) - int(answered)},
        {
            "satisfied": satisfied,
            "fair": fair,
            "dissatisfied": dissatisfied,
            SETTLED: settled,
            "silent": silent,
        },
    )

    assert say_percent(outcomes.response) == percent
    solution, satisfaction = outcomes.solution, outcomes.satisfaction
    assert f"解决率是 {solution.hits}/{solution.of}，{say_percent(solution)}%" in example
    assert f"是 {satisfaction.hits}/{satisfaction.of}，{say_percent(satisfaction)}%" in example
    assert f"另有 {outcomes.unrated} 件没有评价" in example
