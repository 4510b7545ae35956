"""Covers 顶班: whoever cannot come after the last moment looks for somebody else, with our help."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection

from actions.activities import get_activity_here, refresh_here, show_again, soon, tell
from actions.once import once
from actions.permits import check_visitor_may
from actions.seats import own_seat, show_left, welcome
from domain.activities import (
    HOUR_BEFORE,
    IS_IN,
    MOST_ASKED,
    Activity,
    Seat,
    SeatState,
    check_may_join,
    overlaps,
)
from domain.addresses import TELEGRAM, Address
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from storage import activities, covers, outbox, people, seats
from storage.outbox import Lane

COVER, COVERED, SOUGHT = "activity.cover", "activity.covered", "activity.cover_sought"

HELPED_WITHIN = timedelta(days=180)
MOST_LOOKED_AT = 30


def about_cover(seat: Seat) -> str:
    return f"{seat.about}:cover"


@once
def seek_cover(
    tx: Connection, *, by: Visitor, activity_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """找人顶班."""
    check_visitor_may(tx, by, Verb.JOIN_ACTIVITY)
    activity = get_activity_here(tx, by, activity_id)
    answer = seek(tx, activity, own_seat(tx, by, activity), now=now)
    refresh_here(tx, here, now=now)
    return answer


def seek(tx: Connection, activity: Activity, seat: Seat, *, now: datetime) -> Answer:
    """Ask some who may want the place, and tell the leader. It stays its owner's until somebody
    takes it.
    """
    check_may_join(activity, now=now)
    if seat.state is not SeatState.GOING:
        raise RuleBroken("activity.not_in")
    if seat.checked_in_at is not None:
        raise RuleBroken("activity.was_there")
    if seat.seeks_cover:
        raise RuleBroken("activity.cover_under_way")
    seats.change_seat(tx, seat, seeks_cover=True)
    asked = list(_suitable(tx, activity, now=now))
    for person_id in asked:
        _ask(tx, activity, seat, person_id, now=now)
    is_told = _tell_leader(tx, activity, seat, count=len(asked), now=now)
    if asked:
        return Answer("activity.cover_asked", {"count": len(asked)}, must_be_read=True)
    key = "activity.cover_nobody" if is_told else "activity.cover_nobody_knows"
    return Answer(key, must_be_read=True)


def _tell_leader(
    tx: Connection, activity: Activity, seat: Seat, *, count: int, now: datetime
) -> bool:
    """``False`` where there is no leader to be told: it is their own, or they cannot be written
    to.
    """
    return activity.leader_id != seat.person_id and tell(
        tx,
        activity,
        activity.leader_id,
        kind=SOUGHT,
        name=f"sought:{seat.id}:{seat.version}",
        payload={"who": seat.person_id, "count": count},
        not_before=_when(tx, activity, now=now),
        now=now,
    )


def is_anybody_asked(tx: Connection, seat: Seat) -> bool:
    community_id, _ = outbox.find_shown(tx, about=about_cover(seat))
    return community_id is not None


def _suitable(tx: Connection, activity: Activity, *, now: datetime) -> Iterator[int]:
    """Who waits for a place, then who has helped before; only whom the bot may write to, and who
    has nothing else to do at that time.
    """
    inside = {one.person_id for one in seats.list_seats(tx, activity.id, states=IS_IN)}
    waiting = [
        one.person_id for one in seats.list_seats(tx, activity.id, states=(SeatState.WAITING,))
    ]
    helped = covers.list_helpers(
        tx,
        community_id=activity.community_id,
        since=now - HELPED_WITHIN,
        limit=MOST_LOOKED_AT,
    )
    count = 0
    for person_id in (*waiting, *(one for one in helped if one not in inside)):
        if person_id == activity.leader_id or not _is_free(tx, activity, person_id):
            continue
        yield person_id
        count += 1
        if count == MOST_ASKED:
            return


def _is_free(tx: Connection, activity: Activity, person_id: int) -> bool:
    if not people.get_account(tx, person_id, channel=TELEGRAM).is_reachable:
        return False
    theirs = activities.list_coming_of(tx, community_id=activity.community_id, person_id=person_id)
    return not any(one.id != activity.id and overlaps(one, activity) for one in theirs)


def _ask(tx: Connection, activity: Activity, seat: Seat, person_id: int, *, now: datetime) -> None:
    covers.note_asked(tx, community_id=activity.community_id, person_id=person_id)
    outbox.owe(
        tx,
        dedup=f"{COVER}:{seat.about}:{seat.version}:{person_id}",
        kind=COVER,
        about=about_cover(seat),
        to=people.get_account(tx, person_id, channel=TELEGRAM).private,
        lane=Lane.NOTICE,
        community_id=activity.community_id,
        payload={"activity": activity.id, "seat": seat.id},
        is_standing=True,
        not_before=_when(tx, activity, now=now),
        now=now,
    )


def _when(tx: Connection, activity: Activity, *, now: datetime) -> datetime:
    return soon(tx, activity, until=activity.starts_at - HOUR_BEFORE / 2, now=now)


@once
def take_over(
    tx: Connection,
    *,
    by: Visitor,
    activity_id: int,
    seat_id: int,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """我来顶: the first one has it. One place changes hands, and nobody else's turn with it."""
    check_visitor_may(tx, by, Verb.JOIN_ACTIVITY)
    activity = get_activity_here(tx, by, activity_id)
    check_may_join(activity, now=now)
    seat = seats.find_seat_by_id(tx, seat_id)
    if seat is None or seat.activity_id != activity.id:
        raise RuleBroken("press.stale")
    if seat.person_id == by.person_id:
        raise RuleBroken("activity.cover_own")
    is_sought = seat.seeks_cover and seat.state is SeatState.GOING
    if not is_sought or seat.checked_in_at is not None:
        raise RuleBroken("activity.cover_done")
    mine = _swap(tx, by, activity, seat, now=now)
    _tell_swapped(tx, by, activity, seat, mine, now=now)
    refresh_here(tx, here, now=now)
    return Answer("activity.going", {"title": activity.title, "other": ""})


def _swap(tx: Connection, by: Visitor, activity: Activity, seat: Seat, *, now: datetime) -> Seat:
    mine = seats.find_seat(tx, activity_id=activity.id, person_id=by.person_id)
    if mine is not None and mine.state is SeatState.GOING:
        raise RuleBroken("activity.in_already")
    if mine is not None and mine.state is SeatState.OFFERED:
        raise RuleBroken("activity.offer_first")
    seats.change_seat(tx, seat, state=SeatState.CANCELLED.value, seeks_cover=False)
    if mine is not None and mine.state is SeatState.WAITING:
        seats.change_seat(tx, mine, state=SeatState.GOING.value, team=seat.team)
        return seats.get_seat(tx, mine.id)
    seated = seats.put_seat(
        tx, activity, by.person_id, state=SeatState.GOING, team=seat.team, now=now
    )
    assert seated is not None, "nobody else writes inside this transaction"
    return seated


def _tell_swapped(
    tx: Connection, by: Visitor, activity: Activity, seat: Seat, mine: Seat, *, now: datetime
) -> None:
    welcome(tx, activity, mine, now=now)
    show_left(tx, seat, now=now)
    payload = {"who": seat.person_id, "by": by.person_id}
    for person_id in dict.fromkeys((seat.person_id, activity.leader_id)):
        if person_id != by.person_id:
            name = f"covered:{seat.id}:{seat.version}"
            tell(tx, activity, person_id, kind=COVERED, name=name, payload=payload, now=now)
    outbox.want_all_again(tx, about=about_cover(seat), kinds=(COVER,), now=now)
    show_again(tx, activity, now=now)
