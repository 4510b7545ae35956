"""What people are told about a meeting: an invitation, a reminder, a change."""

from datetime import datetime

from cards.activities import say_span
from cards.calendar_entries import calendar_entry
from cards.card import Button, Card, Media, Press, Reader, bold, plain
from cards.meetings import (
    START,
    MeetingFacts,
    about_lines,
    own_rows,
    say_answer,
    say_when,
    shown_items,
)
from domain.meetings import Meeting, Stage


def _entry(meeting: Meeting, to: Reader) -> Media:
    return calendar_entry(
        f"meeting-{meeting.id}",
        to,
        sequence=meeting.sequence,
        is_off=meeting.stage is Stage.CANCELLED,
        title=meeting.title,
        place=meeting.place,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        file_name=to.say("meeting.file_name"),
    )


def invited_card(facts: MeetingFacts, to: Reader) -> Card:
    """请您参加, with the answers; answered, it says what was answered, and how to change it."""
    meeting = facts.meeting
    lines = [*about_lines(facts, to)]
    items = shown_items(facts.agenda)
    if items:
        lines += plain(
            to.say("meeting.about", items=to.say("list.separator").join(o.title for o in items))
        )
    entry = (_entry(meeting, to),)
    if meeting.stage is Stage.CANCELLED:
        return Card(tuple(lines), media=entry)
    if meeting.has_begun(to.now):
        return Card(tuple(lines), (_details(meeting, to),), entry)
    lines += plain(say_answer(facts, to), to.say("meeting.calendar"))
    return Card(tuple(lines), (*own_rows(facts, to), _details(meeting, to)), entry)


def _details(meeting: Meeting, to: Reader) -> tuple[Button, ...]:
    label = to.say("meeting.button.details")
    return (Button(label, Press("meeting.view", meeting.id)),)


def reminder_card(facts: MeetingFacts, which: str, to: Reader) -> Card:
    meeting = facts.meeting
    lines = [bold(_soon(meeting, which, to)), *plain(say_when(meeting, to))]
    if meeting.place:
        lines += plain(to.say("meeting.place", place=meeting.place))
    if meeting.stage is not Stage.ANNOUNCED or meeting.has_begun(to.now):
        return Card(tuple(lines), (_details(meeting, to),))
    return Card((*lines, *plain(say_answer(facts, to))), (*own_rows(facts, to),))


def _soon(meeting: Meeting, which: str, to: Reader) -> str:
    """By the calendar, for what was held up by night or an outage comes on another day."""
    if which == "hour":
        return to.say("meeting.remind.hour", title=meeting.title)
    today = to.now.astimezone(to.zone).date()
    days = (meeting.starts_at.astimezone(to.zone).date() - today).days
    key = {0: "today", 1: "tomorrow"}.get(max(days, 0), "days")
    return to.say(f"meeting.remind.{key}", title=meeting.title, count=days)


def group_reminder_card(meeting: Meeting, which: str, to: Reader) -> Card:
    """For those whom the bot may not write to; it names nobody."""
    head = bold(_soon(meeting, which, to))
    details = Button(to.say("meeting.button.details"), start=f"{START}{meeting.id}")
    lines = plain(say_when(meeting, to))
    if meeting.place:
        lines += plain(to.say("meeting.place", place=meeting.place))
    return Card((head, *lines), ((details,),))


def moved_card(
    meeting: Meeting, was: tuple[datetime, datetime], was_at: str, to: Reader, *, is_private: bool
) -> Card:
    """Old → new, whichever of time and place it is."""
    lines = [bold(to.say("meeting.moved", title=meeting.title))]
    if was == (meeting.starts_at, meeting.ends_at):
        lines += plain(say_when(meeting, to))
    else:
        lines += plain(
            to.say("meeting.moved_from", what=say_span(*was, to)),
            to.say("meeting.moved_to", what=say_when(meeting, to)),
        )
    if was_at == meeting.place:
        lines += plain(to.say("meeting.place", place=meeting.place)) if meeting.place else ()
    else:
        lines += plain(
            to.say("meeting.moved_from", what=was_at or to.say("meeting.no_place")),
            to.say("meeting.moved_to", what=meeting.place),
        )
    if not is_private:
        return Card(tuple(lines))
    lines += plain(to.say("meeting.moved_hint"))
    return Card(tuple(lines), (_details(meeting, to),), (_entry(meeting, to),))


def cancelled_card(meeting: Meeting, to: Reader, *, is_private: bool) -> Card:
    lines = (
        bold(to.say("meeting.told_off", title=meeting.title)),
        *plain(say_when(meeting, to), to.say("meeting.because", reason=meeting.words)),
    )
    return Card(lines, media=(_entry(meeting, to),) if is_private else ())


def nagging_card(meeting: Meeting, to: Reader) -> Card:
    """Which step is still open, and the way there."""
    words = to.say(f"meeting.nag.{meeting.stage}", title=meeting.title, when=say_when(meeting, to))
    desk = Button(to.say("meeting.button.desk"), Press("meeting.desk", meeting.id))
    return Card(plain(words), ((desk,),))
