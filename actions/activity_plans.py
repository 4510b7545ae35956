"""What must happen later around an activity: reminders, and the next one where it repeats."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from actions.activity_endings import plan_check_in
from actions.deadlines import held
from domain.activities import DAY_BEFORE, HOUR_BEFORE, Activity, ActivityState
from domain.activity_repeats import ANNOUNCED_BEFORE, next_start
from storage import communities, jobs
from storage.communities import Community

REMIND, FOLLOW = "activity.remind", "activity.follow"
DAY, HOUR = "day", "hour"


def plan(tx: Connection, activity: Activity, *, now: datetime) -> None:
    """Make the jobs of an activity right for what it is now: moved, they move; called off, there
    is nothing left to be reminded of. What repeats goes on all the same.
    """
    community = communities.get_community(tx, activity.community_id)
    jobs.plan_jobs(
        tx,
        kind=REMIND,
        subject=activity.about,
        wanted=_reminders(activity, community, now=now),
        community_id=activity.community_id,
        now=now,
    )
    jobs.plan_jobs(
        tx,
        kind=FOLLOW,
        subject=activity.about,
        wanted=_following(activity, community),
        community_id=activity.community_id,
        now=now,
    )
    plan_check_in(tx, activity, now=now)


def _reminders(activity: Activity, community: Community, *, now: datetime) -> dict[str, datetime]:
    """The day before and the hour before, out of the quiet hours; none that would come too late
    to be of use.
    """
    if activity.state is not ActivityState.PLANNED:
        return {}
    starts_at = activity.starts_at
    due = {
        f"{DAY}:{starts_at.isoformat()}": held(starts_at - DAY_BEFORE, community),
        f"{HOUR}:{starts_at.isoformat()}": held(starts_at - HOUR_BEFORE, community),
    }
    return {period: at for period, at in due.items() if now < at < starts_at}


def _following(activity: Activity, community: Community) -> dict[str, datetime]:
    if not activity.repeats:
        return {}
    return {"next": held(announced_at(activity, community), community)}


def announced_at(activity: Activity, community: Community) -> datetime:
    """When the next one is announced: some days before it, but not before this one is over."""
    following = next_start(activity.repeats, activity.starts_at, zone=ZoneInfo(community.timezone))
    return max(activity.ends_at, following - ANNOUNCED_BEFORE)
