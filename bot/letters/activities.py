"""Letters about activities: the card in the groups, views, lists, and what people are told."""

from datetime import datetime

from sqlalchemy import Connection

from actions.activities import CARD, LEADS, LEAVING, LIST, MINE, VIEW, leads
from actions.activity_changes import CALLED_OFF, MOVED
from actions.activity_reminders import GROUP_REMINDER, REMINDER
from actions.covers import COVER, COVERED, SOUGHT, is_anybody_asked
from actions.seats import JOINED, OFFER
from bot.letters.letter import Letter
from cards import activities as cards
from cards import activity_news as news
from cards.activities import ActivityFacts, ActivityPage
from cards.card import Card, Reader
from domain.activities import Activity, ActivityState, Seat, SeatState
from domain.people import mask_name
from storage import activities, people, seats
from storage.paying import Owed

PAGE_SIZE = 6


def _facts(tx: Connection, activity: Activity, *, viewer: int | None = None) -> ActivityFacts:
    """``viewer`` is whose own view it is; without one it is everybody's."""
    counts = seats.count_seats(tx, activity.id)
    seat = seats.find_seat(tx, activity_id=activity.id, person_id=viewer) if viewer else None
    is_waiting = seat is not None and seat.state is SeatState.WAITING
    is_led = viewer is not None and leads(tx, viewer, activity)
    going = seats.list_seats(tx, activity.id) if is_led or activity.teams else []
    names = _names(tx, activity, [activity.leader_id, *(one.person_id for one in going)])
    return ActivityFacts(
        activity,
        names.get(activity.leader_id, ""),
        going=counts.get(SeatState.GOING, 0) + counts.get(SeatState.OFFERED, 0),
        waiting=counts.get(SeatState.WAITING, 0),
        teams={team: sum(one.team == team for one in going) for team in activity.teams},
        seat=seat,
        place_in_queue=seats.position_of(tx, seat) if seat and is_waiting else 0,
        is_led_by_reader=is_led,
        names=tuple(names.get(one.person_id, "") for one in going) if is_led else (),
        is_cover_asked=seat is not None and seat.seeks_cover and is_anybody_asked(tx, seat),
    )


def _names(tx: Connection, activity: Activity, ids: list[int]) -> dict[int, str]:
    return people.names_of(tx, community_id=activity.community_id, person_ids=set(ids))


def _activity(tx: Connection, owed: Owed) -> Activity:
    return activities.get_activity(tx, owed.payload["activity"])


def _seat(tx: Connection, owed: Owed) -> Seat:
    return seats.get_seat(tx, owed.payload["seat"])


def card(tx: Connection, owed: Owed, to: Reader) -> Card:
    assert owed.about is not None
    activity = activities.get_activity(tx, int(owed.about.split(":")[1]))
    return cards.activity_card(_facts(tx, activity), to)


def view(tx: Connection, owed: Owed, to: Reader) -> Card:
    return cards.view_card(_facts(tx, _activity(tx, owed), viewer=owed.payload["person"]), to)


def coming(tx: Connection, owed: Owed, to: Reader) -> Card:
    home = owed.community_id
    assert home is not None
    total = activities.count_coming(tx, community_id=home, now=to.now)
    count = max(-(-total // PAGE_SIZE), 1)
    index = max(0, min(owed.payload["page"], count - 1))
    found = activities.list_coming(
        tx, community_id=home, now=to.now, limit=PAGE_SIZE, offset=index * PAGE_SIZE
    )
    facts = tuple(_facts(tx, one) for one in found)
    return cards.list_card(ActivityPage(facts, index, count, total), to)


def mine(tx: Connection, owed: Owed, to: Reader) -> Card:
    home, viewer = owed.community_id, owed.payload["person"]
    assert home is not None
    found = activities.list_coming_of(tx, community_id=home, person_id=viewer)
    coming = [one for one in found if one.ends_at > to.now]
    return cards.mine_card(tuple(_facts(tx, one, viewer=viewer) for one in coming), to)


def joined(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    """Nothing when they have left again, or it was called off, before it could be said."""
    activity, person_id = _activity(tx, owed), owed.payload["person"]
    if activity.state is ActivityState.CANCELLED:
        return None
    facts = _facts(tx, activity, viewer=person_id)
    is_going = facts.seat is not None and facts.seat.state is SeatState.GOING
    return news.joined_card(facts, to) if is_going or owed.shown else None


def leaving(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    activity, person_id = _activity(tx, owed), owed.payload["person"]
    seat = seats.find_seat(tx, activity_id=activity.id, person_id=person_id)
    assert seat is not None, "only who has a seat is asked"
    return news.leaving_card(activity, seat, to, is_kept=owed.payload["is_kept"])


def offer(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    activity, seat = _activity(tx, owed), _seat(tx, owed)
    names = _names(tx, activity, [seat.person_id])
    return news.offer_card(
        activity, seat, owed.payload["version"], names.get(seat.person_id, ""), to
    )


def cover(tx: Connection, owed: Owed, to: Reader) -> Card:
    activity, seat = _activity(tx, owed), _seat(tx, owed)
    who = mask_name(_names(tx, activity, [seat.person_id]).get(seat.person_id, ""))
    return news.cover_card(activity, seat, who, to)


def reminder(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    """Nothing for what was called off, or for who left, before it could be said."""
    activity, seat = _activity(tx, owed), _seat(tx, owed)
    is_off = activity.state is ActivityState.CANCELLED or seat.state is not SeatState.GOING
    if is_off and not owed.shown:
        return None
    return news.reminder_card(
        activity,
        seat,
        to,
        is_day_before=owed.payload["is_day_before"],
        is_cover_asked=is_anybody_asked(tx, seat),
    )


def group_reminder(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    activity = _activity(tx, owed)
    if activity.state is not ActivityState.PLANNED:
        return None
    return news.group_reminder_card(activity, to)


def moved(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    """Nothing for what was called off before it could be said."""
    activity = _activity(tx, owed)
    if activity.state is ActivityState.CANCELLED:
        return None
    first, last = (datetime.fromisoformat(at) for at in owed.payload["was"])
    is_private = owed.address.is_private
    return news.moved_card(activity, (first, last), to, is_private=is_private)


def called_off(tx: Connection, owed: Owed, to: Reader) -> Card:
    return news.called_off_card(_activity(tx, owed), to, is_private=owed.address.is_private)


def _spoken(tx: Connection, owed: Owed, to: Reader, key: str) -> Card:
    activity, payload = _activity(tx, owed), owed.payload
    who, by = payload.get("who"), payload.get("by")
    names = _names(tx, activity, [one for one in (who, by) if one is not None])
    spoken = news.Spoken(
        activity, names.get(who or 0, ""), names.get(by or 0, ""), payload.get("count", 0)
    )
    return news.spoken_card(key, spoken, to)


def leads_it(tx: Connection, owed: Owed, to: Reader) -> Card:
    return _spoken(tx, owed, to, "leads")


def cover_sought(tx: Connection, owed: Owed, to: Reader) -> Card:
    return _spoken(tx, owed, to, "cover_sought" if owed.payload["count"] else "cover_sought_alone")


def covered(tx: Connection, owed: Owed, to: Reader) -> Card:
    return _spoken(tx, owed, to, "covered")


LETTERS: dict[str, Letter] = {
    CARD: Letter(card, is_standing=True, reposts=True),
    VIEW: Letter(view, is_standing=True),
    LIST: Letter(coming, is_standing=True),
    MINE: Letter(mine, is_standing=True),
    JOINED: Letter(joined, is_standing=True),
    LEAVING: Letter(leaving, is_standing=True),
    OFFER: Letter(offer, is_standing=True),
    COVER: Letter(cover, is_standing=True),
    REMINDER: Letter(reminder, is_standing=True),
    GROUP_REMINDER: Letter(group_reminder, replies_to=CARD),
    MOVED: Letter(moved, replies_to=CARD),
    CALLED_OFF: Letter(called_off, replies_to=CARD),
    LEADS: Letter(leads_it),
    SOUGHT: Letter(cover_sought),
    COVERED: Letter(covered),
}
