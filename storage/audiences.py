"""Audiences 范围 among the members of a community, as they are now."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from domain.addresses import Address
from domain.audiences import Audience
from storage.tables import accounts, members, roles


def _fits(community_id: int, audience: Audience) -> ColumnElement[bool]:
    """The same as ``domain.audiences.is_meant``, said in SQL; a test holds the two together."""
    named = members.c.person_id.in_(sorted(audience.person_ids))
    if audience.is_named_only:
        return named
    lines = [
        *([members.c.kind.in_(sorted(audience.kinds))] if audience.kinds else []),
        *([members.c.trade.in_(sorted(audience.trades))] if audience.trades else []),
        *([members.c.grid_id.in_(sorted(audience.grid_ids))] if audience.grid_ids else []),
    ]
    if audience.roles:
        holders = sa.select(roles.c.person_id).where(
            roles.c.community_id == community_id,
            roles.c.role.in_(sorted(audience.roles)),
            roles.c.ended_at.is_(None),
        )
        lines.append(members.c.person_id.in_(holders))
    fits = sa.and_(sa.true(), *lines)
    return sa.or_(named, fits) if audience.person_ids else fits


def list_meant(
    tx: Connection,
    community_id: int,
    audience: Audience,
    *,
    after: int = 0,
    limit: int | None = None,
) -> list[int]:
    """Ids of the persons meant, in order, from behind ``after``; who has left is no member."""
    return list(
        tx.execute(
            sa.select(members.c.person_id)
            .where(
                members.c.community_id == community_id,
                members.c.person_id > after,
                _fits(community_id, audience),
            )
            .order_by(members.c.person_id)
            .limit(limit)
        ).scalars()
    )


def count_meant(tx: Connection, community_id: int, audience: Audience) -> int:
    return tx.execute(
        sa.select(sa.func.count())
        .select_from(members)
        .where(members.c.community_id == community_id, _fits(community_id, audience))
    ).scalar_one()


def is_meant_now(tx: Connection, community_id: int, audience: Audience, person_id: int) -> bool:
    return bool(
        tx.execute(
            sa.select(sa.func.count())
            .select_from(members)
            .where(
                members.c.community_id == community_id,
                members.c.person_id == person_id,
                _fits(community_id, audience),
            )
        ).scalar_one()
    )


@dataclass(frozen=True)
class Meant:
    """Somebody an audience means, and whether the bot may write to them in private."""

    person_id: int
    private: Address
    is_reachable: bool


def list_meant_accounts(
    tx: Connection, community_id: int, audience: Audience, *, channel: str, after: int, limit: int
) -> list[Meant]:
    """As ``list_meant``, with their accounts on a channel."""
    found = tx.execute(
        sa.select(
            members.c.person_id, accounts.c.channel, accounts.c.external_id, accounts.c.is_reachable
        )
        .join(accounts, accounts.c.person_id == members.c.person_id)
        .where(
            members.c.community_id == community_id,
            members.c.person_id > after,
            accounts.c.channel == channel,
            _fits(community_id, audience),
        )
        .order_by(members.c.person_id)
        .limit(limit)
    )
    return [
        Meant(row.person_id, Address(row.external_id, row.channel), row.is_reachable)
        for row in found
    ]


def count_unreachable(
    tx: Connection, community_id: int, audience: Audience, *, channel: str
) -> int:
    """How many of those meant the bot may not write to."""
    return tx.execute(
        sa.select(sa.func.count())
        .select_from(members.join(accounts, accounts.c.person_id == members.c.person_id))
        .where(
            members.c.community_id == community_id,
            accounts.c.channel == channel,
            accounts.c.is_reachable.is_(False),
            _fits(community_id, audience),
        )
    ).scalar_one()
