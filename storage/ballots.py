"""Ballots 表决: what is asked, the roll of who may vote, and the votes while they are kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.answers import Json
from domain.audiences import Audience, as_stored, read_audience
from domain.ballots import (
    Ballot,
    BallotState,
    Count,
    Majority,
    Quorum,
    Reasons,
    option_of,
    voter_of,
)
from domain.households import Stay
from storage.tables import ballot_proxies, ballot_voters, ballots, household_members, votes


@dataclass(frozen=True)
class Voter:
    """Somebody on the roll. ``voter`` is whose vote it is: their own or their household's."""

    person_id: int
    household_id: int | None
    voter: str
    voted_at: datetime | None
    wants_result: bool


@dataclass(frozen=True)
class Vote:
    """``choice`` is a mark (``domain.ballots.mark_of``)."""

    voter: str
    choice: str
    reason: str
    cast_by: int | None
    ballot_proxy_id: int | None
    cast_at: datetime


def ballot_of(row: sa.Row[tuple[Json, ...]]) -> Ballot:
    return Ballot(
        id=row.id,
        community_id=row.community_id,
        meeting_id=row.meeting_id,
        agenda_item_id=row.agenda_item_id,
        number=row.number,
        title=row.title,
        options=tuple(row.options),
        audience=read_audience(row.audience),
        is_by_household=row.is_by_household,
        is_secret=row.is_secret,
        reasons=Reasons(row.reasons),
        is_hidden=row.is_hidden,
        quorum=Quorum(row.quorum),
        majority=Majority(row.majority),
        eligible=row.eligible,
        voted=row.voted,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        state=BallotState(row.state),
        secret=row.secret,
        result=row.result,
        made_by=row.made_by,
        version=row.version,
        source=row.source,
        made_at=row.made_at,
        closed_at=row.closed_at,
    )


def _one(tx: Connection, *where: sa.ColumnElement[bool]) -> Ballot | None:
    row = tx.execute(sa.select(ballots).where(*where)).one_or_none()
    return ballot_of(row) if row else None


def find_ballot(tx: Connection, ballot_id: int) -> Ballot | None:
    return _one(tx, ballots.c.id == ballot_id)


def get_ballot(tx: Connection, ballot_id: int) -> Ballot:
    return ballot_of(tx.execute(sa.select(ballots).where(ballots.c.id == ballot_id)).one())


def find_by_source(tx: Connection, source: str) -> Ballot | None:
    return _one(tx, ballots.c.source == source)


def find_by_number(tx: Connection, *, community_id: int, number: str) -> Ballot | None:
    return _one(tx, ballots.c.community_id == community_id, ballots.c.number == number)


def result_of(tx: Connection, ballot_id: int) -> Count | None:
    """How it was counted; ``None`` while it is open, and for one that was annulled."""
    found = find_ballot(tx, ballot_id)
    return found.count if found else None


def list_of_meeting(tx: Connection, meeting_id: int) -> list[Ballot]:
    rows = tx.execute(
        sa.select(ballots).where(ballots.c.meeting_id == meeting_id).order_by(ballots.c.id)
    )
    return [ballot_of(row) for row in rows]


def count_opened(tx: Connection, *, community_id: int, since: datetime) -> int:
    found: int = tx.execute(
        sa.select(sa.func.count())
        .select_from(ballots)
        .where(ballots.c.community_id == community_id, ballots.c.opens_at >= since)
    ).scalar_one()
    return found


def add_ballot(
    tx: Connection, *, source: str, options: Iterable[str], audience: Audience, **columns: Json
) -> Ballot | None:
    """Write an open ballot down, with what stands in its row under the same names; ``None`` if this
    source has made one before.
    """
    row = tx.execute(
        postgresql.insert(ballots)
        .values(source=source, options=list(options), audience=as_stored(audience), **columns)
        .on_conflict_do_nothing(index_elements=["source"])
        .returning(ballots)
    ).one_or_none()
    return ballot_of(row) if row else None


def add_roll(tx: Connection, ballot: Ballot, voters: Iterable[tuple[int, int | None]]) -> Ballot:
    """Who may vote, as persons and the households they vote for; it is never added to later."""
    rows = [
        {
            "community_id": ballot.community_id,
            "ballot_id": ballot.id,
            "person_id": person_id,
            "household_id": household_id,
            "voter": voter_of(person_id, household_id),
        }
        for person_id, household_id in voters
    ]
    if rows:
        tx.execute(ballot_voters.insert(), rows)
    eligible = len({row["voter"] for row in rows})
    changed = tx.execute(
        ballots.update()
        .where(ballots.c.id == ballot.id)
        .values(eligible=eligible)
        .returning(ballots)
    ).one()
    return ballot_of(changed)


def list_homes(tx: Connection, *, community_id: int) -> dict[int, int]:
    """In which household each person lives whose word for it the office has confirmed."""
    rows = tx.execute(
        sa.select(household_members.c.person_id, household_members.c.household_id).where(
            household_members.c.community_id == community_id,
            household_members.c.state == Stay.CONFIRMED.value,
        )
    )
    return {row.person_id: row.household_id for row in rows}


def concerned_by(ballot_id: int) -> sa.CompoundSelect[tuple[int]]:
    """Persons on the roll, and whoever was ever named a proxy: what they typed of a vote may be
    there though the vote was taken back, or never came to be one.
    """
    return sa.union(
        sa.select(ballot_voters.c.person_id).where(ballot_voters.c.ballot_id == ballot_id),
        sa.select(ballot_proxies.c.proxy_id).where(ballot_proxies.c.ballot_id == ballot_id),
    )


def take_open(tx: Connection, ballot_id: int, *, now: datetime) -> Ballot | None:
    """The ballot, if a vote given now counts, held against being closed before that vote is in."""
    row = tx.execute(
        ballots.update()
        .where(
            ballots.c.id == ballot_id,
            ballots.c.state == BallotState.OPEN.value,
            ballots.c.closes_at > now,
        )
        .values(voted=ballots.c.voted)
        .returning(ballots)
    ).one_or_none()
    return ballot_of(row) if row else None


def find_voter(tx: Connection, ballot_id: int, person_id: int) -> Voter | None:
    row = tx.execute(
        sa.select(ballot_voters).where(
            ballot_voters.c.ballot_id == ballot_id, ballot_voters.c.person_id == person_id
        )
    ).one_or_none()
    return _voter(row) if row else None


def _voter(row: sa.Row[tuple[Json, ...]]) -> Voter:
    return Voter(row.person_id, row.household_id, row.voter, row.voted_at, row.wants_result)


def list_of_voter(tx: Connection, ballot_id: int, voter: str) -> list[Voter]:
    """The persons who share a vote."""
    rows = tx.execute(
        sa.select(ballot_voters)
        .where(ballot_voters.c.ballot_id == ballot_id, ballot_voters.c.voter == voter)
        .order_by(ballot_voters.c.person_id)
    )
    return [_voter(row) for row in rows]


def list_not_voted(
    tx: Connection, ballot_id: int, *, after: int = 0, limit: int | None = None
) -> list[Voter]:
    """Persons on the roll whose vote has not been given, from behind the person ``after``."""
    rows = tx.execute(
        sa.select(ballot_voters)
        .where(
            ballot_voters.c.ballot_id == ballot_id,
            ballot_voters.c.person_id > after,
            ballot_voters.c.voted_at.is_(None),
        )
        .order_by(ballot_voters.c.person_id)
        .limit(limit)
    )
    return [_voter(row) for row in rows]


def list_asking(tx: Connection, ballot_id: int) -> list[int]:
    """Persons who want to be told how it ends."""
    return list(
        tx.execute(
            sa.select(ballot_voters.c.person_id)
            .where(ballot_voters.c.ballot_id == ballot_id, ballot_voters.c.wants_result)
            .order_by(ballot_voters.c.person_id)
        ).scalars()
    )


def ask_for_result(tx: Connection, ballot_id: int, person_id: int) -> None:
    tx.execute(
        ballot_voters.update()
        .where(ballot_voters.c.ballot_id == ballot_id, ballot_voters.c.person_id == person_id)
        .values(wants_result=True)
    )


def find_vote(tx: Connection, ballot_id: int, voter: str) -> Vote | None:
    row = tx.execute(
        sa.select(votes).where(votes.c.ballot_id == ballot_id, votes.c.voter == voter)
    ).one_or_none()
    return _vote(row) if row else None


def _vote(row: sa.Row[tuple[Json, ...]]) -> Vote:
    return Vote(row.voter, row.choice, row.reason, row.cast_by, row.ballot_proxy_id, row.cast_at)


def list_votes(tx: Connection, ballot_id: int) -> list[Vote]:
    """In the order of the roll's marks, which says nothing of when they were cast."""
    rows = tx.execute(
        sa.select(votes).where(votes.c.ballot_id == ballot_id).order_by(votes.c.voter)
    )
    return [_vote(row) for row in rows]


def put_vote(
    tx: Connection,
    ballot: Ballot,
    *,
    voter: str,
    choice: str,
    reason: str,
    cast_by: int,
    ballot_proxy_id: int | None = None,
    now: datetime,
) -> bool:
    """The last choice counts; whether it is this voter's first. The caller holds the ballot open
    (``take_open``) in this transaction.
    """
    said = {
        "choice": choice,
        "reason": reason,
        "cast_by": cast_by,
        "ballot_proxy_id": ballot_proxy_id,
        "cast_at": now,
    }
    added = tx.execute(
        postgresql.insert(votes)
        .values(community_id=ballot.community_id, ballot_id=ballot.id, voter=voter, **said)
        .on_conflict_do_nothing(index_elements=["ballot_id", "voter"])
        .returning(votes.c.id)
    ).one_or_none()
    if added is None:
        tx.execute(
            votes.update()
            .where(votes.c.ballot_id == ballot.id, votes.c.voter == voter)
            .values(version=votes.c.version + 1, **said)
        )
        return False
    _mark_voted(tx, ballot, voter, at=now)
    return True


def withdraw_vote(tx: Connection, ballot: Ballot, voter: str) -> bool:
    """Take a vote out as if it had never been given; ``False`` if there is none."""
    gone = tx.execute(votes.delete().where(votes.c.ballot_id == ballot.id, votes.c.voter == voter))
    if gone.rowcount == 1:
        _mark_voted(tx, ballot, voter, at=None)
    return gone.rowcount == 1


def _mark_voted(tx: Connection, ballot: Ballot, voter: str, *, at: datetime | None) -> None:
    tx.execute(
        ballot_voters.update()
        .where(ballot_voters.c.ballot_id == ballot.id, ballot_voters.c.voter == voter)
        .values(voted_at=at)
    )
    tx.execute(
        ballots.update()
        .where(ballots.c.id == ballot.id)
        .values(voted=ballots.c.voted + (1 if at else -1))
    )


def tally(tx: Connection, ballot: Ballot) -> tuple[int, ...]:
    """How many votes each option has, in the order of the options."""
    found = [0] * len(ballot.options)
    if not ballot.is_secret:
        for row in tx.execute(
            sa.select(votes.c.choice, sa.func.count().label("given"))
            .where(votes.c.ballot_id == ballot.id)
            .group_by(votes.c.choice)
        ):
            found[int(row.choice)] = row.given
        return tuple(found)
    for vote in list_votes(tx, ballot.id):
        option = option_of(ballot, vote.voter, vote.choice)
        assert option is not None, "a vote is kept as a mark of its voter"
        found[option] += 1
    return tuple(found)


def end_ballot(
    tx: Connection,
    ballot: Ballot,
    *,
    state: BallotState,
    result: Mapping[str, Json],
    now: datetime,
) -> bool:
    """Close or annul it, once; ``False`` if somebody has before. A secret ballot keeps its count
    alone: who chose what is gone with this transaction, and with the secret what buttons said.
    """
    ended = tx.execute(
        ballots.update()
        .where(ballots.c.id == ballot.id, ballots.c.state == BallotState.OPEN.value)
        .values(
            state=state.value,
            result=dict(result),
            secret=None,
            closed_at=now,
            version=ballots.c.version + 1,
        )
    )
    if ended.rowcount != 1:
        return False
    if ballot.is_secret:
        tx.execute(votes.delete().where(votes.c.ballot_id == ballot.id))
    return True
