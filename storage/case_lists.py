"""Lists of cases for everybody: read in their order and no further than they are shown, so that a
page costs the same however many cases there are.
"""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from domain.cases import OPEN_STAGES, Case
from storage.cases import case_of
from storage.tables import case_followers, cases
from storage.tables.cases import IS_OPEN

_OPEN = sa.text(f"cases.{IS_OPEN}")
_ENDED = sa.text(f"NOT (cases.{IS_OPEN})")

MOST_FOLLOWED = 500
"""Of what somebody follows no more than the newest are looked at."""


def list_these(tx: Connection, ids: Sequence[int]) -> list[Case]:
    """Cases by their ids, in the order in which they are named."""
    rows = tx.execute(sa.select(cases).where(cases.c.id.in_(ids)))
    found = {row.id: case_of(row) for row in rows}
    return [found[one] for one in ids if one in found]


def list_open_ids(
    tx: Connection,
    *,
    community_id: int,
    grid_id: int | None = None,
    category_ids: Collection[int] = (),
    with_discreet: bool = True,
    limit: int,
) -> list[int]:
    """The first cases that have not ended, the oldest first: of the community or one grid, of all
    categories or of these.
    """
    parts: list[sa.ColumnElement[bool]] = [cases.c.community_id == community_id]
    if grid_id is not None:
        parts.append(cases.c.grid_id == grid_id)
    if not with_discreet:
        parts.append(sa.not_(sa.or_(cases.c.is_anonymous, cases.c.is_confidential)))
    kinds: list[sa.ColumnElement[bool]] = [cases.c.category_id == one for one in category_ids]
    firsts = [
        sa.select(cases.c.id).where(*parts, kind, _OPEN).order_by(cases.c.id).limit(limit)
        for kind in kinds or [sa.true()]
    ]
    if len(firsts) == 1:
        return list(tx.execute(firsts[0]).scalars())
    found = tx.execute(sa.union_all(*(sa.select(one.subquery()) for one in firsts)))
    return sorted(found.scalars())[:limit]


def list_my_ids(tx: Connection, *, community_id: int, person_id: int, limit: int) -> list[int]:
    """What a person reported or follows: what is open first, then the newest first."""
    followed = _followed(tx, community_id, person_id)
    found: list[int] = []
    for condition, is_open in ((_OPEN, True), (_ENDED, False)):
        if len(found) < limit:
            reported = tx.execute(
                sa.select(cases.c.id)
                .where(
                    cases.c.reporter_id == person_id,
                    cases.c.community_id == community_id,
                    condition,
                )
                .order_by(cases.c.id.desc())
                .limit(limit)
            )
            newest = {*reported.scalars(), *followed[is_open]}
            found += sorted(newest, reverse=True)
    return found[:limit]


def _followed(tx: Connection, community_id: int, person_id: int) -> dict[bool, list[int]]:
    """The newest of what somebody follows, what is open and what has ended.

    Looked up by nothing but their ids: given more to go by, SQLite goes through all that is open.
    """
    newest = tx.execute(
        sa.select(case_followers.c.case_id)
        .where(case_followers.c.person_id == person_id)
        .order_by(case_followers.c.case_id.desc())
        .limit(MOST_FOLLOWED)
    )
    rows = tx.execute(
        sa.select(cases.c.id, cases.c.stage, cases.c.community_id).where(
            cases.c.id.in_(newest.scalars().all())
        )
    )
    found: dict[bool, list[int]] = {True: [], False: []}
    for row in rows:
        if row.community_id == community_id:
            found[row.stage in OPEN_STAGES].append(row.id)
    return found
