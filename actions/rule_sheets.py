"""Deeds around the rule sheet 积分规则: how a community comes by its first one, and each change."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from actions.once import once
from actions.permits import check_visitor_may
from actions.ranking import plan_publication
from actions.settings import announce, card_at, show_again
from actions.suspicions import plan_look
from domain.addresses import Address
from domain.answers import Answer, Json
from domain.people import ChatKind, Visitor
from domain.permissions import Verb
from domain.rule_sheet_edits import (
    read_caps,
    read_delay,
    read_expiry,
    read_item,
    read_minutes_a_day,
    read_once,
    read_points,
    read_publish_day,
    read_second,
    with_caps,
)
from domain.rule_sheets import REPORTS, Event, Rule, RuleSheet
from domain.rules import RuleBroken
from storage import communities
from storage.rule_sheets import add_sheet, find_sheet


def ensure_sheet(
    tx: Connection, *, community_id: int, sheet: RuleSheet | None, now: datetime
) -> None:
    """Give a community that has none its first sheet; what it has is its own from then on."""
    if sheet is not None and find_sheet(tx, community_id=community_id) is None:
        add_sheet(tx, sheet, community_id=community_id, made_by=None, now=now)
        plan_publication(tx, community_id, now=now)
        plan_look(tx, community_id, now=now)


def write_rule(
    tx: Connection, *, by: Visitor, what: str, place: int | None, text: str, now: datetime
) -> dict[str, Json]:
    """改分值, 改上限, a new item, and what holds for all: by words, as the next version.

    ``place`` is that of the rule it is about. Returns what is told of it.
    """
    check_visitor_may(tx, by, Verb.CHANGE_RULES)
    sheet = _sheet_of(tx, by)
    if place is not None:
        changed, told = _edited(sheet, place, what, text)
    else:
        changed, told = _laid_down(sheet, what, text)
    _put(tx, changed, by=by, now=now)
    return told


def _edited(
    sheet: RuleSheet, place: int, what: str, text: str
) -> tuple[RuleSheet, dict[str, Json]]:
    was = rule_at(sheet, place)
    rule = _reworded(was, what, text)
    return sheet.with_rule(place, rule), {"rule": _named(rule), "was": _named(was)}


def _reworded(rule: Rule, what: str, text: str) -> Rule:
    match what:
        case "rule_points":
            is_conduct = rule.event is Event.CONDUCT
            return replace(rule, points=read_points(text, is_conduct=is_conduct, was=rule.points))
        case "rule_delay" if rule.event is not Event.CONDUCT:
            return replace(rule, delay_h=read_delay(text))
        case "rule_once" if rule.event in REPORTS:
            return replace(rule, once_days=read_once(text))
        case "rule_caps":
            return with_caps(rule, read_caps(text))
    raise RuleBroken("press.stale")


def _laid_down(sheet: RuleSheet, what: str, text: str) -> tuple[RuleSheet, dict[str, Json]]:
    match what:
        case "rule_new":
            rule = read_item(text, sheet)
            return replace(sheet, rules=(*sheet.rules, rule)), {"rule": _named(rule)}
        case "rules_second":
            second = read_second(text)
            return replace(sheet, second_above=second), _was_now(sheet.second_above, second)
        case "rules_expiry":
            expiry = read_expiry(text)
            return replace(sheet, expiry=expiry), _was_now(sheet.expiry, expiry)
        case "rules_hours":
            minutes = read_minutes_a_day(text)
            return replace(sheet, minutes_a_day=minutes), _was_now(sheet.minutes_a_day, minutes)
    day = read_publish_day(text)
    return replace(sheet, publish_day=day), _was_now(sheet.publish_day, day)


def _was_now(was: Json, is_now: Json) -> dict[str, Json]:
    return {"was": was, "now": is_now}


def _named(rule: Rule) -> dict[str, Json]:
    """What the sentence that tells of a change knows of a rule; it is worded when it is sent."""
    return {
        "event": rule.event.value,
        "name": rule.name,
        "points": rule.points,
        "limits": [rule.per_day, rule.per_week, rule.per_month, rule.once_days, rule.delay_h],
    }


@once
def switch_rule(
    tx: Connection,
    *,
    by: Visitor,
    place: int,
    is_on: bool,
    version: int,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """停用, 启用: by one press. ``version`` is of the sheet as the card showed it: a press on a
    card that a change has made old changes nothing, and the card shows how it is now.
    """
    check_visitor_may(tx, by, Verb.CHANGE_RULES)
    about = card_at(tx, by, here)
    sheet = _sheet_of(tx, by)
    rule = rule_at(sheet, place)
    show_again(tx, about, now=now)
    if rule.is_active is is_on:
        return Answer("settings.is_so")
    if version != sheet.version:
        return Answer("settings.changed_meanwhile", must_be_read=True)
    changed = replace(rule, is_active=is_on)
    _put(tx, sheet.with_rule(place, changed), by=by, now=now)
    what, params = "rule_on" if is_on else "rule_off", {"rule": _named(changed)}
    announce(tx, by=by, what=what, params=params, source=source, now=now)
    return Answer("settings.saved")


@once
def switch_group(
    tx: Connection,
    *,
    by: Visitor,
    chat_id: int,
    version: int,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """公示 goes to this group from now on, or no more; to one it always goes, for not to publish at
    all is said by 公示日.
    """
    check_visitor_may(tx, by, Verb.CHANGE_RULES)
    about = card_at(tx, by, here)
    sheet = _sheet_of(tx, by)
    groups = {one.id: one for one in communities.list_groups(tx, community_id=by.home)}
    if chat_id not in groups:
        raise RuleBroken("press.stale")
    show_again(tx, about, now=now)
    if version != sheet.version:
        return Answer("settings.changed_meanwhile", must_be_read=True)
    chosen = {
        one.id
        for one in groups.values()
        if sheet.publishes_to(one.id, is_staff=one.kind is ChatKind.STAFF)
    } ^ {chat_id}
    if not chosen:
        raise RuleBroken("rules.one_group")
    _put(tx, replace(sheet, publish_to=tuple(sorted(chosen))), by=by, now=now)
    params = {"groups": [groups[one].title for one in sorted(chosen)]}
    announce(tx, by=by, what="rules_groups", params=params, source=source, now=now)
    return Answer("settings.saved")


def rule_at(sheet: RuleSheet, place: int) -> Rule:
    """The rule a button of ours names."""
    if place >= len(sheet.rules):
        raise RuleBroken("press.stale")
    return sheet.rules[place]


def _sheet_of(tx: Connection, by: Visitor) -> RuleSheet:
    return find_sheet(tx, community_id=by.home) or RuleSheet(())


def _put(tx: Connection, sheet: RuleSheet, *, by: Visitor, now: datetime) -> None:
    """What was granted under the version before keeps that one."""
    if not add_sheet(tx, sheet, community_id=by.home, made_by=by.person_id, now=now):
        raise RuleBroken("rules.changed_meanwhile")
    plan_publication(tx, by.home, now=now)
