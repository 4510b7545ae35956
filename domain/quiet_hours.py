"""Quiet hours 免打扰: what can wait is held until they are over."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.wall_clock import DAY, TIME, clock_of, minute_of, moment_of, plain


@dataclass(frozen=True)
class Quiet:
    """From ``begin`` until before ``end``, in minutes after midnight, over midnight if need be."""

    begin: int
    end: int

    def __post_init__(self) -> None:
        if self.begin % DAY == self.end % DAY:  # nothing could ever be said
            raise ValueError("quiet hours need an end")

    def __str__(self) -> str:
        return f"{clock_of(self.begin)}-{clock_of(self.end)}"


def parse_quiet(text: str) -> Quiet | None:
    """``22:00-07:00``; empty is none. Raises ``ValueError`` for anything else.

    >>> str(parse_quiet("22：00—7：00"))
    '22:00-07:00'
    """
    words = plain(text)
    if not words:
        return None
    match = re.fullmatch(rf"({TIME})-({TIME})", words)
    if match is None:
        raise ValueError("no quiet hours")
    return Quiet(minute_of(match[1]) % DAY, minute_of(match[2]))


def after_quiet(moment: datetime, quiet: Quiet | None, zone: ZoneInfo) -> datetime:
    """The moment itself, or the end of the quiet hours that it falls into; in UTC."""
    night = night_around(moment, quiet, zone)
    return night[1] if night else moment.astimezone(UTC)


def night_around(
    moment: datetime, quiet: Quiet | None, zone: ZoneInfo
) -> tuple[datetime, datetime] | None:
    """Begin and end of the quiet hours that a moment falls into, if it does."""
    if quiet is None:
        return None
    today = moment.astimezone(zone).date()
    over_midnight = quiet.end <= quiet.begin
    for night in (today - timedelta(days=1), today):
        begin = moment_of(night, quiet.begin, zone)
        end = moment_of(night, quiet.end + over_midnight * DAY, zone)
        if begin <= moment < end:
            return begin, end
    return None


def awake_between(
    begin: datetime, end: datetime, quiet: Quiet | None, zone: ZoneInfo, *, at_most: timedelta
) -> timedelta:
    """How much of a span lies outside the quiet hours, counted until it is ``at_most``."""
    if quiet is None:
        return min(max(end - begin, timedelta(0)), at_most)
    spent, at = timedelta(0), after_quiet(begin, quiet, zone)
    while at < end and spent < at_most:
        night = _next_begin(at, quiet, zone)
        spent += min(night, end) - at
        at = after_quiet(night, quiet, zone)
    return min(spent, at_most)


def _next_begin(moment: datetime, quiet: Quiet, zone: ZoneInfo) -> datetime:
    """When the quiet hours begin next, strictly after a moment."""
    day = moment.astimezone(zone).date()
    while (begin := moment_of(day, quiet.begin, zone)) <= moment:
        day += timedelta(days=1)
    return begin
