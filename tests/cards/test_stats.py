"""The figures in words: exact, few enough for one screen, and honest about small samples."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from cards.card import Reader
from cards.length import units
from cards.stats import Names, Stats, drawn, stats_card
from domain.cases import Stage
from domain.deadlines import Clock
from domain.meeting_figures import MeetingFigures
from domain.rates import Outcomes
from domain.stats import Deeds, Part, Parts, month_at, week_at, year_at
from locales import LOCALES, speaker

TODAY = date(2026, 11, 22)
OUTCOMES = Outcomes(
    {Clock.RESPONSE: 25, Clock.SOLUTION: 7},
    {Clock.RESPONSE: 1},
    {"satisfied": 5, "fair": 2, "dissatisfied": 1, "silent": 4},
)
KINDS = {number: f"很长很长的类别名字{number}" for number in range(1, 31)}
GRIDS = {number: f"{number}号网格" for number in range(1, 41)}
GRID_COUNTS: Counter[Part] = Counter([None, *GRIDS, *GRIDS, *GRIDS])
BUSY = Stats(
    "幸福里",
    month_at(TODAY),
    TODAY,
    "",
    Parts(
        465,
        Counter({stage: 100 - n for n, stage in enumerate(Stage)}),
        Counter({number: number for number in KINDS}),
        GRID_COUNTS,
    ),
    {"trade.courier": 7, "kind.resident": 3, "": 1},
    [(one, 3) for one in month_at(TODAY).steps()],
    OUTCOMES,
    Names(GRIDS, KINDS),
    Deeds(7530, 23, 1250, 300),
    MeetingFigures(2, 5, 3),
)


def reader(locale: str) -> Reader:
    return Reader(speaker(locale), ZoneInfo("Asia/Shanghai"), datetime(2026, 11, 22, 4, tzinfo=UTC))


def test_each_rate_says_what_it_was_counted_from() -> None:
    text = stats_card(BUSY, reader("zh_CN")).text

    assert "响应率 96.2%（25/26）" in text
    assert "解决率 58.3%（7/12）" in text
    assert "满意率 87.5%（7/8，样本少）" in text
    assert "按时率 100%（7/7，样本少）" in text
    assert "另有 4 件没有评价" in text
    assert "志愿 23 人 125.5 小时" in text
    assert "会议 2 次 · 提出议题 5 · 解决 3" in text


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("choosing", ["", "grids", "kinds"])
def test_it_fits_below_a_picture_whatever_there_is(locale: str, choosing: str) -> None:
    card = stats_card(replace(BUSY, choosing=choosing), reader(locale))

    assert len(card.text.split("\n")) <= 10
    assert units(card.text) <= 1024
    assert sum(len(row) for row in card.buttons) <= 25


def test_twelve_kinds_are_drawn_and_the_others_together() -> None:
    seen = drawn(BUSY, reader("zh_CN"))

    rows = {chart["title"]: chart["rows"] for chart in seen["bars"]}
    assert len(rows["什么事"]) == 12
    assert rows["什么事"][-1] == ["其他", sum(range(1, 20))]
    assert len(rows["哪个网格"]) == 10
    assert rows["谁报的"] == [["快递", 7], ["居民", 3], ["没填行业", 1]]
    few = {name: is_few for name, _, _, is_few in seen["rates"]["bars"]}
    assert few == {"响应率": False, "解决率": False, "满意率": True, "按时率": True}


def test_times_are_named_as_people_say_them() -> None:
    def title(when: str) -> str:
        at = {"week": week_at(TODAY), "last": week_at(date(2026, 11, 9)), "year": year_at(TODAY)}
        return stats_card(replace(BUSY, when=at[when]), reader("zh_CN")).text.split("\n")[0]

    assert title("week") == "幸福里 · 本周（11月16日–11月22日）"
    assert title("last") == "幸福里 · 11月9日–11月15日"
    assert title("year") == "幸福里 · 2026年"


def test_an_empty_time_has_no_picture_unless_one_stands_there() -> None:
    empty = replace(BUSY, parts=Parts(), outcomes=Outcomes(), deeds=None, met=None)

    first = stats_card(empty, reader("zh_CN"))
    turned = stats_card(replace(empty, is_turned=True), reader("zh_CN"))

    assert first.media == ()
    assert "这段时间还没有诉求" in first.text
    assert turned.media[0].drawing is not None
    assert set(turned.media[0].drawing.facts) == {"title", "subtitle", "empty"}
