"""Mutes: somebody whom the bot does not listen to for a while (禁言), and what is typed for it."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.rules import RuleBroken
from domain.whom import parse_whom

LONGEST = timedelta(days=30)
LONGEST_REASON = 200

_UNITS = {
    timedelta(minutes=1): ("分钟", "分", "minutes", "minute", "mins", "min", "m"),
    timedelta(hours=1): ("个小时", "小时", "个钟头", "钟头", "hours", "hour", "h"),
    timedelta(days=1): ("天", "日", "days", "day", "d"),
    timedelta(weeks=1): ("个星期", "星期", "周", "weeks", "week", "w"),
}
_UNIT = {word: span for span, words in _UNITS.items() for word in words}
_COUNTS = {"半": 0.5, "两": 2, **{word: n for n, word in enumerate("一二三四五六七八九十", 1)}}
_SPAN = re.compile(
    rf"(?P<count>\d{{1,5}}(?:\.\d)?|[{''.join(_COUNTS)}])\s*"
    rf"(?P<unit>{'|'.join(sorted(_UNIT, key=len, reverse=True))})(?![a-z0-9])",
    re.IGNORECASE,
)
_STOPS = " ,，;；:：、。\n"


@dataclass(frozen=True)
class Mute:
    """Until when somebody is not listened to, and why."""

    id: int
    reason: str
    ends_at: datetime


@dataclass(frozen=True)
class MuteWish:
    """What a ``/mute`` asks for; without ``username`` it means the author of a message."""

    span: timedelta
    reason: str
    username: str | None = None


def parse_mute(words: str) -> MuteWish:
    """How long, why, and perhaps ``@name`` before or behind how long.

    Raises ``RuleBroken`` where one of the first two is missing: who is not listened to must be
    able to know both.

    >>> parse_mute("@xiaoli 2小时 骂 @zhao")
    MuteWish(span=datetime.timedelta(seconds=7200), reason='骂 @zhao', username='xiaoli')
    """
    before, rest = parse_whom(words)
    found = _SPAN.match(rest)
    if found is None:
        raise RuleBroken("mute.usage")
    behind, reason = parse_whom(rest[found.end() :].lstrip(_STOPS))
    if before and behind:  # the second is somebody whom the reason speaks of
        behind, reason = None, rest[found.end() :].lstrip(_STOPS)
    if not any(letter.isalnum() for letter in reason):
        raise RuleBroken("mute.why")
    if len(reason) > LONGEST_REASON:
        raise RuleBroken("mute.reason_too_long", count=LONGEST_REASON)
    return MuteWish(_span(found), reason, before or behind)


def _span(found: re.Match[str]) -> timedelta:
    count = _COUNTS.get(found["count"]) or float(found["count"])
    span = count * _UNIT[found["unit"].lower()]
    if not timedelta() < span <= LONGEST:
        raise RuleBroken("mute.too_long", days=LONGEST.days)
    return span
