"""Letters about proposals: in the groups, to the office, one's own view, the list, and news."""

from sqlalchemy import Connection

from actions.proposal_news import NEWS
from actions.proposals import CARD, DRAFT, LIST, REVIEW, VIEW
from bot.letters.letter import Letter
from cards import proposals as cards
from cards.card import Card, Reader
from cards.proposals import ProposalFacts, ProposalPage
from domain.permissions import Verb, may
from domain.proposals import Pile, Proposal, ProposalState, proposal_id_of
from storage import people, proposals
from storage.paying import Owed

PAGE_SIZE = 8


def _facts(tx: Connection, proposal: Proposal, *, viewer: int | None = None) -> ProposalFacts:
    """``viewer`` is whose own view it is; without one it is everybody's."""
    home = proposal.community_id

    def name(person_id: int | None) -> str:
        if person_id is None:
            return ""
        return people.public_name_of(tx, community_id=home, person_id=person_id)

    codes = tuple(one.code for one in proposals.cases_of(tx, proposal.id) if not one.is_discreet)
    facts = ProposalFacts(proposal, name(proposal.made_by), name(proposal.reviewed_by), codes)
    if viewer is None:
        return facts
    held = people.holdings_of(tx, community_id=home, person_id=viewer)
    return ProposalFacts(
        proposal,
        facts.maker,
        facts.reviewer,
        codes,
        is_own=proposal.made_by == viewer,
        has_seconded=proposals.has_seconded(tx, proposal.id, viewer),
        may_answer=may(Verb.REVIEW_PROPOSAL, held),
    )


def _subject(tx: Connection, owed: Owed) -> Proposal:
    assert owed.about is not None
    return proposals.get_proposal(tx, proposal_id_of(owed.about))


def card(tx: Connection, owed: Owed, to: Reader) -> Card:
    return cards.group_card(_facts(tx, _subject(tx, owed)), to)


def draft(tx: Connection, owed: Owed, to: Reader) -> Card:
    return cards.draft_card(_facts(tx, _subject(tx, owed)), to)


def review(tx: Connection, owed: Owed, to: Reader) -> Card:
    return cards.review_card(_facts(tx, _subject(tx, owed)), to)


def view(tx: Connection, owed: Owed, to: Reader) -> Card:
    payload = owed.payload
    proposal = proposals.get_proposal(tx, payload["proposal"])
    return cards.view_card(_facts(tx, proposal, viewer=payload["person"]), to)


def listed(tx: Connection, owed: Owed, to: Reader) -> Card:
    home, pile = owed.community_id, Pile(owed.payload["pile"])
    assert home is not None
    counts = proposals.count_piles(tx, community_id=home)
    pages = max(-(-counts[pile] // PAGE_SIZE), 1)
    index = max(0, min(owed.payload["page"], pages - 1))
    found = proposals.list_pile(
        tx, community_id=home, pile=pile, limit=PAGE_SIZE, offset=index * PAGE_SIZE
    )
    return cards.list_card(ProposalPage(pile, tuple(found), counts, index, pages), to)


def news(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    """Nothing where something newer is said of it; that it is on an agenda by now is not said by
    itself.
    """
    proposal = proposals.get_proposal(tx, owed.payload["proposal"])
    is_scheduled = proposal.state is ProposalState.SCHEDULED
    if owed.payload["state"] != (ProposalState.TAKEN if is_scheduled else proposal.state):
        return None
    return cards.news_card(_facts(tx, proposal, viewer=owed.payload["person"]), to)


LETTERS: dict[str, Letter] = {
    CARD: Letter(card, is_standing=True, reposts=True),
    DRAFT: Letter(draft, is_standing=True),
    REVIEW: Letter(review, is_standing=True, reposts=True),
    VIEW: Letter(view, is_standing=True),
    LIST: Letter(listed, is_standing=True),
    NEWS: Letter(news),
}
