"""Changes of an activity: moved, more or fewer places, called off; and the next one of a series."""

from datetime import datetime
from secrets import token_hex
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from actions.activities import (
    SECRET_BYTES,
    announce,
    check_may_lead,
    get_activity_here,
    groups_of,
    refresh_here,
    show_again,
    soon,
    tell,
)
from actions.activity_plans import plan
from actions.asking import ask, close_questions
from actions.covers import COVER, about_cover
from actions.deadlines import held
from actions.once import once
from actions.seats import ask_anew, close_offer, fill_places
from domain.activities import (
    HOUR_BEFORE,
    IS_IN,
    LONGEST_REASON,
    Activity,
    ActivityState,
    SeatState,
    check_is_planned,
    check_may_join,
    default_cancel_by,
)
from domain.activity_repeats import next_start
from domain.activity_times import find_when
from domain.activity_words import read_many
from domain.addresses import Address
from domain.answers import Answer, Json
from domain.media import Words
from domain.people import Visitor
from domain.plain_text import in_one_line
from domain.rules import RuleBroken
from storage import activities, communities, jobs, outbox, seats
from storage.jobs import Job
from storage.outbox import Lane
from storage.prompts import Prompt

ASKS = "activity."
"""What the names of questions begin with whose answer changes an activity."""

WHEN, MANY, OFF = "when", "many", "off"
MOVED, CALLED_OFF = "activity.moved", "activity.called_off"


@once
def ask_change(
    tx: Connection,
    *,
    by: Visitor,
    activity_id: int,
    what: str,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """改时间, 改人数 and 停办 need words."""
    activity = get_activity_here(tx, by, activity_id)
    check_may_lead(tx, by, activity)
    check_may_join(activity, now=now)
    if what not in (WHEN, MANY, OFF):
        raise RuleBroken("press.stale")
    for other in (WHEN, MANY, OFF):
        act = f"{ASKS}{other}"
        close_questions(tx, person_id=by.person_id, where=here, act=act, now=now)
    ask(
        tx,
        person=by,
        community_id=activity.community_id,
        act=f"{ASKS}{what}",
        case_id=None,
        where=here,
        source=source,
        data={"activity": activity.id, "params": {"title": activity.title}},
        now=now,
    )
    return Answer("case.asked")


def answer_change(
    tx: Connection,
    prompt: Prompt,
    *,
    by: Visitor,
    said: Words,
    now: datetime,
) -> Answer | None:
    """Take the words that were asked for; wrong ones raise ``RuleBroken`` with an example, and
    the question stays open for better ones.
    """
    activity = get_activity_here(tx, by, prompt.data["activity"])
    check_may_lead(tx, by, activity)
    check_may_join(activity, now=now)
    text = said.text.strip()
    match prompt.act.removeprefix(ASKS):
        case "when":
            return _move(tx, activity, text, now=now)
        case "many":
            return _change_capacity(tx, activity, text, now=now)
    return _call_off(tx, activity, in_one_line(text), now=now)


def _move(tx: Connection, activity: Activity, text: str, *, now: datetime) -> Answer:
    _check_nobody_came(tx, activity)
    zone = ZoneInfo(communities.get_community(tx, activity.community_id).timezone)
    when = find_when(text, now=now, zone=zone).when
    if when is None:
        raise RuleBroken("activity.when_missing")
    if (when.starts_at, when.ends_at) == (activity.starts_at, activity.ends_at):
        raise RuleBroken("activity.when_same")
    after = _change(
        tx,
        activity,
        starts_at=when.starts_at,
        ends_at=when.ends_at,
        cancel_by=default_cancel_by(when.starts_at, now=now),
        sequence=activity.sequence + 1,
    )
    seats.forget_promises(tx, activity.id)
    ask_anew(tx, after, now=now)
    _show_covers_again(tx, after, now=now)
    plan(tx, after, now=now)
    was = [activity.starts_at.isoformat(), activity.ends_at.isoformat()]
    _tell_all(tx, after, kind=MOVED, soonest=activity.starts_at, payload={"was": was}, now=now)
    show_again(tx, after, now=now)
    return Answer("activity.moved_done", {"title": activity.title})


def _change_capacity(tx: Connection, activity: Activity, text: str, *, now: datetime) -> Answer:
    """More places are offered to those who wait; nobody who has one loses it."""
    capacity = read_many(text)
    if capacity is None:
        raise RuleBroken("activity.many_unclear")
    if 0 < capacity < activity.taken:
        raise RuleBroken("activity.taken_already", count=activity.taken)
    after = _change(tx, activity, capacity=capacity, added=0)
    fill_places(tx, after, now=now)
    show_again(tx, after, now=now)
    if capacity == 0:
        return Answer("activity.many_any", {"title": activity.title})
    return Answer("activity.many_done", {"title": activity.title, "count": capacity})


def _call_off(tx: Connection, activity: Activity, reason: str, *, now: datetime) -> Answer:
    _check_nobody_came(tx, activity)
    if not reason:
        raise RuleBroken("activity.reason_missing")
    if len(reason) > LONGEST_REASON:
        raise RuleBroken("activity.reason_too_long", count=LONGEST_REASON)
    after = _change(
        tx,
        activity,
        state=ActivityState.CANCELLED.value,
        words=reason,
        ended_at=now,
        sequence=activity.sequence + 1,
    )
    plan(tx, after, now=now)
    for seat in seats.list_seats(tx, activity.id, states=(SeatState.OFFERED,)):
        close_offer(tx, seat, now=now)
    _show_covers_again(tx, after, now=now)
    _tell_all(tx, after, kind=CALLED_OFF, soonest=after.starts_at, payload={}, now=now)
    show_again(tx, after, now=now)
    return Answer("activity.off_done", {"title": activity.title})


def _check_nobody_came(tx: Connection, activity: Activity) -> None:
    """Else their time would be lost, or counted for another day."""
    if any(one.checked_in_at is not None for one in seats.list_seats(tx, activity.id)):
        raise RuleBroken("activity.somebody_came")


def _show_covers_again(tx: Connection, activity: Activity, *, now: datetime) -> None:
    """Whoever was asked to take somebody's place sees for which time, or that it is over."""
    for seat in seats.list_seats(tx, activity.id):
        if seat.seeks_cover:
            outbox.want_all_again(tx, about=about_cover(seat), kinds=(COVER,), now=now)


def _change(tx: Connection, activity: Activity, **changes: Json) -> Activity:
    if not activities.change_activity(tx, activity, **changes):
        raise RuleBroken("activity.changed_meanwhile")
    return activities.get_activity(tx, activity.id)


def _tell_all(
    tx: Connection,
    activity: Activity,
    *,
    kind: str,
    soonest: datetime,
    payload: dict[str, Json],
    now: datetime,
) -> None:
    """Everybody who goes or waits hears of it once in private, and the groups by one line below
    the card. Not at night, unless it begins before the morning is well begun.
    """
    first = min(soonest, activity.starts_at)
    not_before = soon(tx, activity, until=first - HOUR_BEFORE, now=now)
    name = f"{kind}:{activity.sequence}"
    for seat in seats.list_seats(tx, activity.id, states=IS_IN):
        tell(
            tx,
            activity,
            seat.person_id,
            kind=kind,
            name=name,
            payload=payload,
            not_before=not_before,
            now=now,
        )
    for group in groups_of(tx, activity.community_id):
        outbox.owe(
            tx,
            dedup=f"{activity.about}:{name}:group:{group.chat}",
            kind=kind,
            about=activity.about,
            to=group,
            lane=Lane.NOTICE,
            community_id=activity.community_id,
            payload={"activity": activity.id, "person": None, **payload},
            not_before=not_before,
            now=now,
        )


@once
def stop_repeating(
    tx: Connection, *, by: Visitor, activity_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """不再重复: this one takes place, and no further one is made."""
    activity = get_activity_here(tx, by, activity_id)
    check_may_lead(tx, by, activity)
    check_is_planned(activity)
    after = _change(tx, activity, repeats="")
    plan(tx, after, now=now)
    show_again(tx, after, now=now)
    refresh_here(tx, here, now=now)
    return Answer("activity.repeats_no_more", {"title": activity.title})


def make_next(tx: Connection, job: Job, now: datetime) -> None:
    """The next one of a series, once, with enrolment anew. What fell into a time when we were
    down is left out: nobody can go there any more.
    """
    activity = activities.get_activity(tx, int(job.subject.split(":")[1]))
    if not activity.repeats:
        return
    community = communities.get_community(tx, activity.community_id)
    morning = held(now, community)
    if morning > now:  # it has come late, by night
        jobs.hold(tx, job.id, until=morning)
        return
    zone = ZoneInfo(community.timezone)
    starts_at = next_start(activity.repeats, activity.starts_at, zone=zone)
    while starts_at <= now:
        starts_at = next_start(activity.repeats, starts_at, zone=zone)
    made = activities.add_activity(
        tx,
        community_id=activity.community_id,
        title=activity.title,
        service=activity.service,
        place=activity.place,
        point=activity.point,
        radius_m=activity.radius_m,
        starts_at=starts_at,
        ends_at=starts_at + (activity.ends_at - activity.starts_at),
        cancel_by=default_cancel_by(starts_at, now=now),
        capacity=activity.capacity - activity.added,
        leader_id=activity.leader_id,
        made_by=activity.made_by,
        secret=token_hex(SECRET_BYTES),
        source=f"follows:{activity.id}",
        teams=activity.teams,
        repeats=activity.repeats,
        follows_id=activity.id,
        now=now,
    )
    if made is not None:
        announce(tx, made, now=now)
