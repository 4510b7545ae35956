"""Deadlines 时限: by when a case is taken on and mended, and who hears of it as they come near."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from domain.cases import Case, Stage
from domain.working_time import Due, Target, WorkWeek, add_working_days, moment_at, working_between


class Clock(StrEnum):
    RESPONSE = "response"  # until it is taken on
    SOLUTION = "solution"  # until it is said to be mended


class Step(IntEnum):
    """How much of a target is used, in percent, when somebody hears of it."""

    REMIND = 75  # whoever has it
    OVERDUE = 100  # the staff group; the card says 超时
    ESCALATE = 150  # the secretaries


URGENT_SHARE = 50
"""加急 leaves half of the time, in percent."""

SILENT_DAYS = 3
"""After so many working days without a public update, whoever has the case is asked for one."""

RESPONSE_RUNS_IN = (Stage.OPEN,)
SOLUTION_RUNS_IN = (
    Stage.OPEN,
    Stage.ACCEPTED,
    Stage.IN_PROGRESS,
    Stage.TRANSFERRED,
    Stage.CHECKING,
)
"""The office owes something. While others are asked (待补充, 待确认) the clock stands still."""

OWES_UPDATES_IN = (Stage.ACCEPTED, Stage.IN_PROGRESS, Stage.TRANSFERRED)

BEGINS_ANEW_FROM = (
    Stage.RESOLVED,
    Stage.CLOSED,
    Stage.REJECTED,
    Stage.MERGED,
    Stage.WITHDRAWN,
)
"""A case that comes back from these has its whole time once more."""


@dataclass(frozen=True)
class Targets:
    """What a category promises."""

    response: Target
    solution: Target


@dataclass(frozen=True)
class Promise:
    """Both deadlines as they stand now; ``None``: that clock does not run. ``is_about`` 约: some
    of the days are not announced yet.
    """

    respond_by: datetime | None
    solve_by: datetime | None
    is_about: bool


@dataclass(frozen=True)
class Alarm:
    """Something to say when a part of a target is used; ``round`` counts the reopenings, because
    each is said once a round.
    """

    clock: Clock
    step: Step
    round: int

    @property
    def period(self) -> str:
        return f"{self.clock}.{int(self.step)}.{self.round}"


def alarm_of(period: str) -> Alarm:
    clock, step, number = period.split(".")
    return Alarm(Clock(clock), Step(int(step)), int(number))


def promise_of(case: Case, targets: Targets, week: WorkWeek) -> Promise:
    """The deadlines of a case at its stage, counted from the report or from its last reopening."""
    dues = {
        clock: _due(case, clock, Step.OVERDUE, targets, week)
        for clock in Clock
        if case.stage in _runs_in(clock)
    }
    response, solution = dues.get(Clock.RESPONSE), dues.get(Clock.SOLUTION)
    return Promise(
        response.at if response else None,
        solution.at if solution else None,
        any(due.is_approximate for due in dues.values()),
    )


def first_promise(targets: Targets, week: WorkWeek, *, is_urgent: bool, now: datetime) -> Promise:
    """The deadlines of a case that is being reported now."""
    percent = _share(Step.OVERDUE, is_urgent=is_urgent)
    response = moment_at(now, targets.response, timedelta(0), percent, week)
    solution = moment_at(now, targets.solution, timedelta(0), percent, week)
    is_about = response.is_approximate or solution.is_approximate
    return Promise(response.at, solution.at, is_about)


def alarms_of(case: Case, targets: Targets, week: WorkWeek) -> dict[Alarm, datetime]:
    """Everything that must be said about a case's deadlines if nobody does anything, and when."""
    return {
        Alarm(clock, step, case.reopenings): _due(case, clock, step, targets, week).at
        for clock in Clock
        if case.stage in _runs_in(clock)
        for step in Step
    }


def is_running(case: Case, alarm: Alarm) -> bool:
    """Whether the alarm still has something to say: its clock runs, and the round is this one."""
    return case.stage in _runs_in(alarm.clock) and alarm.round == case.reopenings


def spoken_of_at(case: Case) -> datetime:
    """When there was last something new to be heard of a case."""
    return case.updated_at or case.stage_at


def nudge_period(case: Case, number: int) -> str:
    """How the question after so many times of silence is named; any news begins the count anew."""
    return f"{spoken_of_at(case).isoformat()}.{number}"


def is_silent_since(case: Case, period: str) -> bool:
    """Whether nothing has been heard of a case since that question was asked."""
    number = int(period.rpartition(".")[2])
    return case.stage in OWES_UPDATES_IN and period == nudge_period(case, number)


def silences(case: Case, week: WorkWeek, now: datetime) -> dict[int, datetime]:
    """When whoever has the case is asked how far it is, if nothing is said of it: the next time,
    and the last one that has come. They count from 1; nobody answers, so it is asked again.
    """
    found: dict[int, datetime] = {}
    if case.stage not in OWES_UPDATES_IN:
        return found
    number, at = 1, add_working_days(spoken_of_at(case), SILENT_DAYS, week).at
    while at <= now:
        found = {number: at}
        number, at = number + 1, add_working_days(at, SILENT_DAYS, week).at
    return found | {number: at}


def clock_changes(
    case: Case, stage: Stage, *, week: WorkWeek, now: datetime
) -> Iterator[tuple[str, datetime | timedelta | None]]:
    """What a move to ``stage`` does to the clock: begin anew, stand still, go on."""
    if case.stage in BEGINS_ANEW_FROM and stage is Stage.IN_PROGRESS:
        yield from (("clock_from", now), ("paused_for", timedelta(0)), ("paused_at", None))
        return
    if stage is case.stage:
        return
    if case.responded_at is None and case.stage is Stage.OPEN and stage in SOLUTION_RUNS_IN:
        yield "responded_at", now
    if stage is Stage.WAITING:
        yield "paused_at", now
    elif case.paused_at is not None:
        yield "paused_for", case.paused_for + working_between(case.paused_at, now, week)
        yield "paused_at", None


def dues_ended(
    case: Case, stage: Stage, targets: Targets, *, week: WorkWeek, now: datetime
) -> dict[Clock, datetime]:
    """The clocks that a move to ``stage`` ends for good, and when each would have run out.

    Whoever takes a case on or refuses it has answered; whoever says that it is mended has mended
    it. Whatever else ends a case takes back what was not due yet, and hides nothing that was.
    What is merged goes on in the other case.
    """
    if stage in (case.stage, Stage.MERGED):
        return {}
    ended = {}
    respond_by, solve_by = case.respond_by, _solve_by(case, targets, week, now)
    is_answered = stage not in (Stage.OPEN, Stage.WITHDRAWN, Stage.CLOSED)
    if respond_by is not None and (is_answered or respond_by < now):
        ended[Clock.RESPONSE] = respond_by
    goes_on = stage in SOLUTION_RUNS_IN or stage is Stage.WAITING
    if solve_by is not None and not goes_on and (stage is Stage.RESOLVED or solve_by < now):
        ended[Clock.SOLUTION] = solve_by
    return ended


def _solve_by(case: Case, targets: Targets, week: WorkWeek, now: datetime) -> datetime | None:
    """When it is to be mended; while the clock stands still, when it would be if it went on now."""
    if case.paused_at is None:
        return case.solve_by
    paused = case.paused_for + working_between(case.paused_at, now, week)
    going_on = replace(case, stage=Stage.IN_PROGRESS, paused_for=paused)
    return promise_of(going_on, targets, week).solve_by


def is_overdue(case: Case, now: datetime) -> bool:
    """超时: a clock that runs has run out."""
    dues = (case.respond_by, case.solve_by)
    return any(due is not None and due <= now for due in dues)


def _runs_in(clock: Clock) -> tuple[Stage, ...]:
    return RESPONSE_RUNS_IN if clock is Clock.RESPONSE else SOLUTION_RUNS_IN


def _due(case: Case, clock: Clock, step: Step, targets: Targets, week: WorkWeek) -> Due:
    target = targets.response if clock is Clock.RESPONSE else targets.solution
    percent = _share(step, is_urgent=case.is_urgent)
    return moment_at(case.clock_from or case.reported_at, target, case.paused_for, percent, week)


def _share(step: Step, *, is_urgent: bool) -> float:
    return step * URGENT_SHARE / 100 if is_urgent else step
