"""Letters about checking in: the code of the minute, the answer to a scan."""

from sqlalchemy import Connection

from actions.check_in import JOIN, SAID
from actions.leading import CODE
from bot.letters.letter import Letter
from cards import check_in as cards
from cards.card import Card, Reader
from domain.activities import Activity
from domain.check_in import is_open
from storage import activities, seats
from storage.paying import Owed


def presence_of(tx: Connection, activity: Activity) -> cards.Presence:
    going = seats.list_seats(tx, activity.id)
    return cards.Presence(sum(one.checked_in_at is not None for one in going), len(going))


def code(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    """Nothing once it was put away, or when it is too late for it."""
    activity = activities.get_activity(tx, owed.payload["activity"])
    if not (owed.payload["is_open"] and is_open(activity, to.now)):
        return None
    return cards.code_card(activity, presence_of(tx, activity), to)


def said(tx: Connection, owed: Owed, to: Reader) -> Card:
    payload = owed.payload
    activity = activities.get_activity(tx, payload["activity"])
    if payload["what"] == JOIN:
        return cards.join_card(activity, payload["link"], to)
    seat = seats.find_seat(tx, activity_id=activity.id, person_id=payload["person"])
    return cards.turn_card(activity, seat, payload["what"], to)


LETTERS: dict[str, Letter] = {
    CODE: Letter(code, is_standing=True, reposts=True),
    SAID: Letter(said),
}
