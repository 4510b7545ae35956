"""Letters about meetings: the card in the groups, views, the list, and what people are told."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from actions.meeting_list import COMING, PARTS
from actions.meeting_news import CANCELLED, GROUP_REMINDER, INVITED, MOVED, REMINDER
from actions.meeting_series import NAGGING
from actions.meetings import CARD, LIST, VIEW, leads, may_know
from bot.letters.letter import Letter
from cards import meeting_news as news
from cards import meetings as cards
from cards.audiences import Names
from cards.card import Card, Reader
from cards.meetings import MeetingFacts, MeetingPage
from domain.meetings import STEPS, Meeting, Stage, is_closed, meeting_id_of
from domain.people import ChatKind
from storage import communities, grids, meeting_agenda, meeting_guests, meetings, people, surveys
from storage.audiences import is_meant_now
from storage.meeting_figures import figures_of
from storage.paying import Owed

PAGE_SIZE = 6


def facts_of(tx: Connection, meeting: Meeting, *, viewer: int | None = None) -> MeetingFacts:
    """``viewer`` is whose own view it is; without one it is everybody's."""
    home = meeting.community_id
    known = {one.id: one.name for one in grids.list_grids(tx, community_id=home)}
    guest, is_invited, is_led = None, False, False
    if viewer is not None:
        guest = meeting_guests.find_guest(tx, meeting_id=meeting.id, person_id=viewer)
        is_invited = is_meant_now(tx, home, meeting.audience, viewer)
        is_led = leads(tx, viewer, meeting)
    return MeetingFacts(
        meeting,
        people.public_name_of(tx, community_id=home, person_id=meeting.leader_id),
        meeting_agenda.list_agenda(tx, meeting.id),
        meeting_guests.count_answers(tx, meeting.id),
        Names(known),
        guest=guest,
        is_invited=is_invited,
        is_led_by_reader=is_led,
        survey=surveys.figures_of(tx, meeting.id),
    )


def _meeting(tx: Connection, owed: Owed) -> Meeting:
    return meetings.get_meeting(tx, owed.payload["meeting"])


def card(tx: Connection, owed: Owed, to: Reader) -> Card:
    assert owed.about is not None
    meeting = meetings.get_meeting(tx, meeting_id_of(owed.about))
    return cards.meeting_card(facts_of(tx, meeting), to)


def view(tx: Connection, owed: Owed, to: Reader) -> Card:
    return cards.view_card(facts_of(tx, _meeting(tx, owed), viewer=owed.payload["person"]), to)


def listed(tx: Connection, owed: Owed, to: Reader) -> Card:
    home, which = owed.community_id, owed.payload["which"]
    assert home is not None
    counts = {
        part: meetings.count_staged(tx, community_id=home, stages=stages)
        for part, stages in PARTS.items()
    }
    count = max(-(-counts[which] // PAGE_SIZE), 1)
    index = max(0, min(owed.payload["page"], count - 1))
    found = meetings.list_staged(
        tx,
        community_id=home,
        stages=PARTS[which],
        is_latest_first=which != COMING,
        limit=PAGE_SIZE,
        offset=index * PAGE_SIZE,
    )
    hidden = frozenset(
        one.id
        for one in found
        if not may_be_told(tx, owed, one, is_theirs=partial(may_know, tx, meeting=one))
    )
    figures = figures_of(tx, community_id=home)
    return cards.list_card(MeetingPage(found, which, counts, index, count, figures, hidden), to)


def may_be_told(
    tx: Connection, owed: Owed, meeting: Meeting, *, is_theirs: Callable[[int], bool]
) -> bool:
    """A list in a group is read by all of it; in private ``is_theirs`` says so of one person."""
    if not is_closed(meeting.audience):
        return True
    to = owed.address
    if to.is_private:
        account = people.find_account(tx, channel=to.channel, external_id=to.chat)
        return account is not None and is_theirs(account.person_id)
    chat = communities.find_chat(tx, channel=to.channel, external_id=to.chat)
    return chat is not None and chat.kind is ChatKind.STAFF


def invited(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    """Nothing for what was cancelled before it could be said."""
    meeting = _meeting(tx, owed)
    if meeting.stage is Stage.CANCELLED and not owed.shown:
        return None
    return news.invited_card(facts_of(tx, meeting, viewer=owed.payload["person"]), to)


def reminder(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    """Nothing for what was cancelled, has begun or was moved before it could be said."""
    meeting, person_id = _meeting(tx, owed), owed.payload["person"]
    if not owed.shown and not _is_ahead_as_said(meeting, owed):
        return None
    return news.reminder_card(facts_of(tx, meeting, viewer=person_id), owed.payload["which"], to)


def _is_ahead_as_said(meeting: Meeting, owed: Owed) -> bool:
    is_moved = owed.payload["starts_at"] != meeting.starts_at.isoformat()
    return meeting.stage is Stage.ANNOUNCED and not is_moved


def group_reminder(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    meeting = _meeting(tx, owed)
    if not _is_ahead_as_said(meeting, owed):
        return None
    return news.group_reminder_card(meeting, owed.payload["which"], to)


def moved(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    """Nothing for what was cancelled before it could be said."""
    meeting, payload = _meeting(tx, owed), owed.payload
    if meeting.stage is Stage.CANCELLED:
        return None
    first, last = (datetime.fromisoformat(at) for at in payload["was"])
    is_private = owed.address.is_private
    return news.moved_card(meeting, (first, last), payload["was_at"], to, is_private=is_private)


def cancelled(tx: Connection, owed: Owed, to: Reader) -> Card:
    return news.cancelled_card(_meeting(tx, owed), to, is_private=owed.address.is_private)


def nagging(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    meeting = _meeting(tx, owed)
    return news.nagging_card(meeting, to) if meeting.stage in STEPS[:-1] else None


LETTERS: dict[str, Letter] = {
    CARD: Letter(card, is_standing=True, reposts=True),
    VIEW: Letter(view, is_standing=True),
    LIST: Letter(listed, is_standing=True),
    INVITED: Letter(invited, is_standing=True),
    REMINDER: Letter(reminder, is_standing=True),
    GROUP_REMINDER: Letter(group_reminder, replies_to=CARD),
    MOVED: Letter(moved, replies_to=CARD),
    CANCELLED: Letter(cancelled, replies_to=CARD),
    NAGGING: Letter(nagging),
}
