"""Bulk acts 批量: who asked for what on which cases, and what came of it."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.answers import Json
from domain.bulks import ASKED, Bulk, Refusal
from domain.cases import Act
from storage.tables import bulks


def _bulk(row: sa.Row[tuple[Json, ...]]) -> Bulk:
    results = row.results
    refused = {
        int(case_id): Refusal(key, params) for case_id, (key, params) in results["refused"].items()
    }
    return Bulk(
        row.id,
        row.community_id,
        row.person_id,
        Act(row.act),
        row.words,
        tuple(row.case_ids),
        tuple(results["unknown"]),
        tuple(results["done"]),
        refused,
        row.state,
        row.version,
        row.asked_at,
    )


def add_bulk(
    tx: Connection,
    *,
    community_id: int,
    person_id: int,
    act: Act,
    words: str,
    case_ids: Sequence[int],
    unknown: Sequence[int],
    source: str,
    now: datetime,
) -> Bulk:
    """Write a wish down; the same ``source`` is the same wish."""
    tx.execute(
        postgresql.insert(bulks)
        .values(
            community_id=community_id,
            person_id=person_id,
            source=source,
            act=act.value,
            words=words,
            case_ids=list(case_ids),
            results={"unknown": list(unknown), "done": [], "refused": {}},
            state=ASKED,
            asked_at=now,
        )
        .on_conflict_do_nothing()
    )
    return _bulk(tx.execute(sa.select(bulks).where(bulks.c.source == source)).one())


def find_bulk(tx: Connection, bulk_id: int, *, community_id: int) -> Bulk | None:
    row = tx.execute(
        sa.select(bulks).where(bulks.c.id == bulk_id, bulks.c.community_id == community_id)
    ).one_or_none()
    return _bulk(row) if row else None


def get_bulk(tx: Connection, bulk_id: int) -> Bulk:
    return _bulk(tx.execute(sa.select(bulks).where(bulks.c.id == bulk_id)).one())


def change_state(tx: Connection, bulk: Bulk, state: str, *, now: datetime | None = None) -> bool:
    """Compare and set; ``False`` if somebody pressed first. ``now``: it has ended."""
    changed = tx.execute(
        bulks.update()
        .where(bulks.c.id == bulk.id, bulks.c.version == bulk.version)
        .values(state=state, version=bulks.c.version + 1, ended_at=now)
    )
    return changed.rowcount == 1


def put_results(
    tx: Connection, bulk: Bulk, *, done: Sequence[int], refused: dict[int, Refusal]
) -> Bulk:
    """What has come of it so far."""
    results = {
        "unknown": list(bulk.unknown),
        "done": list(done),
        "refused": {str(one): [why.key, dict(why.params)] for one, why in refused.items()},
    }
    tx.execute(bulks.update().where(bulks.c.id == bulk.id).values(results=results))
    return get_bulk(tx, bulk.id)
