"""设置 → 积分规则: the rules with what can be changed of each, and what holds for all of them."""

from collections.abc import Sequence

from cards.card import Button, Card, Press, Reader, bold, plain, rows
from cards.length import shorten
from cards.rule_sheets import (
    rule_line,
    rule_name,
    say_caps,
    say_delay,
    say_expiry,
    say_once,
    say_points,
)
from cards.settings import ask, back, go
from domain.rule_sheets import REPORTS, Event, Rule, RuleSheet

PAGE_SIZE = 8
LABEL_WORDS = 24


def rules_settings(sheet: RuleSheet, page: int, to: Reader) -> Card:
    """Every rule in its place, those that are switched off marked; a press opens one."""
    index = max(0, min(page, (len(sheet.rules) - 1) // PAGE_SIZE))
    first = index * PAGE_SIZE
    shown = list(enumerate(sheet.rules))[first : first + PAGE_SIZE]
    lines = [
        bold(to.say("rules.settings_title", version=sheet.version)),
        *plain(*(_line(one, to) for _, one in shown), to.say("rules.settings_say")),
    ]
    each = [
        go(shorten(rule_name(one, to), LABEL_WORDS), "rule", subject=place) for place, one in shown
    ]
    turns = []
    if index > 0:
        turns.append(go(to.say("page.back"), "rules", page=index - 1))
    if first + PAGE_SIZE < len(sheet.rules):
        turns.append(go(to.say("page.on"), "rules", page=index + 1))
    last = (
        ask(to.say("button.add"), "rule_new"),
        go(to.say("button.rules_for_all"), "ruling"),
        back(to),
    )
    return Card(tuple(lines), (*rows(each, width=2), *rows(turns, width=2), last))


def _line(rule: Rule, to: Reader) -> str:
    if rule.is_active:
        return rule_line(rule, to)
    return to.say("rules.switched_off", name=rule_name(rule, to))


def rule_settings(sheet: RuleSheet, place: int, to: Reader) -> Card:
    """One rule: what can be pressed says what it will be; the rest asks."""
    rule = sheet.rules[place]
    lines = [bold(rule_name(rule, to))]
    lines += plain(
        to.say("rules.points_line", points=say_points(rule, to)),
        to.say("rules.caps_line", caps=say_caps(rule, to)),
    )
    asked = ["points", "caps"]
    if rule.event is not Event.CONDUCT:
        lines += plain(to.say("rules.delay_line", delay=say_delay(rule, to)))
        asked.append("delay")
    if rule.event in REPORTS:
        lines += plain(to.say("rules.once_line", once=say_once(rule, to)))
        asked.append("once")
    if not rule.is_active:
        lines += plain(to.say("rules.is_off"))
    arg = "off" if rule.is_active else "on"
    switch = Press("rules.switch", place, sheet.version, arg)
    last = (
        Button(to.say(f"button.active_{arg}"), switch),
        back(to, "rules", page=place // PAGE_SIZE),
    )
    questions = [
        ask(to.say(f"button.rule_{what}"), f"rule_{what}", subject=place) for what in asked
    ]
    return Card(tuple(lines), (*rows(questions, width=2), last))


def ruling_settings(sheet: RuleSheet, to: Reader) -> Card:
    """What holds for all: who is asked too, when points lapse, when they are published."""
    day = sheet.publish_day
    lines = [
        bold(to.say("button.rules_for_all")),
        *plain(
            to.say("rules.second_line", points=sheet.second_above),
            to.say("rules.hours_line", hours=sheet.minutes_a_day // 60),
            to.say("rules.expiry_line", expiry=say_expiry(sheet.expiry, to)),
            to.say("rules.publish_line", day=day) if day else to.say("rules.publish_never"),
        ),
    ]
    buttons = [
        ask(to.say(f"button.rules_{what}"), f"rules_{what}")
        for what in ("second", "hours", "expiry", "publish")
    ]
    groups = go(to.say("button.rules_groups"), "rule_groups")
    return Card(tuple(lines), (*rows([*buttons, groups], width=2), (back(to, "rules"),)))


def groups_settings(groups: Sequence[tuple[int, str, bool]], version: int, to: Reader) -> Card:
    """Which groups 公示 goes to: a press puts one in or takes it out."""
    lines = [bold(to.say("button.rules_groups")), *plain(to.say("rules.groups_say"))]
    buttons = [
        Button(
            to.say("rules.group_in" if is_in else "rules.group_out", group=_short(title)),
            Press("rules.group", chat_id, version),
        )
        for chat_id, title, is_in in groups
    ]
    return Card(tuple(lines), (*rows(buttons, width=1), (back(to, "ruling"),)))


def _short(title: str) -> str:
    return shorten(title, LABEL_WORDS)
