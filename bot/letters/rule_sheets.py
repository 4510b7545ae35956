"""Letters about the rule sheet 积分规则: as people read it, and as secretaries change it."""

from sqlalchemy import Connection

from bot.letters.letter import Letter
from cards.card import Card, Reader
from cards.rule_settings import groups_settings, rule_settings, rules_settings, ruling_settings
from cards.rule_sheets import rules_card
from domain.people import ChatKind
from domain.rule_sheets import RuleSheet
from storage.communities import list_groups
from storage.paying import Owed
from storage.rule_sheets import find_sheet


def sheet_of(tx: Connection, owed: Owed) -> RuleSheet:
    """The sheet that holds now; an empty one where there is none."""
    assert owed.community_id is not None
    return find_sheet(tx, community_id=owed.community_id) or RuleSheet(())


def rules(tx: Connection, owed: Owed, to: Reader) -> Card:
    return rules_card(sheet_of(tx, owed), owed.payload["page"], to)


def settings(tx: Connection, owed: Owed, to: Reader) -> Card:
    """The part of 设置 that is about rules."""
    sheet, payload = sheet_of(tx, owed), owed.payload
    if payload["view"] == "ruling":
        return ruling_settings(sheet, to)
    if payload["view"] == "rule_groups":
        return groups_settings(_groups(tx, sheet, owed), sheet.version, to)
    if payload["view"] == "rule" and payload["subject"] < len(sheet.rules):
        return rule_settings(sheet, payload["subject"], to)
    return rules_settings(sheet, payload["page"], to)


def _groups(tx: Connection, sheet: RuleSheet, owed: Owed) -> list[tuple[int, str, bool]]:
    assert owed.community_id is not None
    return [
        (one.id, one.title, sheet.publishes_to(one.id, is_staff=one.kind is ChatKind.STAFF))
        for one in list_groups(tx, community_id=owed.community_id)
    ]


LETTERS: dict[str, Letter] = {
    "rules.card": Letter(rules, is_standing=True),
}
