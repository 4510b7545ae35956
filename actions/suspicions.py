"""Looking for what is odd in a month's confirmations: asked for, and by itself on Mondays."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from domain.addresses import TELEGRAM
from domain.permissions import Role
from domain.quiet_hours import after_quiet, parse_quiet
from domain.suspicions import LOOKED_BACK, Suspicion, find_bursts, find_pairs
from domain.wall_clock import moment_of
from storage import communities, jobs, outbox, people, suspicions
from storage.jobs import Job
from storage.outbox import Lane

LOOK, CARD, DIGEST = "points.suspicions", "suspicions", "suspicions.weekly"
HOUR = 9


def find_suspicions(tx: Connection, community_id: int, *, now: datetime) -> list[Suspicion]:
    """Everything odd of the last thirty days, pairs first."""
    since = now - LOOKED_BACK
    confirmed = suspicions.list_confirmed(tx, community_id=community_id, since=since)
    return [
        *find_pairs(confirmed),
        *suspicions.list_same_pictures(tx, community_id=community_id, since=since),
        *find_bursts((one.person, one.at) for one in confirmed),
    ]


def plan_look(tx: Connection, community_id: int, *, after: str = "", now: datetime) -> None:
    """Promise the look of next Monday morning, or of the Monday ``after`` one; asked again, it is
    the same promise.
    """
    zone = ZoneInfo(communities.get_community(tx, community_id).timezone)
    today = date.fromisoformat(after) if after else now.astimezone(zone).date()
    monday = today + timedelta(days=7 - today.weekday())
    jobs.add_job(
        tx,
        kind=LOOK,
        subject=f"community:{community_id}",
        period=monday.isoformat(),
        due_at=moment_of(monday, HOUR * 60, zone),
        community_id=community_id,
    )


def look_for_suspicions(tx: Connection, job: Job, now: datetime) -> None:
    """Tell the secretaries in private, if there is anything; and promise the next look."""
    community_id = int(job.subject.removeprefix("community:"))
    community = communities.get_community(tx, community_id)
    due_at = after_quiet(now, parse_quiet(community.quiet_hours), ZoneInfo(community.timezone))
    if due_at > now:
        jobs.hold(tx, job.id, until=due_at)
        return
    plan_look(tx, community_id, now=now)
    if not find_suspicions(tx, community_id, now=now):
        return
    for one in people.list_holders(tx, community_id=community_id, role=Role.SECRETARY):
        account = people.get_account(tx, one, channel=TELEGRAM)
        if account.is_reachable:
            outbox.owe(
                tx,
                dedup=f"{DIGEST}:{community_id}:{job.period}:{one}",
                kind=DIGEST,
                to=account.private,
                lane=Lane.DIGEST,
                community_id=community_id,
                payload={"viewer": one},
                now=now,
            )
