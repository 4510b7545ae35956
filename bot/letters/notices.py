"""Letters of notices: said in groups and in private, how far they are, who has not read them."""

from datetime import timedelta

from sqlalchemy import Connection

from actions.notice_questions import ANSWERED, ASKED
from actions.notice_questions import LIST as QUESTIONS
from actions.notice_sending import (
    CARD,
    PIN,
    POSTED,
    SAID,
    SKIPPED,
    note_outcome,
    note_pinned,
)
from actions.notices import UNREAD
from actions.reminder_runs import calendar_of
from bot.letters.letter import Letter
from bot.letters.notice_form import range_of
from cards import notice_questions as question_cards
from cards import notices as cards
from cards.card import Card, Reader
from domain.notices import UNDER_WAY, Notice, NoticeState, notice_id_of
from domain.people import mask_name
from domain.permissions import Role, Verb, may
from domain.reminders import Fate
from storage import communities, notice_questions, notices, people
from storage.notice_questions import Question
from storage.paying import Owed

LOOKED_BACK = timedelta(seconds=30)
"""How fast it goes is measured over so long."""


def _notice(tx: Connection, owed: Owed) -> Notice:
    assert owed.about is not None
    return notices.get_notice(tx, notice_id_of(owed.about))


def _saying(tx: Connection, notice: Notice, *, reads: int = 0, is_again: bool) -> cards.Saying:
    planned = notice.send_at
    if planned is not None and notice.started_at is not None and not notice.rounds:
        calendar = calendar_of(tx, notice.community_id)
        if calendar.fate_of(planned, now=notice.started_at) is Fate.ON_TIME:
            planned = None
    else:
        planned = None
    community = communities.get_community(tx, notice.community_id).name
    return cards.Saying(notice, community, reads=reads, is_again=is_again, planned=planned)


def said(tx: Connection, owed: Owed, to: Reader) -> Card:
    """In private. What was begun to be sent is sent, whatever was pressed meanwhile."""
    is_again = owed.payload["is_again"]
    return cards.said_card(_saying(tx, _notice(tx, owed), is_again=is_again), to)


def posted(tx: Connection, owed: Owed, to: Reader) -> Card:
    """In a group, where everybody sees how many have read it."""
    notice = _notice(tx, owed)
    reads = notices.count_reads(tx, notice.id)
    return cards.said_card(_saying(tx, notice, reads=reads, is_again=False), to)


def progress(tx: Connection, owed: Owed, to: Reader) -> Card:
    notice = _notice(tx, owed)
    range_ = range_of(tx, notice, to)
    since = max(notice.started_at or to.now, to.now - LOOKED_BACK)
    seconds = max((to.now - since).total_seconds(), 1.0)
    held_until = None
    if notice.state is NoticeState.SENDING:
        until = calendar_of(tx, notice.community_id).held(to.now)
        held_until = until if until > to.now else None
    return cards.progress_card(
        cards.Progress(
            notice,
            range_,
            notices.count_by_state(tx, notice.id),
            reads=notices.count_reads(tx, notice.id),
            unread=notices.count_unread(tx, notice.id),
            questions=notice_questions.count_questions(tx, notice.id),
            per_second=notices.count_told_since(tx, notice.id, since=since) / seconds
            if notice.state in UNDER_WAY
            else 0.0,
            held_until=held_until,
        ),
        to,
    )


def skipped(tx: Connection, owed: Owed, to: Reader) -> Card:
    return cards.skipped_card(notices.get_notice(tx, owed.payload["notice"]), to)


def unread(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    """Names for the secretary; nothing for whoever may not send notices any more."""
    home, viewer = owed.community_id, owed.payload["viewer"]
    assert home is not None
    held = people.holdings_of(tx, community_id=home, person_id=viewer)
    if not may(Verb.SEND_NOTICE, held):
        return None
    notice_id = owed.payload["notice"]
    found = notices.list_unread(tx, notice_id, limit=cards.MOST_NAMES)
    ids = [one.person_id for one in found if one.person_id is not None]
    names = people.names_of(tx, community_id=home, person_ids=ids)
    return cards.unread_card(
        [names[one] for one in ids if one in names],
        notices.count_unread(tx, notice_id),
        to,
        is_masked=all(one.role is not Role.SECRETARY for one in held),
    )


def _asked(tx: Connection, question: Question) -> question_cards.Asked:
    home, asker = question.community_id, question.person_id
    names = people.names_of(tx, community_id=home, person_ids=[asker])
    return question_cards.Asked(
        question.id,
        question.version,
        mask_name(names.get(asker, "")),
        question.words,
        question.answer,
        is_public=not question.asked_in.is_private,
        title=notices.get_notice(tx, question.notice_id).words,
    )


def asked(tx: Connection, owed: Owed, to: Reader) -> Card:
    assert owed.about is not None
    question = notice_questions.get_question(tx, int(owed.about.split(":")[1]))
    return question_cards.asked_card(_asked(tx, question), to)


def answered(tx: Connection, owed: Owed, to: Reader) -> Card:
    question = notice_questions.get_question(tx, owed.payload["question"])
    return question_cards.answered_card(_asked(tx, question), to)


def questions(tx: Connection, owed: Owed, to: Reader) -> Card:
    found = notice_questions.list_questions(tx, owed.payload["notice"])
    return question_cards.list_card([_asked(tx, one) for one in found], to)


LETTERS: dict[str, Letter] = {
    SAID: Letter(said, is_once=True, ended=note_outcome),
    POSTED: Letter(posted, is_standing=True, ended=note_outcome),
    PIN: Letter(lambda tx, owed, reader: None, is_nicety=True, ended=note_pinned),
    CARD: Letter(progress, is_standing=True, reposts=True),
    SKIPPED: Letter(skipped),
    UNREAD: Letter(unread, is_standing=True),
    ASKED: Letter(asked, is_standing=True, reposts=True),
    ANSWERED: Letter(answered),
    QUESTIONS: Letter(questions, is_standing=True),
}
