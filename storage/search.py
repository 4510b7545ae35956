"""Cases by their words 找: the index, how it is filled, and what somebody may find in it.

SQLite and PostgreSQL each have an index for words of their own; both are given the same pairs
(``domain/search.py``), each marked with its community, so that a search never even meets what is
another community's. The index only proposes: whether a case may be seen is asked of the case.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.answers import Json
from domain.cases import Stage
from domain.search import Eyes, Finding, Phrase, pairs_of
from storage.tables import case_assignees, cases, categories

NOT_INDEXED = sa.text("NOT is_indexed")
"""The words of the partial index, by which alone it is found."""

case_words = sa.table("case_words", sa.column("rowid"), sa.column("case_id"), sa.column("words"))


def is_anything_new(tx: Connection) -> bool:
    """Whether the words of some case are not in the index yet."""
    return tx.execute(sa.select(cases.c.id).where(NOT_INDEXED).limit(1)).first() is not None


def index_cases(tx: Connection, *, limit: int) -> int:
    """Put the words of so many new or changed cases into the index; return how many they were."""
    rows = tx.execute(
        sa.select(cases, categories.c.name.label("category"))
        .join_from(cases, categories, categories.c.id == cases.c.category_id, isouter=True)
        .where(NOT_INDEXED)
        .order_by(cases.c.id)
        .limit(limit)
    ).all()
    if not rows:
        return 0
    ids = [row.id for row in rows]
    _write(tx, [(row.id, _marked(row.community_id, _words(row))) for row in rows])
    tx.execute(cases.update().where(cases.c.id.in_(ids)).values(is_indexed=True))
    return len(ids)


def _words(row: sa.Row[tuple[Json, ...]]) -> list[str]:
    return pairs_of(
        *(row.words, row.place, row.place_mark, row.transferred_to, row.category or ""),
        *(str(row.number), f"C{row.number}"),
    )


def _marked(community_id: int, pairs: Sequence[str]) -> list[str]:
    """The digits end at the first x, whatever follows it: no two communities share a word."""
    return [f"{community_id}x{pair}" for pair in pairs]


def _write(tx: Connection, found: Sequence[tuple[int, list[str]]]) -> None:
    ids = [case_id for case_id, _ in found]
    if tx.dialect.name == "sqlite":
        tx.execute(case_words.delete().where(case_words.c.rowid.in_(ids)))
        texts = [{"rowid": case_id, "words": " ".join(words)} for case_id, words in found]
        tx.execute(case_words.insert(), texts)
        return
    tx.execute(case_words.delete().where(case_words.c.case_id.in_(ids)))
    # Written as the database writes it, so that no dictionary of its own has a say in it.
    put = case_words.insert().values(
        case_id=sa.bindparam("id"), words=sa.cast(sa.bindparam("pairs"), postgresql.TSVECTOR)
    )
    tx.execute(put, [{"id": case_id, "pairs": _vector(words)} for case_id, words in found])


def _vector(words: Sequence[str]) -> str:
    return " ".join(f"'{word}':{place}" for place, word in enumerate(words, 1))


def find_cases(
    tx: Connection, *, community_id: int, phrases: Sequence[Phrase], eyes: Eyes, limit: int
) -> list[Finding]:
    """The newest cases of the community in which every phrase occurs, as far as these eyes see."""
    case_id, matches = _matching(tx, [_marked(community_id, phrase) for phrase in phrases])
    rows = tx.execute(
        sa.select(
            *(cases.c.id, cases.c.number, cases.c.stage, cases.c.words),
            *(cases.c.place, cases.c.grid_id, cases.c.reported_at),
        )
        .join_from(case_words, cases, cases.c.id == case_id)
        .where(matches, cases.c.community_id == community_id, _seen_by(eyes))
        .order_by(case_id.desc())
        .limit(limit)
    )
    return [
        Finding(
            row.id, row.number, Stage(row.stage), row.words, row.place, row.grid_id, row.reported_at
        )
        for row in rows
    ]


def _matching(
    tx: Connection, phrases: Sequence[Sequence[str]]
) -> tuple[sa.ColumnElement[int], sa.ColumnElement[bool]]:
    """What the index calls a case, and what is true where all phrases occur. The pairs are letters
    and digits, so nothing in them can mean more than itself.
    """
    if tx.dialect.name == "sqlite":
        wanted = " AND ".join('"' + " ".join(one) + '"' for one in phrases)
        return case_words.c.rowid, sa.literal_column("case_words").op("MATCH")(wanted)
    wanted = " & ".join("(" + " <-> ".join(f"'{pair}'" for pair in one) + ")" for one in phrases)
    matches = case_words.c.words.op("@@")(sa.cast(wanted, postgresql.TSQUERY))
    return case_words.c.case_id, matches


def _seen_by(eyes: Eyes) -> sa.ColumnElement[bool]:
    if eyes.sees_all:
        return sa.true()
    seen = [sa.not_(sa.or_(cases.c.is_anonymous, cases.c.is_confidential))]
    if eyes.person_id is not None:
        seen.append(cases.c.reporter_id == eyes.person_id)
    if eyes.sees_gridless:
        seen.append(cases.c.grid_id.is_(None))
    if eyes.grids:
        seen.append(cases.c.grid_id.in_(sorted(eyes.grids)))
    if eyes.sees_assigned:
        seen.append(
            sa.exists().where(
                case_assignees.c.case_id == cases.c.id,
                case_assignees.c.person_id == eyes.person_id,
            )
        )
    return sa.or_(*seen)
