"""The two cards of a proxy 代投: of whoever has the vote, and of whoever may cast it."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from domain.addresses import TELEGRAM
from domain.ballots import Ballot
from domain.proxies import Proxy
from storage import outbox, people, proxies
from storage.outbox import Lane

MINE, HELD = "proxy.mine", "proxy.held"
CARDS = (MINE, HELD)

NO_PAUSE = timedelta(0)


def owe_card(tx: Connection, proxy: Proxy, kind: str, person_id: int, *, now: datetime) -> None:
    """The card of a proxy, to one of its two sides; how it stands is written when it is sent."""
    account = people.get_account(tx, person_id, channel=TELEGRAM)
    if account.is_reachable:
        outbox.owe_standing(
            tx,
            kind=kind,
            about=proxy.about,
            to=account.private,
            lane=Lane.ACKNOWLEDGEMENT,
            community_id=proxy.community_id,
            payload={"proxy": proxy.id},
            pause=NO_PAUSE,
            now=now,
        )


def show_proxy_again(tx: Connection, proxy: Proxy, *, now: datetime) -> None:
    outbox.want_all_again(tx, about=proxy.about, kinds=CARDS, now=now)


def show_own_vote(tx: Connection, ballot: Ballot, voter: str, *, now: datetime) -> None:
    """Whoever has the vote has cast it themselves: both sides see that nothing is left to do."""
    given = proxies.find_given_for(tx, ballot.id, voter)
    if given is not None:
        show_proxy_again(tx, given, now=now)
