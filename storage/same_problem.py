"""Open cases among which the same problem may be found: near ones, and those of the same kind.

Each way to them is a partial index read from its newest end, so that it costs the same whether a
community has had a thousand cases or a million.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from domain.answers import Json
from domain.cases import Case, Stage
from domain.likeness import Told
from domain.media import BEFORE, Point
from storage.cases import case_of
from storage.tables import case_media, cases, media_files
from storage.tables.cases import IS_OPEN

MOST_COMPARED = 30

# SQLite finds a partial index only by its own words, never by a parameter.
_IS_OPEN = sa.text(IS_OPEN)


@dataclass(frozen=True)
class Candidate:
    """An open case that another may be the same as."""

    id: int
    number: int
    words: str
    told: Told


def list_near(tx: Connection, case: Case, *, cells: Sequence[int]) -> list[Candidate]:
    """The newest open cases in these cells of the earth, or of the same place by its name.

    What is said to be mended is none of them: whoever still sees it has something new to report.
    Nor is what may itself go into another in a minute.
    """
    ways = [_newest(case, cases.c.cell == cell) for cell in cells]
    if case.place_mark:
        ways.append(_newest(case, cases.c.place_mark == case.place_mark))
    return _read(tx, ways) if ways else []


def list_of_kind(tx: Connection, case: Case) -> list[Candidate]:
    """The newest open cases of the same category."""
    if case.category_id is None:
        return []
    return _read(tx, [_newest(case, cases.c.category_id == case.category_id)])


def _newest(case: Case, is_there: sa.ColumnElement[bool]) -> sa.Select[tuple[int]]:
    return (
        sa.select(cases.c.id)
        .where(
            cases.c.community_id == case.community_id,
            is_there,
            _IS_OPEN,
            cases.c.stage != Stage.RESOLVED.value,
            cases.c.offered_until.is_(None),
            cases.c.id != case.id,
            sa.not_(cases.c.is_anonymous),
            sa.not_(cases.c.is_confidential),
        )
        .order_by(cases.c.id.desc())
        .limit(MOST_COMPARED)
    )


def _read(tx: Connection, ways: Sequence[sa.Select[tuple[int]]]) -> list[Candidate]:
    found = sa.union(*(sa.select(way.subquery().c.id) for way in ways)).subquery()
    rows = tx.execute(
        sa.select(
            *(cases.c.id, cases.c.number, cases.c.words, cases.c.place_mark),
            *(cases.c.latitude, cases.c.longitude, cases.c.category_id),
        )
        .where(cases.c.id.in_(sa.select(found.c.id)))
        .order_by(cases.c.id.desc())
        .limit(MOST_COMPARED)
    ).all()
    pictures = likenesses_of(tx, [row.id for row in rows])
    return [_candidate(row, pictures.get(row.id, ())) for row in rows]


def list_asked_about(tx: Connection, case: Case, *, ids: Collection[int]) -> list[Case]:
    """Reports whose reporters are being asked whether they are the same as one of these."""
    rows = tx.execute(
        sa.select(cases)
        .where(
            cases.c.community_id == case.community_id,
            _IS_OPEN,
            cases.c.offered_until.is_not(None),
            cases.c.same_as_id.in_(ids),
        )
        .order_by(cases.c.id)
    )
    return [case_of(row) for row in rows]


def _candidate(row: sa.Row[*tuple[Json, ...]], pictures: tuple[str, ...]) -> Candidate:
    is_on_the_map = row.latitude is not None and row.longitude is not None
    told = Told(
        words=row.words,
        mark=row.place_mark,
        point=Point(row.latitude, row.longitude) if is_on_the_map else None,
        category_id=row.category_id,
        likenesses=pictures,
    )
    return Candidate(row.id, row.number, row.words, told)


def likenesses_of(tx: Connection, case_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """What the pictures look like with which these cases were reported, as far as it is known."""
    rows = tx.execute(
        sa.select(case_media.c.case_id, media_files.c.likeness)
        .join_from(case_media, media_files, media_files.c.id == case_media.c.file_id)
        .where(
            case_media.c.case_id.in_(case_ids),
            case_media.c.phase == BEFORE,
            media_files.c.likeness.is_not(None),
        )
        .order_by(case_media.c.id)
    )
    found: dict[int, tuple[str, ...]] = {}
    for row in rows:
        found[row.case_id] = (*found.get(row.case_id, ()), row.likeness)
    return found
