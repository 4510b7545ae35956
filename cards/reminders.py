"""Reminders 提醒 as they are seen: read back, in the list, and when they are said."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cards.card import Button, Card, Line, Press, Reader, bold, plain, rows
from cards.length import shorten
from cards.times import say_time
from cards.times_said import say_moment, say_plan
from domain.reminders import Fate, Reading, Reminder, ReminderState, choices_of

LISTED_WORDS = 24
TOLD_WORDS = 200


@dataclass(frozen=True)
class ReminderFacts:
    """``times`` are those at which it will really be said; ``is_held``: quiet hours move some."""

    reminder: Reminder
    times: tuple[datetime, ...] = ()
    is_held: bool = False


def reminder_card(facts: ReminderFacts, to: Reader, *, is_listed: bool = False) -> Card:
    """One reminder as it stands, with what can be done about it; from a list a way back to it."""
    card = _card(facts, to)
    if not is_listed:
        return card
    back = Button(to.say("button.reminder_back"), Press("reminder.open", 0))
    return replace(card, buttons=(*card.buttons, (back,)))


def _card(facts: ReminderFacts, to: Reader) -> Card:
    reminder = facts.reminder
    if reminder.state is ReminderState.ENDED:
        return Card(_ended_lines(reminder, to))
    if len(reminder.readings) > 1:
        return _choice_card(reminder, to)
    if reminder.readings:
        return _asking_card(facts, reminder.readings[0], to)
    return _counting_card(facts, to)


def _ended_lines(reminder: Reminder, to: Reader) -> tuple[Line, ...]:
    if reminder.what is None:
        return plain(to.say("reminder.never_counted"))
    return plain(to.say("reminder.ended"), reminder.words)


def _choice_card(reminder: Reminder, to: Reader) -> Card:
    """Two ways to understand it are as likely: a press says which."""
    first = reminder.readings[0]
    lines = plain(to.say(first.question), first.words)
    choices = [
        Button(say_plan(one.what, to), _press("yes", reminder, str(number)))
        for number, one in enumerate(reminder.readings)
    ]
    return Card(lines, (*rows(choices, width=1), _change_row(reminder, to)))


def _press(verb: str, reminder: Reminder, arg: str = "") -> Press:
    return Press(f"reminder.{verb}", reminder.id, reminder.version, arg)


def _change_row(reminder: Reminder, to: Reader) -> tuple[Button, ...]:
    return (
        Button(to.say("button.reminder_change"), _press("ask", reminder)),
        Button(to.say("button.reminder_no"), _press("no", reminder)),
    )


def _asking_card(facts: ReminderFacts, reading: Reading, to: Reader) -> Card:
    reminder = facts.reminder
    lines = [
        *plain(to.say("reminder.understood")),
        bold(say_plan(reading.what, to)),
        *plain(reading.words),
        *_times(facts, to),
        *plain(_counts_when(reminder, to)),
    ]
    yes = Button(to.say("button.reminder_yes"), _press("yes", reminder, "0"))
    holidays = [
        Button(to.say(f"button.reminder_{days}"), _press("days", reminder, days))
        for days in choices_of(reading.what)
    ]
    return Card(tuple(lines), ((yes, *_change_row(reminder, to)), *rows(holidays, width=2)))


def _counts_when(reminder: Reminder, to: Reader) -> str:
    if reminder.what is None:
        return to.say("reminder.counts_when")
    return to.say("reminder.changes_when", plan=say_plan(reminder.what, to))


def _times(facts: ReminderFacts, to: Reader) -> list[Line]:
    if not facts.times:
        return list(plain(to.say("reminder.no_times")))
    said = [to.say("reminder.time", time=say_moment(one, to)) for one in facts.times]
    held = [to.say("reminder.held")] if facts.is_held else []
    return list(plain(to.say("reminder.times"), *said, *held))


def _counting_card(facts: ReminderFacts, to: Reader) -> Card:
    reminder = facts.reminder
    assert reminder.what is not None
    is_running = reminder.state is ReminderState.RUNNING
    head = to.say("reminder.running" if is_running else "reminder.paused")
    times = _times(facts, to) if is_running else []
    lines = (*plain(head), bold(say_plan(reminder.what, to)), *plain(reminder.words), *times)
    other = ReminderState.PAUSED if is_running else ReminderState.RUNNING
    row = (
        Button(to.say(f"button.reminder_{other}"), _press("set", reminder, other)),
        Button(to.say("button.reminder_when"), _press("ask", reminder)),
        Button(to.say("button.reminder_ended"), _press("set", reminder, ReminderState.ENDED)),
    )
    return Card(lines, (row,))


def list_card(found: Sequence[ReminderFacts], to: Reader) -> Card:
    """A chat's reminders; a number opens one."""
    if not found:
        return Card(plain(to.say("reminder.list_empty")))
    lines = [bold(to.say("reminder.list", count=len(found)))]
    for number, one in enumerate(found, 1):
        lines += plain(_listed(number, one, to))
    numbers = [
        Button(str(number), Press("reminder.open", one.reminder.id))
        for number, one in enumerate(found, 1)
    ]
    return Card((*lines, *plain(to.say("reminder.list_how"))), rows(numbers, width=5))


def _listed(number: int, facts: ReminderFacts, to: Reader) -> str:
    reminder = facts.reminder
    assert reminder.what is not None
    return to.say(
        "reminder.listed" if facts.times else "reminder.listed_paused",
        number=number,
        plan=say_plan(reminder.what, to),
        words=shorten(reminder.words.replace("\n", " "), LISTED_WORDS),
        time=say_moment(facts.times[0], to) if facts.times else "",
    )


def said_card(words: str, planned: datetime, fate: Fate, to: Reader) -> Card:
    """The reminder itself; one that comes late says so."""
    head = to.say("reminder.said")
    if fate is not Fate.ON_TIME:
        head = to.say("reminder.said_late", time=say_time(planned, to))
    return Card((bold(head), *plain(words)))


def skipped_card(words: str, first: datetime, count: int, to: Reader) -> Card:
    key = "reminder.skipped" if count == 1 else "reminder.skipped_many"
    time = say_time(first, to)
    return Card(plain(to.say(key, time=time, count=count), shorten(words, TOLD_WORDS)))
