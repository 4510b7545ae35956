"""Notices 通知 as people read them, and the card on which their author sees how far they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cards.card import Button, Card, Line, Media, Press, Reader, Rows, bold, plain, rows
from cards.length import shorten
from cards.times import say_time
from cards.times_said import say_moment
from domain.notices import Notice, NoticeState, Told
from domain.people import mask_name

CELLS = 10
TOLD_WORDS = 60
MOST_NAMES = 60

READ = "notice.read"
"""已阅, which everybody presses."""


@dataclass(frozen=True)
class Saying:
    """A notice as it is said somewhere. ``planned`` is when it should have been, if it is late;
    ``is_sample``: nothing on it counts.
    """

    notice: Notice
    community: str
    reads: int = 0
    is_again: bool = False
    planned: datetime | None = None
    is_sample: bool = False


def said_card(said: Saying, to: Reader) -> Card:
    notice, say = said.notice, to.say
    head = say("notice.head", community=said.community)
    if said.is_again:
        head = say("notice.head_again", community=said.community)
    lines: list[Line] = [bold(head)]
    if said.planned is not None:
        lines += plain(say("notice.late", time=say_time(said.planned, to)))
    if notice.words:
        lines += plain(notice.words)
    media = (Media(notice.file.kind, notice.file.file),) if notice.file else ()
    return Card(tuple(lines), _said_buttons(said, to), media)


def _said_buttons(said: Saying, to: Reader) -> Rows:
    def press(verb: str) -> Press:
        return Press("notice.sample" if said.is_sample else verb, said.notice.id)

    key = "notice.read_label" if said.reads else "button.notice_read"
    read = Button(to.say(key, count=said.reads), press(READ))
    if not said.notice.takes_questions:
        return ((read,),)
    return ((read, Button(to.say("button.notice_ask"), press("notice.ask"))),)


@dataclass(frozen=True)
class Progress:
    """How far a notice is. ``per_second`` is how fast it goes at the moment; ``held_until`` when
    quiet hours end that stop it; ``range`` to whom it goes, in words.
    """

    notice: Notice
    range: str
    counts: Mapping[Told, int] = field(default_factory=dict)
    reads: int = 0
    unread: int = 0
    questions: int = 0
    per_second: float = 0.0
    held_until: datetime | None = None

    def many(self, *states: Told) -> int:
        return sum(self.counts.get(one, 0) for one in states)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def left(self) -> int:
        """Who has yet to hear it, or in a later round to be reminded."""
        if self.notice.rounds:
            return self.many(Told.AGAIN)
        return self.many(Told.WAITING, Told.OWED)


def progress_card(at: Progress, to: Reader) -> Card:
    state = at.notice.state
    lines: list[Line] = [bold(to.say(f"notice.state.{state}"))]
    lines += plain(shorten(" ".join(at.notice.words.split()), TOLD_WORDS) or to.say("notice.file"))
    lines += plain(to.say("notice.to", range=at.range))
    match state:
        case NoticeState.PLANNED:
            assert at.notice.send_at is not None
            lines += plain(to.say("notice.goes_at", time=say_moment(at.notice.send_at, to)))
        case NoticeState.SENDING | NoticeState.PAUSED:
            lines += _under_way(at, to)
        case NoticeState.SENT | NoticeState.CANCELLED if at.total:
            lines += _outcome(at, to)
    return Card(tuple(lines), rows(_buttons(at, to), width=2))


def _under_way(at: Progress, to: Reader) -> tuple[Line, ...]:
    done = at.total - at.left
    full = CELLS * done // at.total if at.total else 0
    bar = "▓" * full + "░" * (CELLS - full)
    lines = [to.say("notice.bar", bar=bar, done=f"{done:,}", count=f"{at.total:,}")]
    if at.held_until is not None:
        lines.append(to.say("notice.held", time=say_moment(at.held_until, to)))
    elif at.notice.state is NoticeState.SENDING and at.left and at.per_second:
        ends = to.now + timedelta(seconds=at.left / at.per_second)
        lines.append(to.say("notice.ends", clock=f"{ends.astimezone(to.zone):%H:%M}"))
    return plain(*lines)


def _outcome(at: Progress, to: Reader) -> tuple[Line, ...]:
    """Only what there is any of; nobody reached is said all the same."""
    say = to.say
    lines = [say("notice.reached", count=at.many(Told.REACHED, Told.AGAIN))]
    for key, count in (
        ("notice.read_by", at.reads),
        ("notice.blocked", at.many(Told.BLOCKED)),
        ("notice.uncertain", at.many(Told.UNCERTAIN)),
        ("notice.unopened", at.notice.unopened),
        ("notice.never", at.many(Told.CANCELLED, Told.WAITING)),
    ):
        if count:
            lines.append(say(key, count=count))
    return plain(*lines)


def _buttons(at: Progress, to: Reader) -> list[Button]:
    notice, names = at.notice, []
    match notice.state:
        case NoticeState.PLANNED:
            names = ["edit", "cancel"]
        case NoticeState.SKIPPED:
            names = ["edit"]
        case NoticeState.SENDING:
            names = ["pause", "cancel"]
        case NoticeState.PAUSED:
            names = ["resume", "cancel"]
        case NoticeState.SENT if notice.is_private and at.unread:
            names = ["again", "unread"]
    found = [
        Button(to.say(f"button.notice_{name}"), Press(f"notice.{name}", notice.id, notice.version))
        for name in names
    ]
    if at.questions:
        label = to.say("notice.questions_label", count=at.questions)
        found.append(Button(label, Press("notice.questions", notice.id, notice.version)))
    return found


def skipped_card(notice: Notice, to: Reader) -> Card:
    assert notice.send_at is not None
    return Card(
        plain(
            to.say("notice.skipped", time=say_time(notice.send_at, to)),
            shorten(notice.words, TOLD_WORDS) or to.say("notice.file"),
            to.say("notice.skipped_how"),
        )
    )


def unread_card(names: Sequence[str], count: int, to: Reader, *, is_masked: bool) -> Card:
    """Who has not read it; a grid worker may count them and ring at doors, but needs no names."""
    if not count:
        return Card(plain(to.say("notice.all_read")))
    shown = [mask_name(one) if is_masked else one for one in names[:MOST_NAMES]]
    lines = [
        bold(to.say("notice.unread", count=count)),
        *plain(to.say("list.separator").join(shown)),
    ]
    if count > len(shown):
        lines += plain(to.say("notice.unread_more", count=count - len(shown)))
    return Card(tuple(lines))
