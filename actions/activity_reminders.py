"""Reminders a day and an hour before, and what people answer to them."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from actions.activities import get_activity_here, group_for, refresh_here, soon
from actions.activity_plans import DAY
from actions.covers import seek
from actions.once import once
from actions.permits import check_visitor_may
from actions.seats import leave, own_seat
from domain.activities import Activity, ActivityState, Seat, SeatState, may_cancel
from domain.addresses import TELEGRAM, Address
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from storage import activities, jobs, outbox, people, seats
from storage.jobs import Job
from storage.outbox import Lane

REMINDER, GROUP_REMINDER = "activity.reminder", "activity.group_reminder"
COMES = "yes"


def remind(tx: Connection, job: Job, now: datetime) -> None:
    """Everybody who goes is reminded in private; those whom the bot may not write to by one line
    in their group, which names nobody. Late by an outage, it is still said before the start.
    """
    activity = activities.get_activity(tx, int(job.subject.split(":")[1]))
    if activity.state is not ActivityState.PLANNED or activity.starts_at <= now:
        return
    at = soon(tx, activity, until=activity.starts_at, now=now)
    if at > now:  # it has come late, by night
        jobs.hold(tx, job.id, until=at)
        return
    which = job.period.split(":")[0]
    groups: dict[str, Address] = {}
    for seat in seats.list_seats(tx, activity.id):
        account = people.get_account(tx, seat.person_id, channel=TELEGRAM)
        if account.is_reachable:
            _owe_reminder(tx, activity, seat, account.private, which, now=now)
            continue
        group = group_for(tx, activity.community_id, seat.person_id)
        if group is not None:
            groups[group.chat] = group
    for chat, group in groups.items():
        outbox.owe(
            tx,
            dedup=f"{GROUP_REMINDER}:{activity.id}:{job.period}:{chat}",
            kind=GROUP_REMINDER,
            to=group,
            lane=Lane.NOTICE,
            community_id=activity.community_id,
            payload={"activity": activity.id},
            about=activity.about,
            now=now,
        )


def about_reminder(seat: Seat, which: str, activity: Activity) -> str:
    """How messages name it: after a move it is another one."""
    return f"{seat.about}:{which}:{activity.sequence}"


def _owe_reminder(
    tx: Connection, activity: Activity, seat: Seat, to: Address, which: str, *, now: datetime
) -> None:
    outbox.owe_standing(
        tx,
        kind=REMINDER,
        about=about_reminder(seat, which, activity),
        to=to,
        lane=Lane.NOTICE,
        community_id=activity.community_id,
        payload={"activity": activity.id, "seat": seat.id, "is_day_before": which == DAY},
        pause=timedelta(0),
        now=now,
    )


@once
def promise_to_come(
    tx: Connection, *, by: Visitor, activity_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """我会到; whoever was looking for somebody else looks no more."""
    check_visitor_may(tx, by, Verb.JOIN_ACTIVITY)
    activity = get_activity_here(tx, by, activity_id)
    seat = own_seat(tx, by, activity)
    if seat.state is not SeatState.GOING:
        raise RuleBroken("activity.not_in")
    seats.change_seat(tx, seat, will_come=COMES, seeks_cover=False)
    _show_answered(tx, seat, activity, now=now)
    refresh_here(tx, here, now=now)
    return Answer("activity.will_come")


@once
def cannot_come(
    tx: Connection, *, by: Visitor, activity_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """来不了: the place is given back, or, when it is too late for that, somebody is looked for."""
    check_visitor_may(tx, by, Verb.JOIN_ACTIVITY)
    activity = get_activity_here(tx, by, activity_id)
    seat = own_seat(tx, by, activity)
    if may_cancel(activity, seat, now=now):
        answer = leave(tx, activity, seat, now=now)
    else:
        answer = seek(tx, activity, seat, now=now)
    _show_answered(tx, seat, activity, now=now)
    refresh_here(tx, here, now=now)
    return answer


def _show_answered(tx: Connection, seat: Seat, activity: Activity, *, now: datetime) -> None:
    for which in ("day", "hour"):
        about = about_reminder(seat, which, activity)
        outbox.want_all_again(tx, about=about, kinds=(REMINDER,), now=now)
