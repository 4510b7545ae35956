"""What the bot will say when, in people's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cards.card import Button, Card, Press, Reader, bold, plain, rows
from cards.length import shorten
from cards.times_said import say_moment
from domain.reminders import Reminder, stamp_of

LISTED_WORDS = 24

TOLD = frozenset(
    {
        *("reminder.say", "case.deadline", "case.nudge", "case.remind_question"),
        *("case.close_silent", "hours.remind", "activity.remind", "activity.tell_leader"),
        *("activity.follow", "attendance.ask", "voucher.warning", "points.publish"),
        *("statement.make", "points.suspicions"),
    }
)
"""The kinds of jobs that say something to people; the others keep the bot's own house."""


@dataclass(frozen=True)
class JobFacts:
    """``about`` is what it is about, in a word or two; only a ``reminder`` can be cancelled."""

    kind: str
    due_at: datetime
    about: str = ""
    reminder: Reminder | None = None


def jobs_card(told: Sequence[JobFacts], others: int, to: Reader) -> Card:
    """``others`` are waiting too, and are not for everybody's eyes or say nothing."""
    rest = plain(to.say("job.others", count=others)) if others else ()
    if not told:
        return Card((*plain(to.say("job.list_empty")), *rest))
    lines = [bold(to.say("job.list", count=len(told)))]
    for number, one in enumerate(told, 1):
        about = shorten(one.about.replace("\n", " "), LISTED_WORDS)
        what = to.say(f"job.kind.{one.kind}", about=about)
        lines += plain(
            to.say("job.listed", number=number, time=say_moment(one.due_at, to), what=what)
        )
    buttons = [
        Button(str(number), _skip(one.reminder))
        for number, one in enumerate(told, 1)
        if one.reminder is not None and one.reminder.next_at is not None
    ]
    how = plain(to.say("job.how")) if buttons else ()
    return Card((*lines, *rest, *how), rows(buttons, width=5))


def _skip(reminder: Reminder) -> Press:
    assert reminder.next_at is not None
    return Press("job.skip", reminder.id, reminder.version, str(stamp_of(reminder.next_at)))
