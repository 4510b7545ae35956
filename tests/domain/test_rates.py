"""The rates, counted by hand."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.cases import Stage
from domain.deadlines import Clock, Targets, dues_ended
from domain.office_hours import parse_hours
from domain.rates import Outcomes, Period, Rate, month_around, week_around
from domain.working_time import WorkWeek, parse_target
from tests.domain.test_deadlines import a_case

DUE = datetime(2026, 3, 3, 1, tzinfo=UTC)
EARLY, LATE = DUE - timedelta(hours=2), DUE + timedelta(hours=2)
TARGETS = Targets(parse_target("4h"), parse_target("5d"))
WEEK = WorkWeek(parse_hours("00:00-24:00; 6-7 00:00-24:00"), ZoneInfo("Asia/Shanghai"))


def test_the_rates_are_what_a_hand_counts() -> None:
    found = Outcomes(
        kept={Clock.RESPONSE: 24, Clock.SOLUTION: 18},
        missed={Clock.RESPONSE: 2, Clock.SOLUTION: 6},
        verdicts={"satisfied": 12, "fair": 3, "dissatisfied": 2, "silent": 4, "settled": 1},
    )

    assert found.response == Rate(24, 26)
    assert found.on_time == Rate(18, 24)
    assert found.solution == Rate(16, 22)  # 满意, 基本满意, 已经好了 of all who were asked
    assert found.satisfaction == Rate(15, 17)  # silence is no contentment, and no discontent
    assert found.unrated == 5
    assert [one.permille for one in (found.response, found.on_time)] == [923, 750]


def test_of_few_a_rate_says_so_and_of_none_it_is_none() -> None:
    assert Rate(9, 9).is_small
    assert not Rate(0, 10).is_small
    assert Rate(0, 0).permille is None
    assert Rate(1, 2000).permille == 1  # halves go up
    assert Outcomes().is_empty


def test_periods_are_whole_days_by_the_communitys_clocks() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    since, until = month_around(date(2026, 3, 31)).moments(zone)
    assert since == datetime(2026, 2, 28, 16, tzinfo=UTC)
    assert until == datetime(2026, 3, 31, 16, tzinfo=UTC)
    assert week_around(date(2027, 1, 1)) == Period(date(2026, 12, 28), date(2027, 1, 3))


@pytest.mark.parametrize(
    ("stage", "to", "now", "ended"),
    [
        (Stage.OPEN, Stage.ACCEPTED, EARLY, {Clock.RESPONSE: DUE}),
        (Stage.OPEN, Stage.TRANSFERRED, LATE, {Clock.RESPONSE: DUE}),
        (Stage.OPEN, Stage.REJECTED, EARLY, {Clock.RESPONSE: DUE}),
        (Stage.OPEN, Stage.WITHDRAWN, EARLY, {}),
        (Stage.OPEN, Stage.WITHDRAWN, LATE, {Clock.RESPONSE: DUE, Clock.SOLUTION: DUE}),
        (Stage.OPEN, Stage.MERGED, LATE, {}),
        (Stage.ACCEPTED, Stage.IN_PROGRESS, EARLY, {}),
        (Stage.IN_PROGRESS, Stage.WAITING, LATE, {}),
        (Stage.IN_PROGRESS, Stage.CHECKING, EARLY, {}),
        (Stage.CHECKING, Stage.RESOLVED, EARLY, {Clock.SOLUTION: DUE}),
        (Stage.IN_PROGRESS, Stage.RESOLVED, LATE, {Clock.SOLUTION: DUE}),
        (Stage.IN_PROGRESS, Stage.CLOSED, EARLY, {}),
        (Stage.IN_PROGRESS, Stage.CLOSED, LATE, {Clock.SOLUTION: DUE}),
        (Stage.IN_PROGRESS, Stage.IN_PROGRESS, LATE, {}),
    ],
)
def test_a_move_ends_the_promises_it_keeps_and_hides_none_that_is_broken(
    stage: Stage, to: Stage, now: datetime, ended: Mapping[Clock, datetime]
) -> None:
    respond_by = DUE if stage is Stage.OPEN else None
    case = a_case(stage, respond_by=respond_by, solve_by=DUE)

    assert dues_ended(case, to, TARGETS, week=WEEK, now=now) == ended


def test_what_is_mended_while_the_clock_stands_still_is_due_that_much_later() -> None:
    reported = a_case(Stage.WAITING).reported_at
    paused = reported + timedelta(days=2)
    case = a_case(Stage.WAITING, paused_at=paused)
    usual = dues_ended(
        a_case(Stage.IN_PROGRESS, solve_by=reported + timedelta(days=5, hours=15)),
        Stage.RESOLVED,
        TARGETS,
        week=WEEK,
        now=paused,
    )

    late = dues_ended(case, Stage.RESOLVED, TARGETS, week=WEEK, now=paused + timedelta(days=7))
    assert late[Clock.SOLUTION] == usual[Clock.SOLUTION] + timedelta(days=7)
