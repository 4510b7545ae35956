"""Questions 提问 about a notice: asked by a reply, told to its author, answered, listed."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from actions.asking import ask, close_questions
from actions.looks import look_privately
from actions.notice_sending import CARD
from actions.notices import notice_heard, notice_of
from actions.once import once
from domain.addresses import TELEGRAM, Address
from domain.answers import Answer
from domain.media import Words
from domain.notices import LONGEST_QUESTION
from domain.people import Visitor
from domain.rules import RuleBroken
from storage import notice_questions, outbox, people
from storage.notice_questions import Question
from storage.outbox import Lane
from storage.prompts import Prompt

ASK, ANSWER = "notice.ask", "notice.answer"
"""The two questions for words: what somebody wants to know, and what they are told."""

ASKED, ANSWERED, LIST = "notice.asked", "notice.answered", "notice.questions"

MOST_OF_ONE = 5
"""More questions about one notice nobody needs to ask by button."""


@once
def ask_for_question(
    tx: Connection, *, by: Visitor, notice_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """我要提问: whoever heard it may ask."""
    notice = notice_heard(tx, by, notice_id)
    if not notice.takes_questions:
        raise RuleBroken("notice.no_questions")
    if notice_questions.count_questions(tx, notice.id, person_id=by.person_id) >= MOST_OF_ONE:
        raise RuleBroken("notice.asked_enough", count=MOST_OF_ONE)
    close_questions(tx, person_id=by.person_id, where=here, act=ASK, now=now)
    ask(
        tx,
        person=by,
        community_id=notice.community_id,
        act=ASK,
        case_id=None,
        where=here,
        source=source,
        data={"notice": notice.id, "where": [here.chat, here.channel, here.thread]},
        now=now,
    )
    return Answer("case.asked")


def take_question(
    tx: Connection, prompt: Prompt, *, by: Visitor, said: Words, source: str, now: datetime
) -> Answer | None:
    """Keep what somebody wants to know, and tell the author, who has their name from it."""
    notice = notice_heard(tx, by, prompt.data["notice"])
    words = _words(said)
    question = notice_questions.add_question(
        tx,
        notice,
        person_id=by.person_id,
        words=words,
        asked_in=Address(*prompt.data["where"]),
        source=source,
        now=now,
    )
    account = people.get_account(tx, notice.made_by, channel=TELEGRAM)
    if account.is_reachable:
        outbox.owe_standing(
            tx,
            kind=ASKED,
            about=question.about,
            to=account.private,
            lane=Lane.NOTICE,
            community_id=notice.community_id,
            now=now,
        )
    outbox.want_all_again(tx, about=notice.about, kinds=(CARD,), now=now)
    return Answer("notice.question_taken")


def _words(said: Words) -> str:
    words = said.text.replace("\0", "").strip()
    if not words:
        raise RuleBroken("notice.words_only")
    if len(words) > LONGEST_QUESTION:
        raise RuleBroken("notice.too_long", count=LONGEST_QUESTION)
    return words


def _question_of(tx: Connection, by: Visitor, question_id: int) -> Question:
    """One about a notice that the presser rules over."""
    question = notice_questions.find_question(tx, question_id)
    if question is None or question.community_id != by.community_id:
        raise RuleBroken("press.stale")
    notice_of(tx, by, question.notice_id)
    return question


@once
def ask_for_answer(
    tx: Connection, *, by: Visitor, question_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """回答, or another answer in the place of the first."""
    question = _question_of(tx, by, question_id)
    close_questions(tx, person_id=by.person_id, where=here, act=ANSWER, now=now)
    ask(
        tx,
        person=by,
        community_id=question.community_id,
        act=ANSWER,
        case_id=None,
        where=here,
        source=source,
        data={"question": question.id, "version": question.version},
        now=now,
    )
    return Answer("case.asked")


def take_answer(
    tx: Connection, prompt: Prompt, *, by: Visitor, said: Words, source: str, now: datetime
) -> Answer | None:
    """Tell the asker, where they asked: who asked before all is answered before all."""
    question = _question_of(tx, by, prompt.data["question"])
    words = _words(said)
    is_of_version = question.version == prompt.data["version"]
    if not is_of_version or not notice_questions.put_answer(
        tx, question, words=words, by=by.person_id, now=now
    ):
        raise RuleBroken("notice.changed_meanwhile")
    outbox.owe(
        tx,
        dedup=f"{ANSWERED}:{question.id}:{question.version}",
        kind=ANSWERED,
        to=question.asked_in,
        lane=Lane.ACKNOWLEDGEMENT,
        community_id=question.community_id,
        payload={"question": question.id},
        now=now,
    )
    outbox.want_all_again(tx, about=question.about, kinds=(ASKED,), now=now)
    return Answer("notice.answer_sent")


@once
def show_questions(
    tx: Connection, *, by: Visitor, notice_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """提问汇总: for whoever sent the notice, in private."""
    notice = notice_of(tx, by, notice_id)
    by = replace(by, community_id=notice.community_id)
    payload = {"notice": notice.id, "viewer": by.person_id}
    look_privately(tx, by, here, kind=LIST, payload=payload, source=source, now=now)
    return None
