"""The card of 设置: what holds now, the buttons that lead on, and the line that tells a change."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cards.card import Button, Card, Line, Press, Reader, Rows, Span, bold, plain
from cards.digests import say_told
from cards.rule_sheets import say_change
from domain.answers import Json
from domain.days_off import Stretch, stretches
from domain.office_hours import OfficeHours, parse_hours
from domain.quiet_hours import Quiet
from domain.workdays import DayKind, Overlay, known_until
from domain.working_time import Unit, parse_target

MOST_STRETCHES = 30


@dataclass(frozen=True)
class Present:
    """What a community has laid down, as of now."""

    community: str
    hours: OfficeHours
    quiet: Quiet | None
    days_off: Overlay
    category_count: int
    template_count: int
    rule_count: int
    seconds: int
    digest_count: int


def go(label: str, view: str, *, subject: int = 0, page: int = 0) -> Button:
    """A button to another part of the card."""
    return Button(label, Press("settings.go", subject, page, view))


def ask(label: str, what: str, *, subject: int = 0) -> Button:
    """A button that asks for words."""
    return Button(label, Press("settings.ask", subject, 0, what))


def back(to: Reader, view: str = "home", *, subject: int = 0, page: int = 0) -> Button:
    return go(to.say("form.button.back"), view, subject=subject, page=page)


def home_card(now: Present, to: Reader) -> Card:
    lines = [
        bold(to.say("settings.title", community=now.community)),
        *plain(
            to.say("settings.hours_line", hours=say_hours(now.hours, to)),
            to.say("settings.quiet_line", quiet=say_quiet(now.quiet, to)),
            _days_line(now.days_off, to),
            to.say("settings.categories_line", count=now.category_count),
            to.say("settings.templates_line", count=now.template_count),
            to.say("settings.rules_line", count=now.rule_count),
            to.say("settings.seconds_line", now=say_seconds(now.seconds, to)),
            to.say("settings.digests_line", count=now.digest_count),
            to.say("settings.elsewhere"),
        ),
    ]
    buttons = (
        (_part("hours", to), _part("quiet", to)),
        (_part("days", to), _part("heads", to)),
        (_part("acts", to), _part("rules", to)),
        (_part("seconds", to), _part("digests", to)),
    )
    return Card(tuple(lines), buttons)


def _part(view: str, to: Reader) -> Button:
    return go(to.say(f"button.settings_{view}"), view)


def hours_card(hours: OfficeHours, to: Reader) -> Card:
    lines = [
        bold(to.say("button.settings_hours")),
        *plain(say_hours(hours, to), to.say("settings.hours_meaning")),
    ]
    return Card(tuple(lines), _change_rows("hours", to))


def quiet_card(quiet: Quiet | None, to: Reader) -> Card:
    lines = [
        bold(to.say("button.settings_quiet")),
        *plain(say_quiet(quiet, to), to.say("settings.quiet_meaning")),
    ]
    return Card(tuple(lines), _change_rows("quiet", to))


def seconds_card(laid_down: int, needed: int, to: Reader) -> Card:
    """``needed`` is what comes of it at present."""
    lines = [
        bold(to.say("button.settings_seconds")),
        *plain(say_seconds(laid_down, to), to.say("settings.seconds_meaning", count=needed)),
    ]
    return Card(tuple(lines), _change_rows("seconds", to))


def say_seconds(laid_down: int, to: Reader) -> str:
    return str(laid_down) if laid_down else to.say("settings.seconds_auto")


def _change_rows(what: str, to: Reader) -> Rows:
    return ((ask(to.say("button.change"), what), back(to)),)


def days_card(overlay: Overlay, to: Reader) -> Card:
    today = to.now.astimezone(to.zone).date()
    found = stretches(overlay, since=today)
    lines: list[Line] = [bold(to.say("button.settings_days")), *plain(_known_line(overlay, to))]
    lines += plain(*(_stretch(one, to) for one in found[:MOST_STRETCHES]))
    if len(found) > MOST_STRETCHES:
        lines += plain(to.say("settings.days_more", count=len(found) - MOST_STRETCHES))
    if not found:
        lines += plain(to.say("settings.days_none"))
    lines += plain(to.say("settings.days_usage"))
    return Card(tuple(lines), _change_rows("days", to))


def _days_line(overlay: Overlay, to: Reader) -> str:
    today = to.now.astimezone(to.zone).date()
    count = sum(len(one.days) for one in stretches(overlay, since=today))
    own = to.say("settings.days_own", count=count) if count else ""
    return to.say("settings.days_line", known=_known_line(overlay, to), own=own)


def _known_line(overlay: Overlay, to: Reader) -> str:
    return to.say("settings.days_known", year=known_until(overlay).year)


def _stretch(one: Stretch, to: Reader) -> str:
    key = "settings.day_off" if one.becomes is DayKind.HOLIDAY else "settings.day_worked"
    if one.first == one.last:
        return to.say(key, days=_day(one.first, to))
    both = to.say("settings.from_to", first=_day(one.first, to), last=_day(one.last, to))
    return to.say(key, days=both)


def _day(day: date, to: Reader) -> str:
    return f"{day.isoformat()} {_weekdays(to)[day.weekday()]}"


def _weekdays(to: Reader) -> list[str]:
    return to.say("settings.weekdays").split()


def say_hours(hours: OfficeHours, to: Reader) -> str:
    """周一至周五 09:00-12:00,14:00-18:00; what nobody works is not named."""
    names, parts = _weekdays(to), []
    for periods, days in itertools.groupby(range(7), key=lambda day: hours.week[day]):
        first, *_, last = [*days] * 2
        if periods:
            named = names[first]
            if last != first:
                named = to.say("settings.from_to", first=names[first], last=names[last])
            parts.append(f"{named} {','.join(map(str, periods))}")
    return to.say("settings.separator").join(parts)


def say_quiet(quiet: Quiet | None, to: Reader) -> str:
    return str(quiet) if quiet else to.say("settings.quiet_none")


def say_target(target: str, to: Reader) -> str:
    """2h as people say it."""
    parsed = parse_target(target)
    unit = "hours" if parsed.unit is Unit.HOURS else "days"
    return to.say(f"settings.target_{unit}", count=parsed.amount)


def told_card(what: str, params: Mapping[str, Json], to: Reader) -> Card:
    """Who has changed what to what, in the reader's words."""
    said = dict(params)
    if what.startswith("rule"):
        said |= say_change(what, params, to)
        return Card(((Span(to.say(f"settings.told.{what}", **said)),),))
    if what.startswith("digest"):
        said |= say_told(what, params, to)
    for name in ("was", "now"):
        if name in said:
            said[name] = _value(what, str(said[name]), to)
    return Card(((Span(to.say(f"settings.told.{what}", **said)),),))


def _value(what: str, value: str, to: Reader) -> str:
    match what:
        case "hours":
            return say_hours(parse_hours(value), to)
        case "quiet":
            return value or to.say("settings.quiet_none")
        case "seconds":
            return say_seconds(int(value), to)
        case "response" | "solution":
            return say_target(value, to)
    return value
