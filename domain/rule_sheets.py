"""The rule sheet 积分规则: what is paid for what, up to how much, and who must say yes.

A sheet is never changed: a change is the next version, and a grant keeps the one it was made
under.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from domain.answers import Json

MOST_RULES = 60
MOST_POINTS = 1000
MOST_CAP = 100_000
MOST_DAYS = 366
MOST_HOURS_LATE = 720
MOST_MONTHS = 120
LONGEST_NAME = 40

YEAR_END = "year_end"


class Event(StrEnum):
    """What pays by itself. Conduct items are awarded by a person."""

    REPORT_ACCEPTED = "report.accepted"
    REPORT_WITH_PHOTO = "report.photo"
    REPORT_SOLVED = "report.solved"
    HOURS_VERIFIED = "hours.verified"
    HOURS_DECLARED = "hours.declared"
    ACTIVITY_ATTENDED = "activity.attended"
    MEETING_ATTENDED = "meeting.attended"
    PROPOSAL_ADOPTED = "proposal.adopted"
    CONDUCT = "conduct"


REPORTS = (Event.REPORT_ACCEPTED, Event.REPORT_WITH_PHOTO, Event.REPORT_SOLVED)
"""What a report earns; the same place and kind can be paid only once."""


@dataclass(frozen=True)
class Rule:
    """One line of the sheet.

    ``points`` are for one time, or for one hour; below zero for conduct that costs. The caps are
    points in a day, a week from Monday, a month, earned or lost; 0 is none. The same place and kind
    pays once in ``once_days``. What is earned is released ``delay_h`` hours later. ``name`` is what
    a conduct item is called; what pays by itself is called as its event is.
    """

    code: str
    event: Event
    points: int
    name: str = ""
    per_day: int = 0
    per_week: int = 0
    per_month: int = 0
    once_days: int = 0
    delay_h: int = 0
    is_active: bool = True


@dataclass(frozen=True)
class RuleSheet:
    """``second_above``: an award of more points needs a second secretary. ``expiry``: empty, or
    ``YEAR_END``, or a number of months. ``minutes_a_day``: how much anybody may declare of one
    day. ``publish_day`` and ``publish_hour``: when 公示 goes to the groups named by ``publish_to``
    (ids of chats; empty is every group that is not the staff's); day 0 is never.
    """

    rules: tuple[Rule, ...]
    id: int = 0
    version: int = 0
    second_above: int = 50
    expiry: str = ""
    minutes_a_day: int = 12 * 60
    publish_day: int = 1
    publish_hour: int = 9
    publish_to: tuple[int, ...] = ()

    def publishes_to(self, chat_id: int, *, is_staff: bool) -> bool:
        """Whether 公示 goes to this group."""
        return chat_id in self.publish_to if self.publish_to else not is_staff

    def find(self, code: str) -> Rule | None:
        return next((one for one in self.rules if one.code == code), None)

    def with_rule(self, place: int, rule: Rule) -> "RuleSheet":
        """The sheet with another rule at this place. No rule ever leaves its place: buttons name
        rules by it.
        """
        return replace(self, rules=(*self.rules[:place], rule, *self.rules[place + 1 :]))

    def rule_for(self, event: Event) -> Rule | None:
        """The rule by which an event pays, if it pays at all."""
        found = (one for one in self.rules if one.event is event and one.is_active and one.points)
        return next(found, None)

    @property
    def conduct(self) -> tuple[Rule, ...]:
        return tuple(one for one in self.rules if one.event is Event.CONDUCT)


def is_expiry(text: str) -> bool:
    """Whether this is how a sheet says when points lapse."""
    is_months = text.isascii() and text.isdecimal() and 0 < int(text) <= MOST_MONTHS
    return text in ("", YEAR_END) or is_months


def as_stored(sheet: RuleSheet) -> dict[str, Json]:
    kept: dict[str, Json] = asdict(sheet)
    for name in ("id", "version"):
        del kept[name]
    return kept


def read_sheet(kept: Mapping[str, Json], *, sheet_id: int, version: int) -> RuleSheet:
    """What ``as_stored`` wrote, also by an older program that knew fewer fields, and fewer events:
    those stand on the sheet as rules that pay nothing until a secretary says what.
    """
    rules = tuple(Rule(**{**one, "event": Event(one["event"])}) for one in kept["rules"])
    known = {rule.event for rule in rules} | {Event.CONDUCT}
    rules += tuple(Rule(one.value, one, 0, is_active=False) for one in Event if one not in known)
    rest = {name: value for name, value in kept.items() if name not in ("rules", "publish_to")}
    sheet = RuleSheet(rules, publish_to=tuple(kept.get("publish_to", ())), **rest)
    return replace(sheet, id=sheet_id, version=version)


def cap_spans(rule: Rule, day: date) -> list[tuple[date, date, int]]:
    """In the day, its week and its month, first and last day included, how many points may be
    earned by this rule.
    """
    monday, first = day - timedelta(days=day.weekday()), day.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    spans = (
        (day, day, rule.per_day),
        (monday, monday + timedelta(days=6), rule.per_week),
        (first, last, rule.per_month),
    )
    return [(since, until, cap) for since, until, cap in spans if cap]


def within_caps(points: int, caps: Iterable[tuple[int, int]]) -> int:
    """How many of these points the caps leave, each told with what was used of it before; of what
    somebody loses as of what they earn.

    >>> within_caps(5, [(10, 8), (100, 8)]), within_caps(-5, [(10, -8)]), within_caps(5, [(4, 9)])
    (2, -2, 0)
    """
    sign = 1 if points > 0 else -1
    room = [cap - sign * used for cap, used in caps]
    return sign * max(0, min([sign * points, *room]))


def worth(rule: Rule, *, minutes: int | None = None) -> int:
    """What one event pays; of hours every begun point is dropped.

    >>> worth(Rule("hours.verified", Event.HOURS_VERIFIED, 2), minutes=75)
    2
    """
    return rule.points if minutes is None else rule.points * minutes // 60
