"""Somebody's hours 时长 as they look at them: a month, the year, what waits, what went wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cards.card import Button, Card, Line, Press, Reader, Rows, bold, plain, rows
from cards.length import shorten
from cards.services import say_service
from domain.hour_claims import HourClaim
from domain.hours import (
    HourKind,
    HoursEntry,
    HoursSum,
    by_service,
    minutes_of,
    say_hours,
)

MOST_ENTRIES, MOST_SERVICES, MOST_OFFERED = 6, 4, 8
SHOWN_WORDS = 40

MONTH, DISPUTE = "month", "dispute"
"""The card's two sides: what stands, and which entry is wrong."""


@dataclass(frozen=True)
class HoursFacts:
    """``month`` is its first day; ``sums`` are those of its year, ``entries`` what stands in it."""

    month: date
    sums: Sequence[HoursSum]
    entries: Sequence[HoursEntry]
    asked: Sequence[HourClaim] = ()
    rejected: HourClaim | None = None


def hours_card(facts: HoursFacts, to: Reader) -> Card:
    lines: list[Line] = [
        bold(to.say("hours.title", year=facts.month.year, month=facts.month.month)),
        *plain(_both("hours.of_month", facts.sums, to, month=f"{facts.month:%Y-%m}")),
        *plain(_both("hours.of_year", facts.sums, to, year=facts.month.year)),
    ]
    services = list(by_service(facts.sums).items())[:MOST_SERVICES]
    if services:
        lines += plain(" · ".join(f"{say_service(one, to)} {say_hours(n)}" for one, n in services))
    lines += plain(*_entry_lines(facts, to))
    lines += plain(*(_asked_line(one, to) for one in facts.asked[:MOST_ENTRIES]))
    if facts.rejected is not None:
        lines += plain(_rejected_line(facts.rejected, to))
    if not services and not facts.asked:
        lines += plain(to.say("hours.none_yet"))
    return Card(tuple(lines), _buttons(facts, to))


def _both(key: str, sums: Sequence[HoursSum], to: Reader, *, month: str = "", year: int = 0) -> str:
    verified = say_hours(minutes_of(sums, HourKind.VERIFIED, month=month))
    declared = say_hours(minutes_of(sums, HourKind.DECLARED, month=month))
    return to.say(key, year=year, verified=verified, declared=declared)


def _entry_lines(facts: HoursFacts, to: Reader) -> list[str]:
    lines = [entry_line(one, to) for one in facts.entries[:MOST_ENTRIES]]
    if len(facts.entries) > MOST_ENTRIES:
        lines.append(to.say("hours.more", count=len(facts.entries) - MOST_ENTRIES))
    return lines


def entry_line(entry: HoursEntry, to: Reader) -> str:
    """11月21日 申报 2.5 清运环境 · 顺手清运垃圾"""
    return to.say(
        "hours.entry",
        day=say_date(entry.held_on, to),
        kind=to.say(f"hours.kind.{entry.kind}"),
        hours=say_hours(entry.minutes),
        service=say_service(entry.service, to),
        words=shorten(entry.words, SHOWN_WORDS),
    )


def _asked_line(claim: HourClaim, to: Reader) -> str:
    return to.say(
        "hours.waits",
        day=say_date(claim.held_on, to),
        hours=say_hours(claim.minutes),
        words=shorten(claim.words, SHOWN_WORDS),
    )


def _rejected_line(claim: HourClaim, to: Reader) -> str:
    return to.say(
        "hours.last_rejected",
        day=say_date(claim.held_on, to),
        hours=say_hours(claim.minutes),
        reason=claim.reason,
    )


def _buttons(facts: HoursFacts, to: Reader) -> Rows:
    doings = [Button(to.say("button.hours_declare"), Press("hours.declare", 0))]
    if facts.entries:
        doings.append(_turn(to.say("button.hours_dispute"), DISPUTE, facts.month))
    doings.append(Button(to.say("button.hours_certify"), Press("hours.certify", 0)))
    return (_month_row(facts.month, to), *rows(doings, width=3))


def _month_row(month: date, to: Reader) -> tuple[Button, ...]:
    """The months before and after this one; none lies ahead."""
    before = (month - timedelta(days=1)).replace(day=1)
    after = (month + timedelta(days=31)).replace(day=1)
    turns = [_turn(to.say("hours.month_before", month=before.month), MONTH, before)]
    if after <= to.now.astimezone(to.zone).date():
        turns.append(_turn(to.say("hours.month_after", month=after.month), MONTH, after))
    return tuple(turns)


def _turn(label: str, view: str, month: date, page: int = 0) -> Button:
    return Button(label, Press("hours.turn", 0, page, f"{view}.{month:%Y-%m}"))


def choice_card(facts: HoursFacts, page: int, to: Reader) -> Card:
    """有异议: which of them is wrong?"""
    last = max(0, len(facts.entries) - 1) // MOST_OFFERED
    page = min(page, last)
    offered = [
        Button(_label(one, to), Press("hours.dispute", one.id))
        for one in facts.entries[page * MOST_OFFERED :][:MOST_OFFERED]
    ]
    turns = [_turn(to.say("form.button.back"), MONTH, facts.month)]
    if page:
        turns.append(_turn(to.say("page.back"), DISPUTE, facts.month, page - 1))
    if page < last:
        turns.append(_turn(to.say("page.on"), DISPUTE, facts.month, page + 1))
    return Card(plain(to.say("hours.which")), (*rows(offered, width=1), tuple(turns)))


def _label(entry: HoursEntry, to: Reader) -> str:
    day, service = say_date(entry.held_on, to), say_service(entry.service, to)
    return f"{day} · {say_hours(entry.minutes)} · {shorten(service, SHOWN_WORDS)}"


def say_date(day: date, to: Reader) -> str:
    """A day without its hour, this year's without the year."""
    key = "hours.date" if day.year == to.now.astimezone(to.zone).year else "hours.date_of_year"
    return to.say(key, year=day.year, month=day.month, day=day.day)


def say_day(day: date, to: Reader) -> str:
    """A day with its weekday, so that who reads it sees whether it was meant."""
    weekday = to.say("settings.weekdays").split()[day.weekday()]
    return to.say("hours.day", day=say_date(day, to), weekday=weekday)


def say_clock(starts_at: datetime | None, ends_at: datetime | None, to: Reader) -> str:
    """14:00-16:30, or nothing where no clock was named."""
    if starts_at is None or ends_at is None:
        return ""
    begin, end = (one.astimezone(to.zone) for one in (starts_at, ends_at))
    return f" {begin:%H:%M}-{end:%H:%M}"
