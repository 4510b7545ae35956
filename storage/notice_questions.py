"""Questions 提问 that a notice collects, and their answers."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.addresses import Address
from domain.answers import Json
from domain.notices import Notice
from storage.tables import notice_questions


@dataclass(frozen=True)
class Question:
    id: int
    community_id: int
    notice_id: int
    person_id: int
    words: str
    asked_in: Address
    answer: str
    answered_at: datetime | None
    version: int

    @property
    def about(self) -> str:
        return f"notice_question:{self.id}"


def _question(row: sa.Row[tuple[Json, ...]]) -> Question:
    return Question(
        row.id,
        row.community_id,
        row.notice_id,
        row.person_id,
        row.words,
        Address(*row.asked_in),
        row.answer,
        row.answered_at,
        row.version,
    )


def add_question(
    tx: Connection,
    notice: Notice,
    *,
    person_id: int,
    words: str,
    asked_in: Address,
    source: str,
    now: datetime,
) -> Question:
    """The same ``source`` is the same question."""
    where = [asked_in.chat, asked_in.channel, asked_in.thread, asked_in.reply_to]
    tx.execute(
        postgresql.insert(notice_questions)
        .values(
            community_id=notice.community_id,
            notice_id=notice.id,
            person_id=person_id,
            words=words,
            asked_in=where,
            source=source,
            asked_at=now,
        )
        .on_conflict_do_nothing()
    )
    found = sa.select(notice_questions).where(notice_questions.c.source == source)
    return _question(tx.execute(found).one())


def find_question(tx: Connection, question_id: int) -> Question | None:
    row = tx.execute(
        sa.select(notice_questions).where(notice_questions.c.id == question_id)
    ).one_or_none()
    return _question(row) if row else None


def get_question(tx: Connection, question_id: int) -> Question:
    return _question(
        tx.execute(sa.select(notice_questions).where(notice_questions.c.id == question_id)).one()
    )


def list_questions(tx: Connection, notice_id: int) -> list[Question]:
    """In the order in which they were asked."""
    found = tx.execute(
        sa.select(notice_questions)
        .where(notice_questions.c.notice_id == notice_id)
        .order_by(notice_questions.c.id)
    )
    return [_question(row) for row in found]


def count_questions(tx: Connection, notice_id: int, *, person_id: int | None = None) -> int:
    return tx.execute(
        sa.select(sa.func.count())
        .select_from(notice_questions)
        .where(
            notice_questions.c.notice_id == notice_id,
            notice_questions.c.person_id == person_id if person_id else sa.true(),
        )
    ).scalar_one()


def put_answer(tx: Connection, question: Question, *, words: str, by: int, now: datetime) -> bool:
    """Answer it; ``False`` if somebody has meanwhile."""
    put = tx.execute(
        notice_questions.update()
        .where(notice_questions.c.id == question.id, notice_questions.c.version == question.version)
        .values(answer=words, answered_by=by, answered_at=now, version=question.version + 1)
        .returning(notice_questions.c.id)
    )
    return put.one_or_none() is not None
