"""Letters about ballots."""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import Connection

from actions.ballot_votes import marks_for
from actions.ballots import CARD, LIST, RESULT, VIEW, may_look
from bot.letters.ballot_form import names_in
from bot.letters.letter import Letter
from cards import ballots as cards
from cards.audiences import say_audience
from cards.ballots import BallotFacts, Choice, ListFacts
from cards.card import Card, Reader
from cards.proxies import more_rows
from domain.ballots import Ballot, BallotState, is_open, option_of
from domain.people import mask_name
from domain.permissions import OFFICE_ROLES, Verb, may
from storage import ballot_lists, ballots, people
from storage.ballots import Vote, Voter
from storage.paying import Owed

PAGE = 8
MOST_OPEN = 15


def card(tx: Connection, owed: Owed, to: Reader) -> Card:
    assert owed.about is not None
    return cards.ballot_card(_facts(tx, _ballot(tx, owed.about), to), to)


def _ballot(tx: Connection, about: str) -> Ballot:
    return ballots.get_ballot(tx, int(about.rpartition(":")[2]))


def _facts(tx: Connection, ballot: Ballot, to: Reader) -> BallotFacts:
    who = say_audience(ballot.audience, names_in(tx, ballot.community_id), to)
    is_seen = ballot.shows_votes_while_open and is_open(ballot, now=to.now)
    return BallotFacts(ballot, who, votes=ballots.tally(tx, ballot) if is_seen else None)


def view(tx: Connection, owed: Owed, to: Reader) -> Card:
    person_id: int = owed.payload["person"]
    ballot = ballots.get_ballot(tx, owed.payload["ballot"])
    voter = ballots.find_voter(tx, ballot.id, person_id)
    held = people.holdings_of(tx, community_id=ballot.community_id, person_id=person_id)
    is_office = any(one.role in OFFICE_ROLES for one in held)
    facts = replace(
        _facts(tx, ballot, to),
        ends_it=may(Verb.END_BALLOT, held),
        choices=_choices(tx, ballot, to) if voter or is_office else (),
        more=more_rows(
            ballot,
            to,
            may_give=voter is not None and voter.voted_at is None,
            is_office=may(Verb.RECORD_PROXY, held),
            is_secretary=may(Verb.END_BALLOT, held),
        ),
    )
    if voter is not None:
        facts = _with_own(tx, facts, voter, to)
    return cards.view_card(facts, to)


def _with_own(tx: Connection, facts: BallotFacts, voter: Voter, to: Reader) -> BallotFacts:
    """How the reader, or their household, has voted: of a secret ballot only whether."""
    ballot = facts.ballot
    facts = replace(
        facts,
        marks=marks_for(ballot, voter, now=to.now),
        is_on_roll=True,
        has_voted=voter.voted_at is not None,
        wants_result=voter.wants_result,
    )
    given = None if ballot.is_secret else ballots.find_vote(tx, ballot.id, voter.voter)
    if given is None:
        return facts
    is_shared = ballot.is_by_household and given.cast_by is not None
    return replace(
        facts,
        chosen=option_of(ballot, given.voter, given.choice),
        reason=given.reason,
        cast_by=_housemate(tx, ballot, given.cast_by or 0) if is_shared else "",
    )


def _housemate(tx: Connection, ballot: Ballot, person_id: int) -> str:
    names = people.names_of(tx, community_id=ballot.community_id, person_ids=[person_id])
    return mask_name(names.get(person_id, ""))


def _choices(tx: Connection, ballot: Ballot, to: Reader) -> tuple[Choice, ...]:
    """Who chose what, where that may be known: of an open ballot, unless it is hidden as yet; of
    one that was annulled it never is.
    """
    is_hidden = ballot.is_hidden and ballot.state is BallotState.OPEN
    if ballot.is_secret or is_hidden or ballot.state is BallotState.ANNULLED:
        return ()
    found = ballots.list_votes(tx, ballot.id)
    names = people.public_names_of(
        tx, community_id=ballot.community_id, person_ids={_shown_for(vote) for vote in found}
    )
    return tuple(
        Choice(
            _voter_name(vote, names, to),
            option_of(ballot, vote.voter, vote.choice) or 0,
            vote.reason,
            is_by_proxy=vote.ballot_proxy_id is not None,
        )
        for vote in found
    )


def _shown_for(vote: Vote) -> int:
    """Whose name a vote is shown under: of a household, whoever cast it, for its door is nobody's
    business.
    """
    kind, _, number = vote.voter.partition(":")
    return (vote.cast_by or 0) if kind == "h" else int(number)


def _voter_name(vote: Vote, names: Mapping[int, str], to: Reader) -> str:
    name = names.get(_shown_for(vote), "")
    return to.say("ballot.household_of", who=name) if vote.voter.startswith("h:") else name


def result(tx: Connection, owed: Owed, to: Reader) -> Card:
    return cards.result_card(ballots.get_ballot(tx, owed.payload["ballot"]), to)


def listed(tx: Connection, owed: Owed, to: Reader) -> Card:
    home, page, person = owed.community_id, owed.payload["page"], owed.payload["person"]
    assert home is not None
    opened = ballot_lists.list_open(tx, community_id=home, now=to.now, limit=MOST_OPEN)
    count = ballot_lists.count_done(tx, community_id=home, now=to.now)
    pages = max(-(-count // PAGE), 1)
    page = min(page, pages - 1)
    done = ballot_lists.list_done(tx, community_id=home, now=to.now, limit=PAGE, offset=page * PAGE)
    waiting = (
        ballot_lists.list_waiting(tx, community_id=home, person_id=person, now=to.now)
        if person
        else []
    )
    opened = opened if page == 0 else []
    untold = frozenset(one.id for one in (*opened, *done) if not may_look(tx, one, person))
    facts = ListFacts(tuple(opened), tuple(done), frozenset(waiting), untold, page, pages)
    return cards.list_card(facts, to)


LETTERS: dict[str, Letter] = {
    CARD: Letter(card, is_standing=True, reposts=True),
    VIEW: Letter(view, is_standing=True),
    LIST: Letter(listed, is_standing=True),
    RESULT: Letter(result, replies_to=CARD),
}
