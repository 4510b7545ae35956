"""Grants: what a rule of the sheet pays, promised in the deed that earned it, then paid."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from actions.expiry import plan_expiry
from actions.points import move_points, pool_of, purse_of, reverse_entry
from domain.grants import Grant, GrantState
from domain.rule_sheets import Event, Rule, RuleSheet, cap_spans, within_caps, worth
from domain.rules import RuleBroken
from storage import grants, jobs
from storage.communities import get_community
from storage.jobs import Job
from storage.points import find_entry
from storage.rule_sheets import find_sheet, get_sheet

RELEASE = "grant.release"


@dataclass(frozen=True)
class Earned:
    """Something that a rule may pay for. ``granted_by`` confirmed it; ``about`` names it
    (``case:12``), ``once_key`` the place and kind of it, hours tell their ``minutes``. What
    ``is_discreet`` counts in no ranking. What puts another grant right comes ``instead_of`` it: on
    its day, under the version of the sheet that it was made under.
    """

    event: Event
    community_id: int
    person_id: int
    granted_by: int | None
    source: str
    about: str = ""
    once_key: str = ""
    minutes: int | None = None
    is_discreet: bool = False
    instead_of: Grant | None = None


def grant_for(tx: Connection, earned: Earned, *, now: datetime) -> Grant | None:
    """Promise, and where the rule has no delay pay, what the sheet gives for an event.

    ``None`` where it gives nothing: no such rule, the caps are used up (what is left of them is
    given), the same ``once_key`` was paid not long ago, or somebody would confirm for themselves.
    The same ``source`` is the same grant.
    """
    known = grants.find_grant(tx, earned.source)
    if known is not None:
        return known
    sheet, today = _terms(tx, earned, now=now)
    rule = sheet.rule_for(earned.event) if sheet else None
    if sheet is None or rule is None or earned.granted_by == earned.person_id:
        return None
    points = left_of(
        tx,
        rule,
        worth(rule, minutes=earned.minutes),
        community_id=earned.community_id,
        person_id=earned.person_id,
        today=today,
    )
    if points <= 0 or _was_paid(tx, rule, earned, today=today):
        return None
    grant = _promise(tx, earned, rule, points, sheet_id=sheet.id, today=today, now=now)
    if grant.release_at is not None and grant.release_at > now:
        _release_later(tx, grant)
        return grant
    pay(tx, grant, now=now)
    return grants.get_grant(tx, grant.id)


def _terms(tx: Connection, earned: Earned, *, now: datetime) -> tuple[RuleSheet | None, date]:
    """The version of the sheet that holds for it, and the day it counts on."""
    was = earned.instead_of
    if was is not None:
        return get_sheet(tx, was.sheet_id), was.granted_on
    home = earned.community_id
    return find_sheet(tx, community_id=home), today_in(tx, home, now)


def _promise(
    tx: Connection,
    earned: Earned,
    rule: Rule,
    points: int,
    *,
    sheet_id: int,
    today: date,
    now: datetime,
) -> Grant:
    was = earned.instead_of
    return grants.add_grant(
        tx,
        community_id=earned.community_id,
        person_id=earned.person_id,
        rule=rule.code,
        sheet_id=sheet_id,
        points=points,
        about=earned.about,
        once_key=earned.once_key,
        words="",
        state=GrantState.PENDING,
        source=earned.source,
        granted_by=earned.granted_by,
        granted_on=today,
        release_at=was.release_at if was else now + timedelta(hours=rule.delay_h),
        is_discreet=earned.is_discreet,
        now=now,
    )


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


def left_of(
    tx: Connection, rule: Rule, points: int, *, community_id: int, person_id: int, today: date
) -> int:
    """How many of these points the caps of a day, a week and a month leave."""
    used = [
        (
            cap,
            grants.sum_granted(
                tx,
                community_id=community_id,
                person_id=person_id,
                rule=rule.code,
                since=since,
                until=until,
            ),
        )
        for since, until, cap in cap_spans(rule, today)
    ]
    return within_caps(points, used)


def _was_paid(tx: Connection, rule: Rule, earned: Earned, *, today: date) -> bool:
    """Whether another report of the same place and kind was first. What was itself first goes on
    earning, whatever was reported since.
    """
    if not rule.once_days or not earned.once_key:
        return False
    if any(one.counts for one in grants.list_about(tx, earned.about)):
        return False
    return grants.was_paid_for(
        tx,
        community_id=earned.community_id,
        once_key=earned.once_key,
        about=earned.about,
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
    grants.add_to_month(tx, grant, grant.points)
    plan_expiry(tx, grant.community_id, now=now)


def undo(tx: Connection, grant: Grant, *, confirmed_by: int, words: str, now: datetime) -> None:
    """Take what a paid grant brought out of the ledger and out of its month again; at most once.

    Raises ``RuleBroken`` where somebody would lose more than they have.
    """
    paid = find_entry(tx, grant.subject)
    assert paid is not None, "a paid grant stands in the ledger"
    if reverse_entry(tx, paid.id, confirmed_by=confirmed_by, words=words, now=now):
        grants.add_to_month(tx, grant, -grant.points)


def release(tx: Connection, job: Job, now: datetime) -> None:
    """The delay of a grant is over; what was refused or taken back meanwhile is not paid."""
    grant = grants.get_grant(tx, int(job.subject.removeprefix("grant:")))
    if grant.state is GrantState.PENDING:
        pay(tx, grant, now=now)


def today_in(tx: Connection, community_id: int, now: datetime) -> date:
    """The day by the community's own clock."""
    zone = ZoneInfo(get_community(tx, community_id).timezone)
    return now.astimezone(zone).date()
