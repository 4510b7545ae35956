"""Certificates 志愿服务证明: what is written on one when it is issued, and stays so."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.hours import HourKind, HoursEntry

EVERYTHING = "all"
FIRST_DAY = date(2000, 1, 1)
MOST_LINES = 300
"""Of a lifetime's services the newest are listed, on a dozen pages or so; all of them count."""


@dataclass(frozen=True)
class Line:
    """One service as the certificate lists it."""

    on: date
    service: str
    kind: HourKind
    minutes: int
    words: str


@dataclass(frozen=True)
class Content:
    """What a certificate says of the services; ``services`` are minutes by kind of service, the
    most first, ``more`` how many are counted and not listed.
    """

    first_on: date
    last_on: date
    verified_minutes: int
    declared_minutes: int
    services: tuple[tuple[str, int], ...]
    lines: tuple[Line, ...]
    more: int

    @property
    def minutes(self) -> int:
        return self.verified_minutes + self.declared_minutes


@dataclass(frozen=True)
class Certificate:
    """``name`` and ``issuer`` are those of the day it was issued."""

    id: int
    community_id: int
    person_id: int
    number: str
    name: str
    issuer: str
    content: Content
    issued_at: datetime


def span_of(period: str, today: date) -> tuple[date, date] | None:
    """The first and last day that a button asks for: a year's number, or everything."""
    if period == EVERYTHING:
        return FIRST_DAY, today
    if not re.fullmatch(r"20[0-9]{2}", period) or int(period) > today.year:
        return None
    year = int(period)
    return date(year, 1, 1), min(date(year, 12, 31), today)


def content_of(entries: Sequence[HoursEntry]) -> Content | None:
    """What stands in a certificate about these entries, each of which counts; none for none."""
    if not entries:
        return None
    found = sorted(entries, key=lambda one: (one.held_on, one.id))
    listed = found[-MOST_LINES:]
    services: dict[str, int] = {}
    for one in found:
        services[one.service] = services.get(one.service, 0) + one.minutes
    return Content(
        first_on=found[0].held_on,
        last_on=found[-1].held_on,
        verified_minutes=_minutes_of(found, HourKind.VERIFIED),
        declared_minutes=_minutes_of(found, HourKind.DECLARED),
        services=tuple(sorted(services.items(), key=lambda item: (-item[1], item[0]))),
        lines=tuple(
            Line(one.held_on, one.service, one.kind, one.minutes, one.words) for one in listed
        ),
        more=len(found) - len(listed),
    )


def _minutes_of(entries: Sequence[HoursEntry], kind: HourKind) -> int:
    return sum(one.minutes for one in entries if one.kind is kind)
