"""The steps 开始开会, 进入表决, 结束会议, 归档 and 取消: with a reason where one is owed."""

from datetime import datetime

from sqlalchemy import Connection

from actions.asking import ask, close_questions
from actions.meeting_news import CANCELLED, tell_all
from actions.meetings import change, check_move, led_here, move_meeting, show_again
from actions.once import once
from domain.addresses import Address
from domain.answers import Answer
from domain.media import Words
from domain.meetings import Meeting, Stage
from domain.people import Visitor
from domain.plain_text import in_one_line
from domain.rules import RuleBroken
from storage.prompts import Prompt

STEP = "meeting.step"
"""The question whose answer is why a step is left out, taken back, or taken without a quorum."""

ASKING = (
    "meeting.skips.",
    "meeting.goes_back.",
    "meeting.begins_early",
    "meeting.no_quorum",
    "meeting.no_minutes",
    "meeting.why_cancelled",
)
"""Refusals that a reason answers."""


@once
def step_meeting(
    tx: Connection,
    *,
    by: Visitor,
    meeting_id: int,
    version: int,
    to: str,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """A button of the organiser's card. Where a reason is owed it is asked for, and nothing has
    happened before it is given.
    """
    meeting = led_here(tx, by, meeting_id)
    if to not in set(Stage):
        raise RuleBroken("press.stale")
    if meeting.version != version:
        show_again(tx, meeting, now=now)  # what they look at becomes right
        return Answer("meeting.changed_meanwhile", must_be_read=True)
    try:
        check_move(tx, meeting, Stage(to), "", now=now)
    except RuleBroken as broken:
        if not broken.key.startswith(ASKING):
            raise
        return _ask_why(tx, by, meeting, to, broken.key, here=here, source=source, now=now)
    return _take(tx, meeting, Stage(to), by=by, reason="", source=source, now=now)


def _ask_why(
    tx: Connection,
    by: Visitor,
    meeting: Meeting,
    to: str,
    key: str,
    *,
    here: Address,
    source: str,
    now: datetime,
) -> Answer:
    close_questions(tx, person_id=by.person_id, where=here, act=STEP, now=now)
    ask(
        tx,
        person=by,
        community_id=meeting.community_id,
        act=STEP,
        case_id=None,
        where=here,
        source=source,
        data={
            "meeting": meeting.id,
            "from": meeting.stage.value,
            "to": to,
            "params": {"title": meeting.title},
        },
        now=now,
    )
    return Answer(key, must_be_read=True)


def answer_step(
    tx: Connection, prompt: Prompt, *, by: Visitor, said: Words, source: str, now: datetime
) -> Answer | None:
    """The reason; one that is too short raises ``RuleBroken``, and the question stays open. It is
    a reason for the step that was asked about alone: from another stage it would be another one.
    """
    meeting = led_here(tx, by, prompt.data["meeting"])
    if meeting.stage != prompt.data["from"]:
        raise RuleBroken("meeting.changed_meanwhile")
    reason = in_one_line(said.text)
    to = Stage(prompt.data["to"])
    return _take(tx, meeting, to, by=by, reason=reason, source=source, now=now)


def _take(
    tx: Connection,
    meeting: Meeting,
    to: Stage,
    *,
    by: Visitor,
    reason: str,
    source: str,
    now: datetime,
) -> Answer:
    after = move_meeting(tx, meeting, to=to, by=by.person_id, reason=reason, source=source, now=now)
    if to is Stage.CANCELLED:
        after = change(tx, after, words=reason, sequence=after.sequence + 1)
        soonest = after.starts_at if after.starts_at > now else now
        tell_all(tx, after, kind=CANCELLED, soonest=soonest, payload={}, now=now)
        show_again(tx, after, now=now)
    return Answer(f"meeting.now.{to.value}", {"title": after.title})
