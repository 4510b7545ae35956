"""Claims 申报: hours that somebody says they gave, and what else is known of those days."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.addresses import Address
from domain.answers import Json
from domain.hour_claims import ClaimState, HourClaim, Occupied
from storage.tables import activities, hour_claims, hours

COUNTS = (ClaimState.ASKED.value, ClaimState.CONFIRMED.value)
MOST_ASKED = 20


def _claim(row: sa.Row[tuple[Json, ...]]) -> HourClaim:
    return HourClaim(
        row.id,
        row.community_id,
        row.person_id,
        row.service,
        date.fromisoformat(row.held_on),
        row.starts_at,
        row.ends_at,
        row.minutes,
        row.words,
        row.picture,
        ClaimState(row.state),
        row.reason,
        Address(row.chat, row.channel, row.thread, row.message),
        row.decided_by,
        row.decided_at,
        row.version,
    )


def add_claim(
    tx: Connection,
    *,
    community_id: int,
    person_id: int,
    service: str,
    held_on: date,
    starts_at: datetime | None,
    ends_at: datetime | None,
    minutes: int,
    words: str,
    picture: str,
    said_in: Address,
    source: str,
    now: datetime,
) -> HourClaim | None:
    """Write a claim; ``None`` where this ``source`` stands there already."""
    row = tx.execute(
        postgresql.insert(hour_claims)
        .values(
            community_id=community_id,
            person_id=person_id,
            service=service,
            held_on=held_on.isoformat(),
            starts_at=starts_at,
            ends_at=ends_at,
            minutes=minutes,
            words=words,
            picture=picture,
            channel=said_in.channel,
            chat=said_in.chat,
            thread=said_in.thread,
            message=said_in.reply_to,
            source=source,
            asked_at=now,
        )
        .on_conflict_do_nothing(index_elements=["source"])
        .returning(hour_claims)
    ).one_or_none()
    return _claim(row) if row else None


def get_claim(tx: Connection, claim_id: int) -> HourClaim:
    return _claim(tx.execute(sa.select(hour_claims).where(hour_claims.c.id == claim_id)).one())


def find_claim(tx: Connection, claim_id: int, *, community_id: int) -> HourClaim | None:
    row = tx.execute(
        sa.select(hour_claims).where(
            hour_claims.c.id == claim_id, hour_claims.c.community_id == community_id
        )
    ).one_or_none()
    return _claim(row) if row else None


def decide(
    tx: Connection,
    claim: HourClaim,
    state: ClaimState,
    *,
    by: int | None,
    reason: str = "",
    now: datetime,
) -> bool:
    """Say yes or no to a claim; ``False`` if that has been said. ``by`` nobody: taken back."""
    decided = tx.execute(
        hour_claims.update()
        .where(hour_claims.c.id == claim.id, hour_claims.c.state == ClaimState.ASKED.value)
        .values(
            state=state.value,
            decided_by=by,
            decided_at=now,
            reason=reason,
            version=hour_claims.c.version + 1,
        )
    )
    return decided.rowcount == 1


def change_service(tx: Connection, claim: HourClaim, service: str) -> bool:
    """``False`` once it has been decided."""
    changed = tx.execute(
        hour_claims.update()
        .where(hour_claims.c.id == claim.id, hour_claims.c.state == ClaimState.ASKED.value)
        .values(service=service, version=hour_claims.c.version + 1)
    )
    return changed.rowcount == 1


def list_asked_of(tx: Connection, *, community_id: int, person_id: int) -> list[HourClaim]:
    """What of somebody's still waits, the newest first."""
    rows = tx.execute(
        sa.select(hour_claims)
        .where(
            hour_claims.c.community_id == community_id,
            hour_claims.c.person_id == person_id,
            hour_claims.c.state == ClaimState.ASKED.value,
        )
        .order_by(hour_claims.c.held_on.desc(), hour_claims.c.id.desc())
        .limit(MOST_ASKED)
    )
    return [_claim(row) for row in rows]


def find_last_rejected(
    tx: Connection, *, community_id: int, person_id: int, since: datetime
) -> HourClaim | None:
    """The last refusal since then, which its person may not have been told in private."""
    row = tx.execute(
        sa.select(hour_claims)
        .where(
            hour_claims.c.community_id == community_id,
            hour_claims.c.person_id == person_id,
            hour_claims.c.state == ClaimState.REJECTED.value,
            hour_claims.c.decided_at > since,
        )
        .order_by(hour_claims.c.decided_at.desc())
        .limit(1)
    ).one_or_none()
    return _claim(row) if row else None


def sum_asked(tx: Connection, *, community_id: int, person_id: int, held_on: date) -> int:
    """Minutes of one day that wait for a yes."""
    total: int = tx.execute(
        sa.select(sa.func.coalesce(sa.func.sum(hour_claims.c.minutes), 0)).where(
            hour_claims.c.community_id == community_id,
            hour_claims.c.person_id == person_id,
            hour_claims.c.held_on == held_on.isoformat(),
            hour_claims.c.state == ClaimState.ASKED.value,
        )
    ).scalar_one()
    return total


def list_occupied(tx: Connection, claim: HourClaim) -> list[Occupied]:
    """What else its person did or says to have done around that day; hours that have become
    entries of a claim are told by the claim.
    """
    days = [(claim.held_on + timedelta(days=n)).isoformat() for n in (-1, 0, 1)]
    other_claims = sa.select(hour_claims).where(
        hour_claims.c.community_id == claim.community_id,
        hour_claims.c.person_id == claim.person_id,
        hour_claims.c.held_on.in_(days),
        hour_claims.c.state.in_(COUNTS),
        hour_claims.c.id != claim.id,
    )
    found = [_claim(row) for row in tx.execute(other_claims.order_by(hour_claims.c.id))]
    said = [Occupied(c.held_on, c.minutes, c.words, c.starts_at, c.ends_at) for c in found]
    return said + _list_verified(tx, claim, days)


def _list_verified(tx: Connection, claim: HourClaim, days: list[str]) -> list[Occupied]:
    counter = hours.alias()
    rows = tx.execute(
        sa.select(
            hours.c.held_on,
            hours.c.minutes,
            hours.c.words,
            activities.c.starts_at,
            activities.c.ends_at,
        )
        .select_from(hours.outerjoin(activities, activities.c.id == hours.c.activity_id))
        .where(
            hours.c.community_id == claim.community_id,
            hours.c.person_id == claim.person_id,
            hours.c.held_on.in_(days),
            hours.c.claim_id.is_(None),
            hours.c.reverses_id.is_(None),
            ~sa.exists().where(counter.c.reverses_id == hours.c.id),
        )
        .order_by(hours.c.id)
    )
    return [
        Occupied(
            date.fromisoformat(row.held_on), row.minutes, row.words, row.starts_at, row.ends_at
        )
        for row in rows
    ]
