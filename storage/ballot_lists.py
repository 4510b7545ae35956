"""Ballots 表决 as lists: what is open, what waits for somebody's vote, what is over."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from domain.ballots import Ballot, BallotState
from storage.ballots import ballot_of
from storage.tables import ballot_voters, ballots
from storage.tables.ballots import IS_OPEN

# SQLite finds a partial index only by its own words, never by a parameter.
_IS_OPEN = sa.text(f"ballots.{IS_OPEN}")


def list_open(
    tx: Connection, *, community_id: int, now: datetime, limit: int, offset: int = 0
) -> list[Ballot]:
    """What can be voted on, the one that closes first at the top."""
    rows = tx.execute(
        sa.select(ballots)
        .where(_IS_OPEN, ballots.c.community_id == community_id, ballots.c.closes_at > now)
        .order_by(ballots.c.closes_at, ballots.c.id)
        .limit(limit)
        .offset(offset)
    )
    return [ballot_of(row) for row in rows]


def list_waiting(tx: Connection, *, community_id: int, person_id: int, now: datetime) -> list[int]:
    """Ids of the open ballots in which this person's vote has not been given."""
    return list(
        tx.execute(
            sa.select(ballots.c.id)
            .join(ballot_voters, ballot_voters.c.ballot_id == ballots.c.id)
            .where(
                ballot_voters.c.person_id == person_id,
                ballot_voters.c.voted_at.is_(None),
                ballots.c.community_id == community_id,
                ballots.c.state == BallotState.OPEN.value,
                ballots.c.closes_at > now,
            )
            .order_by(ballots.c.closes_at, ballots.c.id)
        ).scalars()
    )


def list_done(
    tx: Connection, *, community_id: int, now: datetime, limit: int, offset: int = 0
) -> list[Ballot]:
    """What is over, the newest first."""
    rows = tx.execute(
        sa.select(ballots)
        .where(ballots.c.community_id == community_id, _is_over(now))
        .order_by(ballots.c.opens_at.desc(), ballots.c.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [ballot_of(row) for row in rows]


def count_done(tx: Connection, *, community_id: int, now: datetime) -> int:
    found: int = tx.execute(
        sa.select(sa.func.count())
        .select_from(ballots)
        .where(ballots.c.community_id == community_id, _is_over(now))
    ).scalar_one()
    return found


def _is_over(now: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(ballots.c.state != BallotState.OPEN.value, ballots.c.closes_at <= now)
