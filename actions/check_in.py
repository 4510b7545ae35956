"""Checking in and out 签到 签退 by the leader's code: a scan, or the number typed."""

from datetime import datetime

from sqlalchemy import Connection

from actions.asking import ask
from actions.code_tries import check_may_try, note_wrong
from actions.leading import POSTED, activity_here, refresh
from actions.once import once
from actions.permits import check_visitor_may
from actions.replies import reply
from actions.seats import close_offer
from domain.activities import HOLDS_PLACE, Activity, Seat, SeatState
from domain.addresses import Address
from domain.answers import Answer
from domain.check_in import (
    Turn,
    asks_where,
    check_is_near,
    check_is_open,
    code_at,
    is_fresh_link,
    is_fresh_number,
    turn_of,
)
from domain.media import Words
from domain.people import Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from storage import activities, attendance, outbox, seats
from storage.prompts import Prompt

SAID = "checkin.said"
JOIN = "join"
"""Besides the turns a code can mean: there is a place, take it."""

WHERE = "checkin.where"
"""The name of the question that a location answers."""


@once
def scan_code(
    tx: Connection,
    *,
    by: Visitor,
    activity_id: int,
    link: str,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """A scanned code, good for two minutes at most: check in, later out. Who scans twice is told
    what the first did; who has no place is offered one, where there is one.
    """
    activity = _scanned(tx, by, activity_id, link, here, now=now)
    _take_turn(tx, activity, by, link, here=here, source=source, now=now)
    return None


@once
def type_number(
    tx: Connection, *, by: Visitor, number: str, here: Address, source: str, now: datetime
) -> Answer | None:
    """The six digits below the code, for whom scanning does not work; wrong ones are counted. In
    private they are of whichever community the person belongs to.
    """
    check_visitor_may(tx, by, Verb.JOIN_ACTIVITY)
    on = attendance.list_on_for(tx, person_id=by.person_id, now=now)
    if not on:
        raise RuleBroken("checkin.nothing_on")
    check_may_try(tx, person_id=by.person_id, now=now)
    for activity in on:
        if is_fresh_number(number, activity, now):
            activity_here(tx, by, activity.id, here, Verb.JOIN_ACTIVITY)
            link = code_at(activity.secret, activity.id, now).link
            _take_turn(tx, activity, by, link, here=here, source=source, now=now)
            return None
    return note_wrong(tx, person_id=by.person_id, key="checkin.wrong_number", now=now)


@once
def join_and_check_in(
    tx: Connection,
    *,
    by: Visitor,
    activity_id: int,
    link: str,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """报名并签到, by somebody who has just scanned the code: the code must still be good."""
    activity = _scanned(tx, by, activity_id, link, here, now=now)
    if not _has_place(tx, activity, by.person_id):
        if not activities.take_place(tx, activity.id):
            raise RuleBroken("checkin.full", title=activity.title)
        seat_at_once(tx, activity, by.person_id, now=now)
    _take_turn(tx, activity, by, link, here=here, source=source, now=now)
    return None


@once
def check_out(
    tx: Connection, *, by: Visitor, activity_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """签退, asked after a scan a quarter of an hour later."""
    activity = activity_here(tx, by, activity_id, here, Verb.JOIN_ACTIVITY)
    check_is_open(activity, now)
    seat = seats.find_seat(tx, activity_id=activity.id, person_id=by.person_id)
    if seat is None or seat.checked_in_at is None:
        raise RuleBroken("press.stale")
    if seat.checked_out_at is None:
        _change(tx, seat, checked_out_at=now, checked_out_by=by.person_id)
        refresh(tx, activity, now=now)
    _say(tx, activity, by, Turn.ALREADY_OUT, here=here, source=source, now=now)
    return None


def answer_where(
    tx: Connection,
    prompt: Prompt,
    *,
    by: Visitor,
    said: Words,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """The location that was asked for behind a good code. One that is too far raises, and the
    question stays open for a better one.
    """
    activity = activities.get_activity(tx, prompt.data["activity"])
    check_is_open(activity, now)
    if prompt.expires_at <= now:
        raise RuleBroken("checkin.stale")
    check_is_near(activity, said.point)
    seat = seats.find_seat(tx, activity_id=activity.id, person_id=by.person_id)
    if seat is None or seat.state not in HOLDS_PLACE:
        raise RuleBroken("checkin.stale")
    if seat.checked_in_at is None:
        _check_is_not_over(activity, now)
        come(tx, activity, seat, seen_by=by.person_id, now=now)
    _say(tx, activity, by, Turn.IN, here=here, source=source, now=now)
    return None


def seat_at_once(tx: Connection, activity: Activity, person_id: int, *, now: datetime) -> Seat:
    """A seat for somebody for whom a place was taken, whatever they were before."""
    seat = seats.find_seat(tx, activity_id=activity.id, person_id=person_id)
    if seat is not None and seat.state is SeatState.WAITING:
        _change(tx, seat, state=SeatState.GOING.value)
    else:
        seats.put_seat(tx, activity, person_id, state=SeatState.GOING, team="", now=now)
    outbox.want_all_again(tx, about=activity.about, kinds=(POSTED,), now=now)
    found = seats.find_seat(tx, activity_id=activity.id, person_id=person_id)
    assert found is not None
    return found


def _scanned(
    tx: Connection, by: Visitor, activity_id: int, link: str, here: Address, *, now: datetime
) -> Activity:
    activity = activity_here(tx, by, activity_id, here, Verb.JOIN_ACTIVITY)
    check_is_open(activity, now)
    if not is_fresh_link(link, activity, now):
        raise RuleBroken("checkin.stale")
    return activity


def _has_place(tx: Connection, activity: Activity, person_id: int) -> bool:
    seat = seats.find_seat(tx, activity_id=activity.id, person_id=person_id)
    return seat is not None and seat.state in HOLDS_PLACE


def _take_turn(
    tx: Connection,
    activity: Activity,
    by: Visitor,
    link: str,
    *,
    here: Address,
    source: str,
    now: datetime,
) -> None:
    """What a good code means to this person, and what they are told."""
    seat = seats.find_seat(tx, activity_id=activity.id, person_id=by.person_id)
    turn = turn_of(seat, now) if seat else Turn.IN
    if turn is Turn.IN:
        _check_is_not_over(activity, now)
    if seat is None or seat.state not in HOLDS_PLACE:
        if activity.is_full:
            raise RuleBroken("checkin.full", title=activity.title)
        _say(tx, activity, by, JOIN, link=link, here=here, source=source, now=now)
        return
    if turn is Turn.IN and asks_where(activity):
        _ask_where(tx, activity, by, here=here, source=source, now=now)
        return
    if turn is Turn.IN:
        come(tx, activity, seat, seen_by=by.person_id, now=now)
    _say(tx, activity, by, turn, here=here, source=source, now=now)


def _check_is_not_over(activity: Activity, now: datetime) -> None:
    """One can still leave after the end, but not come."""
    if now >= activity.ends_at:
        raise RuleBroken("activity.over", title=activity.title)


def come(tx: Connection, activity: Activity, seat: Seat, *, seen_by: int, now: datetime) -> None:
    """Whoever comes has said yes to the place they were offered."""
    _change(
        tx,
        seat,
        state=SeatState.GOING.value,
        offered_until=None,
        checked_in_at=now,
        checked_in_by=seen_by,
    )
    if seat.state is SeatState.OFFERED:
        close_offer(tx, seat, now=now)
    refresh(tx, activity, now=now)


def _change(tx: Connection, seat: Seat, **changes: object) -> None:
    changed = seats.change_seat(tx, seat, **changes)
    assert changed, "nobody else writes inside this transaction"


def _ask_where(
    tx: Connection,
    activity: Activity,
    by: Visitor,
    *,
    here: Address,
    source: str,
    now: datetime,
) -> None:
    ask(
        tx,
        person=by,
        community_id=activity.community_id,
        act=WHERE,
        case_id=None,
        where=here,
        source=source,
        data={"activity": activity.id, "params": {"title": activity.title}},
        now=now,
    )


def _say(
    tx: Connection,
    activity: Activity,
    by: Visitor,
    what: str,
    *,
    here: Address,
    source: str,
    now: datetime,
    link: str = "",
) -> None:
    reply(
        tx,
        kind=SAID,
        here=here,
        community_id=activity.community_id,
        payload={"activity": activity.id, "person": by.person_id, "what": what, "link": link},
        source=source,
        now=now,
    )
