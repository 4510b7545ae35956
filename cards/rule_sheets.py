"""The rule sheet 积分规则 as people read it."""

from collections.abc import Iterable, Mapping, Sequence

from cards.card import Button, Card, Line, Press, Reader, Rows, bold, listed, plain, rows
from domain.answers import Json
from domain.rule_sheets import REPORTS, YEAR_END, Event, Rule, RuleSheet

MOST_LINES = 24
"""So many rules stand on one page; a sheet as it ships is one phone screen."""

TURN = "rules.page"
"""The verb of the buttons that leaf through a sheet; the card's payload has a ``page``."""

SERVICE = (Event.HOURS_VERIFIED, Event.HOURS_DECLARED, Event.ACTIVITY_ATTENDED)
DELIBERATION = (Event.MEETING_ATTENDED, Event.PROPOSAL_ADOPTED)
BY_THE_HOUR = (Event.HOURS_VERIFIED, Event.HOURS_DECLARED)


def rules_card(sheet: RuleSheet, page: int, to: Reader) -> Card:
    """What counts, group by group, and what holds for all; what is switched off is not told."""
    told = list(_told(sheet, to))
    shown, index = _page_of(told, page)
    lines: list[Line] = [bold(to.say("rules.title"))]
    group = ""
    for of, line in shown:
        if of != group:
            lines.append(bold(to.say(f"rules.group.{of}")))
        group = of
        lines += plain(line)
    if not told:
        lines += plain(to.say("rules.none"))
    if (index + 1) * MOST_LINES >= len(told):
        lines += plain(*_for_all(sheet, to))
    return Card(tuple(lines), _turning(len(told), index, to))


def _told(sheet: RuleSheet, to: Reader) -> Iterable[tuple[str, str]]:
    """The lines with the group each belongs to."""
    active = [one for one in sheet.rules if one.is_active]
    groups = {
        "report": [one for one in active if one.event in REPORTS],
        "service": [one for one in active if one.event in SERVICE],
        "meeting": [one for one in active if one.event in DELIBERATION],
        "plus": [one for one in active if one.event is Event.CONDUCT and one.points > 0],
        "minus": [one for one in active if one.event is Event.CONDUCT and one.points < 0],
    }
    for group, of_it in groups.items():
        for one in of_it:
            yield group, rule_line(one, to)


def _page_of(told: Sequence[tuple[str, str]], page: int) -> tuple[Sequence[tuple[str, str]], int]:
    index = max(0, min(page, (len(told) - 1) // MOST_LINES))
    return told[index * MOST_LINES : (index + 1) * MOST_LINES], index


def _turning(count: int, index: int, to: Reader) -> Rows:
    buttons = []
    if index > 0:
        buttons.append(Button(to.say("page.back"), Press(TURN, 0, index - 1)))
    if (index + 1) * MOST_LINES < count:
        buttons.append(Button(to.say("page.on"), Press(TURN, 0, index + 1)))
    return rows(buttons, width=2)


def _for_all(sheet: RuleSheet, to: Reader) -> list[str]:
    days = max((one.once_days for one in sheet.rules if one.is_active), default=0)
    return [
        *([to.say("rules.once", days=days)] if days else []),
        to.say("rules.discreet"),
        to.say("rules.who_confirms", second=sheet.second_above),
        to.say("rules.expiry_line", expiry=say_expiry(sheet.expiry, to)),
        *([to.say("rules.publish_line", day=sheet.publish_day)] if sheet.publish_day else []),
    ]


def rule_line(rule: Rule, to: Reader) -> str:
    """上报被受理 +2，每天最多 10."""
    return to.say(
        "rules.line",
        name=rule_name(rule, to),
        points=say_points(rule, to),
        caps="".join(to.say("rules.and", part=part) for part in _fine_print(rule, to)),
    )


def rule_name(rule: Rule, to: Reader) -> str:
    """What people call it: conduct by its own name, what pays by itself by its event's."""
    return rule.name or to.say(f"rule.{rule.event.value}")


def say_points(rule: Rule, to: Reader) -> str:
    if not rule.points:
        return to.say("rules.pays_nothing")
    sign = "+" if rule.points > 0 else "−"
    key = "rules.an_hour" if rule.event in BY_THE_HOUR else "rules.each"
    return to.say(key, points=f"{sign}{abs(rule.points)}")


def say_caps(rule: Rule, to: Reader) -> str:
    """Every cap, or that there is none."""
    return to.say("rules.separator").join(_caps(rule, to)) or to.say("rules.no_caps")


def _caps(rule: Rule, to: Reader) -> list[str]:
    caps = (("day", rule.per_day), ("week", rule.per_week), ("month", rule.per_month))
    return [to.say(f"rules.cap_{span}", cap=cap) for span, cap in caps if cap]


def _fine_print(rule: Rule, to: Reader) -> list[str]:
    """What limits a rule that pays: its caps, and how long it takes."""
    if not rule.points:
        return []
    late = [to.say("rules.late", hours=rule.delay_h)] if rule.delay_h else []
    return [*_caps(rule, to), *late]


def say_expiry(expiry: str, to: Reader) -> str:
    if expiry == YEAR_END:
        return to.say("rules.expiry_year_end")
    return (
        to.say("rules.expiry_months", count=int(expiry)) if expiry else to.say("rules.expiry_never")
    )


def say_delay(rule: Rule, to: Reader) -> str:
    hours = rule.delay_h
    return to.say("rules.late", hours=hours) if hours else to.say("rules.at_once")


def say_once(rule: Rule, to: Reader) -> str:
    days = rule.once_days
    return to.say("rules.once_in", days=days) if days else to.say("rules.each_time")


SAYING = {"rule_caps": say_caps, "rule_delay": say_delay, "rule_once": say_once}
"""What of a rule the line that tells of a change says; else its points."""


def say_change(what: str, params: Mapping[str, Json], to: Reader) -> dict[str, Json]:
    """The blanks of the line that tells of a change, in the reader's words."""
    if "groups" in params:
        return {"groups": listed(params["groups"], to.say)}
    if "rule" not in params:
        return {name: _value(what, params[name], to) for name in ("was", "now")}
    rule, was = (_rule_of(params.get(name) or params["rule"]) for name in ("rule", "was"))
    say = SAYING.get(what, say_points)
    return {
        "rule": rule_name(rule, to),
        "line": rule_line(rule, to),
        "was": say(was, to),
        "now": say(rule, to),
    }


def _rule_of(told: Mapping[str, Json]) -> Rule:
    return Rule("", Event(told["event"]), told["points"], told["name"], *told["limits"])


def _value(what: str, value: Json, to: Reader) -> str:
    match what:
        case "rules_expiry":
            return say_expiry(value, to)
        case "rules_publish":
            key = "rules.publish_day" if value else "rules.publish_none"
            return to.say(key, day=value)
        case "rules_hours":
            return str(value // 60)
    return str(value)
