"""A case's deadlines 时限 made right: the columns that say them, and the jobs that watch them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from domain.answers import Json
from domain.cases import Case, Stage
from domain.categories import Category, Priority
from domain.deadlines import (
    Alarm,
    Clock,
    Promise,
    Targets,
    alarms_of,
    clock_changes,
    dues_ended,
    is_running,
    nudge_period,
    promise_of,
    silences,
)
from domain.office_hours import parse_hours
from domain.quiet_hours import after_quiet, parse_quiet
from domain.workdays import Overlay
from domain.working_time import WorkWeek, parse_target
from storage import categories, communities, jobs
from storage.communities import Community

ALARM, NUDGE = "case.deadline", "case.nudge"

USUAL = Targets(parse_target("4h"), parse_target("5d"))
"""For a case of no category."""


def clock_columns(
    tx: Connection, case: Case, stage: Stage, changes: Mapping[str, Json], *, now: datetime
) -> dict[str, Json]:
    """The columns of a case's clock and deadlines once it is in ``stage``, and its other columns
    have had these ``changes``.
    """
    week = week_of(communities.get_community(tx, case.community_id))
    clock = dict(clock_changes(case, stage, week=week, now=now))
    after = replace(case, stage=stage, **{**_as_fields(changes), **clock})
    promise = promise_of(after, targets_of(tx, after), week)
    paused_for = clock.pop("paused_for", case.paused_for)
    assert isinstance(paused_for, timedelta)
    return {**clock, "paused_s": round(paused_for.total_seconds()), **_promised_in(promise)}


def promise_columns(tx: Connection, case: Case) -> dict[str, Json]:
    """The columns of a case's deadlines, as it is, by today's calendar and targets."""
    week = week_of(communities.get_community(tx, case.community_id))
    return _promised_in(promise_of(case, targets_of(tx, case), week))


def dues_ended_by(
    tx: Connection, case: Case, stage: Stage, *, now: datetime
) -> dict[Clock, datetime]:
    """What was due by when, of all that a move to ``stage`` ends; the figures go by it."""
    week = week_of(communities.get_community(tx, case.community_id))
    return dues_ended(case, stage, targets_of(tx, case), week=week, now=now)


def _promised_in(promise: Promise) -> dict[str, Json]:
    return {
        "respond_by": promise.respond_by,
        "solve_by": promise.solve_by,
        "is_due_about": promise.is_about,
    }


def _as_fields(columns: Mapping[str, Json]) -> dict[str, Json]:
    """Those of a case's columns that its deadlines depend on."""
    fields = {name: columns[name] for name in ("category_id", "reopenings") if name in columns}
    if "priority" in columns:
        fields["priority"] = Priority(columns["priority"])
    return fields


def plan(tx: Connection, case: Case, *, now: datetime) -> None:
    """Make the jobs that watch a case right for what it is now; what was said stays said.

    Nothing that is only a reminder falls into quiet hours: it is due when they end.
    """
    community = communities.get_community(tx, case.community_id)
    week = week_of(community)
    alarms = alarms_of(case, targets_of(tx, case), week)
    jobs.plan_jobs(
        tx,
        kind=ALARM,
        subject=case.about,
        wanted={alarm.period: held(at, community) for alarm, at in alarms.items()},
        community_id=case.community_id,
        now=now,
    )
    times = _unasked(tx, case, week, now=now)
    jobs.plan_jobs(
        tx,
        kind=NUDGE,
        subject=case.about,
        wanted={nudge_period(case, one): held(at, community) for one, at in times.items()},
        community_id=case.community_id,
        now=now,
    )


def _unasked(
    tx: Connection, case: Case, week: WorkWeek, *, now: datetime
) -> Mapping[int, datetime]:
    """The silences that are asked about; where a secretary has taken the next question off the
    list, the one after it.
    """
    times = silences(case, week, now)
    while times and jobs.is_done(
        tx, kind=NUDGE, subject=case.about, period=nudge_period(case, max(times))
    ):
        times = silences(case, week, times[max(times)])
    return times


def skip_what_is_past(tx: Connection, case: Case, *, now: datetime) -> None:
    """What is due by now is not said any more, and neither does it wait."""
    for kind in (ALARM, NUDGE):
        jobs.skip_jobs(tx, kind=kind, subject=case.about, until=now, now=now)


def held(at: datetime, community: Community) -> datetime:
    """The moment itself, or the end of the community's quiet hours."""
    return after_quiet(at, parse_quiet(community.quiet_hours), ZoneInfo(community.timezone))


def held_for(tx: Connection, case: Case, at: datetime) -> datetime:
    return held(at, communities.get_community(tx, case.community_id))


def alarm_due_at(tx: Connection, case: Case, alarm: Alarm, *, now: datetime) -> datetime | None:
    """When an alarm may be raised, from ``now`` on; ``None``: never, as the case is now."""
    if not is_running(case, alarm):
        return None
    community = communities.get_community(tx, case.community_id)
    alarms = alarms_of(case, targets_of(tx, case), week_of(community))
    return held(max(alarms[alarm], now), community)


def nudge_due_at(tx: Connection, case: Case, period: str, *, now: datetime) -> datetime | None:
    """When somebody may be asked how far a case is, from ``now`` on; ``None``: not for this
    silence any more, or not this time, for the next has come too.
    """
    community = communities.get_community(tx, case.community_id)
    times = silences(case, week_of(community), now)
    for number, at in times.items():
        if nudge_period(case, number) == period:
            return held(max(at, now), community)
    return None


def nudges_of(tx: Connection, case: Case, *, now: datetime) -> list[str]:
    """The periods for which somebody may have been asked how far the case is."""
    times = silences(case, week_of(communities.get_community(tx, case.community_id)), now)
    return [nudge_period(case, one + 1) for one in range(max(times, default=0))]


def targets_of(tx: Connection, case: Case) -> Targets:
    """What the case's category promises."""
    if case.category_id is None:
        return USUAL
    return promised(categories.get_category(tx, case.category_id))


def promised(category: Category | None) -> Targets:
    if category is None:
        return USUAL
    return Targets(parse_target(category.response), parse_target(category.solution))


def week_of(community: Community) -> WorkWeek:
    """When a community works."""
    days_off = community.days_off or {}
    return _week(
        community.office_hours,
        community.timezone,
        tuple(days_off.get("holidays", ())),
        tuple(days_off.get("workdays", ())),
        tuple(days_off.get("years", ())),
    )


@lru_cache(maxsize=256)
def _week(
    hours: str,
    timezone: str,
    holidays: tuple[str, ...],
    workdays: tuple[str, ...],
    years: tuple[int, ...],
) -> WorkWeek:
    overlay = Overlay(
        frozenset(map(date.fromisoformat, holidays)),
        frozenset(map(date.fromisoformat, workdays)),
        frozenset(years),
    )
    return WorkWeek(parse_hours(hours), ZoneInfo(timezone), overlay)
