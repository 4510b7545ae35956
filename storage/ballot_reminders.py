"""Who has not voted in a ballot, and whom of them the bot cannot write to."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from storage.tables import accounts, ballot_voters


@dataclass(frozen=True)
class Undecided:
    """Somebody on the roll whose vote, or whose household's, has not been given."""

    voter: str
    person_id: int
    is_reachable: bool


def list_undecided(
    tx: Connection, ballot_id: int, *, channel: str, limit: int, after: int = 0
) -> list[Undecided]:
    """From behind the person ``after``."""
    is_theirs = sa.and_(
        accounts.c.person_id == ballot_voters.c.person_id, accounts.c.channel == channel
    )
    rows = tx.execute(
        sa.select(ballot_voters.c.voter, ballot_voters.c.person_id, accounts.c.is_reachable)
        .outerjoin(accounts, is_theirs)
        .where(
            ballot_voters.c.ballot_id == ballot_id,
            ballot_voters.c.person_id > after,
            ballot_voters.c.voted_at.is_(None),
        )
        .order_by(ballot_voters.c.person_id)
        .limit(limit)
    )
    return [Undecided(row.voter, row.person_id, bool(row.is_reachable)) for row in rows]


def count_unreachable(tx: Connection, ballot_id: int, *, channel: str) -> int:
    """Votes that have not been given and whose owners the bot can write to nowhere: of a household
    none of them.
    """
    other = ballot_voters.alias()
    is_theirs = sa.and_(accounts.c.person_id == other.c.person_id, accounts.c.channel == channel)
    can_be_told = sa.exists(
        sa.select(other.c.id)
        .join(accounts, is_theirs)
        .where(
            other.c.ballot_id == ballot_id,
            other.c.voter == ballot_voters.c.voter,
            accounts.c.is_reachable,
        )
    )
    found: int = tx.execute(
        sa.select(sa.func.count(sa.distinct(ballot_voters.c.voter))).where(
            ballot_voters.c.ballot_id == ballot_id,
            ballot_voters.c.voted_at.is_(None),
            ~can_be_told,
        )
    ).scalar_one()
    return found
