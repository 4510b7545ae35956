"""Whether somebody may, asked again inside the transaction."""

from sqlalchemy import Connection

from domain.people import Visitor
from domain.permissions import Holding, Role, Verb, check_may
from storage.people import holdings_of


def holdings_now(tx: Connection, visitor: Visitor) -> frozenset[Holding]:
    """What the visitor holds as this transaction sees it.

    Stored roles may have ended since the door looked. Being an operator is no row: the settings
    say so, and only the door has read them.
    """
    stored = holdings_of(tx, community_id=visitor.community_id, person_id=visitor.person_id)
    return stored | {held for held in visitor.holdings if held.role is Role.OPERATOR}


def check_visitor_may(tx: Connection, visitor: Visitor, verb: Verb) -> None:
    check_may(verb, holdings_now(tx, visitor))
