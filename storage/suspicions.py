"""What a month's confirmations look like from above: who for whom, how fast, by which picture."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from domain.cases import case_id_of
from domain.media import BEFORE
from domain.suspicions import Confirmed, Kind, Suspicion
from storage.tables import case_media, cases, grants, hours

MOST_READ = 20_000
"""A month of a large community; what is older in it is looked at by the next list."""
AT_ONCE = 500


def list_confirmed(tx: Connection, *, community_id: int, since: datetime) -> list[Confirmed]:
    """Points and hours that somebody has confirmed for somebody. What one press confirmed counts
    once, whatever it paid; what was reported without a name is left out.
    """
    of_points = (
        sa.select(grants.c.granted_by, grants.c.person_id, grants.c.granted_at)
        .where(
            grants.c.community_id == community_id,
            grants.c.granted_on >= f"{since:%Y-%m-%d}",
            grants.c.granted_by.is_not(None),
            sa.not_(grants.c.is_discreet),
        )
        .order_by(grants.c.granted_on.desc())
        .limit(MOST_READ)
    )
    of_hours = (
        sa.select(hours.c.confirmed_by, hours.c.person_id, hours.c.entered_at)
        .where(
            hours.c.community_id == community_id,
            hours.c.entered_at >= since,
            hours.c.confirmed_by.is_not(None),
            hours.c.reverses_id.is_(None),
        )
        .order_by(hours.c.entered_at.desc())
        .limit(MOST_READ)
    )
    found = (
        Confirmed(by, person, at)
        for query in (of_points, of_hours)
        for by, person, at in tx.execute(query)
    )
    return list(dict.fromkeys(found))


def list_same_pictures(tx: Connection, *, community_id: int, since: datetime) -> list[Suspicion]:
    """One picture in several reports that earned points. Whoever reports without a name is left
    out: nobody may learn by this list who it was.
    """
    rewarded = tx.execute(
        sa.select(grants.c.about)
        .where(
            grants.c.community_id == community_id,
            grants.c.granted_on >= f"{since:%Y-%m-%d}",
            grants.c.about.startswith("case:"),
        )
        .order_by(grants.c.granted_on.desc())
        .limit(MOST_READ)
    ).scalars()
    case_ids = sorted({number for about in rewarded if (number := case_id_of(about))})
    shown: dict[int, set[tuple[int, int]]] = {}
    for start in range(0, len(case_ids), AT_ONCE):
        for file, number, reporter in _pictures_of(tx, case_ids[start : start + AT_ONCE]):
            shown.setdefault(file, set()).add((number, reporter))
    return [
        Suspicion(
            Kind.SAME_PICTURE,
            tuple(sorted({reporter for _, reporter in found})),
            len(found),
            tuple(sorted(number for number, _ in found)),
        )
        for _, found in sorted(shown.items())
        if len(found) > 1
    ]


def _pictures_of(tx: Connection, case_ids: Sequence[int]) -> list[tuple[int, int, int]]:
    rows = tx.execute(
        sa.select(case_media.c.file_id, cases.c.number, cases.c.reporter_id)
        .join(cases, cases.c.id == case_media.c.case_id)
        .where(
            case_media.c.case_id.in_(case_ids),
            case_media.c.phase == BEFORE,
            case_media.c.file_id.is_not(None),
            sa.not_(cases.c.is_anonymous),
            sa.not_(cases.c.is_confidential),
        )
    )
    return [(row[0], row[1], row[2]) for row in rows]
