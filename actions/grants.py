"""Grants: what a rule of the sheet pays, promised in the deed that earned it, then paid."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from actions.points import move_points, pool_of, purse_of
from domain.grants import Grant, GrantState
from domain.rule_sheets import Event, Rule, cap_spans, worth
from domain.rules import RuleBroken
from storage import grants, jobs
from storage.communities import get_community
from storage.jobs import Job
from storage.rule_sheets import find_sheet

RELEASE = "grant.release"


@dataclass(frozen=True)
class Earned:
    """Something that a rule may pay for. ``granted_by`` confirmed it; ``about`` names it
    (``case:12``), ``once_key`` the place and kind of it, hours tell their ``minutes``.
    """

    event: Event
    community_id: int
    person_id: int
    granted_by: int | None
    source: str
    about: str = ""
    once_key: str = ""
    minutes: int | None = None


def grant_for(tx: Connection, earned: Earned, *, now: datetime) -> Grant | None:
    """Promise, and where the rule has no delay pay, what the sheet gives for an event.

    ``None`` where it gives nothing: no such rule, the caps are used up (what is left of them is
    given), the same ``once_key`` was paid not long ago, or somebody would confirm for themselves.
    The same ``source`` is the same grant.
    """
    known = grants.find_grant(tx, earned.source)
    if known is not None:
        return known
    sheet = find_sheet(tx, community_id=earned.community_id)
    rule = sheet.rule_for(earned.event) if sheet else None
    if sheet is None or rule is None or earned.granted_by == earned.person_id:
        return None
    today = today_in(tx, earned.community_id, now)
    points = _what_is_left(tx, rule, earned, today=today)
    if points <= 0 or _was_paid(tx, rule, earned, today=today):
        return None
    grant = grants.add_grant(
        tx,
        community_id=earned.community_id,
        person_id=earned.person_id,
        rule=rule.code,
        sheet_id=sheet.id,
        points=points,
        about=earned.about,
        once_key=earned.once_key,
        words="",
        state=GrantState.PENDING,
        source=earned.source,
        granted_by=earned.granted_by,
        granted_on=today,
        release_at=now + timedelta(hours=rule.delay_h),
        now=now,
    )
    if rule.delay_h:
        _release_later(tx, grant)
        return grant
    pay(tx, grant, now=now)
    return grants.get_grant(tx, grant.id)


def _release_later(tx: Connection, grant: Grant) -> None:
    assert grant.release_at is not None
    jobs.add_job(
        tx,
        kind=RELEASE,
        subject=grant.subject,
        period="",
        due_at=grant.release_at,
        community_id=grant.community_id,
    )


def _what_is_left(tx: Connection, rule: Rule, earned: Earned, *, today: date) -> int:
    """How much of its worth the caps of a day, a week and a month leave."""
    points = worth(rule, minutes=earned.minutes)
    for since, cap in cap_spans(rule, today):
        used = grants.sum_granted(
            tx,
            community_id=earned.community_id,
            person_id=earned.person_id,
            rule=rule.code,
            since=since,
        )
        points = min(points, cap - used)
    return points


def _was_paid(tx: Connection, rule: Rule, earned: Earned, *, today: date) -> bool:
    if not rule.once_days or not earned.once_key:
        return False
    return grants.was_granted(
        tx,
        community_id=earned.community_id,
        rule=rule.code,
        once_key=earned.once_key,
        since=today - timedelta(days=rule.once_days - 1),
    )


def pay(tx: Connection, grant: Grant, *, now: datetime, second_by: int | None = None) -> None:
    """Move what was granted into the ledger, or out of it; at most once for each grant.

    Raises ``RuleBroken`` where somebody would lose more than they have.
    """
    if not grants.move_grant(tx, grant, GrantState.PAID, second_by=second_by, now=now):
        raise RuleBroken("points.decided_already")
    pool = pool_of(tx, grant.community_id)
    purse = purse_of(tx, grant.community_id, grant.person_id)
    from_, to = (pool, purse) if grant.points > 0 else (purse, pool)
    move_points(
        tx,
        source=grant.subject,
        from_=from_,
        to=to,
        points=abs(grant.points),
        rule=grant.rule,
        grant_id=grant.id,
        confirmed_by=grant.granted_by,
        words=grant.words,
        now=now,
    )
    grants.add_to_month(
        tx,
        community_id=grant.community_id,
        person_id=grant.person_id,
        month=f"{grant.granted_on:%Y-%m}",
        points=grant.points,
    )


def release(tx: Connection, job: Job, now: datetime) -> None:
    """The delay of a grant is over; what was refused or taken back meanwhile is not paid."""
    grant = grants.get_grant(tx, int(job.subject.removeprefix("grant:")))
    if grant.state is GrantState.PENDING:
        pay(tx, grant, now=now)


def today_in(tx: Connection, community_id: int, now: datetime) -> date:
    """The day by the community's own clock."""
    zone = ZoneInfo(get_community(tx, community_id).timezone)
    return now.astimezone(zone).date()
