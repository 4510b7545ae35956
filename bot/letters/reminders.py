"""Letters about reminders: read back, listed, said, and told of when it was too late."""

from datetime import datetime

from sqlalchemy import Connection

from actions.reminder_runs import CARD, SAID, SKIPPED, calendar_of
from actions.reminders import LIST
from bot.letters.letter import Letter
from cards import reminders as cards
from cards.card import Card, Reader
from cards.reminders import ReminderFacts
from domain.reminders import INSTANT, READ_BACK, Calendar, Reminder, reminder_id_of
from storage import reminders
from storage.paying import Owed


def _facts(reminder: Reminder, calendar: Calendar, to: Reader, *, count: int) -> ReminderFacts:
    """What waits for the end of the quiet hours is its next time, though the plan's is past."""
    if len(reminder.readings) == 1:
        plan, after = reminder.readings[0].what, to.now
    elif reminder.next_at is not None and reminder.what is not None:
        plan, after = reminder.what, min(reminder.next_at - INSTANT, to.now)
    else:
        return ReminderFacts(reminder)
    times = calendar.spoken(plan, after=after, count=count)
    is_held = any(not calendar.is_planned(plan, one) for one in times)
    return ReminderFacts(reminder, tuple(times), is_held)


def card(tx: Connection, owed: Owed, to: Reader) -> Card:
    assert owed.about is not None
    reminder = reminders.get_reminder(tx, reminder_id_of(owed.about))
    calendar = calendar_of(tx, reminder.community_id)
    return cards.reminder_card(_facts(reminder, calendar, to, count=READ_BACK), to)


def listed(tx: Connection, owed: Owed, to: Reader) -> Card:
    """The list of this chat, or one of it."""
    home = owed.community_id
    assert home is not None
    calendar = calendar_of(tx, home)
    chosen = reminders.find_reminder(tx, owed.payload["open"])
    if chosen is not None and chosen.community_id == home and chosen.to.chat == owed.address.chat:
        facts = _facts(chosen, calendar, to, count=READ_BACK)
        return cards.reminder_card(facts, to, is_listed=True)
    found = reminders.list_of_chat(tx, community_id=home, to=owed.address)
    return cards.list_card([_facts(one, calendar, to, count=1) for one in found], to)


def said(tx: Connection, owed: Owed, to: Reader) -> Card:
    assert owed.community_id is not None
    planned = datetime.fromisoformat(owed.payload["planned"])
    fate = calendar_of(tx, owed.community_id).fate_of(planned, now=to.now)
    return cards.said_card(owed.payload["words"], planned, fate, to)


def skipped(tx: Connection, owed: Owed, to: Reader) -> Card:
    payload = owed.payload
    first = datetime.fromisoformat(payload["first"])
    return cards.skipped_card(payload["words"], first, payload["count"], to)


LETTERS: dict[str, Letter] = {
    CARD: Letter(card, is_standing=True, reposts=True),
    LIST: Letter(listed, is_standing=True),
    SAID: Letter(said),
    SKIPPED: Letter(skipped),
}
