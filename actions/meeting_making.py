"""Making a meeting: written down, numbered, announced to those who are meant."""

from datetime import datetime
from secrets import token_hex

from sqlalchemy import Connection

from actions.meeting_desk import show_desk
from actions.meeting_items import put_items
from actions.meeting_news import groups_of, invite
from actions.meeting_plans import plan
from actions.meetings import CARD
from actions.permits import check_visitor_may
from actions.reminder_runs import calendar_of
from domain.meeting_form import Draft
from domain.meetings import Meeting, Rhythm
from domain.people import Visitor
from domain.permissions import Verb
from domain.times import Recurrence
from storage import meetings, outbox
from storage.audiences import count_meant
from storage.outbox import Lane

SECRET_BYTES = 32


def make_meeting(
    tx: Connection, *, by: Visitor, draft: Draft, source: str, now: datetime
) -> Meeting:
    """Write a meeting down and announce it; the same ``source`` is the same meeting."""
    check_visitor_may(tx, by, Verb.MAKE_MEETING)
    known = meetings.find_by_source(tx, source)
    if known is not None:
        return known
    calendar = calendar_of(tx, by.home)
    starts_at, ends_at = draft.check_complete(now=now, calendar=calendar)
    plan_said = draft.plan
    meeting = meetings.add_meeting(
        tx,
        community_id=by.home,
        number=meetings.next_number(
            tx, community_id=by.home, year=starts_at.astimezone(calendar.zone).year
        ),
        title=draft.title,
        place=draft.place,
        words=draft.reason,
        audience=draft.audience,
        starts_at=starts_at,
        ends_at=ends_at,
        quorum=draft.quorum,
        invited=count_meant(tx, by.home, draft.audience),
        repeats=Rhythm(plan_said, starts_at) if isinstance(plan_said, Recurrence) else None,
        leader_id=by.person_id,
        made_by=by.person_id,
        secret=token_hex(SECRET_BYTES),
        source=source,
        now=now,
    )
    put_items(tx, meeting, draft.items, now=now)
    announce(tx, meeting, by=by.person_id, now=now)
    return meeting


def announce(tx: Connection, meeting: Meeting, *, by: int | None, now: datetime) -> None:
    """Post the card where those meant are, ask them, and plan all that follows. Why it is
    announced so late, if it is, is written down with it.
    """
    meetings.add_event(
        tx,
        meeting,
        kind=meetings.ANNOUNCED,
        made_by=by,
        source=f"{meeting.about}:announced",
        now=now,
        to_stage=meeting.stage.value,
        reason=meeting.words,
    )
    for group in groups_of(tx, meeting):
        outbox.owe_standing(
            tx,
            kind=CARD,
            about=meeting.about,
            to=group,
            lane=Lane.CARD,
            community_id=meeting.community_id,
            now=now,
        )
    invite(tx, meeting, now=now)
    show_desk(tx, meeting, meeting.leader_id, now=now)
    plan(tx, meeting, now=now)
