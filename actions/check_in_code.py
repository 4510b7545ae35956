"""The code of the minute 签到码 on the leader's screen: opened, exchanged every minute, closed."""

from datetime import datetime

from sqlalchemy import Connection

from actions.leading import CODE, card_about, ids_of, led_here, may_lead, owe_below, put_away
from actions.once import once
from domain.activities import Activity
from domain.addresses import TELEGRAM, Address
from domain.answers import Answer
from domain.check_in import check_is_open, is_open, next_minute
from domain.people import Visitor
from domain.permissions import Role
from domain.rules import RuleBroken
from storage import activities, jobs, outbox, people
from storage.jobs import Job
from storage.outbox import Lane

TURN = "checkin.turn"


@once
def open_code(
    tx: Connection, *, by: Visitor, activity_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """签到码: show it to whoever leads, in private, from half an hour before the start."""
    activity = led_here(tx, by, activity_id, here)
    check_is_open(activity, now)
    payload = {"is_open": True}
    if not owe_below(
        tx, activity, by.person_id, kind=CODE, payload=payload, lane=Lane.ACKNOWLEDGEMENT, now=now
    ):
        raise RuleBroken("attendance.write_me_first")
    about = card_about(CODE, activity.id, by.person_id)
    jobs.cancel_jobs(tx, kind=TURN, subject=about, now=now)
    jobs.add_job(
        tx,
        kind=TURN,
        subject=about,
        period=source,  # what was done stays done: each time it is opened is a promise of its own
        due_at=next_minute(now),
        community_id=activity.community_id,
    )
    return None


def turn_code(tx: Connection, job: Job, now: datetime) -> None:
    """The minute is over: show the next code, or close where it is too late for any, or for
    whoever was a secretary when they opened it.
    """
    activity_id, viewer_id = ids_of(job.subject)
    activity = activities.get_activity(tx, activity_id)
    if not (is_open(activity, now) and may_lead(tx, activity, viewer_id)):
        close(tx, activity, viewer_id, now=now)
        return
    outbox.want_all_again(tx, about=job.subject, kinds=(CODE,), now=now)
    jobs.hold(tx, job.id, until=next_minute(now))


@once
def hide_code(
    tx: Connection, *, by: Visitor, activity_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """收起: the code leaves the leader's screen."""
    close(tx, led_here(tx, by, activity_id, here), by.person_id, now=now)
    return None


def close(tx: Connection, activity: Activity, viewer_id: int, *, now: datetime) -> None:
    about = card_about(CODE, activity.id, viewer_id)
    jobs.cancel_jobs(tx, kind=TURN, subject=about, now=now)
    if outbox.change_payload(tx, about=about, changes={"is_open": False}, now=now):
        to = people.get_account(tx, viewer_id, channel=TELEGRAM).private
        put_away(tx, about, kind=CODE, to=to, community_id=activity.community_id, now=now)


def close_everywhere(tx: Connection, activity: Activity, *, now: datetime) -> None:
    """The activity is over, on every screen."""
    secretaries = people.list_holders(tx, community_id=activity.community_id, role=Role.SECRETARY)
    for viewer_id in {activity.leader_id, *secretaries}:
        close(tx, activity, viewer_id, now=now)
