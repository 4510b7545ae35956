"""Surveys 满意度: the beginning of one stands among the meeting's events, an answer in a row."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.meetings import Meeting
from domain.surveys import Figures, Question, Tally
from storage.resolutions import list_concerned
from storage.tables import agenda_items, meeting_events, survey_answers

BEGUN = "survey"
"""The kind of event that says since when people are asked."""


def begin_survey(tx: Connection, meeting: Meeting, *, at: datetime) -> bool:
    """People are asked from then on, once for each meeting; ``False`` if they have been."""
    begun = tx.execute(
        postgresql.insert(meeting_events)
        .values(
            community_id=meeting.community_id,
            meeting_id=meeting.id,
            kind=BEGUN,
            source=f"survey:{meeting.id}",
            made_at=at,
        )
        .on_conflict_do_nothing(index_elements=["source"])
        .returning(meeting_events.c.id)
    )
    return begun.first() is not None


def begun_at(tx: Connection, meeting_id: int) -> datetime | None:
    found: datetime | None = tx.execute(
        sa.select(meeting_events.c.made_at).where(meeting_events.c.source == f"survey:{meeting_id}")
    ).scalar_one_or_none()
    return found


def list_asked(
    tx: Connection, meeting_id: int, *, after: int = 0, limit: int | None = None
) -> list[int]:
    """Who was there, who voted, and who proposed what was talked about."""
    matters = tx.execute(
        sa.select(agenda_items.c.proposal_id).where(
            agenda_items.c.meeting_id == meeting_id, agenda_items.c.proposal_id.is_not(None)
        )
    )
    return list_concerned(
        tx,
        meeting_id=meeting_id,
        proposal_ids=list(matters.scalars()),
        with_seconders=False,
        after=after,
        limit=limit,
    )


def put_answer(
    tx: Connection,
    meeting: Meeting,
    person_id: int,
    question: Question,
    *,
    score: int,
    at: datetime,
) -> None:
    """The last press counts."""
    said = {"score": score, "answered_at": at}
    tx.execute(
        postgresql.insert(survey_answers)
        .values(
            community_id=meeting.community_id,
            meeting_id=meeting.id,
            person_id=person_id,
            question=question.value,
            **said,
        )
        .on_conflict_do_update(index_elements=["meeting_id", "person_id", "question"], set_=said)
    )


def answers_of(tx: Connection, *, meeting_id: int, person_id: int) -> dict[Question, int]:
    rows = tx.execute(
        sa.select(survey_answers.c.question, survey_answers.c.score).where(
            survey_answers.c.meeting_id == meeting_id, survey_answers.c.person_id == person_id
        )
    )
    return {Question(row.question): row.score for row in rows}


def figures_of(tx: Connection, meeting_id: int) -> Figures | None:
    """What the answers come to so far; ``None`` where nobody has been asked yet."""
    if begun_at(tx, meeting_id) is None:
        return None
    of_meeting = survey_answers.c.meeting_id == meeting_id
    rows = tx.execute(
        sa.select(survey_answers.c.question, survey_answers.c.score, sa.func.count().label("many"))
        .where(of_meeting)
        .group_by(survey_answers.c.question, survey_answers.c.score)
    )
    counts: dict[Question, dict[int, int]] = {one: {} for one in Question}
    for row in rows:
        counts[Question(row.question)][row.score] = row.many
    answered = tx.execute(
        sa.select(sa.func.count(sa.distinct(survey_answers.c.person_id))).where(of_meeting)
    ).scalar_one()
    tallies = {one: Tally(kept) for one, kept in counts.items()}
    return Figures(len(list_asked(tx, meeting_id)), answered, tallies)
