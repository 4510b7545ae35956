"""Deeds around invitations: made at the console, used once in private."""

import hashlib
from datetime import datetime

from sqlalchemy import Connection

from actions.once import once
from actions.permits import check_visitor_may
from domain.addresses import Address
from domain.answers import Answer
from domain.communities import INVITE_LASTS
from domain.people import Visitor
from domain.permissions import Role, Verb
from domain.rules import RuleBroken
from storage import communities, invites, people, roles

PREFIX = "inv_"


def make_invite(tx: Connection, *, community_name: str, token: str, now: datetime) -> None:
    """Keep the hash of a fresh token; whoever shows the token first becomes a secretary."""
    community = communities.find_community(tx, community_name)
    if community is None:
        names = "、".join(one.name for one in communities.list_communities(tx))
        raise RuleBroken("invite.no_such_community", community=community_name, names=names)
    invites.add_invite(
        tx,
        community_id=community.id,
        token_hash=_hash(token),
        expires_at=now + INVITE_LASTS,
    )


@once
def use_invite(
    tx: Connection, *, visitor: Visitor, here: Address, token: str, source: str, now: datetime
) -> Answer | None:
    """The first to come is made a secretary. The link's owner may open it again in peace."""
    check_visitor_may(tx, visitor, Verb.USE_INVITE)
    token_hash = _hash(token)
    invite = invites.find_invite(tx, token_hash)
    if invite is None:
        raise RuleBroken("invite.unknown")
    community = communities.get_community(tx, invite.community_id)
    if not invites.claim_invite(tx, token_hash, person_id=visitor.person_id, now=now):
        if invite.used_by == visitor.person_id:
            return Answer("invite.yours_already", {"community": community.name})
        raise RuleBroken("invite.used" if invite.used_by else "invite.expired")
    people.add_member(
        tx,
        community_id=community.id,
        person_id=visitor.person_id,
        name=visitor.name,
        now=now,
    )
    _make_secretary(tx, community_id=community.id, person_id=visitor.person_id, now=now)
    people.change_account(
        tx, visitor.person_id, channel=here.channel, current_community_id=community.id
    )
    return Answer("invite.welcome", {"name": visitor.name, "community": community.name})


def _make_secretary(tx: Connection, *, community_id: int, person_id: int, now: datetime) -> None:
    held = roles.list_held(tx, community_id=community_id, person_id=person_id)
    if any(one.role is Role.SECRETARY for one in held):
        return
    roles.add_role(
        tx,
        community_id=community_id,
        person_id=person_id,
        role=Role.SECRETARY,
        grid_id=None,
        team=None,
        given_by=None,
        now=now,
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
