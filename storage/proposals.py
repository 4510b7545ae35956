"""Proposals 提议 as rows: who stands behind them, and the cases that a meeting is to end."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.answers import Json
from domain.cases import Case
from domain.proposals import FROM, PILES, Pile, Proposal, ProposalState
from storage.cases import case_of
from storage.tables import cases, proposal_cases, proposal_seconds, proposals


def _proposal(row: sa.Row[tuple[Json, ...]]) -> Proposal:
    return Proposal(
        id=row.id,
        community_id=row.community_id,
        made_by=row.made_by,
        title=row.title,
        words=row.words,
        seconds_needed=row.seconds_needed,
        seconds=row.seconds,
        state=ProposalState(row.state),
        reason=row.reason,
        reviewed_by=row.reviewed_by,
        meeting_id=row.meeting_id,
        version=row.version,
        made_at=row.made_at,
    )


def add_proposal(
    tx: Connection, *, community_id: int, source: str, now: datetime, **columns: Json
) -> Proposal:
    """Write a proposal down; the same ``source`` is the same proposal."""
    tx.execute(
        postgresql.insert(proposals)
        .values(community_id=community_id, source=source, made_at=now, **columns)
        .on_conflict_do_nothing()
    )
    return _proposal(tx.execute(sa.select(proposals).where(proposals.c.source == source)).one())


def find_proposal(tx: Connection, proposal_id: int) -> Proposal | None:
    row = tx.execute(sa.select(proposals).where(proposals.c.id == proposal_id)).one_or_none()
    return _proposal(row) if row else None


def get_proposal(tx: Connection, proposal_id: int) -> Proposal:
    return _proposal(tx.execute(sa.select(proposals).where(proposals.c.id == proposal_id)).one())


def move_proposal(
    tx: Connection, proposal: Proposal, to: ProposalState, **columns: Json
) -> Proposal | None:
    """Compare and set: ``None`` when somebody was faster, or where no way leads there."""
    if proposal.state not in FROM[to]:
        return None
    row = tx.execute(
        proposals.update()
        .where(proposals.c.id == proposal.id, proposals.c.version == proposal.version)
        .values(state=to.value, version=proposal.version + 1, **columns)
        .returning(*proposals.c)
    ).one_or_none()
    return _proposal(row) if row else None


def add_second(
    tx: Connection, proposal: Proposal, person_id: int, *, now: datetime
) -> Proposal | None:
    """One more stands behind it; ``None`` if they did before."""
    added = tx.execute(
        postgresql.insert(proposal_seconds)
        .values(
            community_id=proposal.community_id,
            proposal_id=proposal.id,
            person_id=person_id,
            seconded_at=now,
        )
        .on_conflict_do_nothing()
        .returning(proposal_seconds.c.id)
    )
    return _count(tx, proposal, 1) if added.first() is not None else None


def remove_second(tx: Connection, proposal: Proposal, person_id: int) -> Proposal | None:
    """One stands behind it no more; ``None`` if they did not."""
    removed = tx.execute(
        proposal_seconds.delete().where(
            proposal_seconds.c.proposal_id == proposal.id,
            proposal_seconds.c.person_id == person_id,
        )
    )
    return _count(tx, proposal, -1) if removed.rowcount else None


def _count(tx: Connection, proposal: Proposal, step: int) -> Proposal:
    """How many there are is no change that a button of it must know: the version stays."""
    return _proposal(
        tx.execute(
            proposals.update()
            .where(proposals.c.id == proposal.id)
            .values(seconds=proposals.c.seconds + step)
            .returning(*proposals.c)
        ).one()
    )


def has_seconded(tx: Connection, proposal_id: int, person_id: int) -> bool:
    found = sa.select(proposal_seconds.c.id).where(
        proposal_seconds.c.proposal_id == proposal_id, proposal_seconds.c.person_id == person_id
    )
    return tx.execute(found).first() is not None


def list_seconders(tx: Connection, proposal_id: int) -> list[int]:
    """Who stands behind it, the first first."""
    return list(
        tx.execute(
            sa.select(proposal_seconds.c.person_id)
            .where(proposal_seconds.c.proposal_id == proposal_id)
            .order_by(proposal_seconds.c.id)
        ).scalars()
    )


def count_open_by(tx: Connection, *, community_id: int, person_id: int) -> int:
    return tx.execute(
        sa.select(sa.func.count())
        .select_from(proposals)
        .where(
            proposals.c.made_by == person_id,
            proposals.c.community_id == community_id,
            proposals.c.state == ProposalState.OPEN.value,
        )
    ).scalar_one()


def list_taken(tx: Connection, community_id: int, *, limit: int | None = None) -> list[Proposal]:
    """What waits for a meeting, the oldest first."""
    rows = tx.execute(
        sa.select(proposals)
        .where(
            proposals.c.community_id == community_id,
            proposals.c.state == ProposalState.TAKEN.value,
        )
        .order_by(proposals.c.id)
        .limit(limit)
    )
    return [_proposal(row) for row in rows]


def count_piles(tx: Connection, *, community_id: int) -> dict[Pile, int]:
    rows = tx.execute(
        sa.select(proposals.c.state, sa.func.count().label("many"))
        .where(proposals.c.community_id == community_id)
        .group_by(proposals.c.state)
    )
    counts = {ProposalState(row.state): row.many for row in rows}
    return {pile: sum(counts.get(one, 0) for one in states) for pile, states in PILES.items()}


def list_pile(
    tx: Connection, *, community_id: int, pile: Pile, limit: int, offset: int
) -> list[Proposal]:
    """One part of a community's proposals, the newest first."""
    rows = tx.execute(
        sa.select(proposals)
        .where(
            proposals.c.community_id == community_id,
            proposals.c.state.in_([one.value for one in PILES[pile]]),
        )
        .order_by(proposals.c.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [_proposal(row) for row in rows]


def add_cases(
    tx: Connection, *, community_id: int, proposal_id: int, case_ids: Collection[int]
) -> None:
    """The cases that this matter is made of; one that is known to be is no second time."""
    for case_id in case_ids:
        tx.execute(
            postgresql.insert(proposal_cases)
            .values(community_id=community_id, proposal_id=proposal_id, case_id=case_id)
            .on_conflict_do_nothing()
        )


def cases_of(tx: Connection, proposal_id: int) -> list[Case]:
    """The cases of a cluster from which a proposal was made, the oldest first; none for others."""
    rows = tx.execute(
        sa.select(cases)
        .join(proposal_cases, proposal_cases.c.case_id == cases.c.id)
        .where(proposal_cases.c.proposal_id == proposal_id)
        .order_by(cases.c.id)
    )
    return [case_of(row) for row in rows]
