"""A rule sheet somebody wrote: what is fine, and the one line that says what is not."""

import re
import tomllib

import pytest

from domain.rule_sheet_file import parse_rules
from domain.rule_sheets import Event, Rule, RuleSheet

PLAIN = """
second_above = 50
hours_a_day = 12

[[rule]]
code = "report.accepted"
event = "report.accepted"
points = 2

[[rule]]
code = "clean.corridor"
event = "conduct"
name = "清理楼道"
points = 3
per_day = 6
"""


def test_what_is_left_out_is_nothing() -> None:
    assert parse_rules(tomllib.loads(PLAIN)) == RuleSheet(
        (
            Rule("report.accepted", Event.REPORT_ACCEPTED, 2),
            Rule("clean.corridor", Event.CONDUCT, 3, "清理楼道", per_day=6),
        ),
        publish_day=0,
        publish_hour=0,
    )


@pytest.mark.parametrize(
    ("was", "becomes", "complaint"),
    [
        ("second_above = 50", "second = 50", "the sheet: 'second' is no field"),
        ("second_above = 50", "second_above = -1", "second_above must be a whole number from 0"),
        ("hours_a_day = 12", "hours_a_day = 25", "hours_a_day must be a whole number from 0 to 24"),
        ("hours_a_day = 12", "publish_day = 31", "publish_day must be a whole number from 0 to 28"),
        ("hours_a_day = 12", "expiry = 12", 'expiry must be "", "year_end" or months'),
        ("hours_a_day = 12", 'expiry = "never"', 'expiry must be "", "year_end" or months'),
        ('code = "clean.corridor"', "", "rule 2: code must be small letters and dots"),
        ('"clean.corridor"', '"Clean"', "rule 2: code must be small letters and dots"),
        ('"clean.corridor"', '"report.accepted"', 'code "report.accepted" stands twice'),
        ('event = "conduct"', 'event = "report.lost"', "event must be one of report.accepted, "),
        ('event = "conduct"', "", 'rule "clean.corridor": event must be one of'),
        ('"report.accepted"\npoints', '"report.photo"\npoints', "is its event"),
        ("points = 2", "points = -2", "points must be from 0 to 1000"),
        ("points = 2", "points = true", "points must be from 0 to 1000"),
        ("points = 2", "points = 2.5", "points must be from 0 to 1000"),
        ("points = 2", 'points = 2\nname = "上报"', "only conduct has a name of its own"),
        ("points = 3", "points = 0", "points must be from -1000 to 1000 but not 0"),
        ("points = 3", "", "points must be from -1000 to 1000 but not 0"),
        ('name = "清理楼道"', "", "name must be a text of up to 40 letters"),
        ('name = "清理楼道"', 'name = "清\\n理"', "name must be a text of up to 40 letters"),
        ("per_day = 6", "per_day = -6", "per_day must be a whole number from 0"),
        ("per_day = 6", "per_days = 6", "rule \"clean.corridor\": 'per_days' is no field"),
        (PLAIN, "second_above = 50", "a rule sheet has 1 to 60 [[rule]] entries"),
    ],
)
def test_one_line_names_the_rule_and_the_field(was: str, becomes: str, complaint: str) -> None:
    text = PLAIN.replace(was, becomes)
    assert text != PLAIN

    with pytest.raises(ValueError, match=re.escape(complaint)) as caught:
        parse_rules(tomllib.loads(text))

    assert "\n" not in str(caught.value)


def test_no_event_and_no_name_has_two_rules() -> None:
    raw = tomllib.loads(PLAIN)
    raw["rule"].append({**raw["rule"][1], "code": "other"})

    with pytest.raises(ValueError, match='name "清理楼道" stands twice'):
        parse_rules(raw)
