"""Clusters as rows: which like cases of a week were offered together, and what came of it."""

from collections.abc import Collection, Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.answers import Json
from domain.cases import Case, Stage
from domain.clusters import WITHIN, Cluster, ClusterState, Sighting
from domain.likeness import Told
from domain.media import Point
from storage.cases import case_of
from storage.merging import living
from storage.same_problem import likenesses_of
from storage.tables import case_followers, cases, clusters
from storage.tables.cases import IS_OPEN

MOST_COMPARED = 200
"""So many of the newest open cases of one kind are looked at, however many there are."""

ENDED_BADLY = (Stage.WITHDRAWN, Stage.REJECTED)

# SQLite finds a partial index only by its own words, never by a parameter.
_IS_OPEN = sa.text(IS_OPEN)


def _cluster(row: sa.Row[tuple[Json, ...]]) -> Cluster:
    return Cluster(
        id=row.id,
        community_id=row.community_id,
        category=row.category,
        case_ids=tuple(row.case_ids),
        state=ClusterState(row.state),
        proposal_id=row.proposal_id,
        decided_by=row.decided_by,
        version=row.version,
    )


def add_cluster(
    tx: Connection,
    *,
    community_id: int,
    category: str,
    case_ids: Iterable[int],
    source: str,
    now: datetime,
) -> Cluster:
    """Write down what was found; the same ``source`` is the same cluster."""
    tx.execute(
        postgresql.insert(clusters)
        .values(
            community_id=community_id,
            category=category,
            case_ids=sorted(case_ids),
            source=source,
            found_at=now,
        )
        .on_conflict_do_nothing()
    )
    return _cluster(tx.execute(sa.select(clusters).where(clusters.c.source == source)).one())


def find_cluster(tx: Connection, cluster_id: int) -> Cluster | None:
    row = tx.execute(sa.select(clusters).where(clusters.c.id == cluster_id)).one_or_none()
    return _cluster(row) if row else None


def get_cluster(tx: Connection, cluster_id: int) -> Cluster:
    return _cluster(tx.execute(sa.select(clusters).where(clusters.c.id == cluster_id)).one())


def change_cluster(tx: Connection, cluster: Cluster, **columns: Json) -> Cluster | None:
    """Compare and set: ``None`` when somebody was faster."""
    row = tx.execute(
        clusters.update()
        .where(clusters.c.id == cluster.id, clusters.c.version == cluster.version)
        .values(version=cluster.version + 1, **columns)
        .returning(*clusters.c)
    ).one_or_none()
    return _cluster(row) if row else None


def list_found(tx: Connection, *, community_id: int, since: datetime) -> list[Cluster]:
    """What was found since then, the oldest first."""
    rows = tx.execute(
        sa.select(clusters)
        .where(clusters.c.community_id == community_id, clusters.c.found_at >= since)
        .order_by(clusters.c.found_at, clusters.c.id)
    )
    return [_cluster(row) for row in rows]


def list_around(tx: Connection, case: Case) -> list[Sighting]:
    """The open cases of the same kind within a week of this one, itself among them; what may
    itself go into another in a minute is none of them, nor what not everybody may know of.
    """
    newest = (
        sa.select(cases.c.id)
        .where(
            cases.c.community_id == case.community_id,
            cases.c.category_id == case.category_id,
            _IS_OPEN,
        )
        .order_by(cases.c.id.desc())
        .limit(MOST_COMPARED)
        .subquery()
    )
    rows = tx.execute(
        sa.select(cases).where(
            cases.c.id.in_(sa.select(newest.c.id)),
            cases.c.reported_at >= case.reported_at - WITHIN,
            cases.c.reported_at <= case.reported_at + WITHIN,
            cases.c.offered_until.is_(None),
            sa.not_(cases.c.is_anonymous),
            sa.not_(cases.c.is_confidential),
        )
    ).all()
    ids = [row.id for row in rows]
    merged, pictures = _count_merged(tx, ids), likenesses_of(tx, ids)
    found = [case_of(row) for row in rows]
    return [
        Sighting(one.id, _told(one, pictures.get(one.id, ())), one.reported_at, 1 + merged[one.id])
        for one in found
    ]


def _told(case: Case, pictures: tuple[str, ...]) -> Told:
    is_on_the_map = case.latitude is not None and case.longitude is not None
    point = Point(case.latitude or 0, case.longitude or 0) if is_on_the_map else None
    return Told(case.words, case.place_mark, point, case.category_id, pictures)


def _count_merged(tx: Connection, case_ids: Collection[int]) -> dict[int, int]:
    """How many went into each of these."""
    rows = tx.execute(
        sa.select(cases.c.merged_into_id, sa.func.count().label("many"))
        .where(cases.c.merged_into_id.in_(case_ids))
        .group_by(cases.c.merged_into_id)
    )
    return dict.fromkeys(case_ids, 0) | {row.merged_into_id: row.many for row in rows}


def list_cases(tx: Connection, cluster: Cluster) -> list[Case]:
    """What its cases are by now: each where it lives on, without what was withdrawn or rejected,
    and without what not everybody may know of any more.
    """
    rows = tx.execute(sa.select(cases).where(cases.c.id.in_(cluster.case_ids)).order_by(cases.c.id))
    by_id = {one.id: one for one in (living(tx, case_of(row)) for row in rows.all())}
    return [one for one in by_id.values() if not one.is_discreet and one.stage not in ENDED_BADLY]


def count_others(tx: Connection, case_ids: Collection[int]) -> int:
    """How many people follow these cases: by 附议, or because theirs went into one of them."""
    return tx.execute(
        sa.select(sa.func.count(sa.distinct(case_followers.c.person_id))).where(
            case_followers.c.case_id.in_(case_ids)
        )
    ).scalar_one()
