"""What a secretary's words change: 办公时间, 免打扰, 放假安排, a category, an answer, a rule."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from actions.category_edits import add_kind, edit_category
from actions.digests import move_digest, plan_digests
from actions.permits import check_visitor_may
from actions.reminder_runs import replan_reminders
from actions.replanning import owe_replan
from actions.rule_sheets import write_rule
from actions.settings import (
    ABOUT_A_CATEGORY,
    ABOUT_A_RULE,
    ABOUT_THE_DIGESTS,
    ABOUT_THE_RULES,
    ASKS,
    announce,
    show_again,
)
from actions.templates import write_template
from domain.addresses import Address
from domain.answers import Answer, Json
from domain.days_off import as_stored, parse_days_off, read_overlay, with_changes
from domain.digests import DigestKind
from domain.media import Words
from domain.office_hours import parse_hours
from domain.people import Visitor
from domain.permissions import Verb
from domain.proposals import MOST_SECONDS, read_needed
from domain.quiet_hours import parse_quiet
from domain.rules import RuleBroken
from storage import communities
from storage.prompts import Prompt

NO_QUIET = {"无", "没有", "不用", "关", "关掉", "none", "off"}


@dataclass(frozen=True)
class Changed:
    """What is told of a change: the sentence's name and its blanks."""

    what: str
    params: dict[str, Json]


def answer_setting(
    tx: Connection,
    prompt: Prompt,
    *,
    by: Visitor,
    said: Words,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Take the words that were asked for. Wrong ones raise ``RuleBroken`` with an example, and
    the question stays open for better ones.
    """
    check_visitor_may(tx, by, Verb.CHANGE_SETTINGS)
    changed = _change(tx, prompt, by=by, text=said.text.strip(), now=now)
    show_again(tx, prompt.data["card"], now=now)
    announce(
        tx,
        by=by,
        what=changed.what,
        params=changed.params,
        source=source,
        here=here,
        now=now,
    )
    return None


def _change(tx: Connection, prompt: Prompt, *, by: Visitor, text: str, now: datetime) -> Changed:
    what = prompt.act.removeprefix(ASKS)
    if what in OF_COMMUNITY:
        changed = OF_COMMUNITY[what](tx, by.home, text)
        owe_replan(tx, by.home, now=now)
        plan_digests(tx, by.home, now=now)
        if what == "days":
            replan_reminders(tx, by.home, now=now)
        return changed
    if what in ABOUT_THE_DIGESTS:
        kind = DigestKind(what.removeprefix("digest_"))
        return Changed("digest", move_digest(tx, by=by, kind=kind, text=text, now=now))
    if what == "kind":
        return Changed("kind", add_kind(tx, by=by, text=text))
    if what == "seconds":
        return _change_seconds(tx, by.home, text)
    if what in (*ABOUT_A_RULE, *ABOUT_THE_RULES):
        place = prompt.data.get("subject")
        return Changed(what, write_rule(tx, by=by, what=what, place=place, text=text, now=now))
    subject = prompt.data["subject"]
    if what in ABOUT_A_CATEGORY:
        params = edit_category(tx, by=by, category_id=subject, field=what, text=text, now=now)
        return Changed(what, params)
    return Changed("template", write_template(tx, by=by, act=subject, text=text))


def _change_hours(tx: Connection, community_id: int, text: str) -> Changed:
    try:
        hours = str(parse_hours(text))
    except ValueError:
        raise RuleBroken("settings.hours_wrong") from None
    was = communities.get_community(tx, community_id).office_hours
    communities.change_community(tx, community_id, office_hours=hours)
    return Changed("hours", {"was": was, "now": hours})


def _change_quiet(tx: Connection, community_id: int, text: str) -> Changed:
    try:
        quiet = None if text.lower() in NO_QUIET else parse_quiet(text)
    except ValueError:
        raise RuleBroken("settings.quiet_wrong") from None
    if quiet is None and text.lower() not in NO_QUIET:
        raise RuleBroken("settings.quiet_wrong")
    was = communities.get_community(tx, community_id).quiet_hours
    kept = str(quiet or "")
    communities.change_community(tx, community_id, quiet_hours=kept)
    return Changed("quiet", {"was": was, "now": kept})


def _change_days_off(tx: Connection, community_id: int, text: str) -> Changed:
    changes = parse_days_off(text)
    overlay = read_overlay(communities.get_community(tx, community_id).days_off)
    kept = as_stored(with_changes(overlay, changes))
    communities.change_community(tx, community_id, days_off=kept)
    lines = "；".join(line.strip() for line in text.splitlines() if line.strip())
    return Changed("days", {"lines": lines})


def _change_seconds(tx: Connection, community_id: int, text: str) -> Changed:
    needed = read_needed(text)
    if needed is None:
        raise RuleBroken("settings.seconds_wrong", most=MOST_SECONDS)
    was = communities.get_community(tx, community_id).seconds_needed
    communities.change_community(tx, community_id, seconds_needed=needed)
    return Changed("seconds", {"was": was, "now": needed})


OF_COMMUNITY: dict[str, Callable[[Connection, int, str], Changed]] = {
    "hours": _change_hours,
    "quiet": _change_quiet,
    "days": _change_days_off,
}
