"""Reminders of a meeting: three days, a day and an hour before."""

from datetime import datetime

from sqlalchemy import Connection

from actions.meeting_news import owe_reminders, soon
from domain.meetings import Stage, meeting_id_of, next_is_due
from storage import jobs, meetings
from storage.jobs import Job


def remind(tx: Connection, job: Job, now: datetime) -> None:
    """Late by an outage, it is still said before the start; of another start, never."""
    meeting = meetings.get_meeting(tx, meeting_id_of(job.subject))
    which, _, starts_at = job.period.partition(":")
    is_moved = datetime.fromisoformat(starts_at) != meeting.starts_at
    if is_moved or meeting.stage is not Stage.ANNOUNCED or meeting.starts_at <= now:
        return
    if next_is_due(which, meeting.starts_at, now):  # after an outage one is enough
        return
    at = soon(tx, meeting, until=meeting.starts_at, now=now)
    if at > now:  # it has come late, by night
        jobs.hold(tx, job.id, until=at)
        return
    owe_reminders(tx, meeting, which, job.period, now=now)
