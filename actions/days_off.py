"""The known holidays run out: the secretaries are told in time, once a month."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from actions.deadlines import held, week_of
from domain.addresses import TELEGRAM
from domain.permissions import Role
from domain.workdays import is_warning_due, known_until, next_look
from storage import communities, jobs, outbox, people
from storage.communities import Community
from storage.jobs import Job
from storage.outbox import Lane

LOOK = "days_off.look"


def owe_look(tx: Connection, *, now: datetime) -> None:
    """Look on the first day of every month; asked again, it is the same look."""
    at = next_look(now)
    jobs.add_job(
        tx,
        kind=LOOK,
        subject="days_off",
        period=at.date().isoformat(),
        due_at=at,
        community_id=None,
    )


def warn_of_unknown_days(tx: Connection, job: Job, now: datetime) -> list[Community]:
    """Tell the secretaries of every community whose known days run out; which those are."""
    owe_look(tx, now=now)
    warned = [one for one in communities.list_communities(tx) if _runs_out(one, now)]
    for community in warned:
        _tell_secretaries(tx, community, job, now=now)
    return warned


def _runs_out(community: Community, now: datetime) -> bool:
    today = now.astimezone(ZoneInfo(community.timezone)).date()
    return is_warning_due(today, week_of(community).overlay)


def _tell_secretaries(tx: Connection, community: Community, job: Job, *, now: datetime) -> None:
    year = known_until(week_of(community).overlay).year + 1
    for person_id in people.list_holders(tx, community_id=community.id, role=Role.SECRETARY):
        account = people.get_account(tx, person_id, channel=TELEGRAM)
        if account.is_reachable:
            outbox.owe(
                tx,
                dedup=f"{LOOK}:{job.period}:{community.id}:{person_id}",
                kind="words",
                to=account.private,
                lane=Lane.NOTICE,
                community_id=community.id,
                payload={"key": "days_off.unknown", "params": {"year": year}},
                not_before=held(now, community),
                now=now,
            )
