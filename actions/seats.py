"""Seats: 报名, 取消, the waiting list that moves up, and who says yes to what it offers."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from actions.activities import (
    get_activity_here,
    group_for,
    refresh_here,
    show_again,
    soon,
)
from actions.once import once
from actions.permits import check_visitor_may
from domain.activities import (
    Activity,
    ActivityState,
    Seat,
    SeatState,
    check_is_planned,
    check_may_join,
    may_cancel,
    offer_ends,
    overlaps,
)
from domain.addresses import TELEGRAM, Address
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from storage import activities, jobs, messages, outbox, people, seats
from storage.jobs import Job
from storage.outbox import Lane

OFFER, JOINED = "activity.offer", "activity.joined"
LAPSE = "activity.lapse"

ANSWERED_WITHIN = timedelta(hours=1)
"""So much of an offer's time must be left when its night is over."""


@once
def join(
    tx: Connection,
    *,
    by: Visitor,
    activity_id: int,
    team: int | None,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Take one of the places, or the end of the queue; the answer says which. Who has a place
    somewhere else at that time is warned, not refused. ``team`` counts from 0.
    """
    check_visitor_may(tx, by, Verb.JOIN_ACTIVITY)
    activity = get_activity_here(tx, by, activity_id)
    check_may_join(activity, now=now)
    known = seats.find_seat(tx, activity_id=activity.id, person_id=by.person_id)
    if known is not None and known.state is SeatState.OFFERED:
        answer = _accept(tx, activity, known, now=now)
    elif known is not None and known.state is SeatState.WAITING:
        answer = _try_again(tx, activity, known, now=now)
    elif known is not None and known.state is SeatState.GOING:
        raise RuleBroken("activity.in_already")
    else:
        answer = _sit_down(tx, by, activity, _team(activity, team), now=now)
    show_again(tx, activity, now=now)
    refresh_here(tx, here, now=now)
    return answer


def _try_again(tx: Connection, activity: Activity, seat: Seat, *, now: datetime) -> Answer:
    """Whoever waits moves up by being asked. Only shortly before the start is nobody asked any
    more, and what has become free is for whoever comes.
    """
    if not activities.take_place(tx, activity.id):
        raise RuleBroken("activity.waits_already", place=seats.position_of(tx, seat))
    return _accept(tx, activity, seat, now=now)


def _team(activity: Activity, team: int | None) -> str:
    if not activity.teams:
        return ""
    if team is None or team >= len(activity.teams):
        raise RuleBroken("activity.which_team")
    return activity.teams[team]


def _sit_down(
    tx: Connection, by: Visitor, activity: Activity, team: str, *, now: datetime
) -> Answer:
    has_place = activities.take_place(tx, activity.id)
    state = SeatState.GOING if has_place else SeatState.WAITING
    seat = seats.put_seat(tx, activity, by.person_id, state=state, team=team, now=now)
    assert seat is not None, "nobody else writes inside this transaction"
    clash = _clash(tx, activity, by.person_id)
    params = {"title": activity.title, "other": clash.title if clash else ""}
    if has_place:
        welcome(tx, activity, seat, now=now)
        key = "activity.going_clash" if clash else "activity.going"
        return Answer(key, params, must_be_read=bool(clash))
    params["place"] = str(seats.position_of(tx, seat))
    key = "activity.waits_clash" if clash else "activity.waits"
    return Answer(key, params, must_be_read=True)


def _clash(tx: Connection, activity: Activity, person_id: int) -> Activity | None:
    """Another of this person's activities at the same time."""
    theirs = activities.list_coming_of(tx, community_id=activity.community_id, person_id=person_id)
    return next((one for one in theirs if one.id != activity.id and overlaps(one, activity)), None)


def welcome(tx: Connection, activity: Activity, seat: Seat, *, now: datetime) -> None:
    """The entry for their calendar, in private: what they have just asked for goes at once. Who
    has left and comes back gets a new one; the one before goes on saying that they left.
    """
    account = people.get_account(tx, seat.person_id, channel=TELEGRAM)
    if not account.is_reachable:
        return
    about, to = about_joined(seat), account.private
    before = messages.find_standing(tx, kind=JOINED, about=about, to=to)
    if before is not None:
        messages.supersede(tx, channel=to.channel, chat=to.chat, message=before.message, now=now)
    outbox.owe_standing(
        tx,
        kind=JOINED,
        about=about,
        to=to,
        lane=Lane.ACKNOWLEDGEMENT,
        community_id=activity.community_id,
        payload={"activity": activity.id, "person": seat.person_id},
        pause=timedelta(0),
        now=now,
    )


def about_joined(seat: Seat) -> str:
    return f"{seat.about}:joined"


def show_left(tx: Connection, seat: Seat, *, now: datetime) -> None:
    """What said 报上了 says 已退出."""
    outbox.want_all_again(tx, about=about_joined(seat), kinds=(JOINED,), now=now)


def own_seat(tx: Connection, by: Visitor, activity: Activity) -> Seat:
    """The presser's own, if they have not left."""
    check_is_planned(activity)
    seat = seats.find_seat(tx, activity_id=activity.id, person_id=by.person_id)
    if seat is None or seat.state in (SeatState.CANCELLED, SeatState.LAPSED):
        raise RuleBroken("activity.not_in")
    return seat


@once
def cancel_seat(
    tx: Connection, *, by: Visitor, activity_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """取消 and 不去了: the place goes to whoever waits. After the last moment somebody has to be
    found for it instead.
    """
    check_visitor_may(tx, by, Verb.JOIN_ACTIVITY)
    activity = get_activity_here(tx, by, activity_id)
    seat = own_seat(tx, by, activity)
    if not may_cancel(activity, seat, now=now):
        raise RuleBroken("activity.too_late")
    answer = leave(tx, activity, seat, now=now)
    refresh_here(tx, here, now=now)
    return answer


def leave(tx: Connection, activity: Activity, seat: Seat, *, now: datetime) -> Answer:
    """Give a place back, or the turn in the queue, and let the next one move up."""
    _end(tx, activity, seat, SeatState.CANCELLED, now=now)
    return Answer("activity.left", {"title": activity.title})


def _end(
    tx: Connection, activity: Activity, seat: Seat, state: SeatState, *, now: datetime
) -> None:
    if seat.checked_in_at is not None:
        raise RuleBroken("activity.was_there")
    seats.change_seat(tx, seat, state=state.value, seeks_cover=False, offered_until=None)
    close_offer(tx, seat, now=now)
    show_left(tx, seat, now=now)
    if seat.state is not SeatState.WAITING:
        activities.free_place(tx, activity.id)
        fill_places(tx, activities.get_activity(tx, activity.id), now=now)
    show_again(tx, activity, now=now)


def fill_places(tx: Connection, activity: Activity, *, now: datetime) -> None:
    """Offer what is free to those who wait, one after the other. Shortly before the start nobody
    could answer in time: what is free then goes to whoever comes first.
    """
    until = offer_ends(activity, now=now)
    while until is not None:
        seat = seats.first_waiting(tx, activity.id)
        if seat is None or not activities.take_place(tx, activity.id):
            return
        seats.change_seat(tx, seat, state=SeatState.OFFERED.value, offered_until=until)
        _ask(tx, activity, seats.get_seat(tx, seat.id), until, now=now)


def _ask(tx: Connection, activity: Activity, seat: Seat, until: datetime, *, now: datetime) -> None:
    """确认参加 or 不去了: in private, else in the group. Not at night, if the morning will do."""
    jobs.add_job(
        tx,
        kind=LAPSE,
        subject=seat.about,
        period=str(seat.version),
        due_at=until,
        community_id=activity.community_id,
    )
    account = people.get_account(tx, seat.person_id, channel=TELEGRAM)
    group = group_for(tx, activity.community_id, seat.person_id)
    to = account.private if account.is_reachable else group
    if to is None:
        return
    outbox.owe(
        tx,
        dedup=f"{OFFER}:{seat.about}:{seat.version}",
        kind=OFFER,
        about=_about_offer(seat),
        to=to,
        lane=Lane.NOTICE,
        community_id=activity.community_id,
        payload={"activity": activity.id, "seat": seat.id, "version": seat.version},
        is_standing=True,
        not_before=soon(tx, activity, until=until - ANSWERED_WITHIN, now=now),
        now=now,
    )


def _about_offer(seat: Seat) -> str:
    return f"{seat.about}:offer:{seat.version}"


def ask_anew(tx: Connection, activity: Activity, *, now: datetime) -> None:
    """It is at another time: whoever was asked about the time before is asked about this one, in
    time for it; and there may be time again to ask those who wait.
    """
    for seat in seats.list_seats(tx, activity.id, states=(SeatState.OFFERED,)):
        seats.change_seat(tx, seat, state=SeatState.WAITING.value, offered_until=None)
        activities.free_place(tx, activity.id)
        close_offer(tx, seat, now=now)
    fill_places(tx, activities.get_activity(tx, activity.id), now=now)


def close_offer(tx: Connection, seat: Seat, *, now: datetime) -> None:
    """The question that was asked under this version, if any, has been answered."""
    jobs.cancel_jobs(tx, kind=LAPSE, subject=seat.about, now=now)
    outbox.want_all_again(tx, about=_about_offer(seat), kinds=(OFFER,), now=now)


@once
def accept_offer(
    tx: Connection, *, by: Visitor, activity_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """确认参加: by the one who was asked, as long as the place is kept for them."""
    check_visitor_may(tx, by, Verb.JOIN_ACTIVITY)
    activity = get_activity_here(tx, by, activity_id)
    check_is_planned(activity)
    seat = seats.find_seat(tx, activity_id=activity.id, person_id=by.person_id)
    if seat is not None and seat.state is SeatState.GOING:
        raise RuleBroken("activity.in_already")
    if seat is None or seat.state is not SeatState.OFFERED:
        raise RuleBroken("activity.offer_over")
    answer = _accept(tx, activity, seat, now=now)
    show_again(tx, activity, now=now)
    refresh_here(tx, here, now=now)
    return answer


@once
def decline_offer(
    tx: Connection, *, by: Visitor, activity_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """不去了: by the one who was asked. In a group others can press it too, and nobody gives up a
    place of their own by that.
    """
    check_visitor_may(tx, by, Verb.JOIN_ACTIVITY)
    activity = get_activity_here(tx, by, activity_id)
    seat = own_seat(tx, by, activity)
    if seat.state is not SeatState.OFFERED:
        raise RuleBroken("activity.offer_not_open")
    answer = leave(tx, activity, seat, now=now)
    refresh_here(tx, here, now=now)
    return answer


def _accept(tx: Connection, activity: Activity, seat: Seat, *, now: datetime) -> Answer:
    seats.change_seat(tx, seat, state=SeatState.GOING.value, offered_until=None)
    close_offer(tx, seat, now=now)
    welcome(tx, activity, seats.get_seat(tx, seat.id), now=now)
    return Answer("activity.going", {"title": activity.title, "other": ""})


def lapse(tx: Connection, job: Job, now: datetime) -> None:
    """Nobody has answered the offer: it goes to the next one."""
    seat = seats.get_seat(tx, int(job.subject.split(":")[1]))
    activity = activities.get_activity(tx, seat.activity_id)
    is_asked = seat.state is SeatState.OFFERED and str(seat.version) == job.period
    if is_asked and activity.state is ActivityState.PLANNED:
        _end(tx, activity, seat, SeatState.LAPSED, now=now)
