"""The rule sheet: what pays, up to how much, and that a sheet survives being kept."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rule_sheet_file import parse_rules
from domain.rule_sheets import (
    YEAR_END,
    Event,
    Rule,
    RuleSheet,
    as_stored,
    cap_spans,
    is_expiry,
    read_sheet,
    within_caps,
    worth,
)
from locales import LOCALES
from locales.starter import read_rules

SOLVED = Rule("report.solved", Event.REPORT_SOLVED, 5, per_day=10, per_week=20, per_month=30)
MONDAY = date(2026, 3, 2)


def test_caps_count_for_the_day_its_week_from_monday_and_its_month() -> None:
    sunday = date(2026, 3, 15)

    assert cap_spans(SOLVED, sunday) == [
        (sunday, sunday, 10),
        (date(2026, 3, 9), sunday, 20),
        (date(2026, 3, 1), date(2026, 3, 31), 30),
    ]
    monthly = replace(SOLVED, per_day=0, per_week=0)
    assert cap_spans(monthly, date(2024, 2, 9)) == [(date(2024, 2, 1), date(2024, 2, 29), 30)]


days = st.lists(
    st.tuples(st.integers(0, 70), st.integers(1, 40)), max_size=60
)  # on which day, how many points
caps = st.integers(0, 60)


@given(days, caps, caps, caps, st.sampled_from([1, -1]))
def test_whatever_happens_nobody_gets_or_loses_more_than_any_cap(
    events: list[tuple[int, int]], day: int, week: int, month: int, sign: int
) -> None:
    rule = replace(SOLVED, per_day=day, per_week=week, per_month=month)
    given_on: list[tuple[date, int]] = []
    for when, wanted in sorted(events):
        today = MONDAY + timedelta(days=when)
        used = [
            (cap, sum(points for on, points in given_on if since <= on <= until))
            for since, until, cap in cap_spans(rule, today)
        ]
        points = within_caps(sign * wanted, used)
        assert 0 <= sign * points <= wanted
        room = min([cap - sign * before for cap, before in used], default=wanted)
        assert sign * points == min(wanted, room), "and never less than there is room for"
        given_on.append((today, points))
    for today in (MONDAY + timedelta(days=one) for one in range(71)):
        for since, until, cap in cap_spans(rule, today):
            assert sign * sum(points for on, points in given_on if since <= on <= until) <= cap


def test_hours_pay_by_the_minute_and_begun_points_are_dropped() -> None:
    rule = Rule("hours.verified", Event.HOURS_VERIFIED, 10)

    assert [worth(rule, minutes=one) for one in (0, 5, 6, 15, 60, 150)] == [0, 0, 1, 2, 10, 25]
    assert worth(SOLVED) == 5


def test_what_is_switched_off_or_worth_nothing_does_not_pay() -> None:
    off = replace(SOLVED, is_active=False)
    declared = Rule("hours.declared", Event.HOURS_DECLARED, 0)
    sheet = RuleSheet((off, declared))

    assert sheet.rule_for(Event.REPORT_SOLVED) is None
    assert sheet.rule_for(Event.HOURS_DECLARED) is None
    assert sheet.rule_for(Event.REPORT_ACCEPTED) is None
    assert sheet.with_rule(0, SOLVED).rule_for(Event.REPORT_SOLVED) == SOLVED


@pytest.mark.parametrize("locale", LOCALES)
def test_the_sheet_we_ship_is_kept_and_read_as_it_is(locale: str) -> None:
    sheet = parse_rules(read_rules(locale))

    assert read_sheet(as_stored(sheet), sheet_id=0, version=0) == sheet
    kept = as_stored(sheet)
    del kept["publish_to"], kept["minutes_a_day"]
    assert read_sheet(kept, sheet_id=0, version=0) == sheet, "an older program knew fewer fields"


def test_an_event_that_an_older_sheet_did_not_know_stands_on_it_and_pays_nothing() -> None:
    kept = as_stored(RuleSheet((Rule("good", Event.CONDUCT, 5, "帮邻居"),)))

    sheet = read_sheet(kept, sheet_id=1, version=1)

    assert sheet.rule_for(Event.MEETING_ATTENDED) is None
    place = next(at for at, rule in enumerate(sheet.rules) if rule.event is Event.MEETING_ATTENDED)
    paying = replace(sheet.rules[place], points=5, is_active=True)
    again = read_sheet(as_stored(sheet.with_rule(place, paying)), sheet_id=2, version=2)
    assert again.rule_for(Event.MEETING_ATTENDED) == paying
    assert again.rules[0].name == "帮邻居", "no rule leaves its place"


def test_the_sheet_we_ship_says_the_same_in_every_language() -> None:
    sheets = [parse_rules(read_rules(locale)) for locale in LOCALES]
    nameless = [
        replace(sheet, rules=tuple(replace(one, name="") for one in sheet.rules))
        for sheet in sheets
    ]

    assert all(one == nameless[0] for one in nameless)
    assert {one.event for one in sheets[0].rules} == set(Event)
    pays = {one.code: one.points for one in sheets[0].rules}
    assert (pays["report.accepted"], pays["report.photo"], pays["report.solved"]) == (2, 1, 5)
    assert (pays["hours.verified"], pays["hours.declared"]) == (10, 0)
    assert {one.points > 0 for one in sheets[0].conduct} == {True, False}


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("", True), (YEAR_END, True), ("12", True), ("0", False), ("121", False), ("１２", False)],
)
def test_points_lapse_never_at_the_years_end_or_after_months(text: str, is_one: bool) -> None:
    assert is_expiry(text) is is_one
