"""Letters about who was there: the leader's lists, what people get, the record."""

from sqlalchemy import Connection

from actions.activity_endings import WAITS
from actions.activity_records import CARD as RECORD
from actions.activity_records import POST, find_record, is_posted
from actions.confirming import OWN, TOLD
from actions.hours import attended
from actions.leading import CARD, CONFIRM
from bot.letters.letter import Letter
from cards import activity_records
from cards import attendance as cards
from cards.card import Card, Media, Reader
from domain.activities import Activity, Seat
from domain.check_in import NO_SHOWS_COUNT_FOR, Result, minutes_of
from domain.grants import Grant, GrantState
from domain.people import mask_name
from domain.permissions import OFFICE_ROLES
from storage import activities, attendance, grants, people, seats
from storage.paying import Owed


def _activity(tx: Connection, owed: Owed) -> Activity:
    return activities.get_activity(tx, owed.payload["activity"])


def _roll(tx: Connection, activity: Activity, to: Reader) -> cards.Roll:
    going = seats.list_seats(tx, activity.id)
    ids = [one.person_id for one in going]
    return cards.Roll(
        going,
        people.names_of(tx, community_id=activity.community_id, person_ids=ids),
        attendance.count_no_shows(
            tx,
            community_id=activity.community_id,
            person_ids=ids,
            since=to.now - NO_SHOWS_COUNT_FOR,
        ),
    )


def leaders(tx: Connection, owed: Owed, to: Reader) -> Card:
    activity, payload = _activity(tx, owed), owed.payload
    roll = _roll(tx, activity, to)
    return cards.leaders_card(
        activity,
        roll,
        to,
        view=payload["view"],
        page=payload["page"],
        is_counted=any(one.person_id == payload["viewer"] for one in roll.seats),
    )


def confirm(tx: Connection, owed: Owed, to: Reader) -> Card:
    activity, payload = _activity(tx, owed), owed.payload
    roll = _roll(tx, activity, to)
    chosen = next((one for one in roll.seats if one.id == payload["seat"]), None)
    if chosen is not None and not chosen.result:
        return cards.one_card(activity, chosen, roll, to, page=payload["page"])
    return cards.confirm_card(activity, roll, to, page=payload["page"])


def own(tx: Connection, owed: Owed, to: Reader) -> Card:
    seat = seats.get_seat(tx, owed.payload["seat"])
    activity = activities.get_activity(tx, seat.activity_id)
    return cards.own_card(activity, seat, _name_for_office(tx, activity, seat.person_id), to)


def waits(tx: Connection, owed: Owed, to: Reader) -> Card:
    activity = _activity(tx, owed)
    leader = _name_for_office(tx, activity, activity.leader_id)
    return cards.waits_card(activity, leader, to)


def _name_for_office(tx: Connection, activity: Activity, person_id: int) -> str:
    """Colleagues by name, everybody else masked, as everywhere in the staff group."""
    where = {"community_id": activity.community_id}
    name = people.names_of(tx, person_ids=[person_id], **where).get(person_id, "")
    holdings = people.holdings_of(tx, person_id=person_id, **where)
    return name if any(one.role in OFFICE_ROLES for one in holdings) else mask_name(name)


def told(tx: Connection, owed: Owed, to: Reader) -> Card:
    activity, payload = _activity(tx, owed), owed.payload
    earned = _earned(tx, activity, payload["person"], payload["hours"])
    paid = [one.points for one in earned if one.state is GrantState.PAID]
    waiting = [one.points for one in earned if one.state is GrantState.PENDING]
    seat = seats.find_seat(tx, activity_id=activity.id, person_id=payload["person"])
    return cards.told_card(
        activity,
        to,
        minutes=payload["minutes"],
        points=sum(paid),
        pending=sum(waiting),
        has_checked_in=seat is not None and seat.checked_in_at is not None,
    )


def _earned(tx: Connection, activity: Activity, person_id: int, hours_id: int) -> list[Grant]:
    """For the hours, and for having been there."""
    sources = (f"grant:hours:{hours_id}", attended(activity.id, person_id))
    found = (grants.find_grant(tx, source) for source in sources)
    return [one for one in found if one is not None]


def record(tx: Connection, owed: Owed, to: Reader) -> Card:
    activity, payload = _activity(tx, owed), owed.payload
    under_way = find_record(tx, payload["viewer"], now=to.now)
    return activity_records.record_card(
        activity,
        len(attendance.list_pictures(tx, activity.id)),
        to,
        is_open=under_way is not None and under_way.data["activity"] == activity.id,
        is_over=payload["is_skipped"] or is_posted(tx, activity),
    )


def posted(tx: Connection, owed: Owed, to: Reader) -> Card:
    activity = _activity(tx, owed)
    there = [one for one in seats.list_seats(tx, activity.id) if _was_there(one)]
    return activity_records.posted_card(
        activity,
        [Media(one.kind, one.file) for one in attendance.list_pictures(tx, activity.id)],
        to,
        people=len(there),
        minutes=sum(minutes_of(one, activity) for one in there),
    )


def _was_there(seat: Seat) -> bool:
    return seat.result in (Result.ATTENDED, Result.ASKED)


LETTERS: dict[str, Letter] = {
    CARD: Letter(leaders, is_standing=True, reposts=True),
    CONFIRM: Letter(confirm, is_standing=True, reposts=True),
    OWN: Letter(own, is_standing=True, reposts=True),
    WAITS: Letter(waits, is_standing=True, reposts=True),
    TOLD: Letter(told),
    RECORD: Letter(record, is_standing=True, reposts=True),
    POST: Letter(posted),
}
