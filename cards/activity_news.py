"""What people are told about an activity: their place, an offer, a reminder, a change."""

from dataclasses import dataclass
from datetime import datetime

from cards.activities import (
    ActivityFacts,
    about_lines,
    is_open,
    say_day,
    say_seeks_cover,
    say_span,
    say_when,
)
from cards.calendar_entries import calendar_entry
from cards.card import Button, Card, Line, Media, Press, Reader, bold, plain
from domain.activities import IS_IN, Activity, ActivityState, Seat, SeatState

OFFERS_ENDED = {
    SeatState.GOING: "taken",
    SeatState.LAPSED: "lapsed",
    SeatState.CANCELLED: "declined",
}


@dataclass(frozen=True)
class Spoken:
    """A sentence about an activity with the people in it."""

    activity: Activity
    who: str = ""
    by: str = ""
    count: int = 0


def joined_card(facts: ActivityFacts, to: Reader) -> Card:
    activity = facts.activity
    if facts.seat is None or facts.seat.state not in IS_IN:
        return _left_card(activity, to)
    lines = (bold(to.say("activity.joined", title=activity.title)), *about_lines(facts, to)[1:])
    view = Button(to.say("activity.button.details"), Press("activity.view", activity.id))
    return Card((*lines, *plain(to.say("activity.calendar"))), ((view,),), _entry(activity, to))


def _left_card(activity: Activity, to: Reader) -> Card:
    """With the way back, as long as there is one."""
    lines = (bold(to.say("activity.you_are_out", title=activity.title)),)
    view = Button(to.say("activity.button.details"), Press("activity.view", activity.id))
    rows = ((view,),) if is_open(activity, to.now) else ()
    return Card((*lines, *plain(say_when(activity, to))), rows)


def leaving_card(activity: Activity, seat: Seat, to: Reader, *, is_kept: bool) -> Card:
    """确定不去 or 还是去; once answered, what was answered."""
    if seat.state not in IS_IN:
        return _left_card(activity, to)
    head = bold(to.say("activity.leave_sure", title=activity.title))
    lines = (head, *plain(say_when(activity, to)))
    if is_kept or not is_open(activity, to.now):
        return Card((*lines, *plain(to.say("activity.leave_kept"))))
    out = Button(to.say("activity.button.out"), Press("activity.leave", activity.id))
    keep = Button(to.say("activity.button.keep"), Press("activity.keep", activity.id))
    return Card(lines, ((out, keep),))


def _entry(activity: Activity, to: Reader) -> tuple[Media, ...]:
    entry = calendar_entry(
        f"activity-{activity.id}",
        to,
        sequence=activity.sequence,
        is_off=activity.state is ActivityState.CANCELLED,
        title=activity.title,
        place=activity.place,
        starts_at=activity.starts_at,
        ends_at=activity.ends_at,
        file_name=to.say("activity.file_name"),
    )
    return (entry,)


def offer_card(activity: Activity, seat: Seat, version: int, who: str, to: Reader) -> Card | None:
    """有名额了: as long as it is theirs to take; afterwards, what became of it."""
    head = bold(to.say("activity.offer", title=activity.title, who=who))
    is_asked = seat.state is SeatState.OFFERED and seat.version == version
    if is_asked and seat.offered_until and activity.state is ActivityState.PLANNED:
        until = say_day(seat.offered_until, to)
        lines: tuple[Line, ...] = (head, *plain(say_when(activity, to)))
        if activity.place:
            lines += plain(to.say("activity.place", place=activity.place))
        lines += plain(to.say("activity.offer_until", until=until))
        accept = Press("activity.accept", activity.id, version)
        decline = Press("activity.decline", activity.id, version)
        buttons = (
            Button(to.say("activity.button.accept"), accept),
            Button(to.say("activity.button.decline"), decline),
        )
        return Card(lines, (buttons,))
    outcome = OFFERS_ENDED.get(seat.state, "gone")
    return Card((head, *plain(to.say(f"activity.offer_{outcome}"))))


def cover_card(activity: Activity, seat: Seat, who: str, to: Reader) -> Card:
    """Somebody is looked for; once found, nobody is."""
    head = bold(to.say("activity.cover_wanted", who=who, title=activity.title))
    is_sought = seat.seeks_cover and seat.state is SeatState.GOING
    if not is_sought or to.now >= activity.ends_at or activity.state is not ActivityState.PLANNED:
        return Card((head, *plain(to.say("activity.cover_over"))))
    lines: tuple[Line, ...] = (head, *plain(say_when(activity, to)))
    if activity.place:
        lines += plain(to.say("activity.place", place=activity.place))
    press = Press("activity.cover", activity.id, arg=str(seat.id))
    return Card(lines, ((Button(to.say("activity.button.take"), press),),))


def reminder_card(
    activity: Activity, seat: Seat, to: Reader, *, is_day_before: bool, is_cover_asked: bool
) -> Card:
    """我会到 or 来不了; once answered, it says what was answered."""
    key = "activity.remind_day" if is_day_before else "activity.remind_hour"
    lines: tuple[Line, ...] = (bold(to.say(key, title=activity.title)),)
    lines += plain(say_when(activity, to))
    if activity.place:
        lines += plain(to.say("activity.place", place=activity.place))
    if seat.seeks_cover:
        come = Button(to.say("activity.button.come"), Press("activity.come", activity.id))
        sought = say_seeks_cover(to, is_anybody_asked=is_cover_asked)
        return Card((*lines, *plain(sought)), ((come,),))
    if seat.state is not SeatState.GOING:
        return Card((*lines, *plain(to.say("activity.you_left"))))
    cannot = Button(to.say("activity.button.cannot"), Press("activity.cannot", activity.id))
    if seat.will_come:
        return Card((*lines, *plain(to.say("activity.you_will_come"))), ((cannot,),))
    come = Button(to.say("activity.button.come"), Press("activity.come", activity.id))
    return Card(lines, ((come, cannot),))


def group_reminder_card(activity: Activity, to: Reader) -> Card:
    """For those whom the bot may not write to; it names nobody."""
    head = bold(to.say("activity.remind_group", title=activity.title))
    come = Button(to.say("activity.button.come"), Press("activity.come", activity.id))
    cannot = Button(to.say("activity.button.cannot"), Press("activity.cannot", activity.id))
    return Card((head, *plain(say_when(activity, to))), ((come, cannot),))


def moved_card(
    activity: Activity, was: tuple[datetime, datetime], to: Reader, *, is_private: bool
) -> Card:
    lines = (
        bold(to.say("activity.moved", title=activity.title)),
        *plain(
            to.say("activity.moved_from", when=say_span(*was, to)),
            to.say("activity.moved_to", when=say_when(activity, to)),
        ),
    )
    if not is_private:
        return Card(lines)
    view = Button(to.say("activity.button.details"), Press("activity.view", activity.id))
    return Card((*lines, *plain(to.say("activity.moved_hint"))), ((view,),), _entry(activity, to))


def called_off_card(activity: Activity, to: Reader, *, is_private: bool) -> Card:
    lines = (
        bold(to.say("activity.told_off", title=activity.title)),
        *plain(
            say_when(activity, to),
            to.say("activity.off_because", reason=activity.words),
        ),
    )
    return Card(lines, media=_entry(activity, to) if is_private else ())


def spoken_card(key: str, spoken: Spoken, to: Reader) -> Card:
    """A sentence, and the way to the whole."""
    words = to.say(
        f"activity.{key}",
        title=spoken.activity.title,
        who=spoken.who,
        by=spoken.by,
        count=spoken.count,
        when=say_when(spoken.activity, to),
    )
    press = Press("activity.view", spoken.activity.id)
    return Card(plain(words), ((Button(to.say("activity.button.details"), press),),))
