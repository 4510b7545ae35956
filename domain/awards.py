"""Awards and deductions 加分、扣分 that a secretary gives: how they are typed, what they make."""

import re
from dataclasses import dataclass
from datetime import timedelta

from domain.plain_text import in_one_line
from domain.rule_sheets import Rule, RuleSheet
from domain.rules import RuleBroken
from domain.whom import parse_whom

FREE = "conduct.free"
"""The rule of what no item of the sheet is named for."""

SECONDED_WITHIN = timedelta(days=7)
LONGEST_REASON = 200
MOST_POINTS = 9999

_POINTS = re.compile(
    r"(?P<count>[0-9０-９]{1,9})"
    r"(?:\s?(?:积分|分(?!类)|points?\b|pts?\b)|(?=[\s,，:：;；、。]|$))",
    re.IGNORECASE,
)
_STOPS = " ,，;；:：、。"


@dataclass(frozen=True)
class AwardWish:
    """What an ``/award`` or a ``/deduct`` asks for; without ``points`` the reason names an item of
    the sheet, without ``username`` the author of a message is meant.
    """

    reason: str
    points: int | None = None
    username: str | None = None
    is_deduction: bool = False

    @property
    def sign(self) -> int:
        return -1 if self.is_deduction else 1


def parse_award(words: str, *, is_deduction: bool = False) -> AwardWish:
    """How many, why, and perhaps ``@name`` before or behind how many.

    Raises ``RuleBroken`` where there is no reason: who gets or loses points must be able to know.

    >>> parse_award("@xiaoli 5 帮邻居搬家")
    AwardWish(reason='帮邻居搬家', points=5, username='xiaoli', is_deduction=False)
    """
    before, rest = parse_whom(in_one_line(words))
    found = _POINTS.match(rest)
    points = int(found["count"]) if found else None
    rest = rest[found.end() :].lstrip(_STOPS) if found else rest
    behind, reason = (None, rest) if before else parse_whom(rest)
    if points is not None and not 0 < points <= MOST_POINTS:
        raise RuleBroken("award.so_many", most=MOST_POINTS)
    if not any(letter.isalnum() for letter in reason):
        raise RuleBroken("award.usage" if points is None else "award.why")
    if len(reason) > LONGEST_REASON:
        raise RuleBroken("award.reason_too_long", count=LONGEST_REASON)
    return AwardWish(reason, points, before or behind, is_deduction)


def item_named(sheet: RuleSheet, wish: AwardWish) -> Rule | None:
    """The item of the sheet that a reason begins with; the longest name counts.

    Its caps hold for whatever is not worth more than the item. Who types more judges for
    themselves, as for anything that the sheet has no item for.
    """
    items = [
        rule
        for rule in sheet.conduct
        if rule.is_active
        and rule.points * wish.sign >= (wish.points or 1)
        and _begins(wish.reason, rule.name)
    ]
    return max(items, key=lambda rule: len(rule.name), default=None)


def _begins(words: str, name: str) -> bool:
    said, named = words.casefold(), name.casefold().strip()
    if not named or not said.startswith(named):
        return False
    rest = said[len(named) :]
    return not rest or not rest[0].isalnum()


def price(sheet: RuleSheet, wish: AwardWish) -> tuple[Rule | None, int]:
    """The item an award falls under, if any, and its points, below zero for a deduction."""
    item = item_named(sheet, wish)
    if wish.points is not None:
        return item, wish.sign * wish.points
    if item is None:
        raise RuleBroken("award.how_many")
    return item, item.points
