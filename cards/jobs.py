"""What the bot will say when, in people's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cards.card import Button, Card, Press, Reader, Rows, bold, plain, rows
from cards.length import shorten
from cards.times_said import say_moment
from domain.reminders import Reminder, stamp_of

LISTED_WORDS = 24
MOST_LISTED = 15

TOLD = frozenset(
    {
        *("reminder.say", "case.deadline", "case.nudge", "case.remind_question"),
        *("case.close_silent", "hours.remind", "activity.remind", "activity.tell_leader"),
        *("activity.follow", "attendance.ask", "voucher.warning", "points.publish"),
        *("statement.make", "points.suspicions", "ballot.close", "digest.say", "notice.start"),
        *("resolution.due", "resolution.tell", "survey.ask", "survey.remind"),
        *("bulk.remind", "award.lapse", "activity.lapse", "voucher.expiry", "ballot.remind"),
        *("meeting.remind", "meeting.nag", "meeting.follow", "meeting.open"),
    }
)
"""The kinds of jobs that say something to people."""

OF_A_CASE = frozenset(kind for kind in TOLD if kind.startswith("case."))
"""Of these there are hundreds in a busy week: they come last, and hide nothing else."""

UNTOLD = frozenset(
    {
        *("case.same_timeout", "case.bulk", "case.bulk_end", "activity.close", "checkin.turn"),
        *("cases.replan", "cases.first_clocks", "days_off.look", "grant.release"),
        *("points.expiry", "points.expiry_walk", "notice.walk", "resolution.close", "cluster.look"),
        "meeting.turn",
    }
)
"""Those that keep the bot's own house or go on with what somebody has begun, and those that only
find out whether there is anything to say. A kind is in one of the two, or a test is red.
"""


@dataclass(frozen=True)
class JobFacts:
    """``about`` is what it is about, in a word or two; ``cancels`` is the press that takes it off
    the list, where it can be taken off.
    """

    kind: str
    due_at: datetime
    about: str = ""
    cancels: Press | None = None


def jobs_card(
    told: Sequence[JobFacts], others: int, to: Reader, *, page: int = 0, pages: int = 1
) -> Card:
    """One page of it. ``others`` wait too, and are not for everybody's eyes or say nothing."""
    rest = plain(to.say("job.others", count=others)) if others else ()
    if not told:
        return Card((*plain(to.say("job.list_empty")), *rest))
    head = to.say("job.list")
    if pages > 1:
        head += to.say("job.which_page", page=page + 1, count=pages)
    lines = [bold(head)]
    numbered = list(enumerate(told, page * MOST_LISTED + 1))
    for number, one in numbered:
        about = shorten(one.about.replace("\n", " "), LISTED_WORDS)
        what = to.say(f"job.kind.{one.kind}", about=about)
        lines += plain(
            to.say("job.listed", number=number, time=say_moment(one.due_at, to), what=what)
        )
    buttons = [Button(str(n), one.cancels) for n, one in numbered if one.cancels is not None]
    how = plain(to.say("job.how")) if buttons else ()
    return Card((*lines, *rest, *how), (*rows(buttons, width=5), *_turns(page, pages, to)))


def _turns(page: int, pages: int, to: Reader) -> Rows:
    turns = []
    if page > 0:
        turns.append(Button(to.say("page.back"), Press("job.page", 0, page - 1)))
    if page + 1 < pages:
        turns.append(Button(to.say("page.on"), Press("job.page", 0, page + 1)))
    return (tuple(turns),) if turns else ()


def skips(reminder: Reminder) -> Press | None:
    """Not that time: the stamp says which."""
    if reminder.next_at is None:
        return None
    return Press("job.skip", reminder.id, reminder.version, str(stamp_of(reminder.next_at)))


def cancels(job_id: int) -> Press:
    return Press("job.cancel", job_id)
