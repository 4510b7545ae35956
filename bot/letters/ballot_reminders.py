"""Letters to those who have not voted, and about them."""

from sqlalchemy import Connection

from actions.ballot_reminders import REMINDER, UNDECIDED
from actions.deadlines import held
from bot.letters.letter import Letter
from cards import ballot_reminders as cards
from cards.ballot_reminders import Missing
from cards.card import Card, Reader
from domain.addresses import TELEGRAM
from domain.ballots import Ballot, is_open
from domain.permissions import Verb, may
from storage import ballot_reminders, ballots, communities, people
from storage.paying import Owed

MOST_LOOKED_AT = 200


def reminder(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    """Nothing for whoever has voted meanwhile, nothing after the end, and nothing at night: it was
    promised before, and has come to be sent late.
    """
    ballot = ballots.get_ballot(tx, owed.payload["ballot"])
    if held(to.now, communities.get_community(tx, ballot.community_id)) > to.now:
        return None
    voter = ballots.find_voter(tx, ballot.id, owed.payload["person"])
    if voter is None or voter.voted_at is not None or not is_open(ballot, now=to.now):
        return None
    return cards.reminder_card(ballot, to)


def undecided(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    """Nothing for whoever may look no more."""
    home, viewer = owed.community_id, owed.payload["viewer"]
    assert home is not None
    if not may(Verb.END_BALLOT, people.holdings_of(tx, community_id=home, person_id=viewer)):
        return None
    ballot = ballots.get_ballot(tx, owed.payload["ballot"])
    unreachable = ballot_reminders.count_unreachable(tx, ballot.id, channel=TELEGRAM)
    missing = [] if ballot.is_secret else _missing(tx, ballot)
    return cards.undecided_card(ballot, missing, unreachable, to)


def _missing(tx: Connection, ballot: Ballot) -> list[Missing]:
    found = ballot_reminders.list_undecided(tx, ballot.id, channel=TELEGRAM, limit=MOST_LOOKED_AT)
    ids = [one.person_id for one in found]
    names = people.names_of(tx, community_id=ballot.community_id, person_ids=ids)
    voters = dict.fromkeys(one.voter for one in found)
    return [
        Missing(
            [names.get(one.person_id, "?") for one in found if one.voter == voter],
            any(one.is_reachable for one in found if one.voter == voter),
        )
        for voter in voters
    ]


LETTERS: dict[str, Letter] = {
    REMINDER: Letter(reminder),
    UNDECIDED: Letter(undecided, is_standing=True),
}
