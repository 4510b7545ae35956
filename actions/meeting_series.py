"""A series of meetings: the next one is made, once; and whoever leads is asked for the end."""

from dataclasses import replace
from datetime import datetime
from secrets import token_hex

from sqlalchemy import Connection

from actions.meeting_items import carry_over, give_all_back
from actions.meeting_making import SECRET_BYTES, announce
from actions.meeting_plans import next_start
from actions.meetings import show_again
from actions.reminder_runs import calendar_of
from domain.addresses import TELEGRAM, Address
from domain.meetings import (
    SERIES_AHEAD,
    STEPS,
    Meeting,
    meeting_id_of,
    nagged_at,
)
from domain.permissions import Role
from domain.reminders import Calendar
from storage import jobs, meetings, outbox, people
from storage.audiences import count_meant
from storage.jobs import Job
from storage.outbox import Lane

NAGGING = "meeting.nagging"


def make_next(tx: Connection, job: Job, now: datetime) -> None:
    """The next one of a series, once, with an agenda of what was left over. What fell into a time
    when we were down is left out: nobody can go there any more.
    """
    meeting = meetings.get_meeting(tx, meeting_id_of(job.subject))
    if meeting.repeats is None or meetings.find_following(tx, meeting.id) is not None:
        return
    calendar = calendar_of(tx, meeting.community_id)
    starts_at = _next_after(meeting, calendar, now)
    if starts_at is None:
        if not meeting.is_ahead:
            give_all_back(tx, meeting, now=now)
        return
    due = calendar.held(max(now, starts_at - SERIES_AHEAD))
    if due > now:  # by night, or days off became known since
        jobs.hold(tx, job.id, until=due)
        return
    following = _add_following(tx, meeting, starts_at, calendar, now=now)
    if not meeting.is_ahead:
        carry_over(tx, meeting, following, now=now)
    announce(tx, following, by=None, now=now)
    show_again(tx, meeting, now=now)


def _next_after(meeting: Meeting, calendar: Calendar, now: datetime) -> datetime | None:
    starts_at = next_start(meeting, calendar)
    assert meeting.repeats is not None
    while starts_at is not None and starts_at <= now:
        starts_at = calendar.next_of(meeting.repeats.plan, after=starts_at)
    return starts_at


def _add_following(
    tx: Connection, meeting: Meeting, starts_at: datetime, calendar: Calendar, *, now: datetime
) -> Meeting:
    home = meeting.community_id
    year = starts_at.astimezone(calendar.zone).year
    assert meeting.repeats is not None
    return meetings.add_meeting(
        tx,
        community_id=home,
        number=meetings.next_number(tx, community_id=home, year=year),
        title=meeting.title,
        place=meeting.place,
        audience=meeting.audience,
        starts_at=starts_at,
        ends_at=starts_at + (meeting.ends_at - meeting.starts_at),
        quorum=meeting.quorum,
        invited=count_meant(tx, home, meeting.audience),
        repeats=replace(meeting.repeats, planned_at=starts_at),
        follows_id=meeting.id,
        leader_id=meeting.leader_id,
        made_by=meeting.made_by,
        secret=token_hex(SECRET_BYTES),
        source=f"follows:{meeting.about}",
        now=now,
    )


def nag(tx: Connection, job: Job, now: datetime) -> None:
    """Ask whoever leads, in private, to bring it to its end; never by night. Where they cannot
    be told the secretaries are asked, who stand in for them.
    """
    meeting = meetings.get_meeting(tx, meeting_id_of(job.subject))
    due = nagged_at(meeting.ends_at)
    if meeting.stage not in STEPS[:-1] or job.period not in due:
        return
    if any(due[job.period] < at <= now for at in due.values()):  # after an outage one is enough
        return
    until = calendar_of(tx, meeting.community_id).held(now)
    if until > now:
        jobs.hold(tx, job.id, until=until)
        return
    for to in _who_can_end(tx, meeting):
        outbox.owe(
            tx,
            dedup=f"{NAGGING}:{meeting.id}:{job.period}:{to.chat}",
            kind=NAGGING,
            about=meeting.about,
            to=to,
            lane=Lane.NOTICE,
            community_id=meeting.community_id,
            payload={"meeting": meeting.id},
            now=now,
        )


def _who_can_end(tx: Connection, meeting: Meeting) -> list[Address]:
    home = meeting.community_id
    leader = people.get_account(tx, meeting.leader_id, channel=TELEGRAM)
    if leader.is_reachable:
        return [leader.private]
    holders = people.list_holders(tx, community_id=home, role=Role.SECRETARY)
    accounts = [people.get_account(tx, one, channel=TELEGRAM) for one in holders]
    return [one.private for one in accounts if one.is_reachable]
