"""A rule sheet 积分规则 as somebody wrote it: a raw table becomes a sheet, or a line says why not.

The sheet a community starts with is data in ``locales/``.
"""

import re
from collections.abc import Iterable, Mapping

from domain.answers import Json
from domain.catalogue import one_line
from domain.rule_sheets import (
    LONGEST_NAME,
    MOST_CAP,
    MOST_DAYS,
    MOST_HOURS_LATE,
    MOST_POINTS,
    MOST_RULES,
    Event,
    Rule,
    RuleSheet,
    is_expiry,
)

TABLE = "rule"
LONGEST_CODE = 40

_CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
_LIMITS = {
    "second_above": MOST_POINTS,
    "hours_a_day": 24,
    "publish_day": 28,
    "publish_hour": 23,
}
_CAPS = {
    "per_day": MOST_CAP,
    "per_week": MOST_CAP,
    "per_month": MOST_CAP,
    "once_days": MOST_DAYS,
    "delay_h": MOST_HOURS_LATE,
}
_OF_A_RULE = ("code", "event", "points", "name", *_CAPS)


def parse_rules(raw: Mapping[str, object]) -> RuleSheet:
    """The sheet, its rules in their own order; no event that pays by itself has two.

    Raises ``ValueError`` for the first thing that is wrong: one line that names rule and field.
    """
    _check_names("the sheet", raw, (*_LIMITS, "expiry", TABLE))
    entries = raw.get(TABLE)
    if not isinstance(entries, list) or not 0 < len(entries) <= MOST_RULES:
        raise ValueError(f"a rule sheet has 1 to {MOST_RULES} [[{TABLE}]] entries")
    rules = tuple(_rule(entry, number) for number, entry in enumerate(entries, 1))
    for field in ("code", "name"):
        _check_once(field, [getattr(one, field) for one in rules if getattr(one, field)])
    _check_once("event", [one.event for one in rules if one.event is not Event.CONDUCT])
    numbers = {name: _number("the sheet", raw, name, most) for name, most in _LIMITS.items()}
    expiry = raw.get("expiry", "")
    if not isinstance(expiry, str) or not is_expiry(expiry):
        raise ValueError('the sheet: expiry must be "", "year_end" or months, such as "12"')
    return RuleSheet(
        rules,
        second_above=numbers["second_above"],
        expiry=expiry,
        minutes_a_day=60 * numbers["hours_a_day"],
        publish_day=numbers["publish_day"],
        publish_hour=numbers["publish_hour"],
    )


def _rule(entry: object, number: int) -> Rule:
    called = f"rule {number}"
    if not isinstance(entry, dict):
        raise ValueError(f"{called} must be a table")
    code = entry.get("code")
    if not isinstance(code, str) or not _CODE.fullmatch(code) or len(code) > LONGEST_CODE:
        raise ValueError(f'{called}: code must be small letters and dots, such as "clean.corridor"')
    called = f'rule "{code}"'
    _check_names(called, entry, _OF_A_RULE)
    if entry.get("event") not in list(Event):
        raise ValueError(f"{called}: event must be one of {', '.join(Event)}")
    event = Event(entry["event"])
    if event is not Event.CONDUCT and code != event:
        raise ValueError(f'{called}: the code of what pays by itself is its event, "{event}"')
    caps: dict[str, Json] = {
        name: _number(called, entry, name, most) for name, most in _CAPS.items()
    }
    return Rule(code, event, _points(called, entry, event), _name(called, entry, event), **caps)


def _points(called: str, entry: Mapping[str, object], event: Event) -> int:
    """Conduct may cost, and is about something; what pays by itself may also pay nothing."""
    least = -MOST_POINTS if event is Event.CONDUCT else 0
    but = " but not 0" if event is Event.CONDUCT else ""
    points = _whole(entry.get("points"))
    if points is None or not least <= points <= MOST_POINTS or (but and not points):
        raise ValueError(f"{called}: points must be from {least} to {MOST_POINTS}{but}")
    return points


def _name(called: str, entry: Mapping[str, object], event: Event) -> str:
    if event is not Event.CONDUCT:
        if "name" in entry:
            raise ValueError(f"{called}: only conduct has a name of its own")
        return ""
    name = one_line(entry.get("name"), LONGEST_NAME)
    if not name:
        raise ValueError(f"{called}: name must be a text of up to {LONGEST_NAME} letters")
    return name


def _number(called: str, table: Mapping[str, object], name: str, most: int) -> int:
    found = _whole(table.get(name, 0))
    if found is None or not 0 <= found <= most:
        raise ValueError(f"{called}: {name} must be a whole number from 0 to {most}")
    return found


def _whole(found: object) -> int | None:
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def _check_names(called: str, table: Mapping[str, object], known: Iterable[str]) -> None:
    stray = next((name for name in table if name not in known), None)
    if stray is not None:
        raise ValueError(f"{called}: {stray[:LONGEST_CODE]!r} is no field")


def _check_once(field: str, values: list[str]) -> None:
    twice = next((one for place, one in enumerate(values) if one in values[:place]), None)
    if twice is not None:
        raise ValueError(f'{field} "{twice}" stands twice')
