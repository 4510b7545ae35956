"""Letters to whoever leads a meeting: the organiser's card, and the code on their screen."""

from sqlalchemy import Connection

from actions.meeting_desk import AGENDA, MARK
from actions.meetings import CODE, DESK, leads
from bot.letters.letter import Letter
from bot.letters.meetings import facts_of
from cards import meeting_desk as cards
from cards.card import Card, Reader
from domain.meetings import MOST_OFFERED, Coming, Meeting, may_check_in
from domain.permissions import Verb, may
from storage import meeting_guests, meetings, people, proposals
from storage.audiences import list_meant
from storage.paying import Owed

MOST_TO_MARK = 200
"""More than these nobody looks through, page by page; others show the code."""


def desk(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    """Nothing for whoever was a secretary when it was owed and is none any more."""
    meeting, payload = meetings.get_meeting(tx, owed.payload["meeting"]), owed.payload
    if not leads(tx, payload["viewer"], meeting):
        return None
    facts = facts_of(tx, meeting, viewer=payload["viewer"])
    if payload["side"] == AGENDA and meeting.is_ahead:
        taken = proposals.list_taken(tx, meeting.community_id, limit=MOST_OFFERED)
        home = meeting.community_id
        held = people.holdings_of(tx, community_id=home, person_id=payload["viewer"])
        return cards.agenda_card(facts, taken, to, can_call_vote=may(Verb.MAKE_BALLOT, held))
    if payload["side"] == MARK and may_check_in(meeting, to.now):
        return cards.mark_card(meeting, _markable(tx, meeting), payload["page"], to)
    return cards.desk_card(facts, to, unreached=_unreached(tx, meeting))


def _unreached(tx: Connection, meeting: Meeting) -> list[str]:
    """Those named one by one whom somebody has to ring up."""
    found = meeting_guests.list_reached(tx, meeting.id)
    ids = [
        one.guest.person_id
        for one in found
        if one.to is None and one.guest.is_named and one.guest.answer is Coming.UNSAID
    ]
    names = people.names_of(tx, community_id=meeting.community_id, person_ids=ids)
    return [names.get(one, "") for one in ids]


def _markable(tx: Connection, meeting: Meeting) -> list[cards.Person]:
    """Who has said that they come first, then everybody else who is invited."""
    home = meeting.community_id
    guests = {one.person_id: one for one in meeting_guests.list_guests(tx, meeting.id)}
    meant = list_meant(tx, home, meeting.audience, limit=MOST_TO_MARK)
    answered = [one for one, guest in guests.items() if guest.answer is Coming.YES]
    come = [one for one, guest in guests.items() if guest.checked_in_at is not None]
    ids = list(dict.fromkeys([*answered, *come, *meant]))
    names = people.names_of(tx, community_id=home, person_ids=ids)
    return [cards.Person(one, names[one], one in come) for one in ids if one in names]


def code(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    """Nothing once it was put away, or when it is too late for it."""
    meeting = meetings.get_meeting(tx, owed.payload["meeting"])
    if not (owed.payload["is_open"] and may_check_in(meeting, to.now)):
        return None
    return cards.code_card(meeting, meeting_guests.count_answers(tx, meeting.id).present, to)


LETTERS: dict[str, Letter] = {
    DESK: Letter(desk, is_standing=True, reposts=True),
    CODE: Letter(code, is_standing=True, reposts=True),
}
