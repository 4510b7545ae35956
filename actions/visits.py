"""Somebody was seen: met for the first time, under a new name, in private, in another group."""

from datetime import datetime

from sqlalchemy import Connection

from actions.reach import say_what_is_still_due
from domain.people import Sighting, Visitor
from storage import people, visitors


def note_visit(tx: Connection, sighting: Sighting, *, now: datetime) -> Visitor:
    """Bring what we know of a person up to date and say who they are here. Safe to repeat.

    Whoever writes in a bound group is a member there. Whoever writes in private may be written to
    there. In private a person speaks as a member of the community they were last seen in.
    """
    sighting = visitors.follow(tx, sighting)
    chat = visitors.find_bound_chat(tx, sighting)
    account = people.find_account(tx, channel=sighting.channel, external_id=sighting.external_id)
    if account is None:
        person_id = people.add_person(
            tx,
            channel=sighting.channel,
            external_id=sighting.external_id,
            name=sighting.name,
            username=sighting.username,
            now=now,
        )
    else:
        person_id = account.person_id
    changes: dict[str, object] = {"name": sighting.name, "username": sighting.username}
    is_back = account is not None and sighting.is_private and not account.is_reachable
    if sighting.is_private:
        changes["is_reachable"] = True
    if chat is not None:
        changes["current_community_id"] = chat.community_id
        people.add_member(
            tx, community_id=chat.community_id, person_id=person_id, name=sighting.name, now=now
        )
    if sighting.username is not None:
        people.release_username(tx, sighting.username, channel=sighting.channel)
    people.change_account(tx, person_id, channel=sighting.channel, **changes)
    people.rename_member(tx, person_id=person_id, name=sighting.name)
    if is_back:
        say_what_is_still_due(tx, person_id, channel=sighting.channel, now=now)
    visitor = visitors.find_visitor(tx, sighting)
    assert visitor is not None
    return visitor
