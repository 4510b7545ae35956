"""The letter that asks, step by step, for a ballot, and shows what would be opened."""

from sqlalchemy import Connection

from actions.ballot_form import LETTER, about_form
from bot.letters.letter import Letter
from cards import ballot_form as cards
from cards.audiences import Names
from cards.card import Card, Reader
from domain.ballot_form import FORM, Draft, Step
from storage import audiences, ballots, grids
from storage.conversations import Conversation, find_conversation
from storage.paying import Owed


def form(tx: Connection, owed: Owed, to: Reader) -> Card:
    person_id, version = owed.payload["person_id"], owed.payload["version"]
    found = find_conversation(tx, person_id, form=FORM)
    assert found is not None
    if found.version != version or found.step == Step.DONE:
        return cards.past_card(to, key=_what_became(tx, found, version))
    draft, step = Draft(found.data), Step(found.step)
    home = found.community_id
    assert home is not None
    return cards.form_card(
        draft,
        step,
        to,
        person_id=person_id,
        version=version,
        names=names_in(tx, home),
        eligible=_eligible(tx, home, draft) if step is Step.CHECK else 0,
    )


def names_in(tx: Connection, community_id: int) -> Names:
    return Names({one.id: one.name for one in grids.list_grids(tx, community_id=community_id)})


def _eligible(tx: Connection, community_id: int, draft: Draft) -> int:
    """How many votes there would be if it were opened now."""
    if not draft.is_by_household:
        return audiences.count_meant(tx, community_id, draft.audience)
    homes = ballots.list_homes(tx, community_id=community_id)
    meant = audiences.list_meant(tx, community_id, draft.audience)
    return len({homes[one] for one in meant if one in homes})


def _what_became(tx: Connection, found: Conversation, version: int) -> str:
    """Only the last question ends the form; the others were followed by one."""
    if found.step != Step.DONE or version != found.version - 1:
        return "form.past"
    opened = ballots.find_by_source(tx, about_form(found.person_id, version))
    return "ballot.form_opened" if opened is not None else "ballot.form_cancelled"


LETTERS: dict[str, Letter] = {LETTER: Letter(form, is_standing=True, reposts=True)}
