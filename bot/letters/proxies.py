"""Letters about proxies 代投: each is for one person alone, in private."""

from sqlalchemy import Connection

from actions.proxy_cards import HELD, MINE
from actions.proxy_records import LOG
from bot.letters.letter import Letter
from cards import proxies as cards
from cards.card import Card, Reader
from cards.proxies import ProxyFacts
from domain.ballots import Ballot, is_open, mark_of, option_of
from domain.permissions import Verb, may
from domain.proxies import Proxy
from storage import ballots, people, proxies
from storage.paying import Owed


def _facts(tx: Connection, proxy: Proxy, ballot: Ballot, to: Reader) -> ProxyFacts:
    names = people.names_of(
        tx, community_id=proxy.community_id, person_ids={proxy.person_id, proxy.proxy_id}
    )
    voter = ballots.find_voter(tx, ballot.id, proxy.person_id)
    assert voter is not None, "the roll never changes"
    given = ballots.find_vote(tx, ballot.id, voter.voter)
    has_voted = given is not None and given.ballot_proxy_id == proxy.id
    chosen = None
    if given is not None and has_voted and not ballot.is_secret:
        chosen = option_of(ballot, voter.voter, given.choice)
    marks: tuple[str, ...] = ()
    if is_open(ballot, now=to.now):
        marks = tuple(mark_of(ballot, voter.voter, at) for at in range(len(ballot.options)))
    return ProxyFacts(
        proxy,
        ballot,
        giver=names.get(proxy.person_id, "?"),
        holder=names.get(proxy.proxy_id, "?"),
        has_voted=has_voted,
        has_own=given is not None and given.ballot_proxy_id is None,
        chosen=chosen,
        marks=marks,
    )


def _shown(tx: Connection, owed: Owed, to: Reader) -> ProxyFacts:
    assert owed.community_id is not None
    proxy = proxies.find_proxy(tx, owed.payload["proxy"], community_id=owed.community_id)
    assert proxy is not None
    return _facts(tx, proxy, ballots.get_ballot(tx, proxy.ballot_id), to)


def held(tx: Connection, owed: Owed, to: Reader) -> Card:
    return cards.held_card(_shown(tx, owed, to), to)


def mine(tx: Connection, owed: Owed, to: Reader) -> Card:
    return cards.mine_card(_shown(tx, owed, to), to)


def log(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    """Nothing for whoever may look no more."""
    home = owed.community_id
    assert home is not None
    viewer = people.holdings_of(tx, community_id=home, person_id=owed.payload["viewer"])
    if not may(Verb.RECORD_PROXY, viewer):
        return None
    ballot = ballots.get_ballot(tx, owed.payload["ballot"])
    found = proxies.list_of_ballot(tx, ballot.id, limit=cards.MOST_LISTED)
    return cards.log_card(ballot, [_facts(tx, one, ballot, to) for one in found], to)


LETTERS: dict[str, Letter] = {
    HELD: Letter(held, is_standing=True),
    MINE: Letter(mine, is_standing=True),
    LOG: Letter(log, is_standing=True),
}
