"""Persons, their accounts on a channel, their membership and their roles in a community."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.addresses import Address
from domain.people import mask_name, plain_username
from domain.permissions import ANYONE, MEMBER, Holding, Role
from storage.tables import accounts, members, persons, roles


@dataclass(frozen=True)
class Account:
    """A person on one channel."""

    person_id: int
    channel: str
    external_id: str
    name: str
    username: str | None
    locale: str | None
    is_reachable: bool
    current_community_id: int | None

    @property
    def private(self) -> Address:
        """The chat between this person and the bot: on Telegram it has the person's own number."""
        return Address(self.external_id, self.channel)


def _account(row: sa.Row[tuple[object, ...]]) -> Account:
    return Account(
        row.person_id,
        row.channel,
        row.external_id,
        row.name,
        row.username,
        row.locale,
        row.is_reachable,
        row.current_community_id,
    )


def find_account(tx: Connection, *, channel: str, external_id: str) -> Account | None:
    row = tx.execute(
        sa.select(accounts).where(
            accounts.c.channel == channel, accounts.c.external_id == external_id
        )
    ).one_or_none()
    return _account(row) if row else None


def find_account_by_username(tx: Connection, *, channel: str, username: str) -> Account | None:
    """Usernames are borrowed, so this finds a person to name in a command, never a right."""
    row = tx.execute(
        sa.select(accounts)
        .where(accounts.c.channel == channel, accounts.c.username == plain_username(username))
        .limit(1)
    ).one_or_none()
    return _account(row) if row else None


def list_members_called(
    tx: Connection, *, community_id: int, channel: str, username: str
) -> list[Account]:
    """Members who were last seen under a username: two, where it has changed hands unnoticed."""
    rows = tx.execute(
        sa.select(accounts)
        .join(members, members.c.person_id == accounts.c.person_id)
        .where(
            members.c.community_id == community_id,
            accounts.c.channel == channel,
            accounts.c.username == plain_username(username),
        )
    )
    return [_account(row) for row in rows]


def get_account(tx: Connection, person_id: int, *, channel: str) -> Account:
    row = tx.execute(
        sa.select(accounts).where(accounts.c.person_id == person_id, accounts.c.channel == channel)
    ).one()
    return _account(row)


def add_person(
    tx: Connection,
    *,
    channel: str,
    external_id: str,
    name: str,
    username: str | None,
    now: datetime,
) -> int:
    """A person we had not met, with their account."""
    person_id: int = tx.execute(
        persons.insert().values(created_at=now).returning(persons.c.id)
    ).scalar_one()
    tx.execute(
        accounts.insert().values(
            person_id=person_id,
            channel=channel,
            external_id=external_id,
            name=name,
            username=plain_username(username),
        )
    )
    return person_id


def change_account(tx: Connection, person_id: int, *, channel: str, **changes: object) -> None:
    tx.execute(
        accounts.update()
        .where(accounts.c.person_id == person_id, accounts.c.channel == channel)
        .values(**changes)
    )


def release_username(tx: Connection, username: str, *, channel: str) -> None:
    """Usernames change hands: whoever had this one before has it no more."""
    tx.execute(
        accounts.update()
        .where(accounts.c.channel == channel, accounts.c.username == plain_username(username))
        .values(username=None)
    )


def add_member(
    tx: Connection, *, community_id: int, person_id: int, name: str, now: datetime
) -> None:
    """Whoever writes in a bound group is a member there; a repeat changes nothing."""
    tx.execute(
        postgresql.insert(members)
        .values(community_id=community_id, person_id=person_id, name=name, joined_at=now)
        .on_conflict_do_nothing()
    )


def is_member(tx: Connection, *, community_id: int, person_id: int) -> bool:
    return (
        tx.execute(
            sa.select(members.c.id).where(
                members.c.community_id == community_id, members.c.person_id == person_id
            )
        ).scalar_one_or_none()
        is not None
    )


def list_memberships(tx: Connection, person_id: int) -> list[int]:
    """The communities a person belongs to, the first joined first."""
    return list(
        tx.execute(
            sa.select(members.c.community_id)
            .where(members.c.person_id == person_id)
            .order_by(members.c.id)
        ).scalars()
    )


def change_member(tx: Connection, *, community_id: int, person_id: int, **changes: object) -> None:
    tx.execute(
        members.update()
        .where(members.c.community_id == community_id, members.c.person_id == person_id)
        .values(**changes)
    )


def rename_member(tx: Connection, *, person_id: int, name: str) -> None:
    """A person is known everywhere by the name they go by now."""
    tx.execute(
        members.update()
        .where(members.c.person_id == person_id, members.c.name != name)
        .values(name=name)
    )


@dataclass(frozen=True)
class Member:
    """A person as one community knows them."""

    person_id: int
    name: str
    kind: str | None
    trade: str | None
    grid_id: int | None
    privacy_told_at: datetime | None
    consented_at: datetime | None
    is_masked: bool


def find_member(tx: Connection, *, community_id: int, person_id: int) -> Member | None:
    row = tx.execute(
        sa.select(members).where(
            members.c.community_id == community_id, members.c.person_id == person_id
        )
    ).one_or_none()
    if row is None:
        return None
    return Member(
        row.person_id,
        row.name,
        row.kind,
        row.trade,
        row.grid_id,
        row.privacy_told_at,
        row.consented_at,
        row.is_masked,
    )


def note_privacy_told(tx: Connection, *, community_id: int, person_id: int, now: datetime) -> bool:
    """Whether this is the first time; from now on it is not."""
    told = tx.execute(
        members.update()
        .where(
            members.c.community_id == community_id,
            members.c.person_id == person_id,
            members.c.privacy_told_at.is_(None),
        )
        .values(privacy_told_at=now)
    )
    return told.rowcount == 1


def names_of(tx: Connection, *, community_id: int, person_ids: Collection[int]) -> dict[int, str]:
    """The names by which the community knows these people."""
    rows = tx.execute(
        sa.select(members.c.person_id, members.c.name).where(
            members.c.community_id == community_id, members.c.person_id.in_(person_ids)
        )
    )
    return {row.person_id: row.name for row in rows}


def public_name_of(tx: Connection, *, community_id: int, person_id: int) -> str:
    """The name by which somebody wants to be known where everybody reads it."""
    member = find_member(tx, community_id=community_id, person_id=person_id)
    if member is None:
        return ""
    return mask_name(member.name) if member.is_masked else member.name


def public_names_of(
    tx: Connection, *, community_id: int, person_ids: Collection[int]
) -> dict[int, str]:
    """As ``public_name_of``, for many at once."""
    rows = tx.execute(
        sa.select(members.c.person_id, members.c.name, members.c.is_masked).where(
            members.c.community_id == community_id, members.c.person_id.in_(person_ids)
        )
    )
    return {row.person_id: mask_name(row.name) if row.is_masked else row.name for row in rows}


def holdings_of(tx: Connection, *, community_id: int | None, person_id: int) -> frozenset[Holding]:
    """What a person holds here and now: stored roles, and membership itself."""
    if community_id is None or not is_member(tx, community_id=community_id, person_id=person_id):
        return frozenset({ANYONE})
    rows = tx.execute(
        sa.select(roles.c.role, roles.c.grid_id).where(
            roles.c.community_id == community_id,
            roles.c.person_id == person_id,
            roles.c.ended_at.is_(None),
        )
    )
    held = {Holding(Role(row.role), row.grid_id) for row in rows}
    return frozenset(held | {MEMBER, ANYONE})


def list_holders(
    tx: Connection, *, community_id: int, role: Role, grid_id: int | None = None
) -> list[int]:
    """Who holds a role: in ``grid_id`` or in the whole community, the grid's own first."""
    rows = tx.execute(
        sa.select(roles.c.person_id)
        .where(
            roles.c.community_id == community_id,
            roles.c.role == role.value,
            roles.c.ended_at.is_(None),
            sa.or_(roles.c.grid_id.is_(None), roles.c.grid_id == grid_id)
            if grid_id is not None
            else sa.true(),
        )
        .order_by(roles.c.grid_id.is_(None), roles.c.id)
    )
    return list(dict.fromkeys(rows.scalars()))
