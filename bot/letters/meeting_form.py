"""The letter that asks, step by step, for a meeting, and shows what would be announced."""

from sqlalchemy import Connection

from actions.meeting_form import LETTER, about_form
from actions.reminder_runs import calendar_of
from bot.letters.letter import Letter
from cards import meeting_form as cards
from cards.audiences import Names
from cards.card import Card, Reader
from domain.meeting_form import FORM, Draft, Step
from domain.meetings import MOST_OFFERED
from domain.places import Place, offered
from domain.proposals import Proposal
from domain.reminders import READ_BACK
from domain.times import upcoming
from storage import grids, meetings, people, places, proposals
from storage.audiences import count_meant
from storage.conversations import Conversation, find_conversation
from storage.paying import Owed


def form(tx: Connection, owed: Owed, to: Reader) -> Card:
    person_id, version = owed.payload["person_id"], owed.payload["version"]
    found = find_conversation(tx, person_id, form=FORM)
    assert found is not None
    if found.version != version or found.step == Step.DONE:
        return cards.past_card(to, key=_what_became(tx, found, version))
    facts = _facts(tx, found, to)
    return cards.form_card(facts, Step(found.step), to, person_id=person_id, version=version)


def _facts(tx: Connection, found: Conversation, to: Reader) -> cards.FormFacts:
    draft, home = Draft(found.data), found.community_id
    assert home is not None
    calendar = calendar_of(tx, home)
    coming = (
        upcoming(
            draft.plan,
            after=to.now,
            zone=calendar.zone,
            overlay=calendar.overlay,
            count=READ_BACK,
        )
        if draft.plan
        else []
    )
    return cards.FormFacts(
        draft,
        Names({one.id: one.name for one in grids.list_grids(tx, community_id=home)}),
        places=_places_for(tx, found),
        taken=_offered(tx, found),
        when=draft.when(now=to.now, calendar=calendar),
        next=coming,
        meant=count_meant(tx, home, draft.audience),
    )


def _what_became(tx: Connection, found: Conversation, version: int) -> str:
    """Only the last question ends the form; the others were followed by one."""
    if found.step != Step.DONE or version != found.version - 1:
        return "form.past"
    is_posted = meetings.find_by_source(tx, about_form(found.person_id, version)) is not None
    return "meeting.form_posted" if is_posted else "meeting.form_cancelled"


def _offered(tx: Connection, found: Conversation) -> list[Proposal]:
    if found.step != Step.AGENDA or found.community_id is None:
        return []
    return proposals.list_taken(tx, found.community_id, limit=MOST_OFFERED)


def _places_for(tx: Connection, found: Conversation) -> list[Place]:
    if found.step != Step.PLACE or found.community_id is None:
        return []
    member = people.find_member(tx, community_id=found.community_id, person_id=found.person_id)
    known = places.list_places(tx, community_id=found.community_id)
    return offered(known, grid_id=member.grid_id if member else None)


LETTERS: dict[str, Letter] = {LETTER: Letter(form, is_standing=True, reposts=True)}
