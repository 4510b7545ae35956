"""Proxies 代投: who may vote for whom in a ballot; a row is ended, never deleted."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.answers import Json
from domain.proxies import Proxy
from storage.tables import ballot_proxies, ballot_voters, members
from storage.tables.ballots import IS_GIVEN

# SQLite finds a partial index only by its own words, never by a parameter.
_IS_GIVEN = sa.text(f"ballot_proxies.{IS_GIVEN}")


def _proxy(row: sa.Row[tuple[Json, ...]]) -> Proxy:
    return Proxy(
        row.id,
        row.community_id,
        row.ballot_id,
        row.person_id,
        row.proxy_id,
        row.authority,
        row.made_by,
        row.made_at,
        row.accepted_at,
        row.revoked_at,
        row.revoked_by,
    )


def add_proxy(
    tx: Connection,
    *,
    community_id: int,
    ballot_id: int,
    person_id: int,
    proxy_id: int,
    authority: str,
    made_by: int,
    source: str,
    accepted_at: datetime | None,
    now: datetime,
) -> Proxy | None:
    """``None`` if this person has named somebody already who has not been taken back."""
    row = tx.execute(
        postgresql.insert(ballot_proxies)
        .values(
            community_id=community_id,
            ballot_id=ballot_id,
            person_id=person_id,
            proxy_id=proxy_id,
            authority=authority,
            made_by=made_by,
            made_at=now,
            accepted_at=accepted_at,
            source=source,
        )
        .on_conflict_do_nothing()
        .returning(ballot_proxies)
    ).one_or_none()
    return _proxy(row) if row else None


def find_proxy(tx: Connection, proxy_id: int, *, community_id: int) -> Proxy | None:
    row = tx.execute(
        sa.select(ballot_proxies).where(
            ballot_proxies.c.id == proxy_id, ballot_proxies.c.community_id == community_id
        )
    ).one_or_none()
    return _proxy(row) if row else None


def find_given(tx: Connection, ballot_id: int, person_ids: Collection[int]) -> Proxy | None:
    """Whom one of these, who share a vote, has named."""
    row = tx.execute(
        sa.select(ballot_proxies)
        .where(
            ballot_proxies.c.ballot_id == ballot_id,
            ballot_proxies.c.person_id.in_(person_ids),
            _IS_GIVEN,
        )
        .order_by(ballot_proxies.c.id)
        .limit(1)
    ).one_or_none()
    return _proxy(row) if row else None


def find_given_for(tx: Connection, ballot_id: int, voter: str) -> Proxy | None:
    """Whom somebody has named for this vote."""
    row = tx.execute(
        sa.select(ballot_proxies)
        .join(ballot_voters, ballot_voters.c.person_id == ballot_proxies.c.person_id)
        .where(
            ballot_voters.c.ballot_id == ballot_id,
            ballot_voters.c.voter == voter,
            ballot_proxies.c.ballot_id == ballot_id,
            _IS_GIVEN,
        )
        .limit(1)
    ).one_or_none()
    return _proxy(row) if row else None


def count_held(tx: Connection, ballot_id: int, proxy_id: int) -> int:
    """For how many others somebody may vote in a ballot."""
    found: int = tx.execute(
        sa.select(sa.func.count())
        .select_from(ballot_proxies)
        .where(
            ballot_proxies.c.proxy_id == proxy_id,
            ballot_proxies.c.ballot_id == ballot_id,
            ballot_proxies.c.accepted_at.is_not(None),
            _IS_GIVEN,
        )
    ).scalar_one()
    return found


def list_of_ballot(tx: Connection, ballot_id: int, *, limit: int) -> list[Proxy]:
    """All that were ever given, the newest first."""
    rows = tx.execute(
        sa.select(ballot_proxies)
        .where(ballot_proxies.c.ballot_id == ballot_id)
        .order_by(ballot_proxies.c.id.desc())
        .limit(limit)
    )
    return [_proxy(row) for row in rows]


def accept(tx: Connection, proxy: Proxy, *, now: datetime) -> bool:
    """``False`` if it was accepted or taken back meanwhile."""
    row = tx.execute(
        ballot_proxies.update()
        .where(
            ballot_proxies.c.id == proxy.id,
            ballot_proxies.c.accepted_at.is_(None),
            ballot_proxies.c.revoked_at.is_(None),
        )
        .values(accepted_at=now)
        .returning(ballot_proxies.c.id)
    ).one_or_none()
    return row is not None


def revoke(tx: Connection, proxy: Proxy, *, by: int, now: datetime) -> bool:
    """End it; ``False`` if somebody has before."""
    row = tx.execute(
        ballot_proxies.update()
        .where(ballot_proxies.c.id == proxy.id, ballot_proxies.c.revoked_at.is_(None))
        .values(revoked_at=now, revoked_by=by)
        .returning(ballot_proxies.c.id)
    ).one_or_none()
    return row is not None


def list_named(tx: Connection, *, community_id: int, name: str) -> list[int]:
    """Members who go by exactly this name: two is as many as anybody needs to know of."""
    return list(
        tx.execute(
            sa.select(members.c.person_id)
            .where(members.c.community_id == community_id, members.c.name == name)
            .limit(2)
        ).scalars()
    )
