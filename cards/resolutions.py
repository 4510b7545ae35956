"""Resolutions 决议 as they are seen: in the groups, one closely, the list, and the news."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cards.card import Button, Card, Line, Media, Press, Reader, Rows, bold, plain, rows
from cards.length import shorten
from cards.times import say_time
from domain.resolutions import (
    STEPS,
    Pile,
    Resolution,
    ResolutionState,
    Update,
    UpdateKind,
    bar,
)

LISTED_WORDS, NAME_WORDS = 30, 16
MOST_UPDATES = 8
PAGE_SIZE = 6


@dataclass(frozen=True)
class ResolutionFacts:
    """``updates`` are told the latest first; ``names`` are those that everybody may read. The last
    three say what its reader may do with it.
    """

    resolution: Resolution
    updates: Sequence[Update] = ()
    names: Mapping[int, str] = field(default_factory=dict)
    may_update: bool = False
    may_stop: bool = False
    may_nudge: bool = False

    @property
    def owner(self) -> str:
        return shorten(self.names.get(self.resolution.owner_id or 0, ""), NAME_WORDS)

    @property
    def nudges(self) -> int:
        return sum(one.kind is UpdateKind.NUDGE for one in self.updates)

    @property
    def last_said(self) -> Update | None:
        return next((one for one in self.updates if one.words), None)


def group_card(facts: ResolutionFacts, to: Reader) -> Card:
    """What everybody may know; the last words stand on it, the others are one press away."""
    lines = [*_about_lines(facts, to)]
    last = facts.last_said
    if last is not None:
        at = say_time(last.made_at, to)
        lines += plain(to.say("resolution.last", time=at, words=last.words))
    details = Button(to.say("resolution.button.details"), start=f"res_{facts.resolution.id}")
    return Card(tuple(lines), ((details,),))


def view_card(facts: ResolutionFacts, to: Reader) -> Card:
    """All that was said of it, and what its reader can do."""
    lines = [*_about_lines(facts, to)]
    if facts.updates:
        lines.append(bold(to.say("resolution.history")))
    for one in facts.updates[:MOST_UPDATES]:
        lines += plain(_said(one, facts, to))
    if len(facts.updates) > MOST_UPDATES:
        lines += plain(to.say("resolution.earlier", count=len(facts.updates) - MOST_UPDATES))
    return Card(tuple(lines), _buttons(facts, to))


def _about_lines(facts: ResolutionFacts, to: Reader) -> tuple[Line, ...]:
    resolution = facts.resolution
    lines = [bold(to.say(f"resolution.head.{_standing(resolution, to)}", number=resolution.number))]
    lines += plain(resolution.words, _who_and_when(facts, to))
    percent = resolution.percent
    lines += plain(to.say("resolution.progress", bar=bar(percent), percent=percent))
    if facts.nudges:
        lines += plain(to.say("resolution.nudges", count=facts.nudges))
    return tuple(lines)


def _standing(resolution: Resolution, to: Reader) -> str:
    return Pile.OVERDUE if resolution.is_overdue(to.now) else resolution.state.value


def _who_and_when(facts: ResolutionFacts, to: Reader) -> str:
    due_at = facts.resolution.due_at
    day = say_due(due_at, to) if due_at else ""
    return to.say("resolution.who_when", who=facts.owner, day=day)


def say_due(at: datetime, to: Reader) -> str:
    """A day, with its year where that is another."""
    local = at.astimezone(to.zone)
    is_this_year = local.year == to.now.astimezone(to.zone).year
    key = "resolution.day" if is_this_year else "resolution.date"
    return to.say(key, year=local.year, month=local.month, day=local.day)


def _said(update: Update, facts: ResolutionFacts, to: Reader) -> str:
    return to.say(
        f"resolution.said.{update.kind}",
        time=say_time(update.made_at, to),
        who=shorten(facts.names.get(update.made_by or 0, ""), NAME_WORDS),
        percent=update.percent,
        words=update.words or (to.say("resolution.photo") if update.picture else ""),
    ).rstrip("：: ")


def _buttons(facts: ResolutionFacts, to: Reader) -> Rows:
    resolution = facts.resolution
    if resolution.state is not ResolutionState.OPEN:
        return ()

    def button(what: str, verb: str, arg: str = "") -> Button:
        press = Press(verb, resolution.id, resolution.version, arg)
        return Button(to.say(f"resolution.button.{what}"), press)

    found: list[tuple[Button, ...]] = []
    if facts.may_update:
        steps = [
            Button(f"{one}%", Press("resolution.step", resolution.id, resolution.version, str(one)))
            for one in STEPS
        ]
        words = [button(one, "resolution.ask", one) for one in ("progress", "done")]
        found += [tuple(steps), tuple(words)]
    rest = []
    if facts.may_nudge:
        rest.append(button("nudge", "resolution.nudge"))
    if facts.may_stop:
        rest.append(button("stop", "resolution.ask", "stop"))
    return (*found, *((tuple(rest),) if rest else ()))


@dataclass(frozen=True)
class ResolutionPage:
    """``index`` counts from 0 out of ``count`` pages; ``counts`` is how many each pile holds. Of
    ``hidden`` ones the reader may not know what they are about.
    """

    pile: Pile
    found: Sequence[ResolutionFacts]
    index: int
    count: int
    counts: Mapping[Pile, int]
    hidden: frozenset[int] = frozenset()


def list_card(page: ResolutionPage, to: Reader) -> Card:
    """One pile, a number opens one of it; the other piles are a press away."""
    head = to.say(f"resolution.list.{page.pile}", count=page.counts[page.pile])
    if page.count > 1:
        head += to.say("case.list_page", page=page.index + 1, count=page.count)
    lines = [bold(head)]
    for number, one in enumerate(page.found, 1):
        lines += plain(_listed(number, one, page, to))
    opens = [
        Button(str(number), start=f"res_{one.resolution.id}")
        for number, one in enumerate(page.found, 1)
        if one.resolution.id not in page.hidden
    ]
    piles = [
        Button(
            f"{to.say(f'resolution.button.{one}')}({page.counts[one]})",
            Press("resolution.page", 0, 0, one),
        )
        for one in Pile
        if one != page.pile
    ]
    return Card(tuple(lines), (*rows(opens, width=6), *rows([*_turns(page, to), *piles], width=2)))


def _listed(number: int, facts: ResolutionFacts, page: ResolutionPage, to: Reader) -> str:
    resolution = facts.resolution
    if resolution.id in page.hidden:
        return f"{number} {resolution.number} · {to.say('meeting.hidden')}"
    return to.say(
        "resolution.listed",
        number=number,
        code=resolution.number,
        words=shorten(resolution.words, LISTED_WORDS),
        rest=_who_and_when(facts, to),
        percent=resolution.percent,
        state=_mark(resolution, to),
    )


def _mark(resolution: Resolution, to: Reader) -> str:
    standing = _standing(resolution, to)
    return "" if standing == ResolutionState.OPEN else to.say(f"resolution.mark.{standing}")


def _turns(page: ResolutionPage, to: Reader) -> list[Button]:
    turns = []
    for step, key in ((-1, "page.back"), (1, "page.on")):
        if 0 <= page.index + step < page.count:
            press = Press("resolution.page", 0, page.index + step, page.pile)
            turns.append(Button(to.say(key), press))
    return turns


def told_card(facts: ResolutionFacts, update: Update, to: Reader) -> Card:
    """One change, to somebody who wanted to hear of it."""
    resolution = facts.resolution
    head = to.say(f"resolution.told.{update.kind}", number=resolution.number)
    progress = to.say("resolution.progress", bar=bar(update.percent), percent=update.percent)
    lines = [bold(head), *plain(resolution.words, progress)]
    if update.words:
        lines += plain(to.say("resolution.told_words", words=update.words))
    return Card(tuple(lines), (_open_row(resolution, to),), _picture(update))


def picture_card(facts: ResolutionFacts, update: Update, to: Reader) -> Card:
    """A photo of how far it is, below the card in a group."""
    resolution = facts.resolution
    said = to.say("resolution.pictured", number=resolution.number, percent=update.percent)
    return Card(plain(said, *([update.words] if update.words else [])), media=_picture(update))


def _picture(update: Update) -> tuple[Media, ...]:
    return (Media("photo", update.picture),) if update.picture else ()


def _open_row(resolution: Resolution, to: Reader) -> tuple[Button, ...]:
    details = to.say("resolution.button.details")
    return (Button(details, Press("resolution.view", resolution.id)),)


def reminder_card(facts: ResolutionFacts, which: str, to: Reader, *, is_own: bool) -> Card:
    """The day comes near, is today, or has gone by: to its owner, or to the office."""
    resolution = facts.resolution
    whose = "own" if is_own else "office"
    head = to.say(f"resolution.reminder.{which}.{whose}", number=resolution.number)
    lines = [bold(head), *plain(resolution.words, _who_and_when(facts, to))]
    percent = resolution.percent
    lines += plain(to.say("resolution.progress", bar=bar(percent), percent=percent))
    return Card(tuple(lines), (_open_row(resolution, to),))


def nudged_card(facts: ResolutionFacts, to: Reader) -> Card:
    resolution = facts.resolution
    head = to.say("resolution.nudged", number=resolution.number)
    lines = [bold(head), *plain(resolution.words, _who_and_when(facts, to))]
    return Card(tuple(lines), (_open_row(resolution, to),))
