"""What must happen later around a meeting: reminders, asking for its end, the next of a series."""

from datetime import datetime

from sqlalchemy import Connection

from actions.reminder_runs import calendar_of
from domain.meetings import (
    OPENS_BEFORE,
    REMINDED_BEFORE,
    SERIES_AHEAD,
    STEPS,
    Meeting,
    Stage,
    nagged_at,
)
from domain.reminders import INSTANT, Calendar
from domain.wall_clock import DAY, moment_of
from storage import jobs

REMIND, NAG, FOLLOW = "meeting.remind", "meeting.nag", "meeting.follow"

OPEN = "meeting.open"
"""The doors open, and a little later it begins: the cards have other buttons then."""


def plan(tx: Connection, meeting: Meeting, *, now: datetime) -> None:
    """Make the jobs of a meeting right for what it is now: moved, they move with it; cancelled,
    there is nothing left to be reminded of. A series goes on all the same.
    """
    calendar = calendar_of(tx, meeting.community_id)
    for kind, wanted in (
        (REMIND, _reminders(meeting, calendar, now=now)),
        (OPEN, _doors(meeting, now=now)),
        (NAG, _nags(meeting, calendar, now=now)),
        (FOLLOW, _following(meeting, calendar)),
    ):
        jobs.plan_jobs(
            tx,
            kind=kind,
            subject=meeting.about,
            wanted=wanted,
            community_id=meeting.community_id,
            now=now,
        )


def _reminders(meeting: Meeting, calendar: Calendar, *, now: datetime) -> dict[str, datetime]:
    """Each bears the start it is for, so that a moved meeting has reminders of its own; none that
    would come too late to be of use.
    """
    if meeting.stage is not Stage.ANNOUNCED:
        return {}
    starts_at = meeting.starts_at
    due = {
        f"{which}:{starts_at.isoformat()}": calendar.held(starts_at - before)
        for which, before in REMINDED_BEFORE.items()
    }
    return {period: at for period, at in due.items() if now < at < starts_at}


def _doors(meeting: Meeting, *, now: datetime) -> dict[str, datetime]:
    if meeting.stage is not Stage.ANNOUNCED:
        return {}
    starts_at = meeting.starts_at
    due = {"open": starts_at - OPENS_BEFORE, "begin": starts_at}
    return {f"{name}:{starts_at.isoformat()}": at for name, at in due.items() if at > now}


def _nags(meeting: Meeting, calendar: Calendar, *, now: datetime) -> dict[str, datetime]:
    if meeting.stage not in STEPS[:-1]:
        return {}
    due = {period: calendar.held(at) for period, at in nagged_at(meeting.ends_at).items()}
    return {period: at for period, at in due.items() if at > now}


def _following(meeting: Meeting, calendar: Calendar) -> dict[str, datetime]:
    starts_at = next_start(meeting, calendar)
    if starts_at is None:
        return {}
    return {"next": calendar.held(max(meeting.ends_at, starts_at - SERIES_AHEAD))}


def next_start(meeting: Meeting, calendar: Calendar) -> datetime | None:
    """When the next one of its series begins by the plan, wherever this one was moved; never on
    the same day, though the community may live by other clocks than when this one was planned.
    """
    if meeting.repeats is None:
        return None
    day = meeting.repeats.planned_at.astimezone(calendar.zone).date()
    ended = moment_of(day, DAY, calendar.zone) - INSTANT
    return calendar.next_of(meeting.repeats.plan, after=ended)
