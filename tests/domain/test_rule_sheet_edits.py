"""What a secretary's words make of the rule sheet."""

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rule_sheet_edits import (
    Caps,
    read_caps,
    read_delay,
    read_expiry,
    read_item,
    read_minutes_a_day,
    read_once,
    read_points,
    read_publish_day,
    read_second,
)
from domain.rule_sheets import MOST_RULES, YEAR_END, Event, Rule, RuleSheet
from domain.rules import RuleBroken

MOVING = Rule("help.moving", Event.CONDUCT, 5, "帮邻居搬家", per_day=10)
SHEET = RuleSheet((MOVING,))


@pytest.mark.parametrize(
    ("text", "points"),
    [("5", 5), ("+5分", 5), ("＋5", 5), ("-3", -3), ("－3 分", -3), ("−3", -3), (" 12 积分 ", 12)],
)
def test_points_of_conduct(text: str, points: int) -> None:
    assert read_points(text, is_conduct=True) == points


def test_an_item_keeps_its_sign_and_is_not_turned_round() -> None:
    for text, was, points in (("3", -5, -3), ("-3", -5, -3), ("3", 5, 3), ("+3", 5, 3)):
        assert read_points(text, is_conduct=True, was=was) == points
    for text, was, key in (("+3", -5, "rules.is_deduction"), ("-3", 5, "rules.is_award")):
        with pytest.raises(RuleBroken) as caught:
            read_points(text, is_conduct=True, was=was)
        assert caught.value.key == key


def test_what_pays_by_itself_may_pay_nothing_but_costs_nobody_anything() -> None:
    assert read_points("0", is_conduct=False) == 0
    for text, is_conduct in (("-1", False), ("0", True), ("1001", True), ("很多", True)):
        with pytest.raises(RuleBroken):
            read_points(text, is_conduct=is_conduct)


@pytest.mark.parametrize(
    ("text", "caps"),
    [
        ("每天10", Caps(10)),
        ("每天10 每周30 每月60", Caps(10, 30, 60)),
        ("每月最多60分，每天最多 10 分。", Caps(10, 0, 60)),
        ("每日10；每星期30；每个月60", Caps(10, 30, 60)),
        ("一天：10", Caps(10)),
        ("a day 10, a month 60", Caps(10, 0, 60)),
        ("不限", Caps()),
        ("None", Caps()),
    ],
)
def test_caps_in_any_order(text: str, caps: Caps) -> None:
    assert read_caps(text) == caps


@pytest.mark.parametrize(
    "text", ["", "10", "每天", "每天10 还有呢", "每天10 每天20", "每天1000000"]
)
def test_caps_that_nobody_understands_are_asked_for_again(text: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        read_caps(text)
    assert caught.value.key == "rules.caps_wrong"


def test_an_item_of_ones_own_in_one_line() -> None:
    assert read_item("清扫积雪 +5 每天10", SHEET) == Rule(
        "own.1", Event.CONDUCT, 5, "清扫积雪", per_day=10
    )
    assert read_item("遛狗 不牵绳－3", SHEET).points == -3
    assert read_item("Swept the snow +5 a day 10", SHEET).name == "Swept the snow"
    kept = replace(SHEET, rules=(*SHEET.rules, Rule("own.1", Event.CONDUCT, 1, "别的")))
    assert read_item("清扫积雪 +5，每周20", kept).code == "own.2"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("清扫积雪", "rules.item_wrong"),
        ("+5", "rules.item_wrong"),
        ("清扫积雪 5", "rules.item_wrong"),
        (f"{'长' * 41} +5", "rules.item_wrong"),
        ("清扫积雪 +0", "rules.points_wrong"),
        ("清扫积雪 +5 随便", "rules.caps_wrong"),
        ("帮邻居搬家 +9", "rules.name_taken"),
    ],
)
def test_an_item_that_cannot_be_is_refused_with_the_way_to_write_it(text: str, key: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        read_item(text, SHEET)
    assert caught.value.key == key


def test_a_sheet_has_an_end() -> None:
    full = RuleSheet(
        tuple(Rule(f"own.{one}", Event.CONDUCT, 1, f"第{one}项") for one in range(MOST_RULES))
    )
    with pytest.raises(RuleBroken) as caught:
        read_item("再来一项 +1", full)
    assert caught.value.key == "rules.too_many"


@pytest.mark.parametrize(
    ("text", "expiry"),
    [
        *(("不过期", ""), ("永久", ""), ("不清零", ""), ("Never", "")),
        *(("每年12月31日", YEAR_END), ("每年 12 月 31 日", YEAR_END), ("年底清零", YEAR_END)),
        *(("year end", YEAR_END), ("12个月", "12"), ("6 months", "6"), ("2年", "24")),
        ("12个月过期", "12"),
    ],
)
def test_when_points_lapse(text: str, expiry: str) -> None:
    assert read_expiry(text) == expiry


@pytest.mark.parametrize("text", ["", "12", "0个月", "121个月", "11年", "明天"])
def test_a_time_that_is_none_is_asked_for_again(text: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        read_expiry(text)
    assert caught.value.key == "rules.expiry_wrong"


def test_the_second_secretary_and_the_day_of_publication() -> None:
    assert [read_second(one) for one in ("50", "0 分")] == [50, 0]
    assert [read_publish_day(one) for one in ("1日", "每月 28 号", "5", "不公示")] == [1, 28, 5, 0]
    for text in ("-5", "1001", "许多"):
        with pytest.raises(RuleBroken):
            read_second(text)
    for text in ("0", "29日", "月底"):
        with pytest.raises(RuleBroken):
            read_publish_day(text)


def test_how_late_how_often_and_how_many_hours_a_day() -> None:
    assert [read_delay(one) for one in ("48小时", "2 天", "马上", "720 hours")] == [48, 48, 0, 720]
    assert [read_once(one) for one in ("30天", "366 days", "不限")] == [30, 366, 0]
    assert [read_minutes_a_day(one) for one in ("12小时", "24 个小时", "8h")] == [720, 1440, 480]
    for text in ("0", "5", "很久", "999天", "999小时"):
        for read in (read_delay, read_once, read_minutes_a_day):
            with pytest.raises(RuleBroken):
                read(text)


@given(st.text(max_size=40))
def test_whatever_is_written_is_understood_or_refused(text: str) -> None:
    for read in (read_caps, read_expiry, read_publish_day, read_second):
        with suppress(RuleBroken):
            read(text)
    with suppress(RuleBroken):
        rule = read_item(text, SHEET)
        assert rule.points
        assert rule.name.isprintable()
