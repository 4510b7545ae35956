"""The letter that asks how satisfied somebody is with a meeting."""

from sqlalchemy import Connection

from actions.surveys import CARD
from bot.letters.letter import Letter
from cards.card import Card, Reader
from cards.surveys import survey_card
from storage import meetings, surveys
from storage.paying import Owed


def card(tx: Connection, owed: Owed, to: Reader) -> Card:
    payload = owed.payload
    meeting = meetings.get_meeting(tx, payload["meeting"])
    answers = surveys.answers_of(tx, meeting_id=meeting.id, person_id=payload["person"])
    return survey_card(meeting, payload["step"], answers, to, is_reminder=payload["is_reminder"])


LETTERS: dict[str, Letter] = {CARD: Letter(card, is_standing=True)}
