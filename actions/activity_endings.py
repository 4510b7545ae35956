"""An activity ends: whoever forgot to check out is closed, and the leader gets the list."""

from datetime import datetime

from sqlalchemy import Connection

from actions.check_in_code import close_everywhere
from actions.deadlines import held
from actions.leading import CONFIRM, POSTED, leader_told_at, owe_below, refresh, show_leaders_card
from domain.activities import Activity, ActivityState
from domain.addresses import TELEGRAM
from domain.answers import Json
from domain.check_in import LEADER_REMINDED_AFTER, OTHERS_ASKED_AFTER, closes_at
from domain.people import ChatKind
from domain.permissions import Role
from storage import activities, communities, jobs, outbox, people, seats
from storage.jobs import Job
from storage.outbox import Lane

TELL, CLOSE, ASK = "activity.tell_leader", "activity.close", "attendance.ask"
FIRST, AGAIN, OTHERS = "first", "again", "others"
"""When the leader is asked to confirm, is asked again, and when secretaries are asked instead."""

WAITS = "attendance.waits"


def plan_check_in(tx: Connection, activity: Activity, *, now: datetime) -> None:
    """Make the jobs around an activity's times right for what it is now: made, moved, called off.
    What was done for a time that still holds stays done.
    """
    is_on = activity.state is ActivityState.PLANNED
    for kind, at in ((TELL, leader_told_at(tx, activity)), (CLOSE, closes_at(activity))):
        jobs.plan_jobs(
            tx,
            kind=kind,
            subject=activity.about,
            wanted={at.isoformat(): at} if is_on else {},
            community_id=activity.community_id,
            now=now,
        )


def activity_of(tx: Connection, job: Job) -> Activity:
    return activities.get_activity(tx, int(job.subject.removeprefix("activity:")))


def tell_leader(tx: Connection, job: Job, now: datetime) -> None:
    """An hour before the start: the card with 签到码 and the list, and 签到 in the groups."""
    activity = activity_of(tx, job)
    if activity.state is ActivityState.PLANNED and now < activity.ends_at:
        show_leaders_card(tx, activity, activity.leader_id, lane=Lane.NOTICE, now=now)
        outbox.want_all_again(tx, about=activity.about, kinds=(POSTED,), now=now)


def close_activity(tx: Connection, job: Job, now: datetime) -> None:
    """Half an hour after the planned end nobody checks out any more."""
    activity = activity_of(tx, job)
    if activity.state is ActivityState.PLANNED and now >= closes_at(activity):
        end_activity(tx, activity, now=now)
        refresh(tx, activity, now=now)


def end_activity(tx: Connection, activity: Activity, *, now: datetime) -> None:
    """Close the forgotten at the planned end, flagged, and ask for the list; what nobody had
    joined is confirmed as it is.
    """
    going = seats.list_seats(tx, activity.id)
    state = ActivityState.ENDED if going else ActivityState.CONFIRMED
    ended = activities.change_activity(tx, activity, state=state.value, ended_at=now)
    assert ended, "nobody else writes inside this transaction"
    for seat in going:
        if seat.checked_in_at is not None and seat.checked_out_at is None:
            at = max(activity.ends_at, seat.checked_in_at)
            seats.change_seat(tx, seat, checked_out_at=at, is_flagged=True)
    close_everywhere(tx, activity, now=now)
    outbox.want_all_again(tx, about=activity.about, kinds=(POSTED,), now=now)
    if going:
        _plan_asking(tx, activity, now=now)


def _plan_asking(tx: Connection, activity: Activity, *, now: datetime) -> None:
    community = communities.get_community(tx, activity.community_id)
    later = {AGAIN: now + LEADER_REMINDED_AFTER, OTHERS: now + OTHERS_ASKED_AFTER}
    jobs.plan_jobs(
        tx,
        kind=ASK,
        subject=activity.about,
        wanted={period: held(at, community) for period, at in {FIRST: now, **later}.items()},
        community_id=activity.community_id,
        now=now,
    )


def ask_to_confirm(tx: Connection, job: Job, now: datetime) -> None:
    """Whoever led says who was there; where the bot cannot ask them, or they have not answered
    for days, a secretary may.
    """
    activity = activity_of(tx, job)
    if activity.state is not ActivityState.ENDED:
        return
    is_asked = job.period != OTHERS and show_list(tx, activity, activity.leader_id, now=now)
    if not is_asked:
        _ask_secretaries(tx, activity, now=now)


def show_list(tx: Connection, activity: Activity, viewer_id: int, *, now: datetime) -> bool:
    """The list to confirm, below everything else in the private chat."""
    payload: dict[str, Json] = {"seat": 0, "page": 0}
    return owe_below(
        tx, activity, viewer_id, kind=CONFIRM, payload=payload, lane=Lane.NOTICE, now=now
    )


def _ask_secretaries(tx: Connection, activity: Activity, *, now: datetime) -> None:
    owe_to_office(
        tx,
        activity,
        kind=WAITS,
        about=f"waits:{activity.about}",
        payload={"activity": activity.id},
        now=now,
    )


def owe_to_office(
    tx: Connection,
    activity: Activity,
    *,
    kind: str,
    about: str,
    payload: dict[str, Json],
    now: datetime,
) -> None:
    """A card for the secretaries, not at night: in the staff group, or to each where there is
    none.
    """
    staff = communities.list_chats(tx, community_id=activity.community_id, kind=ChatKind.STAFF)
    places = [chat.address for chat in staff]
    if not places:
        holders = people.list_holders(tx, community_id=activity.community_id, role=Role.SECRETARY)
        accounts = [people.get_account(tx, one, channel=TELEGRAM) for one in holders]
        places = [one.private for one in accounts if one.is_reachable]
    not_before = held(now, communities.get_community(tx, activity.community_id))
    for to in places:
        outbox.owe(
            tx,
            dedup=f"{kind}:{about}:{to.channel}:{to.chat}",
            kind=kind,
            about=about,
            to=to,
            lane=Lane.NOTICE,
            community_id=activity.community_id,
            payload=payload,
            not_before=not_before,
            is_standing=True,
            now=now,
        )
