"""Looking at the ranking, and making a month public on its day."""

from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from actions.grants import today_in
from actions.looks import show_instead
from actions.once import once
from actions.permits import check_visitor_may
from domain.addresses import Address
from domain.answers import Answer
from domain.people import ChatKind, Trade, Visitor
from domain.permissions import Verb
from domain.quiet_hours import after_quiet, parse_quiet
from domain.ranking import month_of, months_of_quarter, published_at, shifted
from domain.rules import RuleBroken
from storage import communities, jobs, outbox, ranking
from storage.communities import Chat
from storage.jobs import Job
from storage.outbox import Lane
from storage.rule_sheets import find_sheet

PUBLISH = "points.publish"
CARD, PUBLISHED, HONOURS = "ranking", "ranking.published", "ranking.honours"
OLDEST = 24
"""Months that can be turned back to."""


@once
def turn_ranking(
    tx: Connection,
    *,
    by: Visitor,
    month: str,
    trade: Trade | None,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Show another month or trade in the place of this one."""
    check_visitor_may(tx, by, Verb.LOOK_AT_POINTS)
    this_month = month_of(today_in(tx, by.home, now))
    if not shifted(this_month, -OLDEST) <= month <= this_month:
        raise RuleBroken("ranking.too_old")
    wanted = {"month": month, "trade": trade.value if trade else "", "is_choosing": False}
    show_instead(tx, wanted, here, now=now)
    return None


@once
def offer_trades(
    tx: Connection, *, by: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    """Offer the trades in the place of the list."""
    check_visitor_may(tx, by, Verb.LOOK_AT_POINTS)
    show_instead(tx, {"is_choosing": True}, here, now=now)
    return None


def plan_publication(
    tx: Connection, community_id: int, *, after: str | None = None, now: datetime
) -> None:
    """Make the next publication wait for its day, as the sheet says now; none, if it says none.

    It is the month ``after`` the one that has just been made public, however late that was, else
    the first whose day is still to come. A month is made public once.
    """
    sheet = find_sheet(tx, community_id=community_id)
    subject, wanted = f"community:{community_id}", {}
    if sheet is not None and sheet.publish_day:
        zone = ZoneInfo(communities.get_community(tx, community_id).timezone)
        when = partial(published_at, day=sheet.publish_day, hour=sheet.publish_hour, zone=zone)
        month = shifted(after, 1) if after else shifted(month_of(now.astimezone(zone).date()), -1)
        while not after and (
            when(month) <= now or jobs.is_done(tx, kind=PUBLISH, subject=subject, period=month)
        ):
            month = shifted(month, 1)
        wanted = {month: when(month)}
    jobs.plan_jobs(
        tx,
        kind=PUBLISH,
        subject=subject,
        wanted=wanted,
        community_id=community_id,
        now=now,
    )


def publish(tx: Connection, job: Job, now: datetime) -> None:
    """Post the month to the groups; with the last of a quarter, its honours too. A month in which
    nobody earned anything is passed over. Runs late after a standstill, never in quiet hours.
    """
    community_id = int(job.subject.removeprefix("community:"))
    community = communities.get_community(tx, community_id)
    zone = ZoneInfo(community.timezone)
    due_at = after_quiet(now, parse_quiet(community.quiet_hours), zone)
    if due_at > now:
        jobs.hold(tx, job.id, until=due_at)
        return
    if ranking.sum_month(tx, community_id=community_id, month=job.period)[0]:
        _post(tx, community_id, PUBLISHED, job.period, now=now)
    if months_of_quarter(job.period) is not None:
        _post(tx, community_id, HONOURS, job.period, now=now)
    plan_publication(tx, community_id, after=job.period, now=now)


def _post(tx: Connection, community_id: int, kind: str, month: str, *, now: datetime) -> None:
    for chat in _groups(tx, community_id):
        outbox.owe(
            tx,
            dedup=f"{kind}:{community_id}:{month}:{chat.id}",
            kind=kind,
            to=chat.address,
            lane=Lane.DIGEST,
            community_id=community_id,
            payload={"month": month},
            now=now,
        )


def _groups(tx: Connection, community_id: int) -> list[Chat]:
    """The groups that the sheet names, else all but the staff's."""
    sheet = find_sheet(tx, community_id=community_id)
    assert sheet is not None, "nothing is published without one"
    return [
        chat
        for chat in communities.list_groups(tx, community_id=community_id)
        if sheet.publishes_to(chat.id, is_staff=chat.kind is ChatKind.STAFF)
    ]
