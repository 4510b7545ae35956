"""Confirming who was there 确认名单: only then hours are verified and points are earned.

Nobody confirms for themselves: whoever confirms the list and was there too waits for somebody
else's press.
"""

from datetime import datetime

from sqlalchemy import Connection

from actions.activity_endings import ASK, owe_to_office, show_list
from actions.activity_records import ask_for_record
from actions.deadlines import held
from actions.grants import Earned, grant_for, today_in
from actions.hours import Served, add_hours, attended
from actions.leading import led_here, refresh
from actions.looks import show_instead
from actions.once import once
from domain.activities import Activity, ActivityState, Seat
from domain.addresses import TELEGRAM, Address
from domain.answers import Answer, Json
from domain.check_in import Result, minutes_of, stepped, whole_minutes
from domain.hours import HourKind, say_hours
from domain.people import Visitor
from domain.rule_sheets import Event
from domain.rules import RuleBroken
from storage import activities, jobs, outbox, people, seats
from storage.communities import get_community
from storage.outbox import Lane

TOLD, OWN = "attendance.told", "attendance.own"


@once
def open_list(
    tx: Connection, *, by: Visitor, activity_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """核对名单, for a secretary in the leader's place."""
    activity = led_here(tx, by, activity_id, here)
    if not show_list(tx, activity, by.person_id, now=now):
        raise RuleBroken("attendance.write_me_first")
    return None if here.is_private else Answer("attendance.sent_privately")


@once
def turn_confirming(
    tx: Connection,
    *,
    by: Visitor,
    activity_id: int,
    seat_id: int,
    page: int,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """One person of the list to put right, or (0) the list again, in the place of this one."""
    activity = led_here(tx, by, activity_id, here)
    if seat_id:
        seat = seats.find_seat_by_id(tx, seat_id)
        if seat is None or seat.activity_id != activity.id:
            raise RuleBroken("press.stale")
    show_instead(tx, {"seat": seat_id, "page": page}, here, now=now)
    return None


@once
def put_right(
    tx: Connection,
    *,
    by: Visitor,
    seat_id: int,
    version: int,
    what: str,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """A quarter hour more or less, 缺席, or 来了 for somebody whom only the leader has seen. The
    list is another by it, so a 确认名单 of before has nothing to say any more.
    """
    seat, activity = _seat_in_question(tx, by, seat_id, here)
    if activity.state is not ActivityState.ENDED or seat.version != version:
        raise RuleBroken("attendance.changed")
    wanted = {
        "more": stepped(seat, activity, 1),
        "less": stepped(seat, activity, -1),
        "absent": 0,
        "there": whole_minutes(activity),
    }
    if what not in wanted:
        raise RuleBroken("press.stale")
    seats.change_seat(tx, seat, minutes=wanted[what], is_flagged=False)
    activities.change_activity(tx, activity)
    refresh(tx, activity, now=now)
    return None


@once
def confirm_list(
    tx: Connection,
    *,
    by: Visitor,
    activity_id: int,
    version: int,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """确认名单: the list as whoever pressed has seen it. Everybody's hours and points are entered,
    and each is told of theirs.
    """
    activity = led_here(tx, by, activity_id, here)
    _check_is_to_confirm(activity)
    is_as_seen = activity.version == version
    if not is_as_seen or not activities.change_activity(
        tx, activity, state=ActivityState.CONFIRMED.value
    ):
        raise RuleBroken("attendance.changed")
    came = 0
    for seat in seats.list_seats(tx, activity.id):
        came += _settle(tx, activity, seat, by=by, now=now)
    jobs.cancel_jobs(tx, kind=ASK, subject=activity.about, now=now)
    refresh(tx, activity, now=now)
    outbox.want_all_again(tx, about=f"waits:{activity.about}", kinds=("attendance.waits",), now=now)
    if came:
        ask_for_record(tx, activity, by.person_id, now=now)
    return Answer("attendance.confirmed", {"title": activity.title, "count": came})


def _check_is_to_confirm(activity: Activity) -> None:
    if activity.state is ActivityState.CONFIRMED:
        raise RuleBroken("attendance.confirmed_already", title=activity.title)
    if activity.state is not ActivityState.ENDED:
        raise RuleBroken("attendance.not_over", title=activity.title)


def _settle(tx: Connection, activity: Activity, seat: Seat, *, by: Visitor, now: datetime) -> bool:
    """What becomes of one seat; whether its person was there."""
    minutes = minutes_of(seat, activity)
    if not minutes:
        _change(tx, seat, result=Result.NO_SHOW.value)
        _tell(tx, activity, seat, {"minutes": 0, "hours": 0}, now=now)
        return False
    if seat.person_id == by.person_id:
        _change(tx, seat, result=Result.ASKED.value, minutes=minutes)
        owe_to_office(
            tx,
            activity,
            kind=OWN,
            about=own_about(seat),
            payload={"seat": seat.id},
            now=now,
        )
        return True
    _credit(tx, activity, seat, minutes, by=by, now=now)
    return True


def own_about(seat: Seat) -> str:
    return f"own:{seat.about}"


def _credit(
    tx: Connection, activity: Activity, seat: Seat, minutes: int, *, by: Visitor, now: datetime
) -> None:
    """Hours and points, each once for this person and activity, and one message about both."""
    _change(tx, seat, result=Result.ATTENDED.value, minutes=minutes)
    served = Served(
        community_id=activity.community_id,
        person_id=seat.person_id,
        kind=HourKind.VERIFIED,
        service=activity.service,
        held_on=today_in(tx, activity.community_id, activity.starts_at),
        minutes=minutes,
        words=activity.title,
        confirmed_by=by.person_id,
        source=f"{activity.about}:{seat.person_id}",
        activity_id=activity.id,
    )
    hours_id = add_hours(tx, served, now=now)
    earned = Earned(
        event=Event.ACTIVITY_ATTENDED,
        community_id=activity.community_id,
        person_id=seat.person_id,
        granted_by=by.person_id,
        source=attended(activity.id, seat.person_id),
        about=activity.about,
    )
    grant_for(tx, earned, now=now)
    _tell(tx, activity, seat, {"minutes": minutes, "hours": hours_id}, now=now)


@once
def confirm_own(
    tx: Connection, *, by: Visitor, seat_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """The hours of whoever confirmed the list, by anybody else who may: a secretary as a rule."""
    try:
        seat, activity = _seat_in_question(tx, by, seat_id, here)
    except RuleBroken as broken:
        if broken.key == "attendance.only_leader":  # who is, as a rule, whose hours these are
            raise RuleBroken("attendance.only_secretary") from None
        raise
    if seat.person_id == by.person_id:
        raise RuleBroken("attendance.not_own")
    if seat.result != Result.ASKED:
        raise RuleBroken("attendance.confirmed_already", title=activity.title)
    minutes = minutes_of(seat, activity)
    _credit(tx, activity, seat, minutes, by=by, now=now)
    outbox.want_all_again(tx, about=own_about(seat), kinds=(OWN,), now=now)
    return Answer("attendance.own_confirmed", {"hours": say_hours(minutes)})


def _seat_in_question(
    tx: Connection, by: Visitor, seat_id: int, here: Address
) -> tuple[Seat, Activity]:
    seat = seats.find_seat_by_id(tx, seat_id)
    if seat is None:
        raise RuleBroken("press.stale")
    return seat, led_here(tx, by, seat.activity_id, here)


def _tell(
    tx: Connection, activity: Activity, seat: Seat, facts: dict[str, Json], *, now: datetime
) -> None:
    """In private and not at night; figures about one person are never said in a group."""
    account = people.get_account(tx, seat.person_id, channel=TELEGRAM)
    if not account.is_reachable:
        return
    outbox.owe(
        tx,
        dedup=f"{TOLD}:{seat.id}",
        kind=TOLD,
        to=account.private,
        lane=Lane.NOTICE,
        community_id=activity.community_id,
        payload={"activity": activity.id, "person": seat.person_id, **facts},
        not_before=held(now, get_community(tx, activity.community_id)),
        now=now,
    )


def _change(tx: Connection, seat: Seat, **changes: Json) -> None:
    changed = seats.change_seat(tx, seat, **changes)
    assert changed, "nobody else writes inside this transaction"
