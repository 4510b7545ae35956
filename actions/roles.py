"""Deeds around roles 角色: who is named to what, and whose roles end."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from actions import case_promises as promises
from actions.once import once
from actions.permits import check_visitor_may
from actions.replies import reply
from actions.whom import person_meant
from domain.addresses import Address
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Role, Verb
from domain.roles import IN_A_GRID, WITH_A_NAME, Target, Wish
from domain.rules import RuleBroken
from storage import cases, grids, offers, roles
from storage.roles import Held


@dataclass(frozen=True)
class _Place:
    grid_id: int | None = None
    team: str | None = None


@once
def give_role(
    tx: Connection,
    *,
    visitor: Visitor,
    here: Address,
    wish: Wish,
    target: Target | None,
    source: str,
    now: datetime,
) -> Answer | None:
    """Name a person to a role, or end all of theirs, and read back what they hold now.

    A name that is written out goes before the message replied to. Somebody never seen before is
    met here: their message is proof enough that they are somebody.
    """
    verb = Verb.GIVE_SECRETARY if wish.role is Role.SECRETARY else Verb.GIVE_ROLE
    check_visitor_may(tx, visitor, verb)
    if visitor.community_id is None:
        raise RuleBroken("role.no_community")
    community_id = visitor.community_id
    person_id = _person_meant(tx, visitor, wish, target, channel=here.channel, now=now)
    if wish.role is None:
        _end_all(tx, community_id, person_id, now=now)
    else:
        _give(tx, community_id, person_id, wish.role, wish.place, by=visitor.person_id, now=now)
    reply(
        tx,
        kind="role.read_back",
        here=here,
        community_id=community_id,
        payload={"person": person_id},
        source=source,
        now=now,
    )
    return None


def _person_meant(
    tx: Connection,
    by: Visitor,
    wish: Wish,
    target: Target | None,
    *,
    channel: str,
    now: datetime,
) -> int:
    return person_meant(
        tx,
        by,
        username=wish.username,
        target=target,
        channel=channel,
        usage="role.usage",
        unknown="role.unknown_name",
        now=now,
    )


def _end_all(tx: Connection, community_id: int, person_id: int, *, now: datetime) -> None:
    secretaries = roles.list_of_role(tx, community_id=community_id, role=Role.SECRETARY)
    if {held.person_id for held in secretaries} == {person_id}:
        raise RuleBroken("role.last_secretary")
    roles.end_roles(tx, community_id=community_id, person_id=person_id, now=now)
    offers.close_all_of(tx, community_id=community_id, shop_id=person_id)
    for case in cases.list_open_of(tx, community_id=community_id, assignee_id=person_id):
        cases.remove_assignee(tx, case, person_id)
        cases.add_event(
            tx, case, kind="released", actor_id=person_id, source=f"release:{now}", now=now
        )
        promises.owe_changes(tx, case, now=now)


def _place(tx: Connection, community_id: int, *, role: Role, name: str) -> _Place:
    """What the word behind a role means: a grid's name first, else the name of a team or office."""
    if not name:
        return _Place()
    if role in IN_A_GRID:
        grid = grids.find_grid(tx, community_id=community_id, name=name)
        if grid is not None:
            return _Place(grid_id=grid.id)
    if role in WITH_A_NAME:
        return _Place(team=name)
    if role not in IN_A_GRID:
        raise RuleBroken("role.takes_no_place")
    known = [one.name for one in grids.list_grids(tx, community_id=community_id)]
    if not known:
        raise RuleBroken("role.no_grids", grid=name)
    raise RuleBroken("role.unknown_grid", grid=name, grids="、".join(known))


def _give(
    tx: Connection,
    community_id: int,
    person_id: int,
    role: Role,
    named: str,
    *,
    by: int,
    now: datetime,
) -> None:
    """Add the role. A place narrows one held everywhere, everywhere swallows its places."""
    place = _place(tx, community_id, role=role, name=named)
    held = [
        one
        for one in roles.list_held(tx, community_id=community_id, person_id=person_id)
        if one.role is role
    ]
    if any(_is_at(one, place) for one in held):
        return
    if place == _Place() or any(one.place is None for one in held):
        roles.end_roles(tx, community_id=community_id, person_id=person_id, role=role, now=now)
    roles.add_role(
        tx,
        community_id=community_id,
        person_id=person_id,
        role=role,
        grid_id=place.grid_id,
        team=place.team,
        given_by=by,
        now=now,
    )


def _is_at(held: Held, place: _Place) -> bool:
    if place.team is not None:
        return held.grid_id is None and held.place == place.team
    return held.grid_id == place.grid_id and (held.place is None) == (place.grid_id is None)
