"""The letter that asks, step by step, for an activity, and shows what would be posted."""

from sqlalchemy import Connection

from actions.activity_form import LETTER
from bot.letters.letter import Letter
from cards import activity_form as cards
from cards.card import Card, Reader
from domain.activity_form import FORM, Draft, Step
from domain.places import Place, offered
from storage import activities, people, places
from storage.conversations import Conversation, find_conversation
from storage.paying import Owed


def form(tx: Connection, owed: Owed, to: Reader) -> Card:
    person_id, version = owed.payload["person_id"], owed.payload["version"]
    found = find_conversation(tx, person_id, form=FORM)
    assert found is not None
    if found.version != version or found.step == Step.DONE:
        return cards.past_card(to, key=_what_became(tx, found, version))
    draft = Draft(found.data)
    assert found.community_id is not None
    leader = draft.leader_id or person_id
    names = people.names_of(tx, community_id=found.community_id, person_ids=[leader])
    return cards.form_card(
        draft,
        Step(found.step),
        to,
        person_id=person_id,
        version=version,
        leader=names.get(leader, ""),
        places=_places_for(tx, found),
    )


def _what_became(tx: Connection, found: Conversation, version: int) -> str:
    """Only the last question ends the form; the others were followed by one."""
    if found.step != Step.DONE or version != found.version - 1:
        return "form.past"
    name = f"activity_form:{found.person_id}:{version}"
    is_posted = activities.find_by_source(tx, name) is not None
    return "activity.form_posted" if is_posted else "activity.form_cancelled"


def _places_for(tx: Connection, found: Conversation) -> list[Place]:
    if found.step != Step.PLACE or found.community_id is None:
        return []
    member = people.find_member(tx, community_id=found.community_id, person_id=found.person_id)
    known = places.list_places(tx, community_id=found.community_id)
    return offered(known, grid_id=member.grid_id if member else None)


LETTERS: dict[str, Letter] = {LETTER: Letter(form, is_standing=True, reposts=True)}
