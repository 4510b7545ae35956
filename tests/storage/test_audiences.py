"""Audiences in SQL mean whom the rule means."""

from dataclasses import replace
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from domain.addresses import TELEGRAM
from domain.audiences import Audience, Belonging, is_meant
from domain.communities import CommunityDefaults
from domain.permissions import Role
from storage import audiences, communities, grids, people, roles
from storage.database import Database
from tests.domain.test_audiences import AUDIENCES, MEMBERS
from tests.storage.conftest import SPRING

DEFAULTS = CommunityDefaults("Asia/Shanghai", "zh_CN", "09:00-18:00", "22:00-07:00")

STREETS = st.lists(MEMBERS, max_size=6, unique_by=lambda one: one.person_id)


def lay(tx: Connection, now: datetime) -> dict[str, list[int]]:
    """Two communities, three grids each, and six people who may become members."""
    made: dict[str, list[int]] = {"communities": [], "grids": [], "persons": []}
    for name in ("桃然亭", "隔壁"):
        home = communities.add_community(tx, name, defaults=DEFAULTS, now=now).id
        made["communities"].append(home)
        for grid in ("一号", "二号", "三号"):
            grids.put_grid(tx, community_id=home, name=grid, words=[])
        made["grids"] += [one.id for one in grids.list_grids(tx, community_id=home)]
    for number in range(6):
        made["persons"].append(
            people.add_person(
                tx,
                channel=TELEGRAM,
                external_id=str(number),
                name=f"人{number}",
                username=None,
                now=now,
            )
        )
    return made


def settle(tx: Connection, made: dict[str, list[int]], street: list[Belonging]) -> None:
    """Those of the street become members here; in the other community all are captains."""
    home, other = made["communities"]
    for who in street:
        person_id = made["persons"][who.person_id - 1]
        for community_id in (home, other):
            people.add_member(
                tx, community_id=community_id, person_id=person_id, name="人", now=SPRING
            )
            give(tx, community_id, person_id, Role.CAPTAIN)
        roles.end_roles(tx, community_id=home, person_id=person_id, now=SPRING)
        for role in sorted(who.roles):
            give(tx, home, person_id, role)
        people.change_member(
            tx,
            community_id=home,
            person_id=person_id,
            kind=who.kind,
            trade=who.trade,
            grid_id=made["grids"][who.grid_id - 1] if who.grid_id else None,
        )


def give(tx: Connection, community_id: int, person_id: int, role: Role) -> None:
    roles.add_role(
        tx,
        community_id=community_id,
        person_id=person_id,
        role=role,
        grid_id=None,
        team=None,
        given_by=None,
        now=SPRING,
    )


def as_laid(audience: Audience, made: dict[str, list[int]]) -> Audience:
    """With the numbers that the rows have got."""
    return replace(
        audience,
        grid_ids=frozenset(made["grids"][one - 1] for one in audience.grid_ids),
        person_ids=frozenset(made["persons"][one - 1] for one in audience.person_ids),
    )


def check(
    tx: Connection, made: dict[str, list[int]], street: list[Belonging], audience: Audience
) -> None:
    settle(tx, made, street)
    home, laid = made["communities"][0], as_laid(audience, made)
    ids = {who.person_id: made["persons"][who.person_id - 1] for who in street}
    expected = sorted(ids[who.person_id] for who in street if is_meant(audience, who))

    assert audiences.list_meant(tx, home, laid) == expected
    assert audiences.count_meant(tx, home, laid) == len(expected)
    for person_id in ids.values():
        is_in = audiences.is_meant_now(tx, home, laid, person_id)
        assert is_in == (person_id in expected)
    first = audiences.list_meant(tx, home, laid, limit=2)
    after = first[-1] if first else 0
    assert first + audiences.list_meant(tx, home, laid, after=after) == expected


def walk(tx: Connection, now: datetime) -> None:
    made = lay(tx, now)

    @settings(max_examples=80, deadline=None, database=None)
    @given(STREETS, AUDIENCES)
    def agree(street: list[Belonging], audience: Audience) -> None:
        undo = tx.begin_nested()
        try:
            check(tx, made, street, audience)
        finally:
            undo.rollback()

    agree()


async def test_sql_means_whom_the_rule_means(db: Database) -> None:
    await db.do(walk, now=SPRING)
