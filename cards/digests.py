"""Digests 简报: 早报 for the staff, 周报 with what was mended, 月报 with the rates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cards.card import Button, Card, Line, Reader, bold, listed, plain
from cards.cases import NAME_WORDS, media_of
from cards.length import shorten
from cards.stats import rate_lines
from cards.times_said import say_plan
from domain.answers import Json
from domain.case_facts import CaseFacts
from domain.digests import DigestKind, Meant, Morning, When, recurrence_of
from domain.rates import Outcomes, Period

TITLE_WORDS, STORY_WORDS = 20, 28
MOST_NAMED = 3
MOST_THANKED = 8


@dataclass(frozen=True)
class Told:
    """周报: ``thanked`` by the names they want to be known by."""

    period: Period
    reported: int
    mended: int
    stories: Sequence[CaseFacts]
    thanked: Sequence[str]


def morning_card(facts: Morning, to: Reader) -> Card:
    """Only what there is; the cases themselves lie one press away."""
    counts = {
        "overdue": facts.overdue,
        "due_today": facts.due_today,
        "to_accept": facts.to_accept,
        "to_confirm": facts.to_confirm,
    }
    said = [to.say(f"digest.{name}", count=count) for name, count in counts.items() if count]
    lines: list[Line] = [bold(to.say("digest.morning", day=_today(to)))]
    lines += plain(" · ".join(said)) if said else ()
    for name, found in (("activities", facts.activities), ("meetings", facts.meetings)):
        lines += plain(to.say(f"digest.{name}", what=_meant(found, to))) if found else ()
    if facts.resolutions:
        lines += plain(to.say("digest.resolutions", count=facts.resolutions))
    return Card(tuple(lines), ((Button(to.say("button.open_desk"), start="desk"),),))


def _today(to: Reader) -> str:
    day = to.now.astimezone(to.zone).date()
    return f"{_day(day, to)} {to.say('settings.weekdays').split()[day.weekday()]}"


def _day(day: date, to: Reader) -> str:
    month = to.say("time.said.months").split()[day.month - 1]
    return to.say("digest.day", month=month, day=day.day)


def _meant(found: Sequence[Meant], to: Reader) -> str:
    parts = [
        f"{one.at.astimezone(to.zone):%H:%M} {shorten(one.title, TITLE_WORDS)}"
        for one in found[:MOST_NAMED]
    ]
    more = len(found) - len(parts)
    return listed(parts, to.say) + (to.say("digest.and_more", count=more) if more else "")


def weekly_card(facts: Told, to: Reader) -> Card:
    """What was mended, with its pictures of before and after in the order of the lines."""
    head = to.say(
        "digest.weekly", first=_day(facts.period.first, to), last=_day(facts.period.last, to)
    )
    counted = to.say("digest.week", reported=facts.reported, mended=facts.mended)
    lines: list[Line] = [bold(head), *plain(counted)]
    pictures = []
    for one in facts.stories:
        words = one.case.words or one.case.place
        said = shorten(words.replace("\n", " "), STORY_WORDS)
        lines += plain(to.say("digest.story", code=one.case.code, words=said))
        pictures += [*one.photos[:1], *one.result_photos[:1]]
    if pictures:
        lines += plain(to.say("digest.pictures"))
    if facts.thanked:
        names = [shorten(one, NAME_WORDS) for one in facts.thanked[:MOST_THANKED]]
        key = "digest.thanks" if len(facts.thanked) <= MOST_THANKED else "digest.thanks_and_others"
        lines += plain(to.say(key, who=listed(names, to.say)))
    return Card(tuple(lines), media=media_of(pictures))


def monthly_card(period: Period, outcomes: Outcomes, to: Reader) -> Card:
    """The three rates and whether it was in time; whoever said nothing is counted apart."""
    month = to.say("time.said.months").split()[period.first.month - 1]
    lines: list[Line] = [bold(to.say("digest.monthly", month=month, year=period.first.year))]
    lines += plain(*rate_lines(outcomes, to))
    return Card(tuple(lines))


def say_told(what: str, params: Mapping[str, Json], to: Reader) -> dict[str, str]:
    """The blanks of the line that tells of a change, in the reader's words."""
    kind = DigestKind(params["kind"])
    said = {"digest": to.say(f"digest.kind.{kind}")}
    if what == "digest":
        when = When(params["day"], params["clock"])
        said["when"] = say_plan(recurrence_of(kind, when), to)
    return said
