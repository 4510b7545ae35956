"""Whether somebody may, asked again inside the transaction."""

from sqlalchemy import Connection

from domain.addresses import TELEGRAM
from domain.people import Visitor
from domain.permissions import Holding, Role, Verb, check_may
from storage.people import get_account, holdings_of


def holdings_now(tx: Connection, visitor: Visitor) -> frozenset[Holding]:
    """What the visitor holds as this transaction sees it.

    Stored roles may have ended since the door looked. Being an operator is no row: the settings
    say so, and only the door has read them.
    """
    stored = holdings_of(tx, community_id=visitor.community_id, person_id=visitor.person_id)
    return stored | {held for held in visitor.holdings if held.role is Role.OPERATOR}


def check_visitor_may(tx: Connection, visitor: Visitor, verb: Verb) -> None:
    check_may(verb, holdings_now(tx, visitor))


def visitor_of(tx: Connection, person_id: int, *, community_id: int) -> Visitor:
    """Somebody in whose name something is done later, with what they hold by then."""
    account = get_account(tx, person_id, channel=TELEGRAM)
    return Visitor(
        person_id=person_id,
        name=account.name,
        external_id=account.external_id,
        community_id=community_id,
        chat_kind=None,
        holdings=holdings_of(tx, community_id=community_id, person_id=person_id),
        is_reachable=account.is_reachable,
        locale=account.locale,
    )
