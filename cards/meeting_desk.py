"""What whoever leads a meeting has in hand: its steps, its changes, its matters, who is here."""

from collections.abc import Sequence
from dataclasses import dataclass

from cards.card import Button, Card, Drawing, Media, Press, Reader, Rows, bold, plain, rows
from cards.length import shorten
from cards.meetings import NAME_WORDS, SIGNS, MeetingFacts, about_lines, shown_items
from domain.check_in import MEETING_START, code_at, start_of
from domain.meetings import (
    STAYS_OPEN,
    STEPS,
    ItemState,
    Meeting,
    Stage,
    count_of,
    may_check_in,
    next_step,
)
from domain.minutes import MAY_BE_WRITTEN
from domain.proposals import Proposal

HERE = "✅ "
NAMES_ON_A_PAGE = 12
TITLE_WORDS = 24


@dataclass(frozen=True)
class Person:
    """Somebody who may be marked."""

    id: int
    name: str
    is_here: bool


def desk_card(facts: MeetingFacts, to: Reader, *, unreached: Sequence[str]) -> Card:
    """The home side. ``unreached`` are those asked by name whom the bot cannot write to."""
    meeting = facts.meeting
    lines = [*about_lines(facts, to)]
    answers = facts.answers
    lines += plain(to.say("meeting.answers", coming=answers.seats, away=answers.away))
    if unreached:
        names = to.say("list.separator").join(shorten(one, NAME_WORDS) for one in unreached)
        lines += plain(to.say("meeting.unreached", names=names))
    lines += plain(to.say(f"meeting.desk.{meeting.stage}"))
    return Card(
        tuple(lines),
        (*_step_rows(meeting, to), *_room_rows(meeting, to), *_change_rows(meeting, to)),
    )


def _step_rows(meeting: Meeting, to: Reader) -> Rows:
    """The next step, and the ways that need a reason."""

    def button(label: str, stage: Stage) -> Button:
        press = Press("meeting.step", meeting.id, meeting.version, stage.value)
        return Button(to.say(f"meeting.button.{label}"), press)

    on = next_step(meeting.stage)
    found = [(button(f"to_{on}", on),)] if on is not None else []
    other = []
    if meeting.stage is Stage.MET:
        other.append(button("without_vote", Stage.FOLLOWING))
    if meeting.stage in STEPS[1:]:
        other.append(button("go_back", STEPS[STEPS.index(meeting.stage) - 1]))
    return (*found, *((tuple(other),) if other else ()))


def _room_rows(meeting: Meeting, to: Reader) -> Rows:
    def button(what: str) -> Button:
        return Button(to.say(f"meeting.button.{what}"), Press("meeting.side", meeting.id, arg=what))

    row = []
    if may_check_in(meeting, to.now):
        code = Press("meeting.code", meeting.id)
        row = [Button(to.say("meeting.button.check_in"), code), button("mark")]
    if meeting.is_ahead:
        row.append(button("agenda"))
    if meeting.stage in MAY_BE_WRITTEN:
        write = Press("minutes.open", meeting.id)
        row.append(Button(to.say("minutes.button.open"), write))
    return (tuple(row),) if row else ()


def _change_rows(meeting: Meeting, to: Reader) -> Rows:
    def ask(what: str) -> Button:
        return Button(to.say(f"meeting.button.{what}"), Press("meeting.ask", meeting.id, arg=what))

    cancel = Button(
        to.say("meeting.button.cancel"),
        Press("meeting.step", meeting.id, meeting.version, Stage.CANCELLED.value),
    )
    changes: list[tuple[Button, ...]] = []
    if meeting.stage is Stage.ANNOUNCED:
        early = () if meeting.has_begun(to.now) else (ask("when"), ask("place"))
        changes.append((*early, cancel))
    elif meeting.stage is Stage.MET:
        changes.append((cancel,))
    if meeting.repeats is not None:
        stop = Press("meeting.stop", meeting.id)
        changes.append((Button(to.say("meeting.button.stop"), stop),))
    return tuple(changes)


def agenda_card(
    facts: MeetingFacts, taken: Sequence[Proposal], to: Reader, *, can_call_vote: bool
) -> Card:
    """Before it begins matters come and go; then they are ticked off, one after the other, and
    when it has come to deciding they can be voted on.
    """
    meeting, items = facts.meeting, shown_items(facts.agenda)
    is_on = meeting.stage in STAYS_OPEN
    key = "meeting.agenda_tick" if is_on else "meeting.agenda_edit"
    lines = [bold(to.say("meeting.agenda_of", title=meeting.title))]
    lines += plain(*(f"{n} {SIGNS[one.state]}{one.title}" for n, one in enumerate(items, 1)))
    if not items:
        lines += plain(to.say("meeting.no_agenda"))
    can_edit = is_on or not meeting.has_begun(to.now)
    ticks = [
        Button(
            f"{SIGNS[one.state] if is_on else '✕ '}{n} {shorten(one.title, TITLE_WORDS)}",
            Press("meeting.item", one.id, one.version),
        )
        for n, one in enumerate(items, 1)
        if can_edit
    ]
    more = _more_matters(meeting, taken, to) if can_edit and not is_on else ()
    if can_call_vote and meeting.stage is Stage.DECIDED:
        more = tuple(
            (Button(f"{to.say('meeting.button.vote')} {n}", Press("meeting.vote", one.id)),)
            for n, one in enumerate(items, 1)
            if one.state is ItemState.OPEN
        )
    if ticks:
        lines += plain(to.say(key))
    return Card(tuple(lines), (*rows(ticks, width=1), *more, (_home(meeting, to),)))


def _more_matters(meeting: Meeting, taken: Sequence[Proposal], to: Reader) -> Rows:
    """What waits for a meeting, a button each, and 加议题 for what somebody says."""
    offered = [
        Button(
            f"+ {shorten(one.title, TITLE_WORDS)}",
            Press("meeting.add", meeting.id, arg=str(one.id)),
        )
        for one in taken
    ]
    item = Press("meeting.ask", meeting.id, arg="item")
    return (*rows(offered, width=1), (Button(to.say("meeting.button.item"), item),))


def _home(meeting: Meeting, to: Reader) -> Button:
    return Button(to.say("meeting.button.home"), Press("meeting.side", meeting.id, arg="home"))


def mark_card(meeting: Meeting, people: Sequence[Person], page: int, to: Reader) -> Card:
    """Everybody who is invited and may have come, to be ticked."""
    here = sum(one.is_here for one in people)
    count = max(-(-len(people) // NAMES_ON_A_PAGE), 1)
    page = min(page, count - 1)
    shown = people[page * NAMES_ON_A_PAGE :][:NAMES_ON_A_PAGE]
    lines = (
        bold(to.say("meeting.mark_of", title=meeting.title)),
        *plain(to.say("meeting.mark_hint", count=here)),
    )
    names = [
        Button(
            f"{HERE if one.is_here else ''}{shorten(one.name, NAME_WORDS)}",
            Press("meeting.mark", meeting.id, arg=str(one.id)),
        )
        for one in shown
    ]
    turns = [
        Button(to.say(label), Press("meeting.side", meeting.id, index, "mark"))
        for label, index in (("page.back", page - 1), ("page.on", page + 1))
        if 0 <= index < count
    ]
    return Card(lines, (*rows(names, width=2), *rows(turns, width=2), (_home(meeting, to),)))


def code_card(meeting: Meeting, present: int, to: Reader) -> Card:
    """The code of this minute as a picture and as a number, and how many have come. Nothing on it
    names anybody: it is held out to whoever comes.
    """
    code = code_at(meeting.secret, meeting.id, to.now)
    count = count_of(meeting, present)
    lines = (
        bold(to.say("checkin.code", title=shorten(meeting.title, TITLE_WORDS))),
        *plain(
            to.say("checkin.code_number", number=f"{code.number[:3]} {code.number[3:]}"),
            to.say("meeting.code_how"),
            to.say("meeting.present", present=count.present, invited=count.invited),
        ),
    )
    start = start_of(meeting.id, code.link, start=MEETING_START)
    picture = Media("photo", drawing=Drawing("qr", {"start": start}, "check-in.png"))
    hide = Button(to.say("meeting.button.hide"), Press("meeting.hide", meeting.id))
    return Card(lines, ((hide,),), (picture,))
