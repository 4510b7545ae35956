"""Minutes 会议纪要 as they are seen: while written, short in the groups, whole on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cards.activities import say_span
from cards.card import Button, Card, Drawing, Line, Media, Press, Reader, Rows, bold, plain, rows
from cards.length import shorten
from cards.resolutions import say_due
from domain.answers import Json
from domain.meetings import AgendaItem, ItemState, Meeting
from domain.minutes import MAY_BE_PUBLISHED, Matter, Minutes, Version, Voted
from domain.resolutions import Resolution

DESK_WORDS, ITEM_WORDS, GROUP_WORDS, TITLE_WORDS = 200, 800, 400, 24
MOST_RESOLUTIONS = 6
"""So many stand on the card in a group; the rest is in the whole text."""


@dataclass(frozen=True)
class DeskFacts:
    """``written`` is what would be published now; ``unused`` are ballots that were adopted, by id
    and number, of which no resolution has been made yet; ``undecided`` are ids of proposals.
    """

    meeting: Meeting
    written: Minutes
    items: Sequence[AgendaItem]
    resolutions: Sequence[Resolution]
    unused: Sequence[tuple[int, str]]
    undecided: frozenset[int]
    latest: Version | None

    @property
    def may_decide(self) -> bool:
        return self.meeting.stage in MAY_BE_PUBLISHED


def desk_card(facts: DeskFacts, to: Reader) -> Card:
    """What is written so far, and what is wanting."""
    meeting, written = facts.meeting, facts.written
    lines = [bold(to.say("minutes.desk", number=meeting.number, title=meeting.title))]
    lines += plain(*_basics(written, to))
    if written.summary:
        lines += plain(to.say("minutes.summary_is", words=shorten(written.summary, DESK_WORDS)))
    for number, item in enumerate(facts.items, 1):
        lines += plain(_item_line(number, item, to))
    lines += plain(*(_resolution_line(one, to) for one in facts.resolutions))
    if written.pictures:
        lines += plain(to.say("minutes.pictures", count=written.pictures))
    return Card((*lines, *plain(_state(facts, to))), _desk_rows(facts, to))


def _basics(written: Minutes, to: Reader) -> list[str]:
    """When and where it was, and whether there were enough."""
    begin, end = (datetime.fromisoformat(one) for one in (written.starts_at, written.ends_at))
    when = say_span(begin, end, to)
    where = to.say("minutes.where", place=written.place) if written.place else ""
    there = {"present": written.present, "invited": written.invited, "needed": written.needed}
    if not written.needed:
        return [when + where, to.say("minutes.present", **there)]
    is_met = written.present >= written.needed
    key = "minutes.quorum_met" if is_met else "minutes.quorum_missed"
    return [when + where, to.say(key, **there)]


def _item_line(number: int, item: AgendaItem, to: Reader) -> str:
    return to.say(
        "minutes.item",
        number=number,
        title=shorten(item.title, TITLE_WORDS),
        state=to.say(f"minutes.state.{item.state}"),
        written=to.say("minutes.is_written" if item.minutes else "minutes.is_unwritten"),
    )


def _resolution_line(resolution: Resolution, to: Reader) -> str:
    words = shorten(resolution.words, TITLE_WORDS)
    return to.say("minutes.resolution", number=resolution.number, words=words)


def _state(facts: DeskFacts, to: Reader) -> str:
    if facts.latest is None:
        return to.say("minutes.unpublished")
    is_same = facts.latest.minutes == facts.written
    key = "minutes.is_published" if is_same else "minutes.has_changed"
    return to.say(key, version=facts.latest.number)


def _desk_rows(facts: DeskFacts, to: Reader) -> Rows:
    meeting = facts.meeting.id
    items = [
        Button(str(number), Press("minutes.turn", meeting, arg=str(item.id)))
        for number, item in enumerate(facts.items, 1)
    ]
    write = (_ask("summary", meeting, 0, to), _ask("picture", meeting, 0, to))
    if not facts.may_decide:
        return (*rows(items, width=6), write)
    decide = Button(to.say("minutes.button.resolution"), Press("resolution.new", meeting))
    voted = [
        Button(
            f"{to.say('minutes.button.resolution')} {number}",
            Press("resolution.new", meeting, arg=f"b{ballot}"),
        )
        for ballot, number in facts.unused
    ]
    key = "minutes.button.publish" if facts.latest is None else "minutes.button.publish_again"
    publish = Button(to.say(key), Press("minutes.publish", meeting, facts.meeting.version))
    return (*rows(items, width=6), (*write, decide), *rows(voted, width=2), (publish,))


def _ask(what: str, meeting_id: int, item_id: int, to: Reader) -> Button:
    press = Press("minutes.ask", meeting_id, item_id, what)
    return Button(to.say(f"minutes.button.{what}"), press)


def item_card(facts: DeskFacts, item: AgendaItem, to: Reader) -> Card:
    """One matter: what was said, what was decided."""
    meeting = facts.meeting
    lines = [bold(to.say("minutes.one", title=item.title))]
    lines += plain(to.say(f"minutes.state.{item.state}"))
    lines += plain(shorten(item.minutes, ITEM_WORDS) or to.say("minutes.nothing_yet"))
    made = [one for one in facts.resolutions if one.agenda_item_id == item.id]
    lines += plain(*(_resolution_line(one, to) for one in made))
    write = [_ask("item", meeting.id, item.id, to)]
    if facts.may_decide:
        press = Press("resolution.new", meeting.id, arg=f"i{item.id}")
        write.append(Button(to.say("minutes.button.resolution"), press))
    back = Button(to.say("minutes.button.back"), Press("minutes.turn", meeting.id, arg="0"))
    ends = [*_settling(item, facts, to), back]
    return Card(tuple(lines), (tuple(write), tuple(ends)))


def _settling(item: AgendaItem, facts: DeskFacts, to: Reader) -> list[Button]:
    """A proposal is adopted by a resolution, or not at all; any other matter may be done."""
    is_decided = any(one.agenda_item_id == item.id for one in facts.resolutions)
    if item.proposal_id is not None:
        can_decline = facts.may_decide and item.proposal_id in facts.undecided
        what, state = ("declined" if can_decline else ""), ItemState.DONE
    elif item.state is ItemState.OPEN:
        what, state = "settled", ItemState.DONE
    else:
        can_reopen = item.state is ItemState.DONE and not is_decided and facts.meeting.is_ahead
        what, state = ("reopened" if can_reopen else ""), ItemState.OPEN
    if not what:
        return []
    press = Press("minutes.settle", facts.meeting.id, item.id, state.value)
    return [Button(to.say(f"minutes.button.{what}"), press)]


def group_card(version: Version, meeting_id: int, to: Reader, *, figures: Sequence[str]) -> Card:
    """Short, with the way to the whole text; ``figures`` is how satisfied people were."""
    written = version.minutes
    head = to.say("minutes.head", number=written.number, title=written.title)
    lines = [bold(head), *plain(*_basics(written, to))]
    if written.summary:
        lines += plain(shorten(written.summary, GROUP_WORDS))
    if written.resolutions:
        lines.append(bold(to.say("minutes.resolutions", count=len(written.resolutions))))
        lines += plain(*_resolutions(written, to)[:MOST_RESOLUTIONS])
    if len(written.resolutions) > MOST_RESOLUTIONS:
        more = len(written.resolutions) - MOST_RESOLUTIONS
        lines += plain(to.say("minutes.more_resolutions", count=more))
    if version.number > 1:
        said = to.say("minutes.version", version=version.number, words=version.correction)
        lines += plain(said)
    lines += plain(*figures)
    whole = Button(to.say("minutes.button.whole"), start=f"minutes_{meeting_id}")
    return Card(tuple(lines), ((whole,),))


def _resolutions(written: Minutes, to: Reader) -> list[str]:
    return [
        to.say(
            "minutes.decided",
            number=one.number,
            words=one.words,
            who=one.owner,
            day=say_due(datetime.fromisoformat(one.due_at), to) if one.due_at else "",
        )
        for one in written.resolutions
    ]


def corrected_card(version: Version, to: Reader) -> Card:
    number = version.minutes.number
    return Card(plain(to.say("minutes.corrected", number=number, words=version.correction)))


def pictures_card(version: Version, pictures: Sequence[Media], to: Reader) -> Card:
    said = to.say("minutes.photos", title=version.minutes.title)
    return Card(plain(said), media=tuple(pictures))


def paper_card(versions: Sequence[Version], to: Reader, *, paper: Reader) -> Card:
    """The whole text as a document. ``to`` reads the message, ``paper`` says in which words and by
    which clock the document is written.
    """
    latest = versions[-1]
    written = latest.minutes
    head = bold(to.say("minutes.head", number=written.number, title=written.title))
    name = paper.say("minutes.file", number=written.number)
    drawing = Drawing("minutes", paper_facts(versions, paper), name)
    lines: tuple[Line, ...] = (head, *plain(to.say("minutes.is_attached")))
    return Card(lines, media=(Media("document", drawing=drawing),))


def paper_facts(versions: Sequence[Version], to: Reader) -> dict[str, Json]:
    """Every word that stands on the paper."""
    latest = versions[-1]
    written = latest.minutes
    made_at = latest.made_at.astimezone(to.zone)
    return {
        "title": written.title,
        "number": written.number,
        "numbered": to.say("minutes.numbered", number=written.number, version=latest.number),
        "language": to.say("certificate.language"),
        "issued_at": made_at.isoformat(),
        "fields": [list(one) for one in _fields(written, to)],
        "parts": [
            [heading, paragraphs]
            for heading, paragraphs in (
                *_summary_part(written, to),
                *((_matter_head(n, one, to), _paragraphs(one, to)) for n, one in _counted(written)),
                *_votes_part(written, to),
                *_decided_part(written, to),
                *_corrections_part(versions, to),
            )
        ],
    }


def _counted(written: Minutes) -> list[tuple[int, Matter]]:
    return list(enumerate(written.matters, 1))


def _fields(written: Minutes, to: Reader) -> list[tuple[str, str]]:
    begin, end = (datetime.fromisoformat(one) for one in (written.starts_at, written.ends_at))
    found = {
        "when": say_span(begin, end, to),
        "place": written.place,
        "leader": written.leader,
        "there": _basics(written, to)[1],
    }
    return [(to.say(f"minutes.field.{key}"), said) for key, said in found.items() if said]


def _summary_part(written: Minutes, to: Reader) -> list[tuple[str, list[str]]]:
    if not written.summary:
        return []
    return [(to.say("minutes.part.summary"), written.summary.split("\n"))]


def _matter_head(number: int, matter: Matter, to: Reader) -> str:
    return to.say("minutes.part.matter", number=number, title=matter.title)


def _paragraphs(matter: Matter, to: Reader) -> list[str]:
    said = matter.minutes.split("\n") if matter.minutes else []
    return [*said, to.say(f"minutes.state.{matter.state}")]


def _votes_part(written: Minutes, to: Reader) -> list[tuple[str, list[str]]]:
    if not written.ballots:
        return []
    return [(to.say("minutes.part.votes"), [_vote(one, to) for one in written.ballots])]


def _vote(voted: Voted, to: Reader) -> str:
    each = [
        to.say("minutes.votes_for", option=option, count=count)
        for option, count in zip(voted.options, voted.votes, strict=True)
    ]
    return to.say(
        "minutes.vote",
        number=voted.number,
        title=voted.title,
        outcome=to.say(f"minutes.outcome.{voted.outcome}"),
        votes=to.say("list.separator").join(each),
        eligible=voted.eligible,
        voted=voted.voted,
    )


def _decided_part(written: Minutes, to: Reader) -> list[tuple[str, list[str]]]:
    if not written.resolutions:
        return []
    return [(to.say("minutes.part.resolutions"), _resolutions(written, to))]


def _corrections_part(versions: Sequence[Version], to: Reader) -> list[tuple[str, list[str]]]:
    later = [one for one in versions if one.number > 1]
    if not later:
        return []
    said = [
        to.say(
            "minutes.correction",
            version=one.number,
            day=say_due(one.made_at, to),
            words=one.correction,
        )
        for one in later
    ]
    return [(to.say("minutes.part.corrections"), said)]
