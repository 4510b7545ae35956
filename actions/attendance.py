"""The leader's list 签到名单: who came and left, by name; walk-ins; everybody out at once."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from actions.activity_endings import end_activity
from actions.check_in import come, seat_at_once
from actions.leading import led_here, refresh, show_leaders_card
from actions.looks import point, show_instead
from actions.once import once
from actions.whom import person_meant
from domain.activities import HOLDS_PLACE, Activity, ActivityState, Seat, SeatState
from domain.addresses import Address
from domain.answers import Answer
from domain.check_in import NEAR_M, OPENS_BEFORE, asks_where, check_is_open
from domain.people import Visitor
from domain.permissions import Verb, may
from domain.roles import Target
from domain.rules import RuleBroken
from storage import activities, attendance, people, seats
from storage.outbox import Lane

VIEWS = ("home", "in", "out")
TODAY = timedelta(hours=12)
START = "checkin"
"""What a button asks for that opens the private chat with the leader's card."""


@once
def open_leaders_card(
    tx: Connection, *, by: Visitor, activity_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """签到 on the card in the group: whoever leads gets their own card, everybody else is told how
    it is done.
    """
    try:
        activity = led_here(tx, by, activity_id, here)
    except RuleBroken as broken:
        if broken.key != "attendance.only_leader":
            raise
        return Answer("checkin.how", must_be_read=True)
    if not show_leaders_card(tx, activity, by.person_id, lane=Lane.ACKNOWLEDGEMENT, now=now):
        raise RuleBroken("attendance.write_me_first")
    return None if here.is_private else Answer("attendance.sent_privately")


@once
def open_next_card(
    tx: Connection, *, by: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    """``/checkin`` alone: the card of what this person leads today; for everybody else, how it is
    done.
    """
    activity = _find_led(tx, by, ahead=TODAY, now=now)
    if activity is None:
        raise RuleBroken("checkin.how")
    if not here.is_private:
        point(tx, by, here, start=START, source=source, now=now)
    show_leaders_card(tx, activity, by.person_id, lane=Lane.ACKNOWLEDGEMENT, now=now)
    return None


def _find_led(tx: Connection, by: Visitor, *, ahead: timedelta, now: datetime) -> Activity | None:
    """The activity that is on, or soon will be, and that this person leads; a secretary may stand
    in where nothing of their own is on. Of several the one that begins first.
    """
    on = attendance.list_on(tx, community_id=by.home, now=now, ahead=ahead)
    own = [one for one in on if one.leader_id == by.person_id]
    holdings = people.holdings_of(tx, community_id=by.home, person_id=by.person_id)
    found = own or (on if may(Verb.LEAD_ACTIVITY, holdings) else [])
    return found[0] if found else None


@once
def turn_list(
    tx: Connection,
    *,
    by: Visitor,
    activity_id: int,
    view: str,
    page: int,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Another part of the leader's card in the place of this one."""
    led_here(tx, by, activity_id, here)
    if view not in VIEWS:
        raise RuleBroken("press.stale")
    show_instead(tx, {"view": view, "page": page}, here, now=now)
    return None


@once
def press_in(
    tx: Connection,
    *,
    by: Visitor,
    seat_id: int,
    version: int,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """A name on the list: this person is there; pressed again, that was a mistake."""
    seat, activity = _seat_on_list(tx, by, seat_id, version, here, now=now)
    if seat.checked_in_at is None:
        changes = {"checked_in_at": now, "checked_in_by": by.person_id}
    else:
        changes = {"checked_in_at": None, "checked_in_by": None} | _not_out()
    _change(tx, seat, **changes)
    refresh(tx, activity, now=now)
    return None


@once
def press_out(
    tx: Connection,
    *,
    by: Visitor,
    seat_id: int,
    version: int,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """The same for who leaves."""
    seat, activity = _seat_on_list(tx, by, seat_id, version, here, now=now)
    if seat.checked_in_at is None:
        raise RuleBroken("press.stale")
    if seat.checked_out_at is None:
        _change(tx, seat, checked_out_at=now, checked_out_by=by.person_id)
    else:
        _change(tx, seat, **_not_out())
    refresh(tx, activity, now=now)
    return None


@once
def ask_for_location(
    tx: Connection, *, by: Visitor, activity_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """要求定位, pressed again 不要定位: whether a scan is asked where it was made."""
    activity = led_here(tx, by, activity_id, here)
    if activity.point is None or activity.state is not ActivityState.PLANNED:
        raise RuleBroken("press.stale")
    wanted = None if asks_where(activity) else NEAR_M
    activities.change_activity(tx, activity, radius_m=wanted)
    refresh(tx, activity, now=now)
    return None


@once
def check_all_out(
    tx: Connection, *, by: Visitor, activity_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """全部签退: whoever is still there leaves now. After the planned end that ends the activity,
    and the list is to be confirmed.
    """
    activity = led_here(tx, by, activity_id, here)
    check_is_open(activity, now)
    count = 0
    for seat in seats.list_seats(tx, activity.id):
        if seat.checked_in_at is not None and seat.checked_out_at is None:
            _change(tx, seat, checked_out_at=now, checked_out_by=by.person_id)
            count += 1
    if now >= activity.ends_at:
        end_activity(tx, activity, now=now)
    refresh(tx, activity, now=now)
    return Answer("attendance.all_out", {"count": count})


@once
def add_walk_in(
    tx: Connection,
    *,
    by: Visitor,
    username: str | None,
    target: Target | None,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Somebody came without 报名, or without a telephone at hand: by ``@name`` or in reply to them.
    Whom the leader sees has come, so there is always room.
    """
    activity = _find_led(tx, by, ahead=OPENS_BEFORE, now=now)
    if activity is None:
        raise RuleBroken("attendance.nothing_led")
    person_id = person_meant(
        tx,
        by,
        username=username,
        target=target,
        channel=here.channel,
        usage="attendance.whom",
        unknown="attendance.unknown_name",
        now=now,
    )
    return _see(tx, activity, person_id, by=by, now=now)


@once
def add_leader(
    tx: Connection, *, by: Visitor, activity_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """我也在: whoever leads was there too, and their hours wait for somebody else's word."""
    activity = led_here(tx, by, activity_id, here)
    check_is_open(activity, now)
    return _see(tx, activity, by.person_id, by=by, now=now)


def _see(
    tx: Connection, activity: Activity, person_id: int, *, by: Visitor, now: datetime
) -> Answer:
    names = people.names_of(tx, community_id=activity.community_id, person_ids=[person_id])
    said = {"who": names[person_id], "title": activity.title}
    seat = seats.find_seat(tx, activity_id=activity.id, person_id=person_id)
    if seat is None or seat.state not in HOLDS_PLACE:
        attendance.make_room(tx, activity.id)
        seat = seat_at_once(tx, activity, person_id, now=now)
    if seat.checked_in_at is not None:
        raise RuleBroken("attendance.in_already", **said)
    come(tx, activity, seat, seen_by=by.person_id, now=now)
    return Answer("attendance.walked_in", said)


def _seat_on_list(
    tx: Connection, by: Visitor, seat_id: int, version: int, here: Address, *, now: datetime
) -> tuple[Seat, Activity]:
    """The seat as whoever pressed saw it, while there is still something to press."""
    seat = seats.find_seat_by_id(tx, seat_id)
    if seat is None:
        raise RuleBroken("press.stale")
    activity = led_here(tx, by, seat.activity_id, here)
    check_is_open(activity, now)
    if seat.version != version or seat.state is not SeatState.GOING:
        raise RuleBroken("attendance.changed")
    return seat, activity


def _not_out() -> dict[str, object]:
    return {"checked_out_at": None, "checked_out_by": None}


def _change(tx: Connection, seat: Seat, **changes: object) -> None:
    changed = seats.change_seat(tx, seat, **changes)
    assert changed, "nobody else writes inside this transaction"
