"""Households 户: the doors of a community, and who has said that they live behind which."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.answers import Json
from domain.households import Door, Household, Living, Stay
from storage.tables import household_members, households

# SQLite finds a partial index only by its own words, never by a parameter.
_IS_ASKED = sa.text("household_members.state = 'asked'")


_ROWS = sa.select(
    household_members, households.c.building, households.c.unit, households.c.door
).join(households, households.c.id == household_members.c.household_id)


def _living(row: sa.Row[tuple[Json, ...]]) -> Living:
    return Living(
        row.id,
        row.community_id,
        row.household_id,
        row.person_id,
        Door(row.building, row.unit, row.door),
        Stay(row.state),
        row.reason,
        row.decided_by,
        row.version,
    )


def put_household(tx: Connection, *, community_id: int, door: Door) -> int:
    """The number of a door; the same door has the same one for ever."""
    tx.execute(
        postgresql.insert(households)
        .values(community_id=community_id, building=door.building, unit=door.unit, door=door.door)
        .on_conflict_do_nothing()
    )
    number: int = tx.execute(_numbered(community_id, door)).scalar_one()
    return number


def _numbered(community_id: int, door: Door) -> sa.Select[int]:
    return sa.select(households.c.id).where(
        households.c.community_id == community_id,
        households.c.building == door.building,
        households.c.unit == door.unit,
        households.c.door == door.door,
    )


def find_by_door(tx: Connection, *, community_id: int, door: Door) -> int | None:
    return tx.execute(_numbered(community_id, door)).scalar_one_or_none()


def ask(
    tx: Connection,
    *,
    community_id: int,
    household_id: int,
    person_id: int,
    source: str,
    now: datetime,
) -> Living | None:
    """Write down where somebody says they live, in the place of what they said before; ``None``
    if they are confirmed somewhere.
    """
    said = {"household_id": household_id, "state": Stay.ASKED.value, "reason": ""}
    said |= {"decided_by": None, "decided_at": None, "asked_at": now, "source": source}
    row = tx.execute(
        postgresql.insert(household_members)
        .values(community_id=community_id, person_id=person_id, **said)
        .on_conflict_do_update(
            index_elements=["community_id", "person_id"],
            set_={**said, "version": household_members.c.version + 1},
            where=household_members.c.state != Stay.CONFIRMED.value,
        )
        .returning(household_members.c.id)
    ).one_or_none()
    return find_living(tx, row.id, community_id=community_id) if row else None


def find_living(tx: Connection, living_id: int, *, community_id: int) -> Living | None:
    row = tx.execute(
        _ROWS.where(
            household_members.c.id == living_id, household_members.c.community_id == community_id
        )
    ).one_or_none()
    return _living(row) if row else None


def find_own(tx: Connection, *, community_id: int, person_id: int) -> Living | None:
    row = tx.execute(
        _ROWS.where(
            household_members.c.community_id == community_id,
            household_members.c.person_id == person_id,
        )
    ).one_or_none()
    return _living(row) if row else None


def change(
    tx: Connection,
    living: Living,
    *,
    state: Stay,
    by: int | None,
    now: datetime,
    reason: str = "",
) -> bool:
    """``False`` if it has changed since it was looked at."""
    row = tx.execute(
        household_members.update()
        .where(
            household_members.c.id == living.id,
            household_members.c.state == living.state.value,
            household_members.c.version == living.version,
        )
        .values(
            state=state.value,
            reason=reason,
            decided_by=by,
            decided_at=now,
            version=living.version + 1,
        )
        .returning(household_members.c.id)
    ).one_or_none()
    return row is not None


def list_asked(tx: Connection, *, community_id: int, limit: int) -> list[Living]:
    """What waits for the office, the longest first."""
    found = tx.execute(
        _ROWS.where(household_members.c.community_id == community_id, _IS_ASKED)
        .order_by(household_members.c.id)
        .limit(limit)
    )
    return [_living(row) for row in found]


def list_confirmed(tx: Connection, household_id: int) -> list[Living]:
    """Who lives there, as the office has confirmed it."""
    found = tx.execute(
        _ROWS.where(
            household_members.c.household_id == household_id,
            household_members.c.state == Stay.CONFIRMED.value,
        ).order_by(household_members.c.id)
    )
    return [_living(row) for row in found]


def list_lived_in(tx: Connection, *, community_id: int) -> list[Household]:
    """Every household in which somebody is confirmed."""
    found = tx.execute(
        _ROWS.where(
            household_members.c.community_id == community_id,
            household_members.c.state == Stay.CONFIRMED.value,
        ).order_by(household_members.c.household_id, household_members.c.id)
    )
    return _gathered([_living(row) for row in found])


def find_household(tx: Connection, household_id: int, *, community_id: int) -> Household | None:
    """With whoever is confirmed there."""
    row = tx.execute(
        sa.select(households).where(
            households.c.id == household_id, households.c.community_id == community_id
        )
    ).one_or_none()
    if row is None:
        return None
    persons = tuple(one.person_id for one in list_confirmed(tx, household_id))
    return Household(row.id, Door(row.building, row.unit, row.door), persons)


def _gathered(found: Iterable[Living]) -> list[Household]:
    doors: dict[int, Door] = {}
    persons: dict[int, list[int]] = {}
    for one in found:
        doors[one.household_id] = one.door
        persons.setdefault(one.household_id, []).append(one.person_id)
    return [Household(number, door, tuple(persons[number])) for number, door in doors.items()]
