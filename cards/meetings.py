"""Meetings 会议 as they are seen: the card in the groups, one person's own view, and the list."""

from collections.abc import Sequence
from dataclasses import dataclass

from cards.activities import say_day, say_span
from cards.audiences import Names, say_audience
from cards.card import Button, Card, Line, Press, Reader, Rows, bold, plain, rows
from cards.length import shorten
from cards.surveys import figure_lines
from cards.times_said import say_plan
from domain.meeting_figures import MeetingFigures
from domain.meetings import (
    HALF,
    MOST_PLUS,
    TWO_THIRDS,
    AgendaItem,
    Answers,
    Coming,
    Count,
    Guest,
    ItemState,
    Meeting,
    Stage,
    count_of,
    may_check_in,
)
from domain.surveys import Figures

START = "mt_"
"""What the deep link to one meeting begins with."""

LIST_TITLE, NAME_WORDS = 20, 12
MOST_ON_A_CARD = 6
"""So many matters stand on the card in a group; the rest is behind 议程."""

SIGNS = {
    ItemState.OPEN: "",
    ItemState.DONE: "✅ ",
    ItemState.DROPPED: "",
    ItemState.CARRIED: "⏭ ",
}


@dataclass(frozen=True)
class MeetingFacts:
    """``guest`` is the reader's own answer, ``is_invited`` whether they are meant at all;
    ``following`` the next one of the series.
    """

    meeting: Meeting
    leader: str
    agenda: Sequence[AgendaItem]
    answers: Answers
    names: Names
    guest: Guest | None = None
    is_invited: bool = False
    is_led_by_reader: bool = False
    survey: Figures | None = None

    @property
    def count(self) -> Count:
        return count_of(self.meeting, self.answers.present)


def meeting_card(facts: MeetingFacts, to: Reader) -> Card:
    """What everybody in the group may know: people are counts here."""
    meeting = facts.meeting
    lines = (*about_lines(facts, to), *_agenda_lines(facts, to, most=MOST_ON_A_CARD))
    details = Button(to.say("meeting.button.details"), start=f"{START}{meeting.id}")
    if meeting.stage is Stage.CANCELLED:
        return Card(lines)
    answers = () if meeting.has_begun(to.now) else (tuple(_answer_buttons(facts, to)),)
    last = (*_check_in(meeting, to), details)
    return Card(lines, (*answers, last))


def _answer_buttons(facts: MeetingFacts, to: Reader) -> list[Button]:
    number = facts.meeting.id
    come = f"{to.say('meeting.button.yes')}({facts.answers.seats})"
    return [
        Button(come, Press("meeting.answer", number, arg="yes")),
        Button(to.say("meeting.button.no"), Press("meeting.answer", number, arg="no")),
        Button(to.say("meeting.button.more"), Press("meeting.answer", number, arg="more")),
    ]


def _check_in(meeting: Meeting, to: Reader) -> tuple[Button, ...]:
    if not may_check_in(meeting, to.now):
        return ()
    return (Button(to.say("meeting.button.check_in"), Press("meeting.code", meeting.id)),)


def about_lines(facts: MeetingFacts, to: Reader) -> tuple[Line, ...]:
    """Head, time, place, who is meant, who leads, how many must come and have come."""
    meeting = facts.meeting
    lines = [bold(_head(meeting, to)), *plain(say_when(meeting, to))]
    if meeting.place:
        lines += plain(to.say("meeting.place", place=meeting.place))
    if meeting.stage is Stage.CANCELLED:
        return (*lines, *plain(to.say("meeting.because", reason=meeting.words)))
    audience = say_audience(meeting.audience, facts.names, to)
    lines += plain(
        to.say("meeting.who", audience=audience, count=meeting.invited),
        to.say("meeting.leader", who=shorten(facts.leader, LIST_TITLE)),
    )
    if meeting.repeats is not None:
        lines += plain(to.say("meeting.repeats", plan=say_plan(meeting.repeats.plan, to)))
    if meeting.stage is Stage.ANNOUNCED and meeting.words:
        lines += plain(to.say("meeting.late_because", reason=meeting.words))
    rated = figure_lines(facts.survey, to) if facts.survey is not None else []
    return (*lines, *plain(*_count_lines(facts, to), *rated))


def _head(meeting: Meeting, to: Reader) -> str:
    return to.say(f"meeting.head.{meeting.stage}", title=meeting.title, number=meeting.number)


def say_when(meeting: Meeting, to: Reader) -> str:
    return say_span(meeting.starts_at, meeting.ends_at, to)


def _count_lines(facts: MeetingFacts, to: Reader) -> list[str]:
    """到会 14/20 ✅ 已过半, or what is still missing, by the arithmetic."""
    meeting, count = facts.meeting, facts.count
    is_counting = may_check_in(meeting, to.now) or meeting.stage not in (Stage.ANNOUNCED,)
    if not is_counting:
        return [to.say("meeting.quorum", quorum=say_quorum(meeting, to))] if meeting.quorum else []
    said = to.say("meeting.present", present=count.present, invited=count.invited)
    if not meeting.quorum:
        return [said]
    key = "meeting.quorum_met" if count.is_met else "meeting.quorum_open"
    rule = say_quorum(meeting, to)
    return [f"{said} {to.say(key, rule=rule, needed=count.needed, present=count.present)}"]


def say_quorum(meeting: Meeting, to: Reader) -> str:
    return quorum_words(meeting.quorum, to)


def quorum_words(quorum: str, to: Reader) -> str:
    if quorum in ("", HALF, TWO_THIRDS):
        return to.say(f"meeting.quorum_of.{quorum or 'none'}")
    return to.say("meeting.quorum_of.people", count=quorum)


def shown_items(agenda: Sequence[AgendaItem]) -> list[AgendaItem]:
    return [one for one in agenda if one.state is not ItemState.DROPPED]


def _agenda_lines(facts: MeetingFacts, to: Reader, *, most: int | None = None) -> tuple[Line, ...]:
    items = shown_items(facts.agenda)
    if not items:
        return plain(to.say("meeting.no_agenda"))
    said = [
        to.say(
            "meeting.item_carried" if one.carried_from_id else "meeting.item",
            number=number,
            title=f"{SIGNS[one.state]}{one.title}",
        )
        for number, one in enumerate(items, 1)
    ]
    lines = [bold(to.say("meeting.agenda")), *plain(*said[:most])]
    if most is not None and len(said) > most:
        lines += plain(to.say("meeting.more_items", count=len(said) - most))
    return tuple(lines)


def view_card(facts: MeetingFacts, to: Reader) -> Card:
    """详情 in private: all of it, how it stands with the reader, and what they can do."""
    meeting = facts.meeting
    lines = [*about_lines(facts, to), *_agenda_lines(facts, to)]
    can_answer = meeting.stage is Stage.ANNOUNCED and not meeting.has_begun(to.now)
    if facts.answers.coming or facts.answers.away:
        lines += plain(
            to.say("meeting.answers", coming=facts.answers.seats, away=facts.answers.away)
        )
    if can_answer:
        lines += plain(say_answer(facts, to))
    buttons = own_rows(facts, to) if can_answer and facts.is_invited else ()
    check_in = _check_in(meeting, to)
    if check_in:
        buttons = (*buttons, check_in)
    if facts.is_led_by_reader:
        desk = Button(to.say("meeting.button.desk"), Press("meeting.desk", meeting.id))
        buttons = (*buttons, (desk,))
    return Card(tuple(lines), buttons)


def say_answer(facts: MeetingFacts, to: Reader) -> str:
    guest = facts.guest
    if not facts.is_invited:
        return to.say("meeting.you_are_not_invited")
    if guest is None or guest.answer is Coming.UNSAID:
        return to.say("meeting.you_are_asked")
    if guest.answer is Coming.NO:
        return to.say("meeting.you_stay_away")
    key = "meeting.you_bring" if guest.plus else "meeting.you_are_coming"
    return to.say(key, count=guest.plus)


def own_rows(facts: MeetingFacts, to: Reader) -> Rows:
    """Change of mind until it begins."""
    guest, number = facts.guest, facts.meeting.id

    def button(what: str) -> Button:
        return Button(to.say(f"meeting.button.{what}"), Press("meeting.answer", number, arg=what))

    answer = guest.answer if guest is not None else Coming.UNSAID
    plus = guest.plus if guest is not None else 0
    first = [button(one) for one in ("yes", "no") if one != answer.value]
    more = [button("more")] if plus < MOST_PLUS else []
    fewer = [button("fewer")] if plus else []
    return ((*first, *more, *fewer),)


@dataclass(frozen=True)
class MeetingPage:
    """``which`` part of the list is shown, ``counts`` how many each part has; ``index`` counts
    from 0, ``count`` is how many pages there are. Of ``hidden`` ones the reader may not know what
    they are about.
    """

    found: Sequence[Meeting]
    which: str
    counts: dict[str, int]
    index: int
    count: int
    figures: MeetingFigures
    hidden: frozenset[int] = frozenset()


def list_card(page: MeetingPage, to: Reader) -> Card:
    """One part of the list, the ways to the others, and what came of all."""
    figures = page.figures
    head = to.say(f"meeting.list.{page.which}", count=page.counts[page.which])
    if page.count > 1:
        head += to.say("case.list_page", page=page.index + 1, count=page.count)
    lines = [bold(head)]
    listed = [_listed(n, one, page, to) for n, one in enumerate(page.found, 1)]
    lines += plain(*(listed or [to.say("meeting.list_empty")]))
    lines += plain(
        to.say(
            "meeting.figures",
            held=figures.held,
            raised=figures.raised,
            solved=figures.solved,
        )
    )
    opens = [
        Button(f"{n} {to.say('meeting.button.details')}", start=f"{START}{one.id}")
        for n, one in enumerate(page.found, 1)
        if one.id not in page.hidden
    ]
    others = [
        Button(
            f"{to.say(f'meeting.part.{which}')}({count})",
            Press("meeting.list", 0, arg=which),
        )
        for which, count in page.counts.items()
        if which != page.which
    ]
    turns = [
        Button(to.say(label), Press("meeting.list", 0, index, page.which))
        for label, index in (("page.back", page.index - 1), ("page.on", page.index + 1))
        if 0 <= index < page.count
    ]
    return Card(
        tuple(lines), (*rows(opens, width=3), *rows(turns, width=2), *rows(others, width=3))
    )


def _listed(number: int, meeting: Meeting, page: MeetingPage, to: Reader) -> str:
    if meeting.id in page.hidden:
        parts = [meeting.number, to.say("meeting.hidden"), say_day(meeting.starts_at, to)]
        return f"{number} {' · '.join(parts)}"
    parts = [meeting.number, shorten(meeting.title, LIST_TITLE), say_day(meeting.starts_at, to)]
    if meeting.place:
        parts.append(shorten(meeting.place, LIST_TITLE))
    return f"{number} {' · '.join(parts)}"
