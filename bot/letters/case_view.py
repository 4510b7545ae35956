"""Letters about one case to whoever asked for it."""

from dataclasses import replace

from sqlalchemy import Connection

from bot.letters.letter import Letter
from cards.card import Card, Reader, plain
from cards.case_view import HistoryLine, case_history, case_view
from domain.case_facts import CaseFacts
from domain.cases import REPORTERS_ACTS, Act, Stage
from domain.people import ChatKind, mask_name
from domain.permissions import Verb, may
from storage import cases, communities
from storage.cases import Event
from storage.discretion import facts_at
from storage.merging import living
from storage.paying import Owed
from storage.people import holdings_of, names_of

OFFICE_EVENTS = frozenset(set(Act) - REPORTERS_ACTS - {Act.RESUME})


def view(tx: Connection, owed: Owed, to: Reader) -> Card:
    """``/case`` as its viewer may see it: all of it and what happened only in private, and only if
    it is theirs or their office's.
    """
    payload = owed.payload
    asked = cases.get_case(tx, payload["case_id"])
    facts = facts_at(tx, living(tx, asked).id, owed.address)
    case, viewer = facts.case, payload["viewer_id"]
    holdings = holdings_of(tx, community_id=case.community_id, person_id=viewer)
    is_assigned = viewer in cases.list_assignees(tx, case.id)

    def is_allowed(verb: Verb) -> bool:
        return owed.address.is_private and may(
            verb, holdings, grid_id=case.grid_id, is_assigned=is_assigned
        )

    is_own = owed.address.is_private and case.reporter_id == viewer
    is_close = is_allowed(Verb.LOOK_CLOSELY)
    card = case_view(
        facts,
        to,
        is_close=is_close,
        is_own=is_own,
        may_reveal=is_allowed(Verb.REVEAL_HIDDEN if case.is_discreet else Verb.REVEAL_REPORTER),
        may_categorise=is_allowed(Verb.CATEGORISE) or (is_own and case.stage is Stage.OPEN),
        opens=may(Verb.LOOK_AT_DESK, holdings) and (is_close or _is_staff(tx, owed)),
    )
    if facts.is_hidden and owed.address.is_private:
        card = replace(card, buttons=())  # it leads here
    page = payload.get("history")
    if page is not None and (is_close or is_own):
        story = _history(tx, facts, to)
        card = case_history(facts, story, to, page=page, is_close=is_close, view=card)
    if asked.id == case.id:
        return card
    line = plain(to.say("merge.lives_on", code=asked.code, into=case.code))
    return replace(card, lines=(*line, *card.lines))


def _is_staff(tx: Connection, owed: Owed) -> bool:
    """Whether this is asked where colleagues are among themselves."""
    at = owed.address
    chat = communities.find_chat(tx, channel=at.channel, external_id=at.chat)
    return chat is not None and chat.kind is ChatKind.STAFF


def _history(tx: Connection, facts: CaseFacts, to: Reader) -> list[HistoryLine]:
    """What happened, in order. The reporter's name stays masked here for everybody: the whole name
    is a press away, and that press is written down.
    """
    case, nobody = facts.case, to.say("case.reporter_word")
    events = cases.list_events(tx, case.id)
    names = names_of(
        tx,
        community_id=case.community_id,
        person_ids={event.actor_id for event in events if event.actor_id is not None},
    )

    def name_of(event: Event) -> str | None:
        if event.actor_id != case.reporter_id:
            return names.get(event.actor_id or 0)
        if not case.is_anonymous:
            return mask_name(facts.reporter)
        # A colleague who works on what they reported themselves is a colleague there.
        return names.get(event.actor_id) if event.kind in OFFICE_EVENTS else nobody

    return [
        HistoryLine(
            event.kind,
            event.at,
            name_of(event),
            event.words,
            event.data.get("rating"),
        )
        for event in events
    ]


LETTERS: dict[str, Letter] = {
    "case.view": Letter(view, is_standing=True),
}
