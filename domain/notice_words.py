"""A notice in one line: /notice 给骑手 明早8点 内容; and the time at which one is to go out."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from domain.audience_words import find_audience
from domain.audiences import Audience
from domain.reminders import SIGNS, Calendar, spoken_of
from domain.rules import RuleBroken
from domain.times import Recurrence, Span, Understood, understand

_TO = re.compile(r"(?:发给|给|to)\s*[:：]?\s*(?P<whom>\S+)\s+", re.IGNORECASE)
_LONGEST_TIME = 3
"""So many words at the head of a line may be its time: 明天 早上 8点."""


@dataclass(frozen=True)
class Line:
    """``audience`` and ``at`` are ``None`` where the line does not say them."""

    words: str
    audience: Audience | None = None
    at: datetime | None = None


def read_line(
    text: str, *, grids: Iterable[tuple[int, str]], said_at: datetime, calendar: Calendar
) -> Line:
    """To whom, when and what. A time counts as the notice's own only behind an audience, and
    before a space: 明天9点停水 is what it tells of.
    """
    text = text.strip()
    found = _TO.match(f"{text} ")
    if found is None:
        return Line(text)
    audience, _ = find_audience(f"给{found['whom']}", grids)
    if audience is None:
        return Line(text)
    rest = text[found.end() :].strip()
    at, words = _time_at_head(rest, said_at=said_at, calendar=calendar)
    return Line(words, audience, at)


def _time_at_head(
    text: str, *, said_at: datetime, calendar: Calendar
) -> tuple[datetime | None, str]:
    heads = list(re.finditer(r"\S+", text))[:_LONGEST_TIME]
    for head in reversed(heads):
        try:
            times = read_times(text[: head.end()], said_at=said_at, calendar=calendar)
        except RuleBroken:
            continue
        if len(times) == 1:
            return times[0], text[head.end() :].strip(SIGNS)
    return None, text


def read_times(text: str, *, said_at: datetime, calendar: Calendar) -> list[datetime]:
    """The one moment that is meant, or those that are as likely. A time and nothing else: what it
    leaves over would be lost. Raises ``RuleBroken`` for what is no single time to come.
    """
    found = understand(text, now=said_at, zone=calendar.zone, overlay=calendar.overlay)
    choices = (found,) if isinstance(found, Understood) else found.choices
    return list(dict.fromkeys(_moment(one, said_at, calendar) for one in choices))


def _moment(found: Understood, said_at: datetime, calendar: Calendar) -> datetime:
    if found.rest.strip(SIGNS) not in ("", "发", "发出", "发送", "再发"):
        raise RuleBroken("notice.time_only")
    if isinstance(found.what, Recurrence):
        raise RuleBroken("notice.only_once")
    at = spoken_of(found.what, calendar.zone) if isinstance(found.what, Span) else found.what.at
    if at <= said_at:
        raise RuleBroken("notice.time_past")
    return at
