"""Who is acting, and where: what one look at the database says about an update's author."""

from sqlalchemy import Connection

from domain.people import Sighting, Visitor
from domain.permissions import ANYONE
from storage import communities, people
from storage.communities import Chat, Community


def find_bound_chat(tx: Connection, sighting: Sighting) -> Chat | None:
    if sighting.is_private:
        return None
    return communities.find_chat(tx, channel=sighting.channel, external_id=sighting.chat)


def find_visitor(tx: Connection, sighting: Sighting) -> Visitor | None:
    """The visitor, or ``None`` when something about them has to be written down first."""
    account = people.find_account(tx, channel=sighting.channel, external_id=sighting.external_id)
    if account is None or (account.name, account.username) != (sighting.name, sighting.username):
        return None
    if sighting.is_private and not account.is_reachable:
        return None
    chat = find_bound_chat(tx, sighting)
    if chat is not None and account.current_community_id != chat.community_id:
        return None
    if chat is not None:
        community_id: int | None = chat.community_id
    else:
        community_id = account.current_community_id if sighting.is_private else None
    return Visitor(
        person_id=account.person_id,
        name=account.name,
        external_id=account.external_id,
        community_id=community_id,
        chat_kind=chat.kind if chat else None,
        holdings=people.holdings_of(tx, community_id=community_id, person_id=account.person_id),
        is_reachable=account.is_reachable,
        locale=account.locale,
    )


def find_visitor_and_home(
    tx: Connection, sighting: Sighting
) -> tuple[Visitor, Community | None] | None:
    """The visitor with the community they act in; ``None`` as ``find_visitor`` says it."""
    visitor = find_visitor(tx, sighting)
    if visitor is None:
        return None
    if visitor.community_id is None:
        return visitor, None
    return visitor, communities.get_community(tx, visitor.community_id)


def find_nobody(tx: Connection, sighting: Sighting) -> tuple[Visitor, Community | None]:
    """Where a group or a channel speaks instead of a person: the place is known, and nobody."""
    chat = find_bound_chat(tx, sighting)
    visitor = Visitor(
        person_id=0,
        name=sighting.name,
        external_id=sighting.external_id,
        community_id=chat.community_id if chat else None,
        chat_kind=chat.kind if chat else None,
        holdings=frozenset({ANYONE}),
        is_reachable=False,
        locale=None,
    )
    return visitor, communities.get_community(tx, chat.community_id) if chat else None
