"""Digests 简报: each a job for its next period, said or skipped; and moved or turned off."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from actions.deadlines import held, week_of
from actions.once import once
from actions.settings import announce, card_at, show_again
from domain.addresses import Address
from domain.answers import Answer, Json
from domain.cases import Case, Stage
from domain.desk import today_at
from domain.digests import (
    SAID,
    SKIPPED,
    DigestKind,
    DigestPlan,
    Skip,
    about_of,
    key_on,
    next_key,
    period_of,
    read_about,
    read_when,
)
from domain.people import ChatKind, Visitor
from domain.rules import RuleBroken
from domain.wall_clock import moment_of
from domain.workdays import kind_of
from domain.working_time import WorkWeek
from storage import cases, communities, digests, jobs, outbox
from storage.communities import Chat, Community
from storage.jobs import Job
from storage.outbox import Lane
from storage.rates import Among, count_outcomes

SAY = "digest.say"

READ_IN = {
    DigestKind.MORNING: (ChatKind.STAFF,),
    DigestKind.WEEKLY: (ChatKind.PUBLIC, ChatKind.RIDERS),
    DigestKind.MONTHLY: (ChatKind.PUBLIC, ChatKind.RIDERS, ChatKind.STAFF),
}


def letter_of(kind: DigestKind) -> str:
    return f"digest.{kind}"


WEEKLY = letter_of(DigestKind.WEEKLY)


def ensure_digests(tx: Connection, *, community_id: int, now: datetime) -> None:
    """Give a community its digests and promise the first of each."""
    digests.ensure_plans(tx, community_id=community_id)
    plan_digests(tx, community_id, now=now)


def owe_digests(tx: Connection, *, now: datetime) -> None:
    """At every start: for communities that are older than digests are, and where the next one was
    given up. What waits, however late, is said, or skipped with a record; its hour is that of the
    clocks by which the community lives now.
    """
    for community_id in digests.list_communities_without_plans(tx):
        ensure_digests(tx, community_id=community_id, now=now)
    for community in communities.list_communities(tx):
        for plan in digests.list_plans(tx, community_id=community.id):
            key = jobs.find_waiting_period(tx, kind=SAY, subject=plan.about)
            if key is None:
                plan_digest(tx, plan, now=now)
            else:
                _promise(tx, plan, [key], community, now=now)


def plan_digests(tx: Connection, community_id: int, *, now: datetime) -> None:
    """Make all that is promised right for what holds now: hours, days off, what is switched off."""
    for plan in digests.list_plans(tx, community_id=community_id):
        plan_digest(tx, plan, now=now)


def plan_digest(tx: Connection, plan: DigestPlan, *, after: str = "", now: datetime) -> None:
    """Promise the digest of the period ``after`` the one that has ended, however late that was,
    else the first whose time is still to come. A period ends once, and 早报 knows no days off.
    """
    community = communities.get_community(tx, plan.community_id)
    zone, week = ZoneInfo(community.timezone), week_of(community)
    wanted = list[str]()
    if not plan.is_off:
        today = now.astimezone(zone).date()
        key = next_key(plan.kind, after) if after else key_on(plan.kind, today)
        while (
            (not after and plan.said_at(key, zone) <= now)
            or digests.has_ended(tx, plan, key=key)
            or _is_day_off(plan, key, week)
        ):
            key = next_key(plan.kind, key)
        wanted = [key]
    _promise(tx, plan, wanted, community, now=now)


def _promise(
    tx: Connection, plan: DigestPlan, keys: Sequence[str], community: Community, *, now: datetime
) -> None:
    zone = ZoneInfo(community.timezone)
    jobs.plan_jobs(
        tx,
        kind=SAY,
        subject=plan.about,
        wanted={key: held(plan.said_at(key, zone), community) for key in keys},
        community_id=plan.community_id,
        now=now,
    )


def _is_day_off(plan: DigestPlan, key: str, week: WorkWeek) -> bool:
    if plan.kind is not DigestKind.MORNING:
        return False
    day = date.fromisoformat(key)
    return not week.hours.on(day.weekday(), kind_of(day, week.overlay))


def say_digest(tx: Connection, job: Job, now: datetime) -> None:
    """Say it, or write down why not; and promise the next. Never in quiet hours, nor before its
    time by clocks that were set back meanwhile.
    """
    community_id, kind = read_about(job.subject)
    community = communities.get_community(tx, community_id)
    plan = digests.get_plan(tx, community_id=community_id, kind=kind)
    due_at = plan.said_at(job.period, ZoneInfo(community.timezone))
    if (due := held(max(now, due_at), community)) > now:
        jobs.hold(tx, job.id, until=due)
        return
    reason = _why_not(tx, plan, job.period, community, now=now)
    if reason is None:
        _owe(tx, plan, job.period, community, now=now)
    state = SAID if reason is None else SKIPPED
    digests.add_ended(tx, plan, key=job.period, state=state, reason=reason or "", now=now)
    plan_digest(tx, plan, after=job.period, now=now)


def skip_digest(tx: Connection, job: Job, now: datetime) -> None:
    """A secretary does not want this one."""
    community_id, kind = read_about(job.subject)
    plan = digests.get_plan(tx, community_id=community_id, kind=kind)
    digests.add_ended(tx, plan, key=job.period, state=SKIPPED, reason=Skip.CANCELLED.value, now=now)
    plan_digest(tx, plan, after=job.period, now=now)


def _why_not(
    tx: Connection, plan: DigestPlan, key: str, community: Community, *, now: datetime
) -> Skip | None:
    zone = ZoneInfo(community.timezone)
    today = _day_at(now, zone)
    meant_for = held(plan.said_at(key, zone), community).astimezone(zone).date()
    if today > meant_for and key != key_on(plan.kind, today):
        return Skip.LATE
    if _is_day_off(plan, key, week_of(community)):
        return Skip.DAY_OFF
    if not _groups(tx, plan):
        return Skip.NO_GROUP
    return Skip.NOTHING if _is_empty(tx, plan, key, zone, now=now) else None


def _day_at(now: datetime, zone: ZoneInfo) -> date:
    return now.astimezone(zone).date()


def _groups(tx: Connection, plan: DigestPlan) -> list[Chat]:
    found = communities.list_groups(tx, community_id=plan.community_id)
    return [chat for chat in found if chat.kind in READ_IN[plan.kind]]


def _is_empty(tx: Connection, plan: DigestPlan, key: str, zone: ZoneInfo, *, now: datetime) -> bool:
    home = plan.community_id
    since, until = period_of(plan.kind, key).moments(zone)
    if plan.kind is DigestKind.MORNING:
        begins, today = moment_of(_day_at(now, zone), 0, zone), today_at(now, zone)
        return digests.read_morning(tx, community_id=home, begins=begins, today=today).is_empty
    outcomes = count_outcomes(tx, Among(home, since, until))
    return not outcomes.solution.hits if plan.kind is DigestKind.WEEKLY else outcomes.is_empty


def _owe(
    tx: Connection, plan: DigestPlan, key: str, community: Community, *, now: datetime
) -> None:
    """Which cases 周报 shows is kept with it, so that it can be taken back for one of them. 早报
    tells of the day on which it is said: quiet hours may have held it overnight.
    """
    zone = ZoneInfo(community.timezone)
    payload: dict[str, Json] = {"key": key, "day": _day_at(now, zone).isoformat()}
    if plan.kind is DigestKind.WEEKLY:
        since, until = period_of(plan.kind, key).moments(zone)
        week = digests.read_week(tx, community_id=community.id, since=since, until=until)
        payload["cases"] = list(week.stories)
    for chat in _groups(tx, plan):
        outbox.owe(
            tx,
            dedup=f"{plan.about}:{key}:{chat.id}",
            kind=letter_of(plan.kind),
            about=f"{plan.about}:{key}",
            to=chat.address,
            lane=Lane.DIGEST,
            community_id=community.id,
            payload=payload,
            now=now,
        )


def weeklies_about(tx: Connection, case: Case) -> list[str]:
    """Each 周报 that shows this case; it may have been opened again since."""
    zone = ZoneInfo(communities.get_community(tx, case.community_id).timezone)
    told_on = {
        one.at.astimezone(zone).date()
        for one in cases.list_events(tx, case.id)
        if one.from_stage is Stage.RESOLVED
    }
    mondays = sorted({period_of(DigestKind.WEEKLY, one.isoformat()).first for one in told_on})
    about_weeklies = about_of(case.community_id, DigestKind.WEEKLY)
    found = [f"{about_weeklies}:{monday.isoformat()}" for monday in mondays]
    return [one for one in found if case.id in outbox.find_shown(tx, about=one)[1].get("cases", ())]


@once
def turn_digest(
    tx: Connection,
    *,
    by: Visitor,
    plan_id: int,
    version: int,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """开启 and 关闭, on the card of the settings."""
    about = card_at(tx, by, here)
    found = digests.list_plans(tx, community_id=by.home)
    plan = next((one for one in found if one.id == plan_id), None)
    if plan is None:
        raise RuleBroken("press.stale")
    show_again(tx, about, now=now)
    if plan.version != version:
        return Answer("settings.changed_meanwhile", must_be_read=True)
    _change(tx, plan, is_off=not plan.is_off, now=now)
    what = "digest_on" if plan.is_off else "digest_off"
    params: dict[str, Json] = {"kind": plan.kind.value}
    announce(tx, by=by, what=what, params=params, source=source, now=now)
    return Answer("settings.saved")


def move_digest(
    tx: Connection, *, by: Visitor, kind: DigestKind, text: str, now: datetime
) -> dict[str, Json]:
    """Another day and hour, by words; returns what is told of it. What is off is on again."""
    community = communities.get_community(tx, by.home)
    week = week_of(community)
    when = read_when(kind, text, now=now, zone=week.zone, overlay=week.overlay)
    plan = digests.get_plan(tx, community_id=by.home, kind=kind)
    _change(tx, plan, day=when.day, clock=when.clock, is_off=False, now=now)
    return {"kind": kind.value, "day": when.day, "clock": when.clock}


def _change(tx: Connection, plan: DigestPlan, *, now: datetime, **changes: Json) -> None:
    changed = digests.change_plan(tx, plan, **changes)
    assert changed, "nobody else writes inside this transaction"
    anew = digests.get_plan(tx, community_id=plan.community_id, kind=plan.kind)
    plan_digest(tx, anew, now=now)
