"""The letter that is the card of 设置, part by part, and the line that tells of a change."""

from sqlalchemy import Connection

from actions.settings import CARD, TOLD
from bot.letters import digests, rule_sheets
from bot.letters.letter import Letter
from cards.card import Card, Reader
from cards.category_settings import head_card, heads_card, kind_card
from cards.settings import (
    Present,
    days_card,
    home_card,
    hours_card,
    quiet_card,
    seconds_card,
    told_card,
)
from cards.templates import act_card, acts_card
from domain.audiences import EVERYBODY
from domain.categories import Category
from domain.days_off import read_overlay
from domain.office_hours import parse_hours
from domain.proposals import needed_of
from domain.quiet_hours import parse_quiet
from domain.templates import TEMPLATED
from storage import audiences, categories, communities, templates
from storage.digests import list_plans
from storage.paying import Owed


def settings(tx: Connection, owed: Owed, to: Reader) -> Card:
    """What a button of ours never named is the beginning."""
    home = owed.community_id
    assert home is not None
    community, view = communities.get_community(tx, home), owed.payload["view"]
    match view:
        case "hours":
            return hours_card(parse_hours(community.office_hours), to)
        case "quiet":
            return quiet_card(parse_quiet(community.quiet_hours), to)
        case "seconds":
            laid_down = community.seconds_needed
            members = audiences.count_meant(tx, home, EVERYBODY)
            return seconds_card(laid_down, needed_of(laid_down, members), to)
        case "digests":
            return digests.settings(tx, owed, to)
        case "days":
            return days_card(read_overlay(community.days_off), to)
        case "heads" | "head" | "kind":
            return _of_categories(tx, owed, to)
        case "acts" | "act":
            return _of_templates(tx, owed, to)
        case "rules" | "rule" | "ruling" | "rule_groups":
            return rule_sheets.settings(tx, owed, to)
    return _home(tx, owed, home, to)


def _home(tx: Connection, owed: Owed, home: int, to: Reader) -> Card:
    community = communities.get_community(tx, home)
    known = categories.list_categories(tx, community_id=home)
    counts = templates.count_templates(tx, community_id=home)
    present = Present(
        community.name,
        parse_hours(community.office_hours),
        parse_quiet(community.quiet_hours),
        read_overlay(community.days_off),
        sum(one.is_active for one in known),
        sum(counts.values()),
        sum(one.is_active for one in rule_sheets.sheet_of(tx, owed).rules),
        community.seconds_needed,
        sum(not one.is_off for one in list_plans(tx, community_id=home)),
    )
    return home_card(present, to)


def _of_categories(tx: Connection, owed: Owed, to: Reader) -> Card:
    home, payload = owed.community_id, owed.payload
    assert home is not None
    known = categories.list_categories(tx, community_id=home)
    chosen = _find(known, payload["subject"])
    if payload["view"] == "heads" or chosen is None:
        return heads_card(known, payload["page"], to)
    if payload["view"] == "head":
        return head_card(chosen, known, payload["page"], to)
    return kind_card(chosen, to)


def _find(known: list[Category], category_id: int) -> Category | None:
    return next((one for one in known if one.id == category_id), None)


def _of_templates(tx: Connection, owed: Owed, to: Reader) -> Card:
    home, payload = owed.community_id, owed.payload
    assert home is not None
    place = payload["subject"]
    if payload["view"] == "acts" or place >= len(TEMPLATED):
        return acts_card(templates.count_templates(tx, community_id=home), to)
    act = TEMPLATED[place]
    return act_card(act, templates.list_templates(tx, community_id=home, act=act), to)


def told(tx: Connection, owed: Owed, to: Reader) -> Card:
    return told_card(owed.payload["what"], owed.payload["params"], to)


LETTERS: dict[str, Letter] = {
    CARD: Letter(settings, is_standing=True),
    TOLD: Letter(told),
}
